from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from api import desk
from api.desk import Desk
from api.errors import Busy
from visualgen.accounts.service import create_brand, ensure_home
from visualgen.batch.pool import RenderPool
from visualgen.errors import LimitExceeded
from visualgen.pipeline import Rendered
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

PICTURE = Rendered(b"JPEG", "image/jpeg", (1, 1), "key", (), 1, 1)


@dataclass
class HeldPool:
    """A pool whose work ends when the test says so."""

    workers: int = 1
    started: list[Future[Any]] = field(default_factory=list)

    def submit(self, function: object, *arguments: object, timeout_s: float) -> Future[Any]:
        self.started.append(Future())
        return self.started[-1]


class Counter:
    """Where desks are made that keep pictures in one database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database.open(settings)
        organisation, _ = ensure_home(self.database, [], utc_now())
        self.brand, self.other = (create_brand(self.database, organisation.id, name, "", utc_now()).id for name in ("levain", "prise"))

    def desk(self) -> tuple[Desk, HeldPool]:
        pool = HeldPool()
        return Desk(self.settings, cast(RenderPool, pool), self.database, Blobs.open(self.settings, self.database)), pool


@pytest.fixture
def counter(sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(Settings(database_url=sqlite_url, data=tmp_path / "data"))
    yield counter
    counter.database.close()


async def _until(started: int, pool: HeldPool) -> None:
    while len(pool.started) < started:
        await asyncio.sleep(0.001)


def _job() -> StillJob:
    return cast(StillJob, object())


def test_one_picture_is_painted_once_and_kept(counter: Counter) -> None:
    async def scene() -> None:
        service, pool = counter.desk()
        callers = [asyncio.create_task(service.render(_job(), "key", counter.brand)) for _ in range(3)]
        await _until(1, pool)
        pool.started[0].set_result(PICTURE)
        assert await asyncio.gather(*callers) == [PICTURE] * 3
        assert await service.render(_job(), "key", counter.brand) is PICTURE
        assert await service.finished("key", [counter.other, counter.brand]) is PICTURE
        assert await service.finished("key", [counter.other]) is None
        assert len(pool.started) == 1
        assert service.waiting == 0

    asyncio.run(scene())


def test_a_caller_that_goes_does_not_end_the_work_of_the_others(counter: Counter) -> None:
    async def scene() -> None:
        service, pool = counter.desk()
        gone, kept = (asyncio.create_task(service.render(_job(), "key", counter.brand)) for _ in range(2))
        await _until(1, pool)
        gone.cancel()
        await asyncio.sleep(0)
        pool.started[0].set_result(PICTURE)
        assert await kept is PICTURE

    asyncio.run(scene())


def test_an_error_is_not_kept(counter: Counter) -> None:
    async def scene() -> None:
        service, pool = counter.desk()
        failing = asyncio.create_task(service.render(_job(), "key", counter.brand))
        await _until(1, pool)
        pool.started[0].set_exception(LimitExceeded("slow"))
        with pytest.raises(LimitExceeded):
            await failing
        again = asyncio.create_task(service.render(_job(), "key", counter.brand))
        await _until(2, pool)
        pool.started[1].set_result(PICTURE)
        assert await again is PICTURE

    asyncio.run(scene())


def test_what_waits_is_handed_over_in_turn_and_too_much_is_refused(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MAX_WAITING", 4)

    async def scene() -> None:
        service, pool = counter.desk()
        callers = [asyncio.create_task(service.render(_job(), str(number), counter.brand)) for number in range(4)]
        await _until(2, pool)
        await asyncio.sleep(0.02)
        assert (len(pool.started), service.waiting) == (2, 4)
        with pytest.raises(Busy):
            await service.render(_job(), "one too many", counter.brand)
        for number in range(4):
            await _until(number + 1, pool)
            pool.started[number].set_result(PICTURE)
        assert await asyncio.gather(*callers) == [PICTURE] * 4

    asyncio.run(scene())


def test_a_picture_outlives_the_process_and_is_the_brands_alone(counter: Counter) -> None:
    async def scene() -> None:
        service, pool = counter.desk()
        made = asyncio.create_task(service.render(_job(), "key", counter.brand))
        await _until(1, pool)
        pool.started[0].set_result(PICTURE)
        await made
        again, unused = counter.desk()
        assert await again.render(_job(), "key", counter.brand) == PICTURE
        assert await again.finished("key", [counter.other]) is None
        assert not unused.started
        foreign = asyncio.create_task(again.render(_job(), "key", counter.other))
        await _until(1, unused)
        unused.started[0].set_result(PICTURE)
        assert await foreign == PICTURE
        assert await again.finished("key", [counter.other]) == PICTURE

    asyncio.run(scene())
