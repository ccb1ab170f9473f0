from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event
from starlette.types import ASGIApp

from api.app import create_app
from api.errors import TooManyRequests
from api.rates import RateLimits, SharedLimits
from tests.api.conftest import DRAWING, bring_key
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database


def test_a_bucket_empties_and_fills() -> None:
    now = [0.0]
    limits = RateLimits(2.0, lambda: now[0])
    left = [limits.take("a").remaining for _ in range(8)]
    assert left == [7, 6, 5, 4, 3, 2, 1, 0]
    with pytest.raises(TooManyRequests) as caught:
        limits.take("a")
    assert caught.value.retry_s == 1
    assert limits.take("b").remaining == 7
    now[0] = 0.5
    assert limits.take("a").remaining == 0
    now[0] = 1000.0
    assert limits.take("a").remaining == 7


def test_a_slow_rate_lets_one_in() -> None:
    now = [0.0]
    limits = RateLimits(0.01, lambda: now[0])
    limits.take("a")
    with pytest.raises(TooManyRequests) as caught:
        limits.take("a")
    assert caught.value.retry_s == 100


def test_a_flood_from_one_key_is_refused_and_the_others_are_served(
    serve: Callable[[ASGIApp], httpx.Client], settings: Settings, tmp_path: Path
) -> None:
    own = replace(settings, data=tmp_path)
    client = serve(create_app(own, workers=1))
    bring_key(client, own)
    flooding = {"Authorization": "Bearer " + client.post("/v1/keys", json={"rate": 5}).json()["key"]}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: client.get("/v1/brands", headers=flooding), range(80)))
        statuses = [answer.status_code for answer in answers]
        assert statuses.count(200) < 40
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert (refused.json()["code"], refused.headers["retry-after"]) == ("too_many_requests", "1")
        assert refused.headers["content-type"] == "application/problem+json"
        assert client.get("/v1/brands").status_code == 200
    assert client.get("/v1/brands").headers["ratelimit-policy"] == '"default";q=4000;w=1'


def test_a_busy_caller_costs_few_queries(postgres_url: str) -> None:
    """A thousand requests within a moment: one token is taken at first, then twice as many each time, a quarter of a second's at most."""
    database = Database.connect(Settings(database_url=postgres_url))
    limits = SharedLimits(RateLimits(1000.0, lambda: 0.0), database)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    async def call() -> list[int]:
        return [(await limits.take("a")).remaining for _ in range(1000)]

    left = asyncio.run(call())
    database.close()
    assert left[0] == 3999
    assert left[-1] >= 3000
    assert len([statement for statement in asked if "rate_buckets" in statement]) == 11


def test_a_caller_who_has_nothing_left_costs_no_queries(postgres_url: str) -> None:
    database = Database.connect(Settings(database_url=postgres_url))
    now = [0.0]
    limits = SharedLimits(RateLimits(0.001, lambda: now[0]), database)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    async def call() -> None:
        assert (await limits.take("a")).remaining == 0
        for _ in range(50):
            with pytest.raises(TooManyRequests) as caught:
                await limits.take("a")
            assert 900 < caught.value.retry_s <= 1000

    asyncio.run(call())
    database.close()
    assert len([statement for statement in asked if "rate_buckets" in statement]) == 2


def test_where_the_database_does_not_answer_the_process_measures_by_itself() -> None:
    database = Database.connect(Settings(database_url="postgresql+psycopg://visualgen@127.0.0.1:1/nothing"))
    limits = SharedLimits(RateLimits(2.0, lambda: 0.0), database)

    async def call() -> int:
        allowed = 0
        for _ in range(20):
            with suppress(TooManyRequests):
                await limits.take("a")
                allowed += 1
        return allowed

    assert asyncio.run(call()) == 8
    database.close()


FLOOD = """
import asyncio, sys
from api.errors import TooManyRequests
from api.rates import RateLimits, SharedLimits
from visualgen.settings import Settings
from visualgen.store.database import Database

async def flood(limits):
    allowed = 0
    while True:
        try:
            await limits.take("key:1", 1e-9, 200)
        except TooManyRequests:
            return allowed
        allowed += 1

database = Database.connect(Settings(database_url=sys.argv[1]))
print(asyncio.run(flood(SharedLimits(RateLimits(50.0), database))))
"""


def test_two_processes_let_in_together_what_one_would(postgres_url: str) -> None:
    command = [sys.executable, "-c", FLOOD, postgres_url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    allowed = [int(process.communicate(timeout=120)[0]) for process in processes]
    assert sum(allowed) == 200


def test_two_services_on_one_database_are_one(serve: Callable[[ASGIApp], httpx.Client], settings: Settings, postgres_url: str) -> None:
    """A limit holds across them; what one revokes or keeps is so at once in the other, whose memory of it does not lapse here."""
    own = replace(settings, database_url=postgres_url)
    apps = [create_app(own, workers=1) for _ in range(2)]
    here, there = (serve(app) for app in apps)
    bring_key(here, own)
    there.headers["Authorization"] = here.headers["Authorization"]

    slow = {"Authorization": "Bearer " + here.post("/v1/keys", json={"rate": 0.001}).json()["key"]}
    assert [client.get("/v1/brands", headers=slow).status_code for client in (here, there, here)] == [200, 429, 429]

    now = utc_now()
    apps[1].state.service.doorman.clock = apps[1].state.service.library.clock = lambda: now
    made = here.post("/v1/keys", json={}).json()
    key = {"Authorization": "Bearer " + made["key"]}
    assert there.get("/v1/brands", headers=key).status_code == 200
    assert there.get("/v1/templates", params={"limit": 1}).status_code == 200
    assert here.delete(f"/v1/keys/{made['id']}").status_code == 204
    _until(lambda: there.get("/v1/brands", headers=key).status_code == 401)
    assert here.post("/v1/brands", json={"name": "nouvelle"}).status_code == 201
    _until(lambda: "nouvelle" in {brand["name"] for brand in there.get("/v1/brands").json()["brands"]})
    assert there.get("/v1/templates/two-processes", params={"brand": "nouvelle"}).status_code == 404
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("two-processes/1x1.svg", DRAWING.format('<text id="slot:words" y="50">a</text>'))
    files = {"archive": ("two-processes.zip", stream.getvalue())}
    kept = here.post("/v1/templates", data={"name": "two-processes", "brand": "nouvelle"}, files=files)
    assert kept.status_code == 201, kept.text
    _until(lambda: there.get("/v1/templates/two-processes", params={"brand": "nouvelle"}).status_code == 200)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
