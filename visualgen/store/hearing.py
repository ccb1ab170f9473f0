"""Signals of other processes: PostgreSQL's LISTEN brings them, and they are told here as if they had been made here."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
import structlog
from psycopg import sql

from visualgen.store.database import KEEPALIVE, Database
from visualgen.store.outages import surviving

CHANNEL = "visualgen_"
LOOK_S = 0.5
"""How soon it notices that it is to end."""
AGAIN_S = 1.0
_log = structlog.get_logger("visualgen.store")


@contextmanager
def hearing(database: Database, topics: Sequence[str]) -> Iterator[None]:
    """Tell the database's listeners of `topics` what other processes signal, while the block runs; on SQLite there is nothing to hear.

    A connection that breaks is made anew; then every topic is told once, since signals may have been missed.
    """
    if database.is_sqlite:
        yield
        return
    ears = _Ears(database, topics)
    ears.start()
    try:
        yield
    finally:
        ears.stop()


class _Ears:
    def __init__(self, database: Database, topics: Sequence[str]) -> None:
        self._database, self._topics = database, tuple(topics)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="visualgen-hearing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._ending.is_set():
            with surviving(_log, "hearing of other processes"):
                try:
                    self._hear()
                except psycopg.Error as error:
                    _log.info("the database does not answer", doing="hearing of other processes", error=str(error)[:300])
            self._ending.wait(AGAIN_S)

    def _hear(self) -> None:
        """Tell what comes until it is to end. Raises `psycopg.Error` where the connection breaks."""
        url = self._database.engine.url.set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True, **KEEPALIVE) as connection:  # type: ignore[arg-type]
            for topic in self._topics:
                connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL + topic)))
            for topic in self._topics:
                self._database.signals.tell(topic, "")
            while not self._ending.is_set():
                for heard in connection.notifies(timeout=LOOK_S):
                    self._database.signals.tell(heard.channel.removeprefix(CHANNEL), heard.payload)
