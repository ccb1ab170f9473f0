"""Blobs: bytes named by their SHA-256, verified on every read, and collected only when no row refers to them.

Putting a blob first touches its row (committed), then stores its bytes, then the caller's own row may refer to it. Collecting
locks a row that is old and unreferred to, deletes the bytes, then the row, in one unit of work: whoever puts the same blob
meanwhile waits for it and stores the bytes anew. So a reference to bytes that are gone cannot be written.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from visualgen.errors import BlobLost, SettingsError
from visualgen.settings import Settings
from visualgen.store.base import Base
from visualgen.store.blob_folder import BlobFolder
from visualgen.store.blob_rows import Blob
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database

GRACE = timedelta(hours=24)
"""How long a blob nobody refers to is left alone: longer than any unit of work between putting it and referring to it."""
VERIFIED_KEPT = 4_096


class BlobStore(Protocol):
    """Where the bytes are."""

    def write(self, name: str, source: BinaryIO) -> None:
        """Store the bytes of `source` under `name`, whole or not at all."""

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of a range; `FileNotFoundError` where there is no such blob."""

    def size(self, name: str) -> int | None:
        """Return the size in bytes, None where it is not there."""

    def delete(self, name: str) -> None:
        """Remove the bytes, if they are there."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Yield every name and the time it was written."""

    def ready(self) -> bool:
        """Return whether it can be reached."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection did: blobs removed, bytes freed, strangers (bytes without a row) taken in, to go with the next one."""

    removed: int
    freed_bytes: int
    adopted: int


@dataclass(slots=True)
class Blobs:
    """The blobs of one database."""

    database: Database
    store: BlobStore
    clock: Clock = utc_now
    _verified: dict[str, None] = field(default_factory=dict)

    @classmethod
    def open(cls, settings: Settings, database: Database, *, clock: Clock = utc_now) -> Blobs:
        """Return the blobs of `settings.blobs_url`. Raises `SettingsError`."""
        return cls(database, open_store(settings), clock)

    def put(self, data: bytes, media_type: str) -> str:
        """Store `data` and return its name. Refer to it from a row (`BlobRef`) within `GRACE`."""
        return self._put(io.BytesIO(data), hashlib.sha256(data).hexdigest(), len(data), media_type)

    def put_file(self, path: Path, media_type: str) -> str:
        """Store a file, however large, and return its name."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            return self._put(file, digest, size, media_type)

    def get(self, name: str) -> bytes:
        """Return a blob's bytes, verified. Raises `BlobLost`."""
        return b"".join(self.stream(name))

    def stream(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield a blob's bytes from `start` to before `end`. Raises `BlobLost` before the first piece where it is gone.

        A blob is read through and verified before its first piece leaves; for later reads in this process, that holds.
        """
        if name not in self._verified:
            self._verify(name)
        try:
            return self.store.read(name, start, end)
        except FileNotFoundError:
            raise _gone(name) from None

    def facts(self, name: str) -> tuple[int, str]:
        """Return a blob's size in bytes and its media type. Raises `BlobLost` for one that was never stored, or is collected."""
        with self.database.read() as session:
            row = session.get(Blob, name)
        if row is None:
            raise _gone(name)
        return row.size_bytes, row.media_type

    def collect(self, *, grace: timedelta = GRACE) -> Collected:
        """Remove the blobs no row refers to and nobody put for `grace`. Safe beside any number of writers."""
        before = self.clock() - grace
        removed = freed = 0
        with self.database.read() as session:
            names = session.scalars(select(Blob.sha256).where(Blob.touched_at < before, ~_referred())).all()
        for name in names:
            with self.database.write() as session:
                row = session.scalars(
                    select(Blob).where(Blob.sha256 == name, Blob.touched_at < before, ~_referred()).with_for_update(skip_locked=True)
                ).one_or_none()
                if row is None:
                    continue
                session.delete(row)
                session.flush()  # a reference written meanwhile is refused or refuses this, before the bytes go
                self.store.delete(name)
                self._verified.pop(name, None)
                removed, freed = removed + 1, freed + row.size_bytes
        return Collected(removed, freed, self._adopt(before))

    def lost(self) -> Iterator[str]:
        """Yield the names of blobs with a row whose bytes are gone or altered; reads everything."""
        with self.database.read() as session:
            names = session.scalars(select(Blob.sha256).order_by(Blob.sha256)).all()
        for name in names:
            try:
                self._verify(name)
            except BlobLost:
                yield name

    def _put(self, source: BinaryIO, name: str, size: int, media_type: str) -> str:
        with self.database.write() as session:
            _touch(session, name, size, media_type, self.clock())
        if self.store.size(name) != size or not self._intact(name):
            self.store.write(name, source)
        return name

    def _intact(self, name: str) -> bool:
        try:
            self._verify(name)
        except BlobLost:
            return False
        return True

    def _verify(self, name: str) -> None:
        """Read a blob through. Raises `BlobLost`."""
        digest = hashlib.sha256()
        try:
            for piece in self.store.read(name):
                digest.update(piece)
        except FileNotFoundError:
            raise _gone(name) from None
        if digest.hexdigest() != name:
            raise BlobLost("its bytes are no longer those that were stored", mend="restore it from a backup", blob=name)
        while len(self._verified) >= VERIFIED_KEPT:
            self._verified.pop(next(iter(self._verified)), None)
        self._verified[name] = None

    def _adopt(self, before: datetime) -> int:
        """Give a row to bytes that have none (a crash, a restored database), so that a later collection judges them."""
        with self.database.read() as session:
            known = set(session.scalars(select(Blob.sha256)))
        strangers = [name for name, written in self.store.names() if name not in known and written < before]
        for name in strangers:
            with self.database.write() as session:
                _touch(session, name, self.store.size(name) or 0, "application/octet-stream", self.clock())
        return len(strangers)


def open_store(settings: Settings) -> BlobStore:
    """Return where `settings.blobs_url` keeps bytes: `file:///folder`, `s3://bucket/prefix`, else a folder beside the database.

    Raises `SettingsError`.
    """
    if settings.blobs_url is None:
        return BlobFolder(settings.data_folder() / "blobs")
    url = urlsplit(settings.blobs_url)
    if url.scheme == "file" and url.netloc in ("", "localhost") and url.path.startswith("/"):
        return BlobFolder(Path(unquote(url.path)))
    if url.scheme == "s3" and url.netloc:
        from visualgen.store.blob_bucket import BlobBucket

        return BlobBucket(url.netloc, url.path.strip("/"), settings.s3)
    raise SettingsError("VISUALGEN_BLOBS_URL cannot be used", mend="give file:///folder or s3://bucket/prefix")


def _touch(session: Session, name: str, size: int, media_type: str, now: datetime) -> None:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(Blob).values(sha256=name, size_bytes=size, media_type=media_type, touched_at=now)
    session.execute(row.on_conflict_do_update(index_elements=[Blob.sha256], set_={"touched_at": now}))


def _referred() -> ColumnElement[bool]:
    """Return “some row of some table refers to this blob”: every column with a foreign key to it counts, of whatever domain."""
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is Blob.__table__.c.sha256 for key in column.foreign_keys)
    ]
    return or_(False, *(exists().where(column == Blob.sha256).correlate(Blob.__table__) for column in columns))


def _gone(name: str) -> BlobLost:
    return BlobLost("it is not stored, or its bytes are gone", mend="make it again, or restore it from a backup", blob=name)
