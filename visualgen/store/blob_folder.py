"""Blobs in a folder: whole or not there, on the disk before they are counted on, and nothing left behind by a killed writer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from visualgen.errors import SettingsError
from visualgen.store.ids import new_id

CHUNK_BYTES = 1 << 20
_PART = ".part"
STALE_SECONDS = 3600.0
ROOM_BYTES = 10_000_000
"""With less room than this the store says that it is not ready: a clip, or a few pictures, would not go in."""
Settle = Callable[[Path], None]


class BlobFolder:
    """A folder of blobs, two levels deep by the first letters of their names."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, made if need be. Raises `SettingsError` where it cannot be."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            told = f"the folder of blobs {folder} cannot be made ({error.strerror or error})"
            raise SettingsError(told, mend="correct VISUALGEN_BLOBS_URL") from None

    def write(self, name: str, source: BinaryIO) -> None:
        """Store what `source` holds under `name`, in place of what was there."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _unnamed(path.parent) as (part, settle):
            while chunk := source.read(CHUNK_BYTES):
                part.write(chunk)
            part.flush()
            os.fsync(part.fileno())
            settle(path)
        _sync_folder(path.parent)

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end`. Raises `FileNotFoundError` at once where there is no such blob."""
        file = self._path(name).open("rb")
        return _pieces(file, start, end)

    def size(self, name: str) -> int | None:
        """Return the blob's size in bytes, None where it is not there."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Remove a blob; one that is not there is no error."""
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Yield every blob's name and the time it was written; removes what killed writers left an hour ago."""
        for folder in sorted(self.folder.glob("??")):
            for path in sorted(folder.iterdir()):
                try:
                    written = path.stat().st_mtime
                except FileNotFoundError:
                    continue
                if path.suffix != _PART:
                    yield folder.name + path.name, datetime.fromtimestamp(written, UTC)
                elif datetime.now(UTC).timestamp() - written > STALE_SECONDS:
                    path.unlink(missing_ok=True)

    def ready(self) -> bool:
        """Return whether the folder can be written, and the disk has room (for `/readyz`)."""
        return os.access(self.folder, os.W_OK) and shutil.disk_usage(self.folder).free >= ROOM_BYTES

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]


@contextmanager
def _unnamed(folder: Path) -> Iterator[tuple[BinaryIO, Settle]]:
    """Yield a file without a name and the call that gives it one: killed before that, nothing is left (O_TMPFILE).

    Where the file system cannot do that, the file has a name ending in `.part`.
    """
    try:
        number = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o644)
    except (OSError, AttributeError):  # another system, or a file system without it
        with _named(folder) as named:
            yield named
        return
    with os.fdopen(number, "wb") as part:

        def settle(path: Path) -> None:
            path.unlink(missing_ok=True)
            try:  # a descriptor is what makes Python call linkat(AT_SYMLINK_FOLLOW), as open(2) asks for
                os.link(f"/proc/self/fd/{part.fileno()}", path, src_dir_fd=part.fileno(), follow_symlinks=True)
            except FileExistsError:
                return  # another writer of the same bytes was there first

        yield part, settle


@contextmanager
def _named(folder: Path) -> Iterator[tuple[BinaryIO, Settle]]:
    place = folder / f"{new_id()}{_PART}"
    try:
        with place.open("wb") as part:
            yield part, lambda path: os.replace(place, path)  # noqa: PTH105 — a callback that returns nothing
    finally:
        place.unlink(missing_ok=True)


def _pieces(file: BinaryIO, start: int, end: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = None if end is None else end - start
        while left is None or left > 0:
            chunk = file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left))
            if not chunk:
                return
            left = None if left is None else left - len(chunk)
            yield chunk


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
