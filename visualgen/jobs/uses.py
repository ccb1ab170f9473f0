"""Which jobs that have not ended need a kit or template: it is not taken away under them (`visualgen.library.service.USES`)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from visualgen.jobs.model import Job, State

LOOKED_AT = 5_000


def uses(session: Session, brand_id: str, kind: str, name: str) -> str | None:
    """Return how many of the brand's jobs that wait or run need it, in words; None for none. A batch may need any template."""
    waiting = select(Job).where(Job.brand_id == brand_id, Job.state.in_([State.QUEUED.value, State.RUNNING.value])).limit(LOOKED_AT)
    count = sum(name in _needed(job, kind) for job in session.scalars(waiting))
    return None if count == 0 else f"{count} job{'s' if count > 1 else ''} that wait{'s' if count == 1 else ''}"


def _needed(job: Job, kind: str) -> set[str]:
    asked = [order.get(kind, "") for order in job.payload.get("orders", ())]
    named = [job.payload["kit"]] if kind == "kit" and "kit" in job.payload else []
    return {str(each).partition(":")[0] for each in (*asked, *named)}
