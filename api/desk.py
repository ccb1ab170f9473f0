"""The desk: hands stills to the render processes, keeps finished pictures, and never makes the event loop wait.

A picture is kept in the database and the blobs, so that any process finds it after a restart; the last ones also in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

from anyio.to_thread import run_sync

from api.errors import Busy
from visualgen.batch import worker
from visualgen.batch.pool import RenderPool
from visualgen.findings import Finding
from visualgen.pipeline import Rendered, check_still
from visualgen.render.cache import Cache
from visualgen.render.products import StillJob
from visualgen.renders import service as renders
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database

R = TypeVar("R")

KEPT_BYTES = 256 * 1024 * 1024
"""How much finished pictures may weigh in memory; the least used go first."""
MAX_WAITING = 256
"""How many pictures may be under way or waiting before a caller is asked to come back."""


def judge(job: StillJob, settings: Settings) -> tuple[Finding, ...]:
    """Return the findings of `job` without painting it; runs in a worker."""
    return check_still(job, worker.world_of(settings))


@dataclass(slots=True)
class Desk:
    """Where stills are made and found. One event loop uses it."""

    settings: Settings
    pool: RenderPool
    database: Database
    blobs: Blobs
    clock: Clock = utc_now
    kept: Cache = field(default_factory=lambda: Cache(KEPT_BYTES))
    waiting: int = 0
    _underway: dict[str, asyncio.Task[Rendered]] = field(default_factory=dict)
    _turns: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Let each worker have one job before it and one behind: what waits longer is not pickled yet, photos and all."""
        self._turns = asyncio.Semaphore(2 * self.pool.workers)

    async def render(self, job: StillJob, key: str, brand_id: str) -> Rendered:
        """Return the brand's picture of `job`, whose render key is `key`: kept, already under way, or made now.

        Raises `Busy` when too much waits, and what the render raises.
        """
        name = f"{brand_id}/{key}"
        kept: Rendered | None = self.kept.get(name)
        if kept is not None:
            return kept
        task = self._underway.get(name)
        if task is None:
            task = self._underway[name] = asyncio.create_task(self._make(job, key, brand_id))
            task.add_done_callback(lambda done: self._landed(name, done))
        return await asyncio.shield(task)

    async def check(self, job: StillJob) -> tuple[Finding, ...]:
        """Return the findings of `job` without its picture. Raises as `render` does."""
        return await self._wait(judge, job)

    async def finished(self, key: str, brand_ids: Collection[str]) -> Rendered | None:
        """Return a finished picture of one of those brands, if it is kept."""
        for brand_id in brand_ids:
            kept: Rendered | None = self.kept.get(f"{brand_id}/{key}")
            if kept is not None:
                return kept
        for brand_id in brand_ids:
            found = await self._found(key, brand_id)
            if found is not None:
                return found
        return None

    async def _make(self, job: StillJob, key: str, brand_id: str) -> Rendered:
        found = await self._found(key, brand_id)
        if found is not None:
            return found
        rendered = await self._wait(worker.render, job)
        await run_sync(lambda: renders.keep(self.database, self.blobs, brand_id, rendered, now=self.clock()))
        self._remember(rendered, brand_id)
        return rendered

    async def _found(self, key: str, brand_id: str) -> Rendered | None:
        found = await run_sync(lambda: renders.find_loaded(self.database, self.blobs, brand_id, key, now=self.clock()))
        if found is not None:
            self._remember(found, brand_id)
        return found

    def _remember(self, rendered: Rendered, brand_id: str) -> None:
        self.kept.put(f"{brand_id}/{rendered.key}", rendered, len(rendered.data) + 2_000)

    async def _wait(self, function: Callable[[StillJob, Settings], R], job: StillJob) -> R:
        if self.waiting >= MAX_WAITING:
            raise Busy(f"{self.waiting} pictures are waiting already", mend="try again in a moment").french(
                f"{self.waiting} images attendent déjà", "réessayez dans un instant"
            )
        self.waiting += 1
        try:
            async with self._turns:
                return await asyncio.wrap_future(await run_sync(self._submit, function, job))
        finally:
            self.waiting -= 1

    def _submit(self, function: Callable[[StillJob, Settings], R], job: StillJob) -> Future[R]:
        """Start the work in a process; the job is pickled here, which takes a while where it holds photos."""
        return self.pool.submit(function, job, self.settings, timeout_s=self.settings.limits.render_seconds)

    def _landed(self, name: str, task: asyncio.Task[Rendered]) -> None:
        self._underway.pop(name, None)
        if not task.cancelled():
            task.exception()  # heard, even where every caller has gone
