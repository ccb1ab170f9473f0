from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from visualgen.errors import CursorError, DatabaseBehind, SettingsError
from visualgen.settings import Settings
from visualgen.store.blob_rows import Blob
from visualgen.store.database import Database
from visualgen.store.ids import is_id, new_id
from visualgen.store.paging import page_of
from visualgen.store.signals import signal

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def _blob(number: int, touched: datetime = NOON) -> Blob:
    return Blob(sha256=f"{number:064x}", size_bytes=number, media_type="image/png", touched_at=touched)


def test_a_unit_of_work_is_whole_or_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(_blob(1))

    def fail() -> None:
        with database.write() as session:
            session.add(_blob(2))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert session.scalars(select(Blob.size_bytes)).all() == [1]


def test_moments_are_aware_and_come_back_in_utc(database: Database) -> None:
    paris = datetime(2026, 11, 28, 13, 0, 0, 250, tzinfo=timezone(timedelta(hours=1)))
    with database.write() as session:
        session.add(_blob(1, paris))
    with database.read() as session:
        found = session.get_one(Blob, f"{1:064x}").touched_at
        assert found == paris
        assert found.tzinfo is UTC
        assert session.scalar(select(func.count()).where(Blob.touched_at < paris + timedelta(microseconds=1)).select_from(Blob)) == 1
    with pytest.raises(StatementError, match="no time zone"), database.write() as session:
        session.add(_blob(2, datetime(2026, 1, 1)))


def test_writers_on_many_threads_lose_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(_blob(0))

    def count_up() -> None:
        for _ in range(20):
            with database.write() as session:
                row = session.scalars(select(Blob).with_for_update()).one()
                row.size_bytes += 1

    threads = [threading.Thread(target=count_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(select(Blob.size_bytes)) == 120


def test_sqlite_is_opened_to_survive(tmp_path: Path) -> None:
    database = Database.open(Settings(data=tmp_path / "deep" / "data"))
    with database.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        }
    database.close()
    assert asked == {"journal_mode": "wal", "busy_timeout": 30_000, "foreign_keys": 1, "synchronous": 2}
    assert (tmp_path / "deep" / "data" / "visualgen.sqlite3").is_file()


def test_signals_are_told_after_the_commit_and_only_then(database: Database) -> None:
    heard: list[int] = []

    def hear(payload: str) -> None:
        with database.read() as session:
            heard.append(session.scalar(select(func.count()).select_from(Blob)) or 0)

    end = database.signals.listen("jobs", hear)
    with database.write() as session:
        session.add(_blob(1))
        signal(session, "jobs", "x")
        signal(session, "jobs", "x")
        assert heard == []
    assert heard == [1]

    def fail() -> None:
        with database.write() as session:
            signal(session, "jobs", "x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    end()
    with database.write() as session:
        signal(session, "jobs", "x")
    assert heard == [1]


def test_pages_neither_shift_nor_repeat(database: Database) -> None:
    with database.write() as session:
        session.add_all(_blob(n, NOON + timedelta(seconds=n // 3)) for n in range(10))
    keys = (Blob.touched_at, Blob.sha256)
    for newest_first in (True, False):
        seen: list[int] = []
        cursor = None
        for _ in range(4):
            with database.write() as session:
                page = page_of(session, select(Blob), keys, cursor=cursor, limit=3, newest_first=newest_first)
                seen += [blob.size_bytes for blob in page.items]
                session.delete(page.items[-1])  # the row the cursor names may go
            cursor = page.next
        assert cursor is None
        assert seen == (sorted(seen, reverse=newest_first))
        with database.write() as session:
            session.query(Blob).delete()
            session.add_all(_blob(n, NOON + timedelta(seconds=n // 3)) for n in range(10))
        assert len(seen) == 10


@pytest.mark.parametrize("cursor", ["", "x", "bnVsbA", "WzFd", "WyJhIiwiYiJd", "é", "W3sidCI6IjIwMjYtMDEtMDEifSwiYSJd", "WyJcdTAwMDAiXQ"])
def test_a_foreign_cursor_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(CursorError), database.read() as session:
        page_of(session, select(Blob), (Blob.touched_at, Blob.sha256), cursor=cursor)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://localhost/x", "not a database visualgen knows"),
        ("nonsense", "not a URL"),
        ("sqlite://", "in memory"),
        ("postgresql+psycopg://visualgen:secret@127.0.0.1:1/x", "cannot be used"),
        ("sqlite:////proc/nowhere/x.sqlite3", "cannot be made"),
    ],
)
def test_a_database_that_cannot_be_used_is_told(url: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as raised:
        Database.open(Settings(database_url=url))
    assert "secret" not in str(raised.value)
    assert raised.value.mend


def test_a_server_that_is_behind_is_refused(postgres_url: str) -> None:
    database = Database.connect(Settings(database_url=postgres_url))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001_blobs'")
        connection.exec_driver_sql("DELETE FROM alembic_version")
    with pytest.raises(DatabaseBehind, match="visualgen db upgrade"):
        Database.open(Settings(database_url=postgres_url))
    database.close()


def test_a_newer_database_is_refused(database_url: str) -> None:
    database = Database.connect(Settings(database_url=database_url))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future'")
    with pytest.raises(DatabaseBehind, match="newer visualgen"):
        Database.open(Settings(database_url=database_url))
    assert database.answers()
    database.close()


def test_ids_sort_by_time_and_differ() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert all(is_id(one) for one in made)
    assert not is_id("z" * 26)
    assert not is_id("short")
