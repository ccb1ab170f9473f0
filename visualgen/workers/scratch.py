"""A folder for a process's temporary files: it goes with the process, and what a killed one left is removed by the next."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from visualgen.settings import Settings
from visualgen.store.ids import new_id

_LOCK = "lock"


@contextmanager
def scratch_folder(settings: Settings) -> Iterator[Path]:
    """Yield a fresh folder below the data folder; it is removed at the end. Folders whose process is gone are removed first."""
    root = settings.data_folder() / "scratch"
    root.mkdir(exist_ok=True)
    for left in root.iterdir():
        _remove_orphan(left)
    folder = root / new_id()
    folder.mkdir()
    with (folder / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_orphan(folder: Path) -> None:
    """Remove a folder whose lock nobody holds. One that is being made has no lock yet: it is left alone unless it is empty and old."""
    with contextlib.suppress(OSError), (folder / _LOCK).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
