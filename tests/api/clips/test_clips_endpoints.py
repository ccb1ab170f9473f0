from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.batches.test_batches_endpoints import ended
from tests.assets.test_assets import sound

CLIP: dict[str, Any] = {
    "kit": "levain",
    "ratio": "200x250",
    "scenes": [{"template": "annonce", "content": {"headline": "Bonjour"}}],
    "sample": True,
    "duration_s": 0.5,
    "fps": 10,
}


def test_a_clip_is_made_as_a_job(client: httpx.Client) -> None:
    asset = client.post("/v1/assets", data={"brand": "levain"}, files={"file": ("a.wav", sound())}).json()
    asked = client.post("/v1/clips", json=CLIP | {"sound": {"src": asset["slot_value"]}})
    assert (asked.status_code, asked.json()["kind"]) == (202, "clip"), asked.text
    job = ended(client, asked.json()["url"])
    assert job["state"] == "done", job
    (made,) = job["result"]["renders"]
    clip = client.get(made["url"])
    assert clip.headers["content-type"] == "video/mp4"
    assert clip.content[4:8] == b"ftyp"
    film = client.post("/v1/assets", data={"brand": "levain"}, files={"file": ("film.mp4", clip.content)}).json()
    assert (film["kind"], film["width"], film["height"]) == ("footage", 200, 250)
    scenes = [{"template": "annonce", "content": {"photo": film["slot_value"]}}]
    again = ended(client, client.post("/v1/clips", json=CLIP | {"scenes": scenes, "type": "gif"}).json()["url"])
    assert again["state"] == "done", again
    assert again["result"]["renders"][0]["media_type"] == "image/gif"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scenes": []}, "malformed"),
        ({"scenes": [{"template": "nowhere"}]}, "unknown_name"),
        ({"scenes": [{"template": "annonce", "content": {"headlin": "x"}}]}, "content"),
        ({"kit": "nowhere"}, "unknown_name"),
        ({"ratio": "4x"}, "unknown_name"),
        ({"transition": "explode"}, "template"),
        ({"sound": {"src": "asset:01m8g7w0c1t5v2d3k9x6z4b8ya"}}, "content"),
        ({"sound": {"src": "/etc/passwd"}}, "malformed"),
        ({"duration_s": 1000}, "malformed"),
    ],
)
def test_an_order_that_is_wrong_is_told_at_once(client: httpx.Client, changes: dict[str, Any], code: str) -> None:
    answer = client.post("/v1/clips", json=CLIP | changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
