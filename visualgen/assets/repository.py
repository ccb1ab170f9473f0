"""The queries on assets."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from visualgen.assets.model import Asset
from visualgen.store.paging import Page, page_of


def page(
    session: Session, brand_ids: Collection[str], *, kind: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Asset]:
    """Return the assets of those brands, newest first. Raises `CursorError`."""
    query = select(Asset).where(Asset.brand_id.in_(brand_ids))
    if kind is not None:
        query = query.where(Asset.kind == kind)
    return page_of(session, query, (Asset.id,), cursor=cursor, limit=limit)


def get(session: Session, brand_ids: Collection[str], asset_id: str) -> Asset | None:
    """Return an asset of one of those brands."""
    return session.scalars(select(Asset).where(Asset.id == asset_id, Asset.brand_id.in_(brand_ids))).one_or_none()
