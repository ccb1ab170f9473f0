"""A folder for a process's temporary files: it goes with the process, and what a killed one left is removed by the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from visualgen.settings import Settings
from visualgen.store.ids import new_id


@contextmanager
def scratch_folder(settings: Settings) -> Iterator[Path]:
    """Yield a fresh folder below the data folder; it is removed at the end. Folders whose process is gone are removed first.

    A process holds a lock on its folder for as long as it lives; folders are made and removed under a lock on the one above.
    """
    root = settings.data_folder() / "scratch"
    root.mkdir(exist_ok=True)
    folder = root / new_id()
    with _locked(root):
        for left in root.iterdir():
            _remove_orphan(left)
        folder.mkdir()
        held = _lock(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


@contextmanager
def temporary_files(settings: Settings) -> Iterator[Path]:
    """Have all temporary files of this process, and of those it starts, made in a scratch folder while the block runs; yield it."""
    with scratch_folder(settings) as folder:
        before = tempfile.tempdir, os.environ.get("TMPDIR")
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        try:
            yield folder
        finally:
            tempfile.tempdir = before[0]
            if before[1] is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before[1]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    held = _lock(folder)
    try:
        yield
    finally:
        os.close(held)


def _lock(folder: Path, flags: int = 0) -> int:
    """Return the descriptor that holds the folder's lock. Raises `BlockingIOError` with LOCK_NB where another has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | flags)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _remove_orphan(folder: Path) -> None:
    try:
        held = _lock(folder, fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return
    shutil.rmtree(folder, ignore_errors=True)
    os.close(held)
