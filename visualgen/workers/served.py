"""Delivery on PostgreSQL: Procrastinate hands each task to one of any number of processes."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import Any

import procrastinate
import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from visualgen.jobs.delivery import TASK
from visualgen.store.database import KEEPALIVE
from visualgen.store.outages import surviving
from visualgen.workers.engine import slots, threads
from visualgen.workers.runner import Runner

POLL_S = 1.0
"""How often it looks without being told: that is how retries are found when their time has come."""
STALLED_S = 60.0
AGAIN_S = 1.0
_log = structlog.get_logger("visualgen.workers")


class ServedDelivery:
    """A Procrastinate worker in a thread of its own. Where the connection breaks, it begins anew until it holds."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._threads = threads(runner)
        self._ending = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._working: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="visualgen-delivery", daemon=True)

    def start(self) -> None:
        """Begin to deliver; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Deliver nothing more; returns at once."""
        self._ending.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._let_go)

    def join(self) -> None:
        """Wait until what was delivered has ended."""
        self._thread.join()
        self._threads.shutdown()

    def _let_go(self) -> None:
        if self._working is not None:
            self._working.cancel()  # Procrastinate then waits for the tasks that run

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not self._ending.is_set():
            self._working = asyncio.create_task(self._work())
            try:
                await self._working
            except asyncio.CancelledError:
                continue
            except Exception as error:  # noqa: BLE001 — a broken connection has many names; the loop tries again
                _log.info("the connection to the database broke", error=f"{type(error).__name__}: {error}")
            if not self._ending.is_set():
                await asyncio.sleep(AGAIN_S)

    async def _work(self) -> None:
        url = self._runner.database.engine.url.set(drivername="postgresql")
        connector = procrastinate.PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False), min_size=1, max_size=4, timeout=10.0, kwargs=dict(KEEPALIVE)
        )
        app = procrastinate.App(connector=connector)
        app.task(name=TASK)(self._deliver)
        async with app.open_async():
            tidy = asyncio.create_task(_tidy(app))
            try:
                await app.run_worker_async(
                    queues=list(self._runner.kinds),
                    name=self._runner.name,
                    concurrency=slots(self._runner),
                    delete_jobs="always",
                    fetch_job_polling_interval=POLL_S,
                    install_signal_handlers=False,
                )
            finally:
                tidy.cancel()

    async def _deliver(self, job_id: str) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.shield(loop.run_in_executor(self._threads, self._carry_out, job_id))

    def _carry_out(self, job_id: str) -> None:
        with surviving(_log, f"job {job_id}"):
            self._runner.deliver(job_id)


async def _tidy(app: procrastinate.App) -> None:
    """Remove the tasks of workers that died: the jobs themselves are delivered anew by the sweep."""
    manager: Any = app.job_manager
    while True:
        with surviving(_log, "tidying"), suppress(ConnectorException):  # a broken connection is told by the delivery
            await manager.prune_stalled_workers(STALLED_S)
            for task in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
                await manager.finish_job(task, status=Status.FAILED, delete_job=True)
        await asyncio.sleep(STALLED_S)
