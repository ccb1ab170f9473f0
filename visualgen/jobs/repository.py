"""The queries on jobs. Every change of a running job is a compare-and-swap on (id, fence, state)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, delete, func, literal, select, update
from sqlalchemy.orm import Session

from visualgen.jobs.model import ENDED, Job, State
from visualgen.store.paging import Page, page_of


def state_is(state: State) -> ColumnElement[bool]:
    """Return “the job's state is …” with the state written out, so that partial indexes are used."""
    return Job.state == literal(state.value, literal_execute=True)


def get(session: Session, job_id: str, brand_id: str | None = None) -> Job | None:
    """Return a job by id; where `brand_id` is given, only if it is that brand's."""
    job = session.get(Job, job_id)
    return job if job is not None and brand_id in (None, job.brand_id) else None


def once(session: Session, brand_id: str | None, name: str) -> Job | None:
    """Return the brand's job of that `once` name."""
    return session.scalars(select(Job).where(Job.brand_id == brand_id, Job.once == name)).one_or_none()


def page(
    session: Session, brand_id: str | None, *, kind: str | None = None, state: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Job]:
    """Return a brand's jobs (None: everyone's), newest first."""
    found = select(Job)
    for column, value in ((Job.brand_id, brand_id), (Job.kind, kind), (Job.state, state)):
        if value is not None:
            found = found.where(column == value)
    return page_of(session, found, (Job.id,), cursor=cursor, limit=limit)


def page_of_brands(
    session: Session,
    brand_ids: Collection[str],
    *,
    kind: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Job]:
    """Return the jobs of those brands, newest first."""
    found = select(Job).where(Job.brand_id.in_(brand_ids))
    for column, value in ((Job.kind, kind), (Job.state, state)):
        if value is not None:
            found = found.where(column == value)
    return page_of(session, found, (Job.id,), cursor=cursor, limit=limit)


def due(session: Session, kinds: Collection[str], now: datetime, limit: int) -> Sequence[Job]:
    """Return, and lock, the jobs that are next: by rank, then by age. Those another worker is taking are passed over."""
    return session.scalars(due_statement(kinds, now, limit)).all()


def due_statement(kinds: Collection[str], now: datetime, limit: int) -> Select[Job]:
    """Return the query of `due`: it goes by the index of waiting jobs, in its order."""
    found = select(Job).where(state_is(State.QUEUED), Job.due_at <= now, Job.kind.in_(kinds))
    return found.order_by(Job.rank, Job.id).limit(limit).with_for_update(skip_locked=True)


def take(session: Session, job_id: str, worker: str, now: datetime, lease: timedelta) -> Job | None:
    """Make the job `worker`'s until `now + lease`, and return it; None where it does not wait any more (taken, done, cancelled)."""
    changed = _swap(
        session,
        [Job.id == job_id, state_is(State.QUEUED)],
        state=State.RUNNING,
        worker=worker,
        lease_until=now + lease,
        started_at=now,
        fence=Job.fence + 1,
        attempts=Job.attempts + 1,
        progress_done=0,
        progress_total=0,
    )
    return session.get_one(Job, job_id, populate_existing=True) if changed else None


def hold(session: Session, job_id: str, fence: int, **values: Any) -> bool:
    """Change a running job under its fence; False where it is no longer the holder's."""
    return _swap(session, [Job.id == job_id, Job.fence == fence, state_is(State.RUNNING)], **values)


def cancel_waiting(session: Session, job_id: str, now: datetime) -> bool:
    """Cancel a job nobody has begun; False where that is too late."""
    return _swap(session, [Job.id == job_id, state_is(State.QUEUED)], state=State.CANCELLED, ended_at=now)


def lapsed(session: Session, now: datetime, limit: int) -> Sequence[Job]:
    """Return, and lock, running jobs whose worker has gone silent."""
    found = select(Job).where(state_is(State.RUNNING), Job.lease_until < now)
    return session.scalars(found.order_by(Job.lease_until).limit(limit).with_for_update(skip_locked=True)).all()


def counts(session: Session) -> dict[tuple[str, str], int]:
    """Return how many jobs have not ended, by kind and state."""
    found = (
        select(Job.kind, Job.state, func.count())
        .where(Job.state.in_([literal(state.value, literal_execute=True) for state in (State.QUEUED, State.RUNNING)]))
        .group_by(Job.kind, Job.state)
    )
    return {(kind, state): number for kind, state, number in session.execute(found)}


def forget(session: Session, before: datetime, limit: int) -> int:
    """Delete jobs that ended before that time; return how many."""
    old = select(Job.id).where(Job.ended_at.is_not(None), Job.ended_at < before).limit(limit)
    return _rows(session, delete(Job).where(Job.id.in_(old.scalar_subquery())))


def has_ended(job: Job) -> bool:
    """Return whether the job's state will not change by itself."""
    return job.state in ENDED


def _swap(session: Session, where: list[ColumnElement[bool]], **values: Any) -> bool:
    plain = {name: value.value if isinstance(value, State) else value for name, value in values.items()}
    return _rows(session, update(Job).where(*where).values(**plain)) == 1


def _rows(session: Session, statement: Any) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount
