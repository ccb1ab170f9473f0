"""The desk: hands jobs to the worker processes, keeps finished pictures, and never makes the event loop wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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
from visualgen.renders.library import Library
from visualgen.settings import Settings

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
    """The service's state. One event loop uses it."""

    settings: Settings
    library: Library
    pool: RenderPool
    kept: Cache = field(default_factory=lambda: Cache(KEPT_BYTES))
    waiting: int = 0
    _underway: dict[str, asyncio.Task[Rendered]] = field(default_factory=dict)
    _turns: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Let each worker have one job before it and one behind: what waits longer is not pickled yet, photos and all."""
        self._turns = asyncio.Semaphore(2 * self.pool.workers)

    async def render(self, job: StillJob, key: str) -> Rendered:
        """Return the picture of `job`, whose render key is `key`: kept, already under way, or made now.

        Raises `Busy` when too much waits, and what the render raises.
        """
        kept: Rendered | None = self.kept.get(key)
        if kept is not None:
            return kept
        task = self._underway.get(key)
        if task is None:
            task = self._underway[key] = asyncio.create_task(self._make(job, key))
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    async def check(self, job: StillJob) -> tuple[Finding, ...]:
        """Return the findings of `job` without its picture. Raises as `render` does."""
        return await self._wait(judge, job)

    def finished(self, key: str) -> Rendered | None:
        """Return a finished picture that is still kept."""
        kept: Rendered | None = self.kept.get(key)
        return kept

    async def _make(self, job: StillJob, key: str) -> Rendered:
        rendered = await self._wait(worker.render, job)
        self.kept.put(key, rendered, len(rendered.data) + 2_000)
        return rendered

    async def _wait(self, function: Callable[[StillJob, Settings], R], job: StillJob) -> R:
        if self.waiting >= MAX_WAITING:
            raise Busy(f"{self.waiting} pictures are waiting already", mend="try again in a moment")
        self.waiting += 1
        try:
            async with self._turns:
                return await asyncio.wrap_future(await run_sync(self._submit, function, job))
        finally:
            self.waiting -= 1

    def _submit(self, function: Callable[[StillJob, Settings], R], job: StillJob) -> Future[R]:
        """Start the work in a process; the job is pickled here, which takes a while where it holds photos."""
        return self.pool.submit(function, job, self.settings, timeout_s=self.settings.limits.render_seconds)

    def _landed(self, key: str, task: asyncio.Task[Rendered]) -> None:
        self._underway.pop(key, None)
        if not task.cancelled():
            task.exception()  # heard, even where every caller has gone
