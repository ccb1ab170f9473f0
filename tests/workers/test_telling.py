from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from tests.store.fixtures import NOON
from visualgen.errors import LimitExceeded
from visualgen.jobs import service
from visualgen.jobs.model import State
from visualgen.jobs.service import MOST_LAPSES
from visualgen.store.database import Database
from visualgen.webhooks.model import WebhookEndpoint, WebhookMessage
from visualgen.workers.telling import tell_failed

HOUR = timedelta(hours=1)


def test_programs_hear_of_what_failed_and_what_was_buried_and_not_of_a_retry(database: Database, brand_id: str) -> None:
    hear = partial(tell_failed, now=NOON)
    with database.write() as session:
        session.add(WebhookEndpoint(brand_id=brand_id, url="https://example.org", events=["*"], secret="x", created_at=NOON))
        failed, buried = (service.ask(session, "render", {}, brand_id=brand_id, now=NOON).id for _ in range(2))
    claim = service.take(database, failed, "me", now=NOON)
    assert claim is not None
    assert service.fail(database, claim, ValueError("odd"), now=NOON, hear=hear) is State.QUEUED
    claim = service.take(database, failed, "me", now=NOON)
    assert claim is not None
    assert service.fail(database, claim, LimitExceeded("too large"), now=NOON, hear=hear) is State.FAILED
    for turn in range(MOST_LAPSES):
        assert service.take(database, buried, "me", now=NOON + turn * HOUR) is not None
        service.sweep(database, now=NOON + (turn + 1) * HOUR, hear=hear)
    with database.read() as session:
        messages = session.scalars(select(WebhookMessage).order_by(WebhookMessage.id)).all()
    told = [json.loads(message.body)["data"] for message in messages]
    assert [message.event for message in messages] == ["render.failed", "render.failed"]
    heard = [(facts["job"], facts["state"], facts["error"]["code"]) for facts in told]
    assert heard == [(failed, "failed", "limit"), (buried, "dead", "error")]
