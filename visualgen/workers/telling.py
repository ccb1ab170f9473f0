"""A job's end is told to the brand's webhooks, in the unit of work that notes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from visualgen.jobs.model import State
from visualgen.jobs.service import Claim
from visualgen.webhooks import service
from visualgen.webhooks.events import EVENTS


def tell_end(session: Session, claim: Claim, state: State, error: Mapping[str, Any] | None, now: datetime) -> None:
    """Write the message that the job is done, or has failed for good; a kind of which nobody is told writes none."""
    event = f"{claim.kind}.{'done' if state is State.DONE else 'failed'}"
    if claim.brand_id is not None and event in EVENTS:
        facts = {"job": claim.id, "kind": claim.kind, "state": state.value, "error": None if error is None else dict(error)}
        service.tell(session, claim.brand_id, event, facts, now)
