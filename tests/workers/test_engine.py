"""Both engines, with real render processes: SQLite by looking at the rows, PostgreSQL by Procrastinate."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from tests.store.fixtures import make_brand
from tests.workers.helping import until
from visualgen.batch.pool import RenderPool
from visualgen.errors import BlobLost
from visualgen.jobs import service
from visualgen.jobs.model import Job, State
from visualgen.renders import service as renders
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import utc_now
from visualgen.store.database import Database
from visualgen.workers.opening import engine
from visualgen.workers.work import Result, Work

Ask = Callable[..., str]
Ended = Callable[[str], Job]
Start = Callable[..., Any]


class Sleeper:
    """A kind that computes in a render process for as long as it is told."""

    name = "sleep"

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)

    def run(self, work: Work) -> Result:
        self.begun.release()
        work.compute(time.sleep, work.payload["seconds"], timeout_s=work.payload.get("timeout_s"))
        return Result({"slept": work.payload["seconds"]})


class Failing:
    """A kind that fails as often as it is told."""

    name = "fail"

    def __init__(self, times: int) -> None:
        self.left = times

    def run(self, work: Work) -> Result:
        self.left -= 1
        if self.left >= 0:
            raise BlobLost("its bytes are gone")
        return Result({})


def test_renders_are_made_and_kept(
    database: Database, blobs: Blobs, brand_id: str, start_engine: Start, ask: Ask, ended: Ended, still_order: Callable[..., Any]
) -> None:
    start_engine()
    job = ended(ask("render", {"orders": [still_order("Un"), still_order("Deux"), still_order("Un")]}))
    assert job.state == State.DONE, job.error
    assert (job.progress_done, job.progress_total) == (3, 3)
    first, second, again = job.result["renders"]
    assert first == again
    assert (first["width"], first["height"], first["media_type"]) == (120, 150, "image/jpeg")
    for made in (first, second):
        kept = renders.find_loaded(database, blobs, brand_id, made["key"], now=utc_now())
        assert kept is not None
        assert len(kept.data) == made["bytes"]
    repeated = ended(ask("render", {"orders": [still_order("Un")]}))
    assert repeated.result["renders"] == [first]


def test_what_cannot_be_drawn_fails_at_once(start_engine: Start, ask: Ask, ended: Ended, still_order: Callable[..., Any]) -> None:
    start_engine()
    gone = ended(ask("render", {"orders": [{**still_order("x"), "template": "annonse"}]}))
    assert (gone.state, gone.error["code"], gone.attempts) == (State.FAILED, "unknown_name", 1)


def test_a_job_past_its_time_fails_and_the_worker_goes_on(start_engine: Start, ask: Ask, ended: Ended) -> None:
    start_engine(Sleeper())
    slow = ended(ask("sleep", {"seconds": 60, "timeout_s": 0.3}))
    assert (slow.state, slow.error["code"]) == (State.FAILED, "limit")
    assert ended(ask("sleep", {"seconds": 0})).state == State.DONE


def test_a_render_process_that_dies_is_another_try(start_engine: Start, ask: Ask, ended: Ended, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FIRST_RETRY_S", 0.05)

    class Crash:
        name = "crash"
        times = 0

        def run(self, work: Work) -> Result:
            Crash.times += 1
            work.compute(*((os_exit, 9) if Crash.times == 1 else (time.sleep, 0)))
            return Result({})

    start_engine(Crash())
    job = ended(ask("crash", {}))
    assert job.state == State.DONE
    assert job.attempts + job.lapses == 2, "on a machine that stalls, its lease may be over before the process is known to be dead"


def os_exit(code: int) -> None:
    import os

    os._exit(code)


def test_what_fails_is_tried_again_and_then_dead(start_engine: Start, ask: Ask, ended: Ended, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FIRST_RETRY_S", 0.05)
    kind = Failing(2)
    start_engine(kind)
    assert ended(ask("fail", {})).attempts == 3
    kind.left = 100
    job = ended(ask("fail", {}, most_attempts=2))
    assert (job.state, job.attempts, job.error["code"]) == (State.DEAD, 2, "blob_lost")


def test_a_running_job_is_cancelled(database: Database, start_engine: Start, ask: Ask, ended: Ended) -> None:
    kind = Sleeper()
    start_engine(kind)
    job_id = ask("sleep", {"seconds": 60})
    kind.begun.acquire()
    begun = time.monotonic()
    service.cancel(database, job_id, now=utc_now())
    assert ended(job_id).state == State.CANCELLED
    assert time.monotonic() - begun < 30, "it sleeps for a minute"
    assert ended(ask("sleep", {"seconds": 0})).state == State.DONE


def test_leases_are_held_for_as_long_as_it_takes(database: Database, start_engine: Start, ask: Ask, ended: Ended) -> None:
    """A job of more than one lease, beside two engines that sweep: nobody takes it from its worker."""
    kind = Sleeper()
    start_engine(kind)
    start_engine(kind)
    job = ended(ask("sleep", {"seconds": 5}))
    assert (job.state, job.fence, job.lapses) == (State.DONE, 1, 0)


def test_an_engine_that_leaves_gives_back_what_it_has_not_ended(database: Database, start_engine: Start, ask: Ask, ended: Ended) -> None:
    kind = Sleeper()
    leaving = start_engine(kind)
    job_id, short = ask("sleep", {"seconds": 60}), ask("sleep", {"seconds": 0.5})
    kind.begun.acquire()
    kind.begun.acquire()
    leaving.stop(grace_s=6.0)
    assert service.get(database, short).state == State.DONE
    job = service.get(database, job_id)
    assert (job.state, job.attempts, job.worker) == (State.QUEUED, 0, None)
    start_engine(kind)
    kind.begun.acquire(timeout=60)
    service.cancel(database, job_id, now=utc_now())
    ended(job_id)


def test_the_jobs_of_a_silent_worker_are_anothers(database: Database, start_engine: Start, ask: Ask, ended: Ended) -> None:
    job_id = ask("sleep", {"seconds": 0})
    assert service.take(database, job_id, "a worker that dies", now=utc_now(), lease=timedelta(seconds=0.5)) is not None
    start_engine(Sleeper())
    job = ended(job_id)
    assert (job.state, job.lapses) == (State.DONE, 1)


def test_housekeeping_is_done_once_an_hour(database: Database, start_engine: Start, ended: Ended) -> None:
    def asked() -> list[str]:
        with database.read() as session:
            return list(session.scalars(text("SELECT id FROM jobs WHERE kind = 'housekeeping'")))

    def told() -> list[str]:
        return [str(entry["log_level"]) for entry in logs if entry["event"] == "the job ended"]

    with structlog.testing.capture_logs() as logs:
        start_engine()
        start_engine()
        until(lambda: bool(asked()))
        job = ended(asked()[0])
        until(lambda: bool(told()))
    assert told() == ["debug"]  # no news for a laptop's console
    assert (job.state, job.result) == (State.DONE, {"jobs": 0, "renders": 0, "blobs": 0, "freed_bytes": 0, "adopted": 0})


def test_a_picture_whose_bytes_are_lost_is_made_again(
    blobs: Blobs, database: Database, brand_id: str, start_engine: Start, ask: Ask, ended: Ended, still_order: Callable[..., Any]
) -> None:
    start_engine()
    key = ended(ask("render", {"orders": [still_order("Même")]})).result["renders"][0]["key"]
    kept = renders.find(database, brand_id, key, now=utc_now())
    assert kept is not None
    blobs.store.delete(kept.blob)
    ended(ask("render", {"orders": [still_order("Même")]}))
    again = renders.find(database, brand_id, key, now=utc_now())
    assert again is not None
    assert again.blob == kept.blob == hashlib.sha256(Blobs(database, blobs.store).get(kept.blob)).hexdigest()


@pytest.mark.logs  # Procrastinate complains of its lost connection
def test_an_engine_goes_on_when_the_database_is_back(postgres_url: str, tmp_path: Path, jobs_pool: RenderPool) -> None:
    settings = replace(Settings.from_environment({}), database_url=postgres_url, data=tmp_path, job_lease_s=3.0)
    with (
        Database.open(settings) as database,
        engine(settings, database, Blobs.open(settings, database), pool=jobs_pool, kinds=[Sleeper()]) as made,
    ):
        made.start()
        brand_id = make_brand(database, "other")

        def asked() -> str:
            with database.write() as session:
                return service.ask(session, "sleep", {"seconds": 0}, brand_id=brand_id, now=utc_now()).id

        first = asked()
        until(lambda: service.get(database, first).state == State.DONE)
        with database.read() as session:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            assert len(session.scalars(text(f"SELECT pg_terminate_backend(pid) {others}")).all()) >= 2
        second = asked()
        until(lambda: service.get(database, second).state == State.DONE)
        made.stop(0.0)
