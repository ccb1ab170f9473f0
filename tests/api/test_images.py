from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from PIL import Image

from api.app import create_app
from api.images.signing import query, sign
from tests.api.conftest import Serve, bring_key
from visualgen.settings import Settings
from visualgen.store.clock import utc_now

ORDER: dict[str, Any] = {
    "template": "citation",
    "kit": "levain",
    "ratio": "1x1",
    "content": {"quote": "Je remarche, é & +.", "author": "Claire", "role": "patiente"},
}


def _url(client: httpx.Client, **changes: Any) -> str:
    answer = client.post("/v1/image-urls", json=ORDER | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"])


def _get(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers=headers, trust_env=False, timeout=60)


def test_an_address_is_a_picture_without_a_key(client: httpx.Client) -> None:
    url = _url(client)
    first, second = _get(url), _get(url)
    assert (first.status_code, first.headers["content-type"]) == (200, "image/jpeg"), first.text
    assert Image.open(io.BytesIO(first.content)).size == (1080, 1080)
    assert first.content == second.content
    assert first.headers["cache-control"] == "public, max-age=86400"
    assert _get(url, **{"If-None-Match": first.headers["etag"]}).status_code == 304
    posted = client.post("/v1/renders", json=ORDER, headers={"Accept": "image/jpeg"})
    assert posted.content == first.content


def test_a_changed_address_is_refused(client: httpx.Client) -> None:
    url = _url(client)
    assert _get(url).status_code == 200
    for changed in (
        url.replace("Claire", "Claude"),
        url.replace("citation.jpeg", "annonce.jpeg"),
        url.replace("citation.jpeg", "citation.png"),
        url[:-1] + ("A" if url[-1] != "A" else "B"),
        re.sub("sig=.*", "", url),
        url + "&slot.author=Claude",
        re.sub(r"images/\w+", "images/" + "0" * 26, url),
    ):
        answer = _get(changed)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), changed


def test_an_address_expires(settings: Settings, serve: Serve) -> None:
    app = create_app(settings, workers=1)
    visitor = serve(app)
    bring_key(visitor, settings)
    now = utc_now()
    app.state.service.clock = lambda: now
    url = _url(visitor, expires_in_s=2)
    first = _get(url)
    assert first.status_code == 200
    assert int(first.headers["cache-control"].rpartition("=")[2]) <= 2
    app.state.service.clock = lambda: now + timedelta(seconds=2.1)
    assert _get(url).status_code == 403
    assert _get(url.replace("expires=", "expires=9")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"template": "nowhere"}, "unknown_name"),
        ({"kit": "nowhere"}, "unknown_name"),
        ({"ratio": "4x"}, "unknown_name"),
        ({"content": {"headlin": "x"}}, "content"),
        ({"content": {"photo": 3}}, "malformed"),
        ({"expires_in_s": 0}, "malformed"),
    ],
)
def test_what_has_no_address_is_a_problem(client: httpx.Client, changes: dict[str, Any], code: str) -> None:
    answer = client.post("/v1/image-urls", json=ORDER | changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_sample_words_are_shown_only_where_they_are_asked_for(client: httpx.Client) -> None:
    """Whether the service makes the address or the brand's program does: slots that are left open are named, not filled."""
    order = ORDER | {"template": "annonce", "ratio": "4x5", "content": {"headline": "Le four est rallumé"}}
    refused = client.post("/v1/image-urls", json=order)
    told = refused.json()
    assert (refused.status_code, told["code"], told["place"]) == (422, "content", {"slot": "kicker", "template": "annonce"})
    assert "kicker, text" in told["detail"]
    assert client.post("/v1/image-urls", json=order | {"content": {}}).json()["place"]["slot"] == "headline"
    asked = _url(client, **order, sample=True)
    assert _get(asked).status_code == 200
    made = urlsplit(asked)
    key = client.get("/v1/image-urls/key", params={"brand": "levain"}).json()["key"]
    pairs = [(name, value) for name, value in parse_qsl(made.query, keep_blank_values=True) if name not in ("sig", "sample")]
    own = _get(f"{made.scheme}://{made.netloc}{made.path}?{query(pairs)}&sig={sign(key, made.path, pairs)}")
    assert (own.status_code, own.json()["place"]["slot"]) == (422, "kicker")
    whole = {"headline": "Le four est rallumé", "kicker": "", "text": "Dès sept heures."}
    assert _get(_url(client, **order | {"content": whole})).status_code == 200


def test_a_brands_program_signs_as_the_page_says(client: httpx.Client) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(import base64.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    made = urlsplit(_url(client))
    key = client.get("/v1/image-urls/key", params={"brand": "levain"}).json()
    assert made.path.startswith(key["path"])
    pairs = {name: value for name, value in parse_qsl(made.query) if name != "sig"}
    assert names["address"](key["key"], made.path, pairs) == f"{made.path}?{made.query}"
    pairs["slot.author"] = "Une autre"
    assert _get(f"{made.scheme}://{made.netloc}" + names["address"](key["key"], made.path, pairs)).status_code == 200


def test_new_pictures_come_slowly(client: httpx.Client, settings: Settings, serve: Serve) -> None:
    made = urlsplit(_url(client))
    key = client.get("/v1/image-urls/key", params={"brand": "levain"}).json()["key"]
    app = create_app(settings, workers=1)
    visitor = serve(app)
    app.state.service.rates.own.clock = lambda: 0.0
    statuses = []
    for number in range(40):
        pairs = [("kit", "levain"), ("ratio", "x"), ("slot.quote", str(number))]
        statuses.append(visitor.get(f"{made.path}?{query(pairs)}&sig={sign(key, made.path, pairs)}").status_code)
    assert statuses == [422] * 20 + [429] * 20
