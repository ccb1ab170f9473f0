"""Which jobs that have not ended need a kit, a template or an asset: it is not taken away under them (`USES` of library and assets)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from visualgen.jobs.model import Job, JobBlob, State
from visualgen.store.uses import counted

LOOKED_AT = 5_000
_WAITING = Job.state.in_([State.QUEUED.value, State.RUNNING.value])
_WORDS = ("job that waits", "jobs that wait")


def uses(session: Session, brand_id: str, kind: str, name: str) -> str | None:
    """Return how many of the brand's jobs that wait or run need it, in words; None for none. A batch may need any template."""
    waiting = select(Job).where(Job.brand_id == brand_id, _WAITING).limit(LOOKED_AT)
    count = sum(name in _needed(job, kind) for job in session.scalars(waiting))
    return counted(count, *_WORDS)


def asset_uses(session: Session, brand_id: str, asset_id: str, blob: str) -> str | None:
    """Return how many of the brand's jobs that wait or run need the asset, in words; None for none. A job names it by its bytes."""
    query = select(func.count()).select_from(Job).join(JobBlob, JobBlob.job_id == Job.id)
    return counted(session.scalar(query.where(Job.brand_id == brand_id, _WAITING, JobBlob.blob == blob)) or 0, *_WORDS)


def _needed(job: Job, kind: str) -> set[str]:
    parts = (job.payload, *job.payload.get("clips", ()))
    asked = [order.get(kind, "") for part in parts for order in part.get("orders", ())]
    named = [job.payload["kit"]] if kind == "kit" and "kit" in job.payload else []
    return {str(each).partition(":")[0] for each in (*asked, *named)}
