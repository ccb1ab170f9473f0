"""An edition's files on this machine: unpacked from its blob at first use, then found there."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from visualgen.archive import unpack
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs

FOLDER = "library"


def folder_of(settings: Settings, blobs: Blobs, archive: str, name: str) -> Path:
    """Return the folder, called `name`, with the files of the ZIP whose blob is `archive`. Raises `BlobLost`, `ArchiveError`.

    Threads and processes may ask at once: it appears whole.
    """
    place = settings.data_folder() / FOLDER / archive
    folder = place / name
    if folder.is_dir():
        return folder
    place.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=place))
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            for piece in blobs.stream(archive):
                file.write(piece)
            file.seek(0)
            unpack(file, fresh)
        with suppress(OSError):  # another one was first: its folder is the same
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder
