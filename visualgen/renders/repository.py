"""The queries on renders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from visualgen.renders.model import Render
from visualgen.store.paging import Page, page_of


def by_key(session: Session, brand_id: str, key: str) -> Render | None:
    """Return the brand's render of that key."""
    return session.scalars(select(Render).where(Render.brand_id == brand_id, Render.key == key)).one_or_none()


def by_keys(session: Session, brand_id: str, keys: Collection[str]) -> dict[str, Render]:
    """Return the brand's renders of those keys that are there."""
    found = session.scalars(select(Render).where(Render.brand_id == brand_id, Render.key.in_(keys)))
    return {render.key: render for render in found}


def page(session: Session, brand_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Render]:
    """Return the brand's renders, newest first."""
    return page_of(session, select(Render).where(Render.brand_id == brand_id), (Render.id,), cursor=cursor, limit=limit)


def forget(session: Session, before: datetime, limit: int) -> int:
    """Delete renders last asked for before that time; return how many. Their blobs go when nothing else refers to them."""
    old = select(Render.id).where(Render.used_at < before).limit(limit)
    result = session.execute(delete(Render).where(Render.id.in_(old.scalar_subquery())), execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount
