"""What may happen to webhooks: an address is added or removed, an event is told, a message is sent again."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy.orm import Session

from visualgen.errors import AddressRefused, InputError, NotFound
from visualgen.outbound.addresses import check_url
from visualgen.store.database import Database
from visualgen.store.ids import new_id
from visualgen.store.signals import signal
from visualgen.store.vault import Vault
from visualgen.webhooks import repository
from visualgen.webhooks.model import PURPOSE, MessageState, WebhookEndpoint, WebhookMessage

TOPIC = "webhooks"
ALL = "*"
MAX_ENDPOINTS = 20


def add_endpoint(
    database: Database, vault: Vault, *, brand_id: str, url: str, events: Sequence[str], known: Collection[str], now: datetime
) -> tuple[WebhookEndpoint, str]:
    """Return a new address and its signing secret (`whsec_…`), which nothing shows again; `known` are the events there are.

    Raises `AddressRefused` for a URL that is not called, `InputError` for events that are not there, or too many addresses.
    """
    try:
        check_url(httpx.URL(url))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise AddressRefused("this is no web address", mend="give one like https://example.org/hooks") from None
    wrong = [event for event in events if event != ALL and event not in known]
    if wrong:
        raise InputError(f"there is no event {wrong[0][:60]!r}", mend=f"choose from: {ALL}, {', '.join(known)}")
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    with database.write() as session:
        if len(repository.all_endpoints(session, brand_id)) >= MAX_ENDPOINTS:
            raise InputError(f"the brand has {MAX_ENDPOINTS} addresses already", mend="remove one")
        endpoint = WebhookEndpoint(
            brand_id=brand_id, url=url, events=list(events) or [ALL], secret=vault.seal(PURPOSE, secret), created_at=now
        )
        session.add(endpoint)
    return endpoint, secret


def remove_endpoint(database: Database, brand_ids: Collection[str], endpoint_id: str) -> None:
    """Remove an address, and what was to be sent there. Raises `NotFound`."""
    with database.write() as session:
        session.delete(_found(session, brand_ids, endpoint_id))


def tell(session: Session, brand_id: str, event: str, data: Mapping[str, Any], now: datetime) -> None:
    """Write a message to every address of the brand that wants to hear of `event`, in the caller's unit of work.

    `data` is JSON; event names are `thing.happened`.
    """
    body = json.dumps({"type": event, "timestamp": now.isoformat(), "data": data}, ensure_ascii=False, separators=(",", ":"))
    for endpoint in repository.all_endpoints(session, brand_id):
        if ALL in endpoint.events or event in endpoint.events:
            session.add(WebhookMessage(endpoint_id=endpoint.id, event=event, body=body, due_at=now, created_at=now))
            signal(session, TOPIC)


def send_again(database: Database, brand_ids: Collection[str], endpoint_id: str, message_id: str, now: datetime) -> WebhookMessage:
    """Have a message sent again, under its own id, however it went before. Raises `NotFound`."""
    with database.write() as session:
        _found(session, brand_ids, endpoint_id)
        message = session.get(WebhookMessage, message_id)
        if message is None or message.endpoint_id != endpoint_id:
            raise NotFound("there is no such message", mend="messages are kept for 30 days", id=message_id[:40]).french(
                "ce message n’existe pas", "les messages sont gardés 30 jours"
            )
        message.state, message.due_at, message.attempts = MessageState.WAITING.value, now, 0
        signal(session, TOPIC)
        return message


def write_test(database: Database, brand_ids: Collection[str], endpoint_id: str, now: datetime) -> WebhookMessage:
    """Write a message to one address, whatever it wants to hear, so that its owner sees one arrive. Raises `NotFound`."""
    with database.write() as session:
        endpoint = _found(session, brand_ids, endpoint_id)
        body = json.dumps({"type": "webhook.test", "timestamp": now.isoformat(), "data": {"id": new_id()}}, separators=(",", ":"))
        message = WebhookMessage(endpoint_id=endpoint.id, event="webhook.test", body=body, due_at=now, created_at=now)
        session.add(message)
        signal(session, TOPIC)
        return message


def _found(session: Session, brand_ids: Collection[str], endpoint_id: str) -> WebhookEndpoint:
    endpoint = repository.endpoint(session, brand_ids, endpoint_id)
    if endpoint is None:
        raise NotFound("there is no such webhook", mend="see the list of webhooks", webhook=endpoint_id[:40]).french(
            "ce webhook n’existe pas", "voyez la liste des webhooks"
        )
    return endpoint
