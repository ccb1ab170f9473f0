from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from api.jobs.endpoints import WATCHERS
from tests.api.batches.test_batches_endpoints import ended
from visualgen.accounts.model import Brand
from visualgen.jobs import service
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

ORDER: dict[str, Any] = {"template": "annonce", "kit": "levain", "ratio": "1x1", "sample": True}


def _ask(client: httpx.Client, **changes: Any) -> httpx.Response:
    return client.post("/v1/renders", json=ORDER | changes, headers={"Prefer": "respond-async"})


def test_pictures_as_a_job(client: httpx.Client) -> None:
    asked = _ask(client, ratio=None, ratios=["1x1", "4x5"], content={"headline": "Comme travail"})
    assert asked.status_code == 202
    job = ended(client, asked.headers["location"])
    assert (job["state"], job["kind"], job["brand"]) == ("done", "render", "levain")
    assert [made["ratio"] for made in job["result"]["renders"]] == ["1x1", "4x5"]
    for made in job["result"]["renders"]:
        assert len(client.get(made["url"]).content) == made["bytes"]
    now = client.post("/v1/renders", json=ORDER | {"content": {"headline": "Comme travail"}}).json()
    assert now["pages"][0]["key"] == job["result"]["renders"][0]["key"]


def test_many_pictures_become_a_job_by_themselves(client: httpx.Client) -> None:
    ratios = [f"{width}x1080" for width in range(1000, 1013)]
    answer = client.post("/v1/renders", json=ORDER | {"ratio": None, "ratios": ratios})
    assert answer.status_code == 202
    client.post(f"{answer.json()['url']}/cancel")


def test_who_has_no_patience_gets_a_job(client: httpx.Client) -> None:
    headers = {"Prefer": "wait=0", "Accept": "image/*"}
    answer = client.post("/v1/renders", json=ORDER | {"content": {"headline": "Vite"}}, headers=headers)
    assert answer.status_code == 202
    assert ended(client, answer.json()["url"])["state"] == "done"
    assert client.post("/v1/renders", json=ORDER | {"content": {"headline": "Vite"}}, headers={"Accept": "image/*"}).status_code == 200


def test_a_job_is_watched_until_it_ends(client: httpx.Client) -> None:
    url = _ask(client, content={"headline": "À suivre"}).json()["url"]
    with client.stream("GET", f"{url}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        states = [json.loads(line.removeprefix("data: "))["state"] for line in stream.iter_lines() if line.startswith("data: ")]
    assert states[-1] == "done"
    assert states[0] in ("queued", "running", "done")


def test_a_caller_watches_so_many_jobs_at_once_and_no_more(client: httpx.Client, settings: Settings) -> None:
    with Database.open(settings) as database, database.write() as session:
        brand = session.scalars(select(Brand).where(Brand.name == "levain")).one()
        job = service.ask(session, "render", {}, brand_id=brand.id, now=utc_now(), due_at=utc_now() + timedelta(days=1)).id
    url = f"/v1/jobs/{job}/events"
    lines: list[Iterator[str]] = []
    with ExitStack() as streams:
        for _ in range(WATCHERS):
            stream = streams.enter_context(client.stream("GET", url))
            lines.append(stream.iter_lines())  # one that is let go closes its stream
            assert next(lines[-1]) == "event: job"
        refused = client.get(url)
        assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, "too_many_requests", "5")
        assert client.get(f"/v1/jobs/{job}").json()["state"] == "queued"
    end = time.monotonic() + 60
    while True:
        with client.stream("GET", url) as stream:
            if stream.status_code == 200:
                break
        assert time.monotonic() < end, "those that went away are not forgotten"
        time.sleep(0.1)
    assert client.post(f"/v1/jobs/{job}/cancel").json()["state"] == "cancelled"


def test_a_job_that_is_done_is_neither_cancelled_nor_tried_again(client: httpx.Client) -> None:
    done = ended(client, _ask(client, content={"headline": "Fini"}).json()["url"])
    assert done["state"] == "done"
    assert client.post(f"{done['url']}/retry").json()["code"] == "conflict"
    assert client.post(f"{done['url']}/cancel").json()["state"] == "done"


def test_jobs_in_pages(client: httpx.Client) -> None:
    for number in range(3):
        ended(client, _ask(client, content={"headline": f"Page {number}"}).json()["url"])
    first = client.get("/v1/jobs", params={"limit": 2, "kind": "render", "state": "done"})
    assert len(first.json()["jobs"]) == 2
    link = first.headers["link"]
    assert link.endswith('; rel="next"')
    second = client.get(link[1 : link.index(">")]).json()
    ids = [job["id"] for job in (*first.json()["jobs"], *second["jobs"])]
    assert ids == sorted(set(ids), reverse=True)
    assert client.get("/v1/jobs", params={"cursor": "nonsense"}).json()["code"] == "cursor"
    assert client.get("/v1/jobs", params={"limit": 0}).json()["code"] == "malformed"
    assert client.get("/v1/jobs", params={"brand": "nowhere"}).json()["code"] == "unknown_name"


def test_a_job_that_is_not_there(client: httpx.Client) -> None:
    assert client.get(f"/v1/jobs/{'0' * 26}").json()["code"] == "not_found"
    assert client.get("/v1/jobs/nonsense").json()["code"] == "malformed"
