"""The queries on editions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from visualgen.library.model import Edition, Kind


def in_force(session: Session, brand_ids: Collection[str]) -> Sequence[Edition]:
    """Return the edition in force of every kit and template of those brands, by name."""
    newest = (
        select(Edition.brand_id, Edition.kind, Edition.name, func.max(Edition.version).label("version"))
        .where(Edition.deleted_at.is_(None), Edition.brand_id.in_(brand_ids))
        .group_by(Edition.brand_id, Edition.kind, Edition.name)
        .subquery()
    )
    query = (
        select(Edition)
        .join(
            newest,
            (Edition.brand_id == newest.c.brand_id)
            & (Edition.kind == newest.c.kind)
            & (Edition.name == newest.c.name)
            & (Edition.version == newest.c.version),
        )
        .order_by(Edition.kind, Edition.name, Edition.id)
    )
    return session.scalars(query).all()


def editions_of(session: Session, brand_id: str, kind: Kind, name: str) -> Sequence[Edition]:
    """Return the editions of one kit or template that are not deleted, newest first."""
    query = select(Edition).where(
        Edition.brand_id == brand_id, Edition.kind == kind.value, Edition.name == name, Edition.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(Edition.version.desc())).all()


def next_version(session: Session, brand_id: str, kind: Kind, name: str) -> int:
    """Return the version a new edition gets: deleted ones count, so that a number never means two things."""
    query = select(func.max(Edition.version)).where(Edition.brand_id == brand_id, Edition.kind == kind.value, Edition.name == name)
    return (session.scalar(query) or 0) + 1


def delete_all(session: Session, brand_id: str, kind: Kind, name: str, now: datetime) -> None:
    """Take every edition out of use."""
    session.execute(
        update(Edition)
        .where(Edition.brand_id == brand_id, Edition.kind == kind.value, Edition.name == name, Edition.deleted_at.is_(None))
        .values(deleted_at=now)
    )
