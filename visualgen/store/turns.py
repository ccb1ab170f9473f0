"""One after the other: units of work that look whether a row is there and write it if not, so that no two of them write it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session


def in_turn(session: Session, *name: str) -> None:
    """Wait until no other unit of work has the turn of this name; the turn ends with this unit of work.

    Take it before looking: what others wrote in their turn is seen then. SQLite lets one unit of work write at a time anyhow.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_key(name))))


def turn_is_free(session: Session, *name: str) -> bool:
    """Take the turn of this name where no other unit of work has it; return whether it was taken. Waits for nobody on PostgreSQL."""
    if session.get_bind().dialect.name == "postgresql":
        return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_key(name)))))
    return True


def _key(name: tuple[str, ...]) -> ColumnElement[int]:
    return func.hashtextextended("visualgen " + " ".join(name), 0)
