"""Carries one job out, from the claim to the last word on its row."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog

from visualgen.batch.pool import RenderPool
from visualgen.errors import InputError, LeaseLost
from visualgen.jobs import service
from visualgen.jobs.model import State
from visualgen.jobs.service import HOUSEKEEPING, Claim
from visualgen.renders.library import Holdings
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.outages import OUTAGES, outage, reason
from visualgen.workers.keeper import Keeper
from visualgen.workers.measures import JobMeasures
from visualgen.workers.telling import tell_end, tell_ended
from visualgen.workers.work import Kind, Stop, Stopped, Work

_log = structlog.get_logger("visualgen.workers")
RETRY_S = 0.5


@dataclass(slots=True)
class Runner:
    """What this process has to carry jobs out. Threads may share it."""

    name: str
    settings: Settings
    database: Database
    blobs: Blobs
    library: Holdings
    pool: RenderPool
    kinds: Mapping[str, Kind]
    scratch: Path
    clock: Clock = utc_now
    measures: JobMeasures = field(default_factory=JobMeasures)
    keeper: Keeper = field(init=False)

    def __post_init__(self) -> None:
        """Start the thread that holds the leases."""
        self.keeper = Keeper(self.database, self.clock, self.lease)

    @property
    def lease(self) -> timedelta:
        """How long a job is this worker's without a sign of life."""
        return timedelta(seconds=self.settings.job_lease_s)

    def deliver(self, job_id: str) -> None:
        """Take the job that was delivered, if it is to be had, and carry it out."""
        claim = service.take(self.database, job_id, self.name, now=self.clock(), lease=self.lease)
        if claim is not None:
            self.run(claim)

    def take_next(self, limit: int) -> list[Claim]:
        """Take the jobs that are next."""
        return service.take_next(self.database, tuple(self.kinds), self.name, now=self.clock(), lease=self.lease, limit=limit)

    def run(self, claim: Claim) -> None:
        """Carry a taken job out and write down what became of it. Nothing is raised: what goes wrong stands in the row, and in the log."""
        log = _log.bind(job=claim.id, kind=claim.kind, attempt=claim.attempt)
        begun = time.perf_counter()
        with self.keeper.holding(claim) as hold, self.measures.running(claim.kind):
            try:
                result = self.kinds[claim.kind].run(
                    Work(hold, self.database, self.blobs, self.library, self.settings, self.pool, self.clock, self.scratch)
                )
                hold.check()

                def finish() -> State:
                    with self.database.write() as session:
                        service.finish(session, claim, result.facts, now=self.clock(), blobs=result.blobs)
                        tell_end(session, claim.id, claim.kind, claim.brand_id, State.DONE, None, self.clock())
                    return State.DONE

                state = self._written(finish)
            except Stopped as stopped:
                state = self._stopped(claim, stopped.why)
            except LeaseLost:
                state = None
            except Exception as error:  # noqa: BLE001 — whatever it is, the row must say it
                failure = outage(error) or error
                state = self._written(lambda: self._failed(claim, failure))
                (log.info if isinstance(error, InputError) else log.warning)("the job failed", state=state, error=f"{failure}")
        seconds = time.perf_counter() - begun
        self.measures.ended(claim.kind, state or "lost", seconds)
        quiet = claim.kind == HOUSEKEEPING and state is State.DONE  # the hourly tidying is worth a line only where it fails
        (log.debug if quiet else log.info)("the job ended", state=state or "lost", seconds=round(seconds, 3))

    def close(self) -> None:
        """Give up the leases' thread; the jobs must have ended."""
        self.keeper.close()

    def _stopped(self, claim: Claim, why: Stop) -> State | None:
        def told() -> State:
            if why is Stop.CANCELLED:
                now = self.clock()
                service.cancelled(self.database, claim, now=now, hear=partial(tell_ended, now=now))
                return State.CANCELLED
            service.give_back(self.database, claim, now=self.clock())
            return State.QUEUED

        return None if why is Stop.LOST else self._written(told)

    def _failed(self, claim: Claim, error: Exception) -> State:
        now = self.clock()
        return service.fail(self.database, claim, error, now=now, hear=partial(tell_ended, now=now))

    def _written(self, write: Callable[[], State]) -> State | None:
        """Return what `write` did; a database that does not answer is asked again for as long as the lease lasts.

        None: the job is not ours any more, or nobody could be told; the sweep finds it.
        """
        end = time.monotonic() + self.lease.total_seconds()
        while True:
            try:
                return write()
            except LeaseLost:
                return None
            except OUTAGES as error:
                if time.monotonic() > end:
                    _log.info("the database does not answer", error=reason(error))
                    return None
                time.sleep(RETRY_S)
