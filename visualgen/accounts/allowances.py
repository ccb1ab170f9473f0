"""How often a caller may call, whichever process answers: one bucket of tokens each in the database, spent in small leases.

A process that lets callers in takes some tokens at a time and spends them by itself, so that a busy caller costs a query now and
then. The buckets live on PostgreSQL only, in a table that is not logged: a crash fills them, and nothing waits for a disk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, text

from visualgen.accounts.model import RateBucket
from visualgen.store.database import Database

KEPT = timedelta(hours=1)
"""A bucket nobody has taken from for that long is forgotten: it is full, unless it fills more slowly than that."""

_LEVEL = "LEAST(:size, bucket.level + :rate * GREATEST(0, EXTRACT(EPOCH FROM statement_timestamp() - bucket.since)))"
_TAKE = text(f"""
    INSERT INTO rate_buckets AS bucket (name, level, taken, since)
    VALUES (:name, :size - LEAST(:wanted, FLOOR(:size)), LEAST(:wanted, FLOOR(:size)), statement_timestamp())
    ON CONFLICT (name) DO UPDATE SET
        level = {_LEVEL} - LEAST(:wanted, FLOOR({_LEVEL})),
        taken = LEAST(:wanted, FLOOR({_LEVEL})),
        since = GREATEST(bucket.since, statement_timestamp())
    RETURNING taken, level
""")  # noqa: S608 — no value is written into it


@dataclass(frozen=True, slots=True)
class Taken:
    """How many tokens were taken, and how many the bucket still has."""

    tokens: int
    left: float


def take(database: Database, name: str, wanted: int, *, rate: float, size: float) -> Taken:
    """Take up to `wanted` tokens from the bucket `name`, which holds `size` and gets `rate` a second; by the database's clock."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    with database.write() as session:
        row = session.execute(_TAKE, {"name": digest, "wanted": wanted, "rate": rate, "size": size}).one()
    return Taken(int(row.taken), float(row.level))


def forget_full(database: Database, *, now: datetime) -> int:
    """Delete the buckets nobody has taken from for an hour; return how many."""
    with database.write() as session:
        result = session.execute(delete(RateBucket).where(RateBucket.since < now - KEPT))
        assert isinstance(result, CursorResult)
        return result.rowcount
