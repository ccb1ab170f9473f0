"""The engine of a process: how jobs come to it, the rounds it makes, and how it leaves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol

import structlog

from visualgen.jobs import service
from visualgen.store.clock import Clock
from visualgen.store.database import Database
from visualgen.store.outages import surviving
from visualgen.workers.runner import Runner
from visualgen.workers.telling import tell_ended
from visualgen.workers.work import Stop

GRACE_S = 20.0
"""How long a worker that is asked to leave may still need for the jobs it has; then it gives them back."""
_log = structlog.get_logger("visualgen.workers")


class Delivery(Protocol):
    """How jobs reach this process."""

    def start(self) -> None:
        """Begin to deliver; returns at once."""

    def stop(self) -> None:
        """Deliver nothing more; returns at once, what runs goes on."""

    def join(self) -> None:
        """Wait until what was delivered has ended."""


class Beside(Protocol):
    """What else runs as long as the engine does."""

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None:
        """End, and return when it has."""


class Engine:
    """A runner, its delivery, the round that finds what was lost, and what runs `beside` them: the publisher."""

    def __init__(self, runner: Runner, delivery: Delivery, beside: Sequence[Beside] = ()) -> None:
        self.runner = runner
        self._beside = tuple(beside)
        self._delivery = delivery
        self._rounds = Rounds(runner.database, runner.clock, max(0.5, runner.settings.job_lease_s / 6))

    def start(self) -> None:
        """Begin to work; returns at once."""
        self._rounds.start()
        self._delivery.start()
        for other in self._beside:
            other.start()

    def stop(self, grace_s: float = GRACE_S) -> None:
        """Take nothing more, give what runs `grace_s` to end, give back what has not ended; returns when all has."""
        for other in self._beside:
            other.stop()
        self._delivery.stop()
        patience = threading.Timer(grace_s, self.runner.keeper.stop_all, (Stop.LEAVING,))
        patience.start()
        self._delivery.join()
        patience.cancel()
        self._rounds.stop()
        self.runner.close()


class Rounds:
    """The sweep, made again and again by every worker: whoever comes first does what is to be done."""

    def __init__(self, database: Database, clock: Clock, every_s: float) -> None:
        self._database, self._clock, self._every_s = database, clock, every_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go_round, name="visualgen-sweep", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ending.set()
        self._thread.join()

    def _go_round(self) -> None:
        while not self._ending.is_set():
            with surviving(_log, "the sweep"):
                now = self._clock()
                swept = service.sweep(self._database, now=now, hear=partial(tell_ended, now=now))
                if swept:
                    _log.info("jobs whose worker went silent are queued again", jobs=swept)
                service.ask_housekeeping(self._database, now=self._clock())
            self._ending.wait(self._every_s)


def slots(runner: Runner) -> int:
    """Return how many jobs a process runs at once: one a render process, and one more, so that none waits for a long batch alone."""
    return runner.pool.workers + 1


def threads(runner: Runner) -> ThreadPoolExecutor:
    """Return the threads that jobs are carried out in."""
    return ThreadPoolExecutor(slots(runner), "visualgen-job")
