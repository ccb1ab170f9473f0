"""What may happen to a job: asked for, cancelled, tried again; and, by workers, taken, held, finished, failed, given back, swept."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from visualgen.errors import Conflict, InputError, LeaseLost, NotFound, ProcessDied, StoreUnreachable, VisualgenError
from visualgen.jobs import repository
from visualgen.jobs.delivery import changed, deliver, undelivered
from visualgen.jobs.model import ENDED, Job, JobBlob, State
from visualgen.store.database import Database
from visualgen.store.turns import in_turn, turn_is_free

LEASE = timedelta(seconds=30)
MOST_LAPSES = 8
"""How often a job may take its worker's silence (a crash, a kill, a lost machine) before it is thought to be the cause."""
OUTAGE = timedelta(days=1)
"""How long jobs wait for a database or a store of blobs that does not answer, however often they are tried: it is not their fault."""
OUTAGE_TRIES = 6
"""From that try on the waits of an outage grow no longer (a minute), so that work goes on soon after its end."""
FIRST_RETRY_S, LONGEST_RETRY_S = 2.0, 600.0
SWEPT_AT_ONCE = 500
KEPT_DAYS = 30
HOUSEKEEPING = "housekeeping"


Hear = Callable[[Session, Job], None]
"""Told of a job that has ended, in the unit of work that notes it."""


def _unheard(session: Session, job: Job) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in a worker's hands: what is to be done, and the fence under which it is held."""

    id: str
    kind: str
    brand_id: str | None
    payload: Mapping[str, Any]
    fence: int
    attempt: int


def ask(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    brand_id: str | None,
    now: datetime,
    due_at: datetime | None = None,
    rank: int = 0,
    once: str | None = None,
    most_attempts: int = 5,
    blobs: Collection[str] = (),
) -> Job:
    """Write a job in the caller's unit of work, and have it delivered when that is committed.

    `rank`: lower goes first. `once` names the work: while a job of the brand with that name waits, runs or is done, that one is
    returned; one that failed gives the name up. `blobs`: what it needs, kept as long as its row.
    """
    if once is not None:
        in_turn(session, "job", brand_id or "", once)
        known = repository.once(session, brand_id, once)
        if known is not None and known.state not in (State.FAILED, State.DEAD, State.CANCELLED):
            return known
        if known is not None:
            known.once = None
            session.flush()
    job = Job(
        kind=kind,
        payload=dict(payload),
        brand_id=brand_id,
        created_at=now,
        due_at=due_at or now,
        rank=rank,
        once=once,
        most_attempts=most_attempts,
    )
    session.add(job)
    session.flush()
    session.add_all(JobBlob(job_id=job.id, blob=blob) for blob in dict.fromkeys(blobs))
    session.flush()
    deliver(session, [job])
    return job


def get(database: Database, job_id: str, *, brand_id: str | None = None) -> Job:
    """Return a job (of that brand). Raises `NotFound`."""
    with database.read() as session:
        return _found(session, job_id, brand_id)


def cancel(database: Database, job_id: str, *, brand_id: str | None = None, now: datetime, hear: Hear = _unheard) -> Job:
    """Cancel a job that waits; ask the worker of one that runs to stop, which it does within seconds. One that has ended is left as it is.

    `hear` is told of one that was cancelled here, in the same unit of work. Raises `NotFound`.
    """
    with database.write() as session:
        job = _found(session, job_id, brand_id)
        ended = repository.cancel_waiting(session, job_id, now)
        if not ended:
            repository.hold(session, job_id, job.fence, cancel_asked=True)
        session.refresh(job)
        changed(session, job)
        if ended:
            hear(session, job)
        return job


def retry(database: Database, job_id: str, *, brand_id: str | None = None, now: datetime) -> Job:
    """Queue a job again that failed, died or was cancelled, as if it had never been tried. Raises `NotFound`, `Conflict`."""
    with database.write() as session:
        job = _found(session, job_id, brand_id)
        if job.state not in ENDED or job.state == State.DONE:
            raise Conflict(
                f"the job is {job.state}", mend="only one that failed, died or was cancelled can be tried again", job=job_id
            ).french(f"la tâche est dans l’état {job.state}", "seule une tâche échouée, abandonnée ou annulée peut être reprise")
        job.state, job.due_at, job.ended_at, job.error = State.QUEUED.value, now, None, None
        job.attempts, job.lapses, job.cancel_asked, job.fence = 0, 0, False, job.fence + 1
        session.flush()
        deliver(session, [job])
        return job


