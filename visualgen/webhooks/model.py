"""The tables of webhooks: where messages go, and the messages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import SEALED, Base, Id

PURPOSE = "webhook"
"""What the vault seals an address's secret for."""


class MessageState(StrEnum):
    """Where a message is. `failed`: it was tried as often as allowed, in vain; it can be sent again by hand."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class WebhookEndpoint(Base):
    """An address of a brand's that is told of `events` (names, or "*" for all). `secret` is sealed by the vault."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index(None, "brand_id", "id"),)

    id: Mapped[Id]
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[str]]
    secret: Mapped[str] = mapped_column(String(500), info={SEALED: PURPOSE})
    created_at: Mapped[datetime]


class WebhookMessage(Base):
    """One message to one address. Its id is the `webhook-id`, the same at every try, so that the receiver can tell a repeat.

    `body` is signed and sent byte for byte. Whoever sends it first moves `due_at` past the longest try.
    """

    __tablename__ = "webhook_messages"
    __table_args__ = (
        Index(None, "endpoint_id", "id"),
        Index("ix_webhook_messages_due_at", "due_at", sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Id]
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default=MessageState.WAITING.value)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
