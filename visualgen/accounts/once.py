"""Requests that must be done once: the first claims its key, the answer is kept beside it for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from visualgen.accounts.model import OnceAnswer
from visualgen.store.database import Database

KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=5)
"""After this long a request without an answer counts as lost (its process ended), and its key may be claimed again."""


def claim(database: Database, caller_id: str, key: str, request_sha256: str, now: datetime) -> OnceAnswer | None:
    """Claim the key for a request and return None; where it was claimed before, return what is known of that request."""
    with database.write() as session:
        session.execute(delete(OnceAnswer).where(OnceAnswer.created_at < now - KEPT))
        session.execute(delete(OnceAnswer).where(OnceAnswer.status.is_(None), OnceAnswer.created_at < now - ABANDONED))
    try:
        with database.write() as session:
            known = session.get(OnceAnswer, (caller_id, key))
            if known is not None:
                return known
            session.add(OnceAnswer(caller_id=caller_id, key=key, request_sha256=request_sha256, created_at=now))
    except IntegrityError:  # another machine claimed it at this moment
        with database.read() as session:
            return session.get(OnceAnswer, (caller_id, key))
    return None


def keep(database: Database, caller_id: str, key: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keep the answer to a claimed request."""
    with database.write() as session:
        row = session.get(OnceAnswer, (caller_id, key))
        if row is not None:
            row.status, row.headers, row.body = status, dict(headers), body


def release(database: Database, caller_id: str, key: str) -> None:
    """Let a key be claimed again: the request was not done."""
    with database.write() as session:
        session.execute(delete(OnceAnswer).where(OnceAnswer.caller_id == caller_id, OnceAnswer.key == key, OnceAnswer.status.is_(None)))
