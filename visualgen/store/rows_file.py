"""Rows as lines of JSON, the same for every database, so that what SQLite wrote PostgreSQL reads, and the other way round."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Integer, MetaData, Table, func, select, text

SKIPPED = ("alembic_version", "sqlite_", "procrastinate_")
"""Tables that are no one's data: the schema's version is in the manifest, and deliveries are made anew by the sweep."""
ROWS_AT_ONCE = 500


def tables_of(connection: Connection) -> list[Table]:
    """Return the database's tables as they are now, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: not name.startswith(SKIPPED))
    return metadata.sorted_tables


def lines_of(connection: Connection, table: Table) -> Iterator[str]:
    """Yield every row of the table as a line, in the order of its key."""
    found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table).order_by(*table.primary_key.columns))
    for row in found.mappings():
        yield json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, separators=(",", ":"))


def insert_lines(connection: Connection, table: Table, lines: Iterator[str]) -> int:
    """Insert the rows into the table, and return how many they were."""
    count, waiting = 0, []
    for line in lines:
        waiting.append(_row(table, json.loads(line), connection.dialect.name))
        count += 1
        if len(waiting) >= ROWS_AT_ONCE:
            connection.execute(table.insert(), waiting)
            waiting = []
    if waiting:
        connection.execute(table.insert(), waiting)
    _set_sequences(connection, table)
    return count


def count_of(connection: Connection, table: Table) -> int:
    """Return how many rows the table has."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _plain(value: object) -> Any:
    match value:
        case datetime():
            moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return {"$time": moment.isoformat()}
        case date() | time():
            return {"$date" if isinstance(value, date) else "$time_of_day": value.isoformat()}
        case bytes() | memoryview():
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        case Decimal():
            return {"$decimal": str(value)}
        case dict() | list():
            return {"$json": value}
        case _:
            return value


def _row(table: Table, plain: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    return {name: _value(table.columns[name], value, dialect) for name, value in plain.items()}


def _value(column: Column[Any], plain: Any, dialect: str) -> Any:
    if not isinstance(plain, dict):
        return bool(plain) if column.type.python_type is bool and plain is not None else plain
    ((kind, value),) = plain.items()
    match kind:
        case "$time":
            moment = datetime.fromisoformat(value)
            return moment if dialect == "postgresql" and _has_zone(column) else moment.replace(tzinfo=None)
        case "$date":
            return date.fromisoformat(value)
        case "$time_of_day":
            return time.fromisoformat(value)
        case "$bytes":
            return base64.b64decode(value)
        case "$decimal":
            return Decimal(value)
        case _:
            return value


def _has_zone(column: Column[Any]) -> bool:
    return isinstance(column.type, DateTime) and bool(column.type.timezone)


def _set_sequences(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on after the rows that came with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer):
            found = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = connection.execute(found, {"table": table.name, "column": column.name}).scalar()
            if sequence:
                highest = select(func.coalesce(func.max(column), 0) + 1)
                connection.execute(select(func.setval(sequence, highest.scalar_subquery(), False)))
