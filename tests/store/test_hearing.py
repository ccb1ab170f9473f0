"""What another process signals is heard here: two open databases on one PostgreSQL stand for two processes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from visualgen.settings import Settings
from visualgen.store.database import Database
from visualgen.store.hearing import hearing
from visualgen.store.signals import signal

WAIT_S = 60.0


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database.connect(Settings(database_url=url))
    yield database
    database.close()


def test_another_process_is_heard_and_again_after_the_connection_broke(postgres_url: str) -> None:
    heard: queue.Queue[str] = queue.Queue()
    with opened(postgres_url) as here, opened(postgres_url) as there:
        here.signals.listen("news", heard.put)
        with hearing(here, ("news",)):
            assert heard.get(timeout=WAIT_S) == "", "what was signalled before is not known"
            with there.write() as session:
                signal(session, "news", "first")
                signal(session, "weather", "not asked for")
            assert heard.get(timeout=WAIT_S) == "first"
            with there.write() as session:
                killed = session.scalars(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")).all()
            assert killed == [True]
            assert heard.get(timeout=WAIT_S) == "", "what was signalled meanwhile may be lost"
            with there.write() as session:
                signal(session, "news", "second")
            assert heard.get(timeout=WAIT_S) == "second"
        assert not [thread for thread in threading.enumerate() if thread.name == "visualgen-hearing"]


def test_a_listener_that_fails_does_not_make_the_others_deaf(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    heard: queue.Queue[str] = queue.Queue()

    def fails(payload: str) -> None:
        if payload == "first":
            raise KeyError(payload)
        heard.put(payload)

    with opened(postgres_url) as here, opened(postgres_url) as there:
        here.signals.listen("news", fails)
        with hearing(here, ("news",)):
            assert heard.get(timeout=WAIT_S) == ""
            with there.write() as session:
                signal(session, "news", "first")
            assert heard.get(timeout=WAIT_S) == "", "it listens anew"
            with there.write() as session:
                signal(session, "news", "second")
            assert heard.get(timeout=WAIT_S) == "second"


def test_on_sqlite_there_is_nothing_to_hear(sqlite_url: str) -> None:
    with opened(sqlite_url) as here, hearing(here, ("news",)):
        assert not [thread for thread in threading.enumerate() if thread.name == "visualgen-hearing"]
