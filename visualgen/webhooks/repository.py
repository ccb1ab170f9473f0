"""The queries on webhooks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from visualgen.store.paging import Page, page_of
from visualgen.webhooks.model import MessageState, WebhookEndpoint, WebhookMessage


def endpoints(session: Session, brand_ids: Collection[str], *, cursor: str | None = None, limit: int = 50) -> Page[WebhookEndpoint]:
    """Return the addresses of those brands, newest first. Raises `CursorError`."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.brand_id.in_(brand_ids))
    return page_of(session, query, (WebhookEndpoint.id,), cursor=cursor, limit=limit)


def all_endpoints(session: Session, brand_id: str) -> Sequence[WebhookEndpoint]:
    """Return every address of a brand."""
    return session.scalars(select(WebhookEndpoint).where(WebhookEndpoint.brand_id == brand_id)).all()


def endpoint(session: Session, brand_ids: Collection[str], endpoint_id: str) -> WebhookEndpoint | None:
    """Return an address of one of those brands."""
    return session.scalars(
        select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.brand_id.in_(brand_ids))
    ).first()


def messages(session: Session, endpoint_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[WebhookMessage]:
    """Return the messages to an address, newest first. Raises `CursorError`."""
    query = select(WebhookMessage).where(WebhookMessage.endpoint_id == endpoint_id)
    return page_of(session, query, (WebhookMessage.id,), cursor=cursor, limit=limit)


def due(session: Session, now: datetime, limit: int) -> Sequence[WebhookMessage]:
    """Return the messages that are to be sent now, the oldest first."""
    query = select(WebhookMessage).where(WebhookMessage.state == MessageState.WAITING.value, WebhookMessage.due_at <= now)
    return session.scalars(query.order_by(WebhookMessage.due_at).limit(limit)).all()


def claim(session: Session, message: WebhookMessage, until: datetime) -> bool:
    """Move a message's time past this try and return whether nobody else has: then it is this process's to send."""
    moved = session.execute(
        update(WebhookMessage)
        .where(WebhookMessage.id == message.id, WebhookMessage.due_at == message.due_at, WebhookMessage.state == MessageState.WAITING.value)
        .values(due_at=until, attempts=WebhookMessage.attempts + 1),
        execution_options={"synchronize_session": False},
    )
    return cast(CursorResult[Any], moved).rowcount == 1


def forget_sent(session: Session, before: datetime) -> None:
    """Delete the messages that ended before that time."""
    session.execute(
        delete(WebhookMessage).where(WebhookMessage.state != MessageState.WAITING.value, WebhookMessage.created_at < before),
        execution_options={"synchronize_session": False},
    )
