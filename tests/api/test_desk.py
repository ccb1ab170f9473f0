from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from api import desk
from api.desk import Desk
from api.errors import Busy
from visualgen.batch.pool import RenderPool
from visualgen.errors import LimitExceeded
from visualgen.pipeline import Rendered
from visualgen.render.products import StillJob
from visualgen.renders.library import Library
from visualgen.settings import Settings

PICTURE = Rendered(b"JPEG", "image/jpeg", (1, 1), "key", (), 1, 1)


@dataclass
class HeldPool:
    """A pool whose work ends when the test says so."""

    workers: int = 1
    started: list[Future[Any]] = field(default_factory=list)

    def submit(self, function: object, *arguments: object, timeout_s: float) -> Future[Any]:
        self.started.append(Future())
        return self.started[-1]


def _desk() -> tuple[Desk, HeldPool]:
    pool = HeldPool()
    return Desk(Settings(), Library.open(Settings()), cast(RenderPool, pool)), pool


async def _until(started: int, pool: HeldPool) -> None:
    while len(pool.started) < started:
        await asyncio.sleep(0.001)


def _job() -> StillJob:
    return cast(StillJob, object())


def test_one_picture_is_painted_once_and_kept() -> None:
    async def scene() -> None:
        service, pool = _desk()
        callers = [asyncio.create_task(service.render(_job(), "key")) for _ in range(3)]
        await _until(1, pool)
        pool.started[0].set_result(PICTURE)
        assert await asyncio.gather(*callers) == [PICTURE] * 3
        assert await service.render(_job(), "key") is PICTURE
        assert service.finished("key") is PICTURE
        assert len(pool.started) == 1
        assert service.waiting == 0

    asyncio.run(scene())


def test_a_caller_that_goes_does_not_end_the_work_of_the_others() -> None:
    async def scene() -> None:
        service, pool = _desk()
        gone, kept = (asyncio.create_task(service.render(_job(), "key")) for _ in range(2))
        await _until(1, pool)
        gone.cancel()
        await asyncio.sleep(0)
        pool.started[0].set_result(PICTURE)
        assert await kept is PICTURE

    asyncio.run(scene())


def test_an_error_is_not_kept() -> None:
    async def scene() -> None:
        service, pool = _desk()
        failing = asyncio.create_task(service.render(_job(), "key"))
        await _until(1, pool)
        pool.started[0].set_exception(LimitExceeded("slow"))
        with pytest.raises(LimitExceeded):
            await failing
        again = asyncio.create_task(service.render(_job(), "key"))
        await _until(2, pool)
        pool.started[1].set_result(PICTURE)
        assert await again is PICTURE

    asyncio.run(scene())


def test_what_waits_is_handed_over_in_turn_and_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MAX_WAITING", 4)

    async def scene() -> None:
        service, pool = _desk()
        callers = [asyncio.create_task(service.render(_job(), str(number))) for number in range(4)]
        await _until(2, pool)
        await asyncio.sleep(0.02)
        assert (len(pool.started), service.waiting) == (2, 4)
        with pytest.raises(Busy):
            await service.render(_job(), "one too many")
        for number in range(4):
            await _until(number + 1, pool)
            pool.started[number].set_result(PICTURE)
        assert await asyncio.gather(*callers) == [PICTURE] * 4

    asyncio.run(scene())
