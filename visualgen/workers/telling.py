"""A job's end is told to the brand's webhooks, in the unit of work that notes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from visualgen.jobs.model import Job, State
from visualgen.webhooks import service
from visualgen.webhooks.events import EVENTS

_ENDS = {State.DONE: "done", State.CANCELLED: "cancelled"}


def tell_end(
    session: Session, job_id: str, kind: str, brand_id: str | None, state: State, error: Mapping[str, Any] | None, now: datetime
) -> None:
    """Write the message that the job is done, was cancelled or has failed for good; a kind of which nobody is told writes none."""
    event = f"{kind}.{_ENDS.get(state, 'failed')}"
    if brand_id is not None and event in EVENTS:
        facts = {"job": job_id, "kind": kind, "state": state.value, "error": None if error is None else dict(error)}
        service.tell(session, brand_id, event, facts, now)


def tell_ended(session: Session, job: Job, *, now: datetime) -> None:
    """Write the message of a job that has ended, as its row says."""
    tell_end(session, job.id, job.kind, job.brand_id, State(job.state), job.error, now)
