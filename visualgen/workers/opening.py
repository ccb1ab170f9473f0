"""Puts an engine together: for `visualgen worker`, and for `visualgen serve` where SQLite makes it its own worker."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from prometheus_client import CollectorRegistry

from visualgen.batch.pool import RenderPool
from visualgen.errors import SettingsError
from visualgen.library.library import Library
from visualgen.posts.drawing import DrawnByPool
from visualgen.publish.here import desk_of
from visualgen.publish.watching import PublishLoop
from visualgen.renders.library import Holdings
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.ids import new_id
from visualgen.workers.engine import Delivery, Engine
from visualgen.workers.kinds import KINDS
from visualgen.workers.local import LocalDelivery
from visualgen.workers.measures import JobMeasures
from visualgen.workers.runner import Runner
from visualgen.workers.scratch import scratch_folder
from visualgen.workers.served import ServedDelivery
from visualgen.workers.work import Kind

JOB_NICENESS = 19
"""The lowest priority: whoever works at this machine, and the API's own pictures, go first."""


def job_pool(workers: int | None, settings: Settings) -> RenderPool:
    """Return the render processes for jobs: one a core but one, at the lowest priority."""
    warm = ("visualgen.batch.worker:warm", settings)
    count = workers or max(1, cores() - 1)
    return RenderPool(count, memory_bytes=settings.limits.render_memory_bytes, niceness=JOB_NICENESS, warm=warm)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chosen_kinds(names: Sequence[str]) -> tuple[Kind, ...]:
    """Return the kinds of those names, all where none is named. Raises `SettingsError` for one that does not exist."""
    known = {kind.name: kind for kind in KINDS}
    for name in names:
        if name not in known:
            raise SettingsError(f"there is no kind of job {name!r}", mend=f"give some of: {', '.join(known)}")
    return tuple(known[name] for name in names) or KINDS


@contextmanager
def engine(
    settings: Settings,
    database: Database,
    blobs: Blobs,
    *,
    pool: RenderPool | None = None,
    workers: int | None = None,
    kinds: Sequence[Kind] = KINDS,
    library: Holdings | None = None,
    clock: Clock = utc_now,
    registry: CollectorRegistry | None = None,
) -> Iterator[Engine]:
    """Yield an engine that is not started yet; stop it before the block ends. Without a `pool` it has render processes of its own."""
    with ExitStack() as stack:
        if pool is None:
            pool = stack.enter_context(job_pool(workers, settings))
        runner = Runner(
            name=f"{socket.gethostname()[:60]}:{os.getpid()}:{new_id()[-6:]}",
            settings=settings,
            database=database,
            blobs=blobs,
            library=library or Library.open(settings, database, blobs),
            pool=pool,
            kinds={kind.name: kind for kind in kinds},
            scratch=stack.enter_context(scratch_folder(settings)),
            clock=clock,
            measures=JobMeasures(registry),
        )
        delivery: Delivery = LocalDelivery(runner) if database.is_sqlite else ServedDelivery(runner)
        desk = desk_of(database, settings, drawing=DrawnByPool(pool, settings))
        yield Engine(runner, delivery, (PublishLoop(desk),))
