"""Keyset pages: a page begins after the last row of the one before, so that rows that come and go never shift it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from visualgen.errors import CursorError

T = TypeVar("T")
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows and the cursors of the pages beside them (None: there is none)."""

    items: tuple[T, ...]
    next: str | None = None


def page_of(
    session: Session,
    statement: Select[T],
    keys: Sequence[InstrumentedAttribute[Any]],
    *,
    cursor: str | None = None,
    limit: int = 50,
    newest_first: bool = True,
) -> Page[T]:
    """Return the page of `statement`'s rows that begins after `cursor`, ordered by `keys`.

    `keys` are columns of the selected entity that are never null and together unique (an id last; ids alone sort by time), all
    descending where `newest_first`. Raises `CursorError` for a cursor that is not one of ours for these keys.
    """
    columns = [key.desc() if newest_first else key.asc() for key in keys]
    if cursor is not None:
        after = tuple_(*_decode(cursor, keys), types=[key.type for key in keys])
        here = tuple_(*keys)
        statement = statement.where(here < after if newest_first else here > after)
    count = max(1, min(limit, MAX_LIMIT))
    rows = session.scalars(statement.order_by(*columns).limit(count + 1)).all()
    items = tuple(rows[:count])
    more = len(rows) > count
    return Page(items, _encode([getattr(items[-1], key.key) for key in keys]) if more else None)


def _encode(values: Sequence[Any]) -> str:
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _decode(cursor: str, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value for value in plain]
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise _refused() from None
    kinds = [key.type.python_type for key in keys]
    if len(values) != len(kinds) or not all(type(value) is kind for value, kind in zip(values, kinds, strict=True)):
        raise _refused()
    if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
        raise _refused()
    if any("\0" in value for value in values if isinstance(value, str)):
        raise _refused()
    return values


def _refused() -> CursorError:
    return CursorError("the cursor is not one of this list", mend="take it from the answer before, unchanged, or begin without one")