def take(database: Database, job_id: str, worker: str, *, now: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Take the job that was delivered; None where it is done, taken or not due: then there is nothing to do."""
    with database.write() as session:
        job = repository.take(session, job_id, worker, now, lease)
        if job is not None:
            changed(session, job)
        return _claim(job) if job else None


def take_next(
    database: Database, kinds: Collection[str], worker: str, *, now: datetime, lease: timedelta = LEASE, limit: int = 1
) -> list[Claim]:
    """Take the jobs that are next, `limit` at the most."""
    with database.write() as session:
        taken = [repository.take(session, job.id, worker, now, lease) for job in repository.due(session, kinds, now, limit)]
        for job in taken:
            if job is not None:
                changed(session, job)
        return [_claim(job) for job in taken if job is not None]


def renew(database: Database, claim: Claim, *, now: datetime, lease: timedelta = LEASE) -> bool:
    """Hold the job for longer; return whether its cancelling was asked for. Raises `LeaseLost`."""
    with database.write() as session:
        _held(session, claim, lease_until=now + lease)
        return repository.get(session, claim.id).cancel_asked  # type: ignore[union-attr]


def asked_to_stop(database: Database, job_ids: Collection[str]) -> list[str]:
    """Return those of the jobs whose cancelling was asked for."""
    with database.read() as session:
        return list(session.scalars(select(Job.id).where(Job.id.in_(job_ids), Job.cancel_asked)))


def report(database: Database, claim: Claim, done: int, total: int) -> None:
    """Note how far the job is. Raises `LeaseLost`."""
    with database.write() as session:
        _held(session, claim, progress_done=done, progress_total=total)
        changed(session, session.get_one(Job, claim.id))


def finish(session: Session, claim: Claim, result: Mapping[str, Any], *, now: datetime, blobs: Collection[str] = ()) -> None:
    """Note the job's result, and the `blobs` it made. Raises `LeaseLost`: then the unit of work must not be committed."""
    known = set(session.scalars(select(JobBlob.blob).where(JobBlob.job_id == claim.id)))
    session.add_all(JobBlob(job_id=claim.id, blob=blob) for blob in dict.fromkeys(blobs) if blob not in known)
    whole = Job.progress_total  # what was reported last may be a little behind
    _held(session, claim, state=State.DONE, progress_done=whole, result=dict(result), error=None, ended_at=now, lease_until=None)
    changed(session, session.get_one(Job, claim.id))


def fail(
    database: Database,
    claim: Claim,
    error: BaseException,
    *,
    now: datetime,
    chance: Callable[[], float] = random.random,
    hear: Hear = _unheard,
) -> State:
    """Note what went wrong, and return what becomes of the job.

    Wrong input: failed, nothing would change by trying again. Else (a crash, a store that does not answer, a bug) it waits (2 s, 4 s,
    8 s… with chance, 10 min at the most) and is tried again, until it has been tried `most_attempts` times: dead, with the last
    reason. A store that does not answer kills no job within `OUTAGE` of its being asked for. `hear` is told of one that failed or
    died, in the same unit of work. Raises `LeaseLost`.
    """
    with database.write() as session:
        job = session.get(Job, claim.id)
        if job is None:
            raise _lost(claim)
        end: dict[str, Any] = {"error": told(error), "lease_until": None, "worker": None}
        if isinstance(error, InputError) and not isinstance(error, ProcessDied):
            end |= {"state": State.FAILED, "ended_at": now}
        elif isinstance(error, StoreUnreachable) and now - job.created_at < OUTAGE:
            end |= {"state": State.QUEUED, "due_at": now + wait_before(min(job.attempts, OUTAGE_TRIES), chance)}
        elif job.attempts >= job.most_attempts:
            end |= {"state": State.DEAD, "ended_at": now}
        else:
            end |= {"state": State.QUEUED, "due_at": now + wait_before(job.attempts, chance)}
        _held(session, claim, **end)
        _after(session, job)
        if job.state != State.QUEUED:
            hear(session, job)
        return State(job.state)


def cancelled(database: Database, claim: Claim, *, now: datetime, hear: Hear = _unheard) -> None:
    """Note that the job was stopped because someone asked for it; `hear` is told in the same unit of work. Raises `LeaseLost`."""
    with database.write() as session:
        _held(session, claim, state=State.CANCELLED, ended_at=now, lease_until=None, worker=None)
        job = session.get_one(Job, claim.id, populate_existing=True)
        changed(session, job)
        hear(session, job)


def give_back(database: Database, claim: Claim, *, now: datetime) -> None:
    """Let another worker have the job at once (this one is stopping); it does not count as an attempt. Raises `LeaseLost`."""
    with database.write() as session:
        _held(session, claim, state=State.QUEUED, lease_until=None, worker=None, attempts=Job.attempts - 1)
        _after(session, session.get_one(Job, claim.id))


def sweep(database: Database, *, now: datetime, hear: Hear = _unheard) -> int:
    """Queue again the jobs whose worker has gone silent, bury those that did it too often, deliver what was lost; return how many.

    `hear` is told of one that is buried or cancelled, in the same unit of work. On PostgreSQL one process sweeps at a time, and for the
    others there is nothing to do: what two found undelivered, both would write a task for.
    """
    with database.write() as session:
        if not turn_is_free(session, "sweep"):
            return 0
        jobs = repository.lapsed(session, now, SWEPT_AT_ONCE)
        for job in jobs:
            over = job.lease_until or now
            job.lapses, job.lease_until, job.worker, job.fence = job.lapses + 1, None, None, job.fence + 1
            if job.cancel_asked:
                job.state, job.ended_at = State.CANCELLED.value, now
                hear(session, job)
            elif job.lapses >= MOST_LAPSES:
                message = f"its worker went silent {job.lapses} times while it ran"
                job.error = told(VisualgenError(message, mend="look at the workers' logs and memory, then try it again"))
                job.state, job.ended_at = State.DEAD.value, now
                hear(session, job)
            else:
                # Due when the lease is over by the clock of who held it: ours may go ahead of everybody's.
                job.state, job.due_at, job.attempts = State.QUEUED.value, over, job.attempts - 1
        session.flush()
        if not database.is_sqlite:
            waiting = [session.get_one(Job, found) for found in undelivered(session, SWEPT_AT_ONCE)]
            deliver(session, waiting)
        else:
            deliver(session, [job for job in jobs if job.state == State.QUEUED])
        for job in jobs:
            changed(session, job)
        return len(jobs)


def ask_housekeeping(database: Database, *, now: datetime) -> None:
    """Have this hour's housekeeping done, once, whoever asks."""
    name = f"{HOUSEKEEPING} {now:%Y-%m-%dT%H}"
    with database.read() as session:
        asked = repository.once(session, None, name) is not None
    if not asked:
        with database.write() as session:
            ask(session, HOUSEKEEPING, {}, brand_id=None, now=now, once=name, rank=10)


def forget_old(database: Database, *, now: datetime, days: int = KEPT_DAYS) -> int:
    """Delete jobs that ended more than `days` ago, some thousands at a time; return how many."""
    with database.write() as session:
        return repository.forget(session, now - timedelta(days=days), 10 * SWEPT_AT_ONCE)


def wait_before(attempts: int, chance: Callable[[], float] = random.random) -> timedelta:
    """Return how long to wait after that many attempts: doubling, spread by half so that what failed together does not return together."""
    longest = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** (attempts - 1))
    return timedelta(seconds=longest * (0.5 + 0.5 * chance()))


