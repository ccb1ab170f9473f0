"""One after the other: units of work that look whether a row is there and write it if not, so that no two of them write it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def in_turn(session: Session, *name: str) -> None:
    """Wait until no other unit of work has the turn of this name; the turn ends with this unit of work.

    Take it before looking: what others wrote in their turn is seen then. SQLite lets one unit of work write at a time anyhow.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = "visualgen " + " ".join(name)
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
