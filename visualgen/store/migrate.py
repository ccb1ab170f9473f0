"""The schema's version: bring a database up to date, take it back, or refuse one that is behind."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from visualgen.errors import DatabaseBehind, VisualgenError
from visualgen.store.database import Database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_LOCK = 7_346_275
"""The advisory lock that keeps two programs from migrating one PostgreSQL at once; the number means nothing."""


def heads() -> tuple[str, ...]:
    """Return the newest revisions this code knows: one, where the migrations form a line."""
    return tuple(ScriptDirectory.from_config(_config()).get_heads())


def revisions() -> tuple[str, ...]:
    """Return every revision, oldest first."""
    return tuple(script.revision for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions())))


def current(database: Database) -> str | None:
    """Return the revision the database is at; None where it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_current(database: Database) -> None:
    """Raise `DatabaseBehind` unless the database is at this code's revision."""
    found, wanted = current(database), heads()[-1]
    if found == wanted:
        return
    _known(found)
    raise DatabaseBehind(f"the database is at {found or 'nothing'!r} and {wanted!r} is needed", mend="run `visualgen db upgrade`")


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to `revision`; does nothing where it is there. Two programs may ask at once.

    Raises `DatabaseBehind` for a database that a newer version made.
    """
    found = current(database)
    _known(found)
    if revision == "head" and found == heads()[-1]:
        return
    _run(database, revision, up=True)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision` ("base": to nothing)."""
    _run(database, revision, up=False)


def _known(found: str | None) -> None:
    if found is not None and found not in revisions():
        mend = "install the newer visualgen that made it"
        raise DatabaseBehind(f"the database is at {found!r}, which this version does not know", mend=mend)


def _run(database: Database, revision: str, *, up: bool) -> None:
    """Migrate in one transaction. SQLite rebuilds tables, so references are not enforced until the end, and looked at then."""
    engine = database.engine.execution_options(visualgen_begin="BEGIN IMMEDIATE")
    with engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                config = _config(connection)
                (command.upgrade if up else command.downgrade)(config, revision)
                _check_references(connection)
        finally:
            if database.is_sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise VisualgenError(f"the migration would break references in {broken[0]!r}: nothing was changed", mend="report this as a bug")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
