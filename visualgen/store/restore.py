"""A backup goes into an empty database, of whatever kind, and into a store of blobs, of whatever kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from visualgen.errors import BackupError, Conflict
from visualgen.store import migrate, rows_file
from visualgen.store.backup import Backup, Told, check_backup
from visualgen.store.blobs import BlobStore
from visualgen.store.database import Database


def restore_backup(path: Path, database: Database, store: BlobStore, *, told: Told = lambda done, total: None) -> Backup:
    """Restore the backup at `path`, which is read through first. `told(done, total)` hears of every blob.

    Blobs come first, then all rows in one unit of work, then the schema's later changes: a restoring that is cut off leaves an empty
    database, and can be done again. Raises `BackupError` for a backup that is not whole or too new, `Conflict` where the database
    holds rows.
    """
    manifest = check_backup(path)
    revision = manifest["revision"]
    if revision not in migrate.revisions():
        raise BackupError(f"it is of a later version ({revision})", mend="install the visualgen that made it, or a newer one", file=path)
    _require_empty(database)
    with zipfile.ZipFile(path) as packed:
        for number, name in enumerate(manifest["blobs"], 1):
            if store.size(name) != packed.getinfo(f"blobs/{name}").file_size:
                with packed.open(f"blobs/{name}") as file:
                    store.write(name, cast(BinaryIO, file))
            told(number, len(manifest["blobs"]))
        _to_revision(database, revision)
        _insert(database, packed, manifest)
    migrate.upgrade(database)
    return Backup(revision, manifest["rows"], len(manifest["blobs"]), tuple(manifest["lost"]), path.stat().st_size)


def _require_empty(database: Database) -> None:
    with database.engine.connect() as connection:
        full = [table.name for table in rows_file.tables_of(connection) if rows_file.count_of(connection, table)]
    if full:
        mend = "give an empty one: another VISUALGEN_DATA or VISUALGEN_DATABASE_URL"
        raise Conflict(f"the database holds rows already ({', '.join(full[:5])})", mend=mend)


def _to_revision(database: Database, revision: str) -> None:
    """Bring an empty database, of whatever revision, to that of the backup."""
    found, known = migrate.current(database), migrate.revisions()
    if found is not None and known.index(found) > known.index(revision):
        migrate.downgrade(database, revision)
    else:
        migrate.upgrade(database, revision)


def _insert(database: Database, packed: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    engine = database.engine.execution_options(visualgen_begin="BEGIN IMMEDIATE")
    with engine.begin() as connection:
        for table in rows_file.tables_of(connection):
            if table.name in manifest["rows"]:
                with packed.open(f"tables/{table.name}.jsonl") as file:
                    rows_file.insert_lines(connection, table, _lines(file))


def _lines(file: Any) -> Iterator[str]:
    yield from io.TextIOWrapper(file, encoding="utf-8")
