from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from api.app import create_app
from api.errors import TooManyRequests
from api.rates import RateLimits
from tests.api.conftest import bring_key
from visualgen.settings import Settings


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
