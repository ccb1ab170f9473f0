from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.store.filling import fill
from tests.store.fixtures import NOON, PostgresServer, make_brand
from visualgen.errors import BackupError, Conflict, OutputError
from visualgen.jobs import service as jobs
from visualgen.pipeline import Rendered
from visualgen.renders import service as renders
from visualgen.renders.model import Render
from visualgen.settings import Settings
from visualgen.store import migrate, rows_file
from visualgen.store.backup import check_backup, write_backup
from visualgen.store.blob_folder import BlobFolder
from visualgen.store.blobs import Blobs, open_store
from visualgen.store.database import Database
from visualgen.store.restore import restore_backup


@pytest.fixture
def blobs(database: Database, tmp_path: Path) -> Blobs:
    return Blobs(database, BlobFolder(tmp_path / "blobs"), clock=lambda: NOON)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield a database without a schema, to restore into."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/new.sqlite3"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url(server.create())
    opened = Database.connect(Settings(database_url=url))
    yield opened
    opened.close()


def _lines(database: Database) -> dict[str, list[str]]:
    with database.engine.connect() as connection:
        return {table.name: list(rows_file.lines_of(connection, table)) for table in rows_file.tables_of(connection)}


def _used(database: Database, blobs: Blobs) -> bytes:
    """Put a life's worth of rows and blobs into the database; return one picture's bytes."""
    brand_id = make_brand(database, "été ☀")
    made = Rendered(b"\x00picture\xff", "image/png", (10, 10), "a" * 64, (), 1, 1)
    renders.keep(database, blobs, brand_id, made, now=NOON)
    with database.write() as session:
        photo = blobs.put(b"photo", "image/jpeg")
        jobs.ask(session, "render", {"orders": [{"n": None, "é": [1, 2.5, True]}]}, brand_id=brand_id, now=NOON, blobs=[photo])
    return made.data


def test_a_backup_goes_into_any_database_and_store(database: Database, blobs: Blobs, empty: Database, tmp_path: Path) -> None:
    picture = _used(database, blobs)
    before = _lines(database)
    counted: list[tuple[int, int]] = []
    made = write_backup(database, blobs, tmp_path / "backups" / "b.zip", now=NOON, told=lambda *count: counted.append(count))
    assert (made.blobs, made.lost, made.revision) == (2, (), migrate.heads()[0])
    assert counted == [(1, 2), (2, 2)]
    store = open_store(Settings(blobs_url=f"file://{tmp_path}/elsewhere"))
    restored = restore_backup(tmp_path / "backups" / "b.zip", empty, store)
    assert restored.rows == made.rows
    assert _lines(empty) == before
    again = Blobs(empty, store)
    assert list(again.lost()) == []
    with empty.read() as session:
        assert again.get(session.scalars(select(Render.blob)).one()) == picture
    jobs.sweep(empty, now=NOON)
    (claim,) = jobs.take_next(empty, ("render",), "me", now=NOON)
    assert claim.payload == {"orders": [{"n": None, "é": [1, 2.5, True]}]}


def test_every_table_and_type_comes_through(database: Database, empty: Database, tmp_path: Path) -> None:
    fill(database)
    before = _lines(database)
    assert all(before.values())
    blobs = Blobs(database, BlobFolder(tmp_path / "blobs"))
    made = write_backup(database, blobs, tmp_path / "b.zip", now=NOON)
    assert made.lost == ("x",)
    restore_backup(tmp_path / "b.zip", empty, BlobFolder(tmp_path / "new"))
    assert _lines(empty) == before


def test_an_older_backup_is_brought_up_to_date(empty: Database, tmp_path: Path) -> None:
    old = Database.connect(Settings(database_url=f"sqlite:///{tmp_path}/old.sqlite3"))
    migrate.upgrade(old, "0001_blobs")
    write_backup(old, Blobs(old, BlobFolder(tmp_path / "blobs")), tmp_path / "b.zip", now=NOON)
    old.close()
    migrate.upgrade(empty)
    restore_backup(tmp_path / "b.zip", empty, BlobFolder(tmp_path / "new"))
    assert migrate.current(empty) == migrate.heads()[0]


def test_only_into_an_empty_database(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    _used(database, blobs)
    write_backup(database, blobs, tmp_path / "b.zip", now=NOON)
    with pytest.raises(Conflict, match="holds rows already"):
        restore_backup(tmp_path / "b.zip", database, blobs.store)


@contextmanager
def _altered(path: Path, entry: str, change: Callable[[bytes], bytes | None]) -> Iterator[Path]:
    """Yield a copy of the backup in which one entry is changed (None: taken out)."""
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for info in source.infolist():
            data: bytes | None = source.read(info)
            if info.filename.startswith(entry):
                data = change(data or b"")
            if data is not None:
                target.writestr(info.filename, data)
    yield other
    other.unlink()


def test_a_backup_that_is_not_whole_is_refused(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    _used(database, blobs)
    path = tmp_path / "b.zip"
    write_backup(database, blobs, path, now=NOON)
    changes: list[tuple[str, Callable[[bytes], bytes | None]]] = [
        ("blobs/", lambda data: data + b"x"),
        ("blobs/", lambda _: None),
        ("tables/jobs.jsonl", lambda _: b""),
        ("tables/jobs.jsonl", lambda _: None),
        ("manifest.json", lambda _: None),
        ("manifest.json", lambda data: data.replace(b'"format": 1', b'"format": 99')),
    ]
    for entry, change in changes:
        with _altered(path, entry, change) as altered, pytest.raises(BackupError):
            check_backup(altered)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(path.read_bytes()[:-200])
    for wrong in (cut, tmp_path / "nothing.zip"):
        with pytest.raises(BackupError):
            restore_backup(wrong, database, blobs.store)

    def later(data: bytes) -> bytes:
        return data.replace(migrate.heads()[0].encode(), b"9999_future")

    with _altered(path, "manifest.json", later) as newer, pytest.raises(BackupError, match="later version"):
        restore_backup(newer, database, blobs.store)


def test_lost_blobs_are_told_and_nothing_half_is_left(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    _used(database, blobs)
    lost = blobs.put(b"lost", "text/plain")
    blobs.store.delete(lost)
    assert write_backup(database, Blobs(database, blobs.store), tmp_path / "b.zip", now=NOON).lost == (lost,)
    (tmp_path / "folder.zip").mkdir()
    with pytest.raises(OutputError):
        write_backup(database, blobs, tmp_path / "folder.zip", now=NOON)
    assert [path for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
