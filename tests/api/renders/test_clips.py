"""A clip by the API: a job, whose result is fetched like any picture."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from tests.api.batches.test_batches_endpoints import ended
from tests.motion.media.films import film, greys, sine, wav

ORDER: dict[str, Any] = {"template": "annonce", "kit": "levain", "ratio": "90x160", "sample": True}


def asked(client: httpx.Client, **changes: Any) -> httpx.Response:
    return client.post("/v1/renders", json=ORDER | changes, headers={"Accept-Language": "en"})


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


def test_pictures_and_clips_in_one_call(client: httpx.Client) -> None:
    """One body, one job, every file; judged before it is a job, and each clip and picture the one that a call of its own makes."""
    outputs: list[dict[str, Any]] = [
        {"type": "mp4", "ratio": "90x160"},
        {"type": "png", "ratio": "90x90"},
        {"type": "gif", "ratio": "60x60"},
        {"type": "jpeg"},
    ]
    order = ORDER | {"outputs": outputs, "clip": {"duration_s": 0.3, "fps": 10}, "ratio": "100x125"}
    judged = asked(client, **order, dry_run=True).json()["pages"]
    assert [(page["width"], page["height"]) for page in judged] == [(90, 90), (100, 125), (90, 160), (60, 60)]
    answer = asked(client, **order)
    assert (answer.status_code, answer.json()["kind"]) == (202, "render"), answer.text
    job = ended(client, answer.headers["location"])
    assert (job["state"], job["done"], job["total"]) == ("done", 4, 4), job
    made = job["result"]["renders"]
    assert [(each["media_type"], each["width"]) for each in made] == [
        ("image/png", 90),
        ("image/jpeg", 100),
        ("video/mp4", 90),
        ("image/gif", 60),
    ]
    for each in made:
        kept = client.get(each["url"])
        assert (kept.headers["content-type"], len(kept.content)) == (each["media_type"], each["bytes"])
    still = client.post("/v1/renders", json=ORDER | {"output": {"type": "png"}, "ratio": "90x90"}).json()["pages"]
    assert [page["key"] for page in still] == [made[0]["key"]]
    alone = asked(client, output={"type": "mp4"}, clip=order["clip"])
    assert ended(client, alone.headers["location"])["result"]["renders"] == [made[2]]


def test_several_files_without_clips_are_answered_at_once(client: httpx.Client) -> None:
    outputs = [{"type": "png", "ratio": "90x90"}, {"type": "webp"}, {"type": "pdf", "ratio": "90x160"}]
    order = {"template": "annonce", "kit": "levain", "sample": True, "ratios": ["60x60", "80x100"], "outputs": outputs}
    answer = client.post("/v1/renders", json=order)
    assert answer.status_code == 200, answer.text
    assert [(page["media_type"], page["ratio"]) for page in answer.json()["pages"]] == [
        ("image/png", "90x90"),
        ("image/webp", "60x60"),
        ("image/webp", "80x100"),
        ("application/pdf", "90x160"),
    ]
    one = client.post("/v1/renders", json=order | {"ratios": ["60x60"], "outputs": [{"type": "png"}]}, headers={"Accept": "image/*"})
    assert one.headers["content-type"] == "image/png"


def test_footage_and_a_soundtrack(client: httpx.Client, tmp_path: Path) -> None:
    """A video as a file part and as an asset, and an asset as the soundtrack."""
    video = film(tmp_path / "film.mp4", greys((64, 64)), count=20, fps=10).read_bytes()
    song = wav(tmp_path / "song.wav", sine(1.0)).read_bytes()
    kept = {
        name: client.post("/v1/assets", data={"brand": "levain"}, files={"file": (name, data)}).json()["id"]
        for name, data in (("film.mp4", video), ("song.wav", song))
    }
    order = ORDER | {"template": "citation", "output": {"type": "mp4"}}
    order["clip"] = {"duration_s": 0.5, "fps": 10, "sound": f"asset:{kept['song.wav']}#t=0.2"}
    by_asset = client.post("/v1/renders", json=order | {"content": {"photo": f"asset:{kept['film.mp4']}#t=0.5,1.5"}})
    by_part = client.post("/v1/renders", files={"request": (None, json.dumps(order)), "photo": ("film.mp4", video)})
    for answer in (by_asset, by_part):
        assert answer.status_code == 202, answer.text
        job = ended(client, answer.headers["location"])
        assert job["state"] == "done", job
        (made,) = job["result"]["renders"]
        with av.open(io.BytesIO(client.get(made["url"]).content)) as container:
            assert len(container.streams.audio) == 1
            frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
        assert abs(frames[-1].astype(int) - frames[0]).max() > 8


def test_a_broken_video_is_told(client: httpx.Client) -> None:
    order = ORDER | {"template": "citation", "output": {"type": "mp4"}}
    files = {"request": (None, json.dumps(order)), "photo": ("film.mp4", b"\0\0\0\x18ftypmp42" + bytes(50))}
    answer = client.post("/v1/renders", files=files)
    assert (answer.status_code, answer.json()["code"]) == (422, "media")


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
        ({"output": {"type": "mp4"}, "sample": False}, 422, "required"),
        ({"output": {"type": "mp4"}, "content": {"headlin": "x"}}, 422, "headlin"),
        ({"output": {"type": "mp4"}, "clip": {"transition": "explode"}}, 422, "explode"),
        ({"output": {"type": "mp4"}, "outputs": [{"type": "png"}]}, 422, "not both"),
        ({"outputs": [{"type": "png"}, {"type": "mp4"}], "ratio": None, "ratios": ["1x1"]}, 422, "one ratio"),
        ({"outputs": [{"type": "png"}, {"type": "mp4"}], "page": 1}, 422, "one ratio"),
        ({"outputs": []}, 422, "outputs"),
        ({"output": {"type": "mp4"}, "clip": {"sound": "https://example.org/a.mp3"}}, 422, "sound"),
        ({"output": {"type": "mp4"}, "ratio": "8000x5000"}, 422, "too large"),
        ({"output": {"type": "mp4"}, "clip": {"sound": "asset:nothing"}}, 404, "no asset"),
    ],
)
def test_what_cannot_be_is_told(client: httpx.Client, changes: dict[str, Any], status: int, told: str) -> None:
    answer = asked(client, **changes)
    assert answer.status_code == status, answer.text
    assert told in answer.text
