"""A backup: one ZIP with every row as of one moment and every blob, read back before it counts.

`manifest.json` (format, revision, when, rows by table, blobs), `tables/<name>.jsonl` (see `rows_file`), `blobs/<sha256>`.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table

from visualgen.errors import BackupError, BlobLost, OutputError
from visualgen.store import migrate, rows_file
from visualgen.store.blob_rows import Blob
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.store.ids import new_id

FORMAT = 1
CHUNK_BYTES = 1 << 20
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `lost`: blobs that have a row but no whole bytes, and so are not in it."""

    revision: str
    rows: dict[str, int]
    blobs: int
    lost: tuple[str, ...]
    weight_bytes: int


def write_backup(database: Database, blobs: Blobs, path: Path, *, now: datetime, told: Told = lambda done, total: None) -> Backup:
    """Write the backup to `path`, whole or not at all, and read it back. `told(done, total)` hears of every blob.

    The service may go on meanwhile: rows are those of one moment, and no blob they refer to goes away under our hands.
    Raises `OutputError` where it cannot be written, `BackupError` where what was written is not what should be.
    """
    part = path.with_name(f".{path.name}.{new_id()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        manifest = _write(database, blobs, part, now, told)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        check_backup(part)
        part.replace(path)
    except OSError as error:
        raise OutputError(f"it cannot be written ({error.strerror or error})", mend="choose another place", file=path) from None
    finally:
        part.unlink(missing_ok=True)
    return Backup(manifest["revision"], manifest["rows"], len(manifest["blobs"]), tuple(manifest["lost"]), path.stat().st_size)


def check_backup(path: Path) -> dict[str, Any]:
    """Return the manifest of a backup that is whole: every row and every blob is read. Raises `BackupError`."""
    if not path.is_file():
        raise BackupError("there is no such file", mend="check the path", file=path)
    try:
        with zipfile.ZipFile(path) as packed:
            manifest: dict[str, Any] = json.loads(packed.read("manifest.json"))
            if manifest["format"] != FORMAT:
                raise BackupError("it was made by another version", mend="restore it with that one, then upgrade", file=path)
            for table, rows in manifest["rows"].items():
                with packed.open(f"tables/{table}.jsonl") as lines:
                    if sum(1 for line in lines if json.loads(line) is not None) != rows:
                        raise BackupError(f"rows of {table} are missing", mend="use another backup", file=path)
            for blob in manifest["blobs"]:
                with packed.open(f"blobs/{blob}") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != blob:  # type: ignore[arg-type]
                        raise BackupError("a blob is altered", mend="use another backup", file=path, blob=blob)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, NotImplementedError) as error:
        raise BackupError(f"it is not a whole backup ({error})", mend="use another backup", file=path) from None
    return manifest


def _write(database: Database, blobs: Blobs, part: Path, now: datetime, told: Told) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "revision": migrate.current(database),
        "blobs": [],
        "lost": [],
    }
    with ExitStack() as stack:
        packed = stack.enter_context(zipfile.ZipFile(part, "w", zipfile.ZIP_STORED))
        with database.engine.connect() as connection:
            if not database.is_sqlite:  # SQLite's reader sees one moment by itself
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                tables = rows_file.tables_of(connection)
                manifest["rows"] = {table.name: _write_table(packed, connection, table) for table in tables}
                names = sorted(connection.execute(Blob.__table__.select()).scalars())
        for number, name in enumerate(names, 1):
            kind = "blobs" if _write_blob(packed, blobs, name) else "lost"
            manifest[kind].append(name)
            told(number, len(names))
        packed.writestr("manifest.json", json.dumps(manifest, indent=1))
    return manifest


def _write_table(packed: zipfile.ZipFile, connection: Connection, table: Table) -> int:
    entry = zipfile.ZipInfo(f"tables/{table.name}.jsonl")
    entry.compress_type = zipfile.ZIP_DEFLATED
    count = 0
    with packed.open(entry, "w", force_zip64=True) as file:
        for line in rows_file.lines_of(connection, table):
            file.write(line.encode() + b"\n")
            count += 1
    return count


def _write_blob(packed: zipfile.ZipFile, blobs: Blobs, name: str) -> bool:
    """Copy a verified blob; return whether it was there. Nothing is begun for one that is not."""
    try:
        pieces = blobs.stream(name)
    except BlobLost:
        return False
    file: IO[bytes]
    with packed.open(zipfile.ZipInfo(f"blobs/{name}"), "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
    return True
