from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from tests.workers.helping import until, written_order
from visualgen.batch.pool import RenderPool
from visualgen.jobs import service
from visualgen.jobs.model import ENDED, Job
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import utc_now
from visualgen.store.database import Database
from visualgen.workers.engine import Engine
from visualgen.workers.opening import engine, job_pool
from visualgen.workers.work import Kind


@pytest.fixture(scope="session")
def jobs_pool() -> Iterator[RenderPool]:
    """Yield two render processes."""
    with job_pool(2, Settings.from_environment({})) as pool:
        yield pool


@pytest.fixture
def worker_settings(service_settings: Settings) -> Settings:
    """Return settings with a fresh database, blobs in a folder, and leases longer than a busy machine stalls."""
    return replace(Settings.from_environment({}), database_url=service_settings.database_url, data=service_settings.data, job_lease_s=3.0)


@pytest.fixture
def blobs(worker_settings: Settings, database: Database) -> Blobs:
    return Blobs.open(worker_settings, database)


StartEngine = Callable[..., Engine]


@pytest.fixture
def start_engine(worker_settings: Settings, database: Database, blobs: Blobs, jobs_pool: RenderPool) -> Iterator[StartEngine]:
    """Yield a call that starts an engine with the given kinds; all are stopped at the end."""
    with ExitStack() as stack:

        def start(*kinds: Kind) -> Engine:
            chosen: dict[str, Any] = {"kinds": kinds} if kinds else {}
            made = stack.enter_context(engine(worker_settings, database, blobs, pool=jobs_pool, **chosen))
            made.start()
            stack.callback(made.stop, 0.0)
            return made

        yield start


@pytest.fixture
def ended(database: Database) -> Callable[[str], Job]:
    """Return a call that waits for a job's end and returns it."""

    def wait(job_id: str) -> Job:
        until(lambda: service.get(database, job_id).state in ENDED)
        return service.get(database, job_id)

    return wait


@pytest.fixture
def still_order(blobs: Blobs) -> Callable[..., dict[str, Any]]:
    """Return a call that makes the order of a small, cheap picture with the given words."""
    return partial(written_order, blobs)


@pytest.fixture
def ask(database: Database, brand_id: str) -> Callable[..., str]:
    """Return a call that asks for a job and returns its id."""

    def write(kind: str, payload: dict[str, Any], **options: Any) -> str:
        with database.write() as session:
            return service.ask(session, kind, payload, brand_id=brand_id, now=utc_now(), **options).id

    return write
