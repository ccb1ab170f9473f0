"""Databases that do not answer and disks that are full: what a loop that must not end does, and what whoever waits is told."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError
from structlog.stdlib import BoundLogger

from visualgen.errors import StoreUnreachable

OUTAGES = (DBAPIError, TimeoutError)
"""What SQLAlchemy raises where the database does not answer, or no connection to it comes free."""


@contextmanager
def surviving(log: BoundLogger, doing: str) -> Iterator[None]:
    """Let the block fail alone. A database that does not answer is news; anything else is a bug, told as an error with its traceback."""
    try:
        yield
    except OUTAGES as error:
        log.info("the database does not answer", doing=doing, error=reason(error))
    except Exception:
        log.exception("a round broke off; the next one goes on", doing=doing)


_FULL = (errno.ENOSPC, errno.EDQUOT)
_SQLITE_ERROR = 1
"""SQLite's code for a statement that is wrong: a bug of ours, whereas all its other codes are the machine's troubles."""


def outage(error: BaseException) -> StoreUnreachable | None:
    """Return what a full disk or a database that does not answer is to whoever waits for it; None where `error` is something else."""
    if isinstance(error, OSError):
        return _full() if error.errno in _FULL else None
    if isinstance(error, TimeoutError):
        return _silent(error)
    if not isinstance(error, OperationalError | InterfaceError) or getattr(error.orig, "sqlite_errorcode", None) == _SQLITE_ERROR:
        return None
    said = str(error.orig)
    return _full() if "disk is full" in said or "No space left" in said else _silent(error)


def _full() -> StoreUnreachable:
    return StoreUnreachable("the service's disk is full", mend="make room, then try again").french(
        "le disque du service est plein", "faites de la place, puis réessayez"
    )


def _silent(error: DBAPIError | TimeoutError) -> StoreUnreachable:
    return StoreUnreachable(f"the database does not answer ({reason(error)})", mend="try again in a moment").french(
        "la base de données ne répond pas", "réessayez dans un instant"
    )


def reason(error: DBAPIError | TimeoutError) -> str:
    """Return what the database's driver said, without the statement, 300 characters at the most."""
    return str(error.orig if isinstance(error, DBAPIError) else error)[:300]
