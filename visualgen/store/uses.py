"""What still needs a thing that is to go: domains above its own are asked by name, since theirs is not to be imported from below."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from sqlalchemy.orm import Session


def used_by(where: Sequence[str], session: Session, *what: str) -> list[str]:
    """Return what needs a thing, in words ("3 posts to be published"); empty where nothing does.

    `where` names functions as "module:function", called with (session, *what); each returns its words, or None.
    """
    found: list[str] = []
    for name in where:
        module, _, function = name.partition(":")
        words: str | None = getattr(importlib.import_module(module), function)(session, *what)
        if words is not None:
            found.append(words)
    return found


def counted(count: int, one: str, many: str) -> str | None:
    """Return a count in words; None for nothing.

    >>> counted(2, "job that waits", "jobs that wait")
    '2 jobs that wait'
    """
    return None if count == 0 else f"{count} {one if count == 1 else many}"
