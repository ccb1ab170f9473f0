"""What is told about webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.ids import EXAMPLE_ID
from visualgen.webhooks.events import EVENTS

HOOK: dict[str, JsonValue] = {
    "id": EXAMPLE_ID,
    "brand": "levain",
    "url": "https://example.org/hooks/visualgen",
    "events": ["batch.done", "batch.failed"],
    "created_at": "2026-03-01T09:00:00Z",
}
MESSAGE: dict[str, JsonValue] = {
    "id": EXAMPLE_ID,
    "event": "batch.done",
    "state": "waiting",
    "attempts": 1,
    "status": 503,
    "error": "the address answered 503",
    "created_at": "2026-03-01T09:00:00Z",
    "next_at": "2026-03-01T09:00:05Z",
    "sent_at": None,
    "body": '{"type":"batch.done","timestamp":"2026-03-01T09:00:00+00:00","data":{"job":"01m8g7w0c1t5v2d3k9x6z4b8ya"}}',
}


class WebhookRequest(BaseModel):
    """An address to be told of events."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://example.org/hooks/visualgen", "events": ["batch.done"]}]}
    )

    url: str = Field(max_length=2000, description="A public http or https address.")
    events: list[Annotated[str, Field(max_length=60)]] = Field(
        default_factory=lambda: ["*"], max_length=50, description="Which events; `*` for all: " + ", ".join(EVENTS) + "."
    )
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose events; without it the one brand the caller has.")


class Webhook(BaseModel):
    """An address that is told of events."""

    model_config = ConfigDict(json_schema_extra={"examples": [HOOK]})

    id: str
    brand: str
    url: str
    events: list[str]
    created_at: datetime


class NewWebhook(Webhook):
    """A webhook that was just made, with its signing secret: it is never shown again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**HOOK, "secret": "whsec_…"}]})

    secret: str = Field(description="Checks the signatures (standardwebhooks.com).")


class WebhookList(BaseModel):
    """Webhooks, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"webhooks": [HOOK], "next": None}]})

    webhooks: list[Webhook]
    next: str | None = Field(description="The cursor of the next page.")


class Message(BaseModel):
    """One message to a webhook, and how it went."""

    model_config = ConfigDict(json_schema_extra={"examples": [MESSAGE]})

    id: str = Field(description="The `webhook-id` it is sent under, the same at every try.")
    event: str
    state: Literal["waiting", "sent", "failed"]
    attempts: int
    status: int | None = Field(description="What the address answered last.")
    error: str | None
    created_at: datetime
    next_at: datetime | None = Field(description="When it is tried again.")
    sent_at: datetime | None
    body: str


class MessageList(BaseModel):
    """Messages, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"messages": [MESSAGE], "next": None}]})

    messages: list[Message]
    next: str | None = Field(description="The cursor of the next page.")
