"""The database behind one URL: SQLite on a laptop, PostgreSQL on a cluster, the same units of work on both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from visualgen.errors import SettingsError
from visualgen.settings import Settings
from visualgen.store.domains import load_models
from visualgen.store.signals import Signals

BUSY_TIMEOUT_MS = 30_000
PRAGMAS = ("journal_mode=WAL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "synchronous=FULL")
POOL_SIZE = 10
KEEPALIVE: Mapping[str, int] = {
    "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000,
}  # fmt: skip
"""How soon libpq notices that the network is gone (seconds; the last in ms): well below a lease."""
_IMMEDIATE = {"visualgen_begin": "BEGIN IMMEDIATE"}


@dataclass(slots=True)
class Database:
    """An open database. `write()` is the unit of work: it commits whole or not at all; `read()` sees one moment and changes nothing.

    Threads may share it; every unit of work has its own session.
    """

    engine: Engine
    signals: Signals = field(default_factory=Signals)
    _writer: Engine = field(init=False)

    def __post_init__(self) -> None:
        """Keep the engine's other face, whose transactions begin as writers."""
        self._writer = self.engine.execution_options(**_IMMEDIATE)

    @classmethod
    def open(cls, settings: Settings, *, pool_size: int = POOL_SIZE) -> Database:
        """Return the database of `settings.database_url`, its schema current.

        SQLite is brought up to date here; a server database that is behind is refused, since other programs may be using it.
        Raises `SettingsError` where it cannot be reached, `DatabaseBehind` where `visualgen db upgrade` must run first.
        """
        from visualgen.store.migrate import require_current, upgrade

        database = cls.connect(settings, pool_size=pool_size)
        try:
            with database.told():
                if database.is_sqlite:
                    upgrade(database)
                else:
                    require_current(database)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def connect(cls, settings: Settings, *, pool_size: int = POOL_SIZE) -> Database:
        """Return the database without a look at its schema (for `visualgen db`). Raises `SettingsError` for a URL that cannot be used."""
        load_models()
        return cls(_engine(database_url(settings), pool_size))

    @property
    def is_sqlite(self) -> bool:
        """Whether one process's file is the database, rather than a server."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session whose changes are committed at the end, or rolled back where the block raises.

        On SQLite it waits for the one writer there may be (30 s). Objects stay readable after the block.
        """
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            session.info["signals"] = self.signals
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for queries; nothing is written at the end."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what the driver says of a database that cannot be reached into a `SettingsError`."""
        try:
            yield
        except OperationalError as error:
            raise _unreachable(self.engine.url, error) from None

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def answers(self) -> bool:
        """Return whether the database can be reached now (for `/readyz`)."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError:
            return False
        return True


def database_url(settings: Settings) -> URL:
    """Return the URL in force: `VISUALGEN_DATABASE_URL`, else a file in the data folder, which is made. Raises `SettingsError`."""
    given = settings.database_url
    if given is None:
        return URL.create("sqlite", database=str(settings.data_folder() / "visualgen.sqlite3"))
    try:
        url = make_url(given)
    except ArgumentError:
        raise _unusable("it is not a URL") from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise _unusable(f"{url.drivername} is not a database visualgen knows")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise _unusable("a database in memory is lost at once")
    return url


def _engine(url: URL, pool_size: int) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, connect_args=dict(KEEPALIVE), hide_parameters=True
        )
    folder = Path(cast(str, url.database)).absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(f"its folder {folder} cannot be made ({error.strerror or error})") from None
    engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_timeout=BUSY_TIMEOUT_MS / 1000, hide_parameters=True)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    """Open a SQLite connection as DESIGN says, its transactions begun by us and not by the driver."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("visualgen_begin", "BEGIN"))


def _unusable(why: str) -> SettingsError:
    return SettingsError(
        f"VISUALGEN_DATABASE_URL cannot be used: {why}",
        mend="give sqlite:////folder/file.sqlite3 or postgresql+psycopg://user:password@host/database",
    )


def _unreachable(url: URL, error: OperationalError) -> SettingsError:
    reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
    return SettingsError(
        f"the database {url.render_as_string(hide_password=True)} cannot be used ({reason})",
        mend="start it, or correct VISUALGEN_DATABASE_URL",
    )
