"""Delivery on SQLite: this process looks at the rows, at a signal and once a second."""

from __future__ import annotations

import threading

import structlog

from visualgen.jobs.delivery import WAITING
from visualgen.jobs.service import Claim
from visualgen.store.outages import surviving
from visualgen.workers.engine import slots, threads
from visualgen.workers.runner import Runner

POLL_S = 1.0
_log = structlog.get_logger("visualgen.workers")


class LocalDelivery:
    """Takes as many jobs as there is room for; another process that asks for one is noticed within a second."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._room = slots(runner)
        self._threads = threads(runner)
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._deliver, name="visualgen-delivery", daemon=True)
        self._deaf = runner.database.signals.listen(WAITING, lambda _: self._wake.set())

    def start(self) -> None:
        """Begin to deliver; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Deliver nothing more; returns at once."""
        self._ending.set()
        self._wake.set()
        self._deaf()

    def join(self) -> None:
        """Wait until what was delivered has ended."""
        self._thread.join()
        self._threads.shutdown()

    def _deliver(self) -> None:
        while not self._ending.is_set():
            self._wake.clear()
            claims = self._taken()
            for claim in claims:
                with self._lock:
                    self._room -= 1
                self._threads.submit(self._run, claim)
            if not claims:
                self._wake.wait(POLL_S)

    def _taken(self) -> list[Claim]:
        with self._lock:
            room = self._room
        if room <= 0:
            return []
        with surviving(_log, "taking jobs"):
            return self._runner.take_next(room)
        return []

    def _run(self, claim: Claim) -> None:
        try:
            with surviving(_log, f"job {claim.id}"):
                self._runner.run(claim)
        finally:
            with self._lock:
                self._room += 1
            self._wake.set()
