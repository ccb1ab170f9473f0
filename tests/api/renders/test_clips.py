"""A clip by the API: a job, whose result is fetched like any picture."""

from __future__ import annotations

import io
from typing import Any

import av
import httpx
import pytest

from tests.api.batches.test_batches_endpoints import ended

ORDER: dict[str, Any] = {"template": "annonce", "kit": "levain", "ratio": "90x160", "sample": True}


def asked(client: httpx.Client, **changes: Any) -> httpx.Response:
    return client.post("/v1/renders", json=ORDER | changes)


@pytest.mark.parametrize("output", [{"type": "mp4"}, {"type": "gif"}, {"type": "webp", "animated": True}], ids=str)
def test_a_clip_is_a_job(client: httpx.Client, output: dict[str, Any]) -> None:
    answer = asked(client, output=output, clip={"duration_s": 0.5, "fps": 10})
    assert answer.status_code == 202
    job = ended(client, answer.headers["location"])
    assert (job["state"], job["kind"]) == ("done", "clip")
    (made,) = job["result"]["renders"]
    assert (made["width"], made["height"], made["duration_s"]) == (90, 160, 0.5)
    kept = client.get(made["url"])
    assert kept.headers["content-type"] == {"mp4": "video/mp4", "gif": "image/gif", "webp": "image/webp"}[output["type"]]
    assert len(kept.content) == made["bytes"]
    if output["type"] == "mp4":
        with av.open(io.BytesIO(kept.content)) as container:
            assert container.streams.video[0].frames == 5


def test_a_dry_run_judges_its_still(client: httpx.Client) -> None:
    answer = asked(client, output={"type": "mp4"}, dry_run=True).json()
    (page,) = answer["pages"]
    assert (page["width"], page["height"], page["url"]) == (90, 160, None)
    assert "sample_used" in {finding["code"] for finding in page["findings"]}


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"output": {"type": "mp4"}, "page": 1}, 422, "one ratio"),
        ({"output": {"type": "gif"}, "ratio": None, "ratios": ["1x1"]}, 422, "one ratio"),
        ({"clip": {"fps": 10}}, 422, "clip goes with"),
        ({"output": {"type": "webp"}, "clip": {"fps": 10}}, 422, "clip goes with"),
        ({"output": {"type": "mp4"}, "clip": {"fps": 500}}, 422, "fps"),
        ({"output": {"type": "mp4"}, "clip": {"sound": "https://example.org/a.mp3"}}, 422, "sound"),
        ({"output": {"type": "mp4"}, "ratio": "8000x5000"}, 422, "too large"),
        ({"output": {"type": "mp4"}, "clip": {"sound": "asset:nothing"}}, 404, "no asset"),
    ],
)
def test_what_cannot_be_is_told(client: httpx.Client, changes: dict[str, Any], status: int, told: str) -> None:
    answer = asked(client, **changes)
    assert answer.status_code == status, answer.text
    assert told in answer.text
