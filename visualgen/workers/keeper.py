"""Holds the leases of the jobs this process runs, and hears that one was cancelled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog

from visualgen.errors import LeaseLost
from visualgen.jobs import service
from visualgen.jobs.service import Claim
from visualgen.store.clock import Clock
from visualgen.store.database import Database
from visualgen.store.outages import surviving
from visualgen.workers.work import Hold, Stop

BEAT_S = 1.0
_log = structlog.get_logger("visualgen.workers")


class Keeper:
    """One thread renews every lease when a third of it is gone, and asks each second which jobs are to be cancelled.

    Where the database does not answer, a job is stopped when its lease is over: another worker has it by then.
    """

    def __init__(self, database: Database, clock: Clock, lease: timedelta) -> None:
        self._database, self._clock, self._lease = database, clock, lease
        self._holds: dict[str, Hold] = {}
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="visualgen-leases", daemon=True)
        self._thread.start()

    @contextmanager
    def holding(self, claim: Claim) -> Iterator[Hold]:
        """Hold the job's lease while the block runs."""
        hold = Hold(claim)
        with self._lock:
            self._holds[claim.id] = hold
            self._until[claim.id] = self._now() + self._lease.total_seconds()
        try:
            yield hold
        finally:
            with self._lock:
                self._holds.pop(claim.id, None)
                self._until.pop(claim.id, None)

    def stop_all(self, why: Stop) -> None:
        """Stop every job that is held."""
        for hold in self.held():
            hold.stop(why)

    def held(self) -> tuple[Hold, ...]:
        """Return the jobs in this process's hands."""
        with self._lock:
            return tuple(self._holds.values())

    def close(self) -> None:
        """End the thread."""
        self._ending.set()
        self._thread.join()

    def _keep(self) -> None:
        beat = min(BEAT_S, self._lease.total_seconds() / 6)
        while not self._ending.wait(beat):
            holds = self.held()
            if holds:
                with surviving(_log, "the leases"):
                    self._tend(holds)
                for hold in holds:
                    if self._now() > self._until.get(hold.claim.id, float("inf")):
                        hold.stop(Stop.LOST)

    def _tend(self, holds: tuple[Hold, ...]) -> None:
        for cancelled in service.asked_to_stop(self._database, [hold.claim.id for hold in holds]):
            hold = self._holds.get(cancelled)
            if hold is not None:
                hold.stop(Stop.CANCELLED)
        third = self._lease.total_seconds() / 3
        for hold in holds:
            until = self._until.get(hold.claim.id)
            if until is None or until - self._now() > 2 * third:
                continue
            try:
                begun = self._now()
                service.renew(self._database, hold.claim, now=self._clock(), lease=self._lease)
            except LeaseLost:
                if hold.claim.id in self._holds:
                    hold.stop(Stop.LOST)
            else:
                with self._lock:
                    if hold.claim.id in self._until:
                        self._until[hold.claim.id] = begun + self._lease.total_seconds()

    def _now(self) -> float:
        return self._clock().timestamp()
