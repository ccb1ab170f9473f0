"""One clock for all publishers of a database: leases and settle times are compared across machines whose own clocks differ."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import text

from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database

MEASURE_EVERY_S = 60.0


def clock_of(database: Database) -> Clock:
    """Return the clock of the database's server; for SQLite, which has none, this machine's."""
    return utc_now if database.is_sqlite else _ServerClock(database)


@dataclass(slots=True)
class _ServerClock:
    """This machine's clock corrected by what it differs from the server's, measured once a minute."""

    database: Database
    _ahead: dt.timedelta = dt.timedelta(0)
    _measured: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> dt.datetime:
        with self._lock:
            if self._measured is None or time.monotonic() - self._measured > MEASURE_EVERY_S:
                self._measure()
        return utc_now() + self._ahead

    def _measure(self) -> None:
        with self.database.engine.connect() as connection:
            before = utc_now()
            server = cast(dt.datetime, connection.execute(text("select clock_timestamp()")).scalar_one())
            self._ahead = server - (before + (utc_now() - before) / 2)
        self._measured = time.monotonic()
