from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.store.fixtures import NOON
from visualgen.errors import LimitExceeded
from visualgen.jobs import service
from visualgen.jobs.model import Job, State
from visualgen.jobs.service import MOST_LAPSES
from visualgen.store.database import Database
from visualgen.webhooks.model import WebhookEndpoint, WebhookMessage
from visualgen.workers.telling import tell_ended

HOUR = timedelta(hours=1)


def test_programs_hear_of_what_failed_and_what_was_buried_and_not_of_a_retry(database: Database, brand_id: str) -> None:
    hear = partial(tell_ended, now=NOON)
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


def test_programs_hear_of_what_was_cancelled_however_it_ends(database: Database, brand_id: str) -> None:
    """One that waits, one whose worker stops, one whose worker went silent; one that has ended already is not told again."""
    hear = partial(tell_ended, now=NOON)
    with database.write() as session:
        session.add(WebhookEndpoint(brand_id=brand_id, url="https://example.org", events=["*"], secret="x", created_at=NOON))
        waiting, running, silent = (service.ask(session, "clip", {}, brand_id=brand_id, now=NOON).id for _ in range(3))
    claim = service.take(database, running, "me", now=NOON)
    assert claim is not None
    assert service.take(database, silent, "me", now=NOON) is not None
    for job_id in (waiting, running, silent, waiting):
        service.cancel(database, job_id, now=NOON, hear=hear)
    service.cancelled(database, claim, now=NOON, hear=hear)
    service.sweep(database, now=NOON + HOUR, hear=hear)
    assert _told(database) == [("clip.cancelled", each, "cancelled") for each in (waiting, running, silent)]


def test_who_cannot_be_told_has_not_ended(database: Database, brand_id: str) -> None:
    """The message is written in the job's own unit of work: where it cannot be, nothing is."""

    def fails(session: Session, job: Job) -> None:
        raise KeyError(job.id)

    with database.write() as session:
        first, second = (service.ask(session, "render", {}, brand_id=brand_id, now=NOON).id for _ in range(2))
    claim = service.take(database, first, "me", now=NOON)
    assert claim is not None
    calls: tuple[Callable[[], object], ...] = (
        lambda: service.fail(database, claim, LimitExceeded("too large"), now=NOON, hear=fails),
        lambda: service.cancelled(database, claim, now=NOON, hear=fails),
        lambda: service.cancel(database, second, now=NOON, hear=fails),
    )
    for call in calls:
        with pytest.raises(KeyError):
            call()
    assert [service.get(database, job_id).state for job_id in (first, second)] == [State.RUNNING, State.QUEUED]
    service.cancel(database, first, now=NOON)
    with pytest.raises(KeyError):
        service.sweep(database, now=NOON + HOUR, hear=fails)
    assert service.get(database, first).state == State.RUNNING


def _told(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as session:
        messages = session.scalars(select(WebhookMessage).order_by(WebhookMessage.id)).all()
    facts = [json.loads(message.body)["data"] for message in messages]
    return [(message.event, each["job"], each["state"]) for message, each in zip(messages, facts, strict=True)]