def told(error: BaseException) -> dict[str, Any]:
    """Return an error as a job's row keeps it."""
    if isinstance(error, VisualgenError):
        place = {key: value if isinstance(value, int | float | str) else str(value) for key, value in error.place.items()}
        return {"code": error.code, "message": error.message, "mend": error.mend, "place": place}
    return {"code": "error", "message": f"unexpected {type(error).__name__}: {error}", "mend": "report this as a bug", "place": {}}


def _found(session: Session, job_id: str, brand_id: str | None) -> Job:
    job = repository.get(session, job_id, brand_id)
    if job is None:
        raise NotFound("there is no such job", mend="ended jobs are kept for 30 days", job=job_id).french(
            "cette tâche n’existe pas", "les tâches terminées sont gardées 30 jours"
        )
    return job


def _held(session: Session, claim: Claim, **values: Any) -> None:
    if not repository.hold(session, claim.id, claim.fence, **values):
        raise _lost(claim)


def _after(session: Session, job: Job) -> None:
    session.refresh(job)
    if job.state == State.QUEUED:
        deliver(session, [job])
    else:
        changed(session, job)


def _lost(claim: Claim) -> LeaseLost:
    return LeaseLost("the job is another worker's by now", job=claim.id)


def _claim(job: Job) -> Claim:
    return Claim(job.id, job.kind, job.brand_id, job.payload, job.fence, job.attempts)
