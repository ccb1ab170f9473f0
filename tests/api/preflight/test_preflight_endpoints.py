from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.batches.test_batches_endpoints import photo

ROW = {"date": "2026-12-01", "template": "annonce", "headline": "Le four est rallumé", "text": "Dès sept heures.", "channels": "instagram"}


def _look(client: httpx.Client, *rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = client.post("/v1/preflight", json={"kit": "levain", "ratios": ["4x5"], "rows": list(rows), "language": "en"} | changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_words_and_pictures_are_looked_over(client: httpx.Client) -> None:
    asset = client.post("/v1/assets", data={"brand": "levain"}, files={"file": ("pain.png", photo())}).json()
    good = _look(client, {**ROW, "caption": "Le four est rallumé.", "alt": "Un four", "photo": asset["slot_value"]})
    assert (good["posts"][0]["pictures"], good["problems"]) == (1, [])
    long = _look(client, {**ROW, "caption": "a" * 2500, "alt": "Un four"})
    assert long["blocks"]
    assert [finding["code"] for finding in long["posts"][0]["findings"] if finding["severity"] == "blocks"] == ["limit_passed"]
    assert [finding["code"] for finding in good["posts"][0]["findings"]] == ["photo_upscaled"]
    assert not good["blocks"]


def test_what_cannot_be_made_is_told(client: httpx.Client) -> None:
    found = _look(client, {**ROW, "template": "nowhere"}, ROW)
    assert found["blocks"]
    assert any("nowhere" in str(problem) for problem in found["problems"])
    assert len([post for post in found["posts"] if post["pictures"]]) == 1


@pytest.mark.parametrize(
    ("changes", "code"), [({"kit": "nowhere"}, "unknown_name"), ({"rows": []}, "malformed"), ({"rows": [{}]}, "calendar")]
)
def test_an_order_that_is_wrong_is_a_problem(client: httpx.Client, changes: dict[str, Any], code: str) -> None:
    answer = client.post("/v1/preflight", json={"kit": "levain", "rows": [ROW]} | changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


def test_half_an_emoji_is_told_in_its_place(client: httpx.Client) -> None:
    body = b'{"kit": "levain", "rows": [{"date": "2026-12-01", "template": "annonce", "caption": "Un \\ud83d ici"}]}'
    answer = client.post("/v1/preflight", content=body, headers={"Content-Type": "application/json", "Accept-Language": "fr"})
    assert answer.status_code == 200, answer.text
    (problem,) = answer.json()["problems"]
    assert (problem["code"], problem["column"], problem["value"]) == ("lost_characters", "caption", "Un \ufffd ici")
