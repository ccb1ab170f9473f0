"""A row in every table of a database, whatever its tables are."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import MetaData, func, insert, select

from visualgen.store.database import Database


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Return whether a table is one of our models' (a filter as Alembic asks for)."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


VALUES: dict[type, object] = {
    str: "x",
    int: 1,
    float: 0.5,
    bool: True,
    bytes: b"x",
    datetime: datetime(2026, 11, 28),
    date: date(2026, 11, 28),
    time: time(9, 30),
    object: {"x": 1},  # JSON
}
SPECIAL: dict[tuple[str, str], object] = {}
"""What a column must hold where the value of its type will not do, by (table, column)."""


def fill(database: Database) -> None:
    """Write a row into every empty table; all keys are the same, so that every reference is met."""
    tables = MetaData()
    with database.engine.begin() as connection:
        tables.reflect(connection, only=lambda name, _: ours(name, "table", None) and name != "alembic_version")
        for table in tables.sorted_tables:
            if connection.execute(select(func.count()).select_from(table)).scalar_one() == 0:
                values = {column.name: SPECIAL.get((table.name, column.name), VALUES[column.type.python_type]) for column in table.columns}
                connection.execute(insert(table).values(values))
