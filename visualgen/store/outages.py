"""What a loop that must not end does when one of its rounds fails: it is told, and the next round is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, TimeoutError
from structlog.stdlib import BoundLogger

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


def reason(error: DBAPIError | TimeoutError) -> str:
    """Return what the database's driver said, without the statement, 300 characters at the most."""
    return str(error.orig if isinstance(error, DBAPIError) else error)[:300]
