from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.types import ASGIApp

from api.app import create_app
from tests.api.conftest import bring_key
from visualgen.settings import Limits, Settings

Serve = Callable[[ASGIApp], httpx.Client]

ORDER: dict[str, Any] = {"template": "annonce", "kit": "levain", "ratio": "1x1", "sample": True}


def _photo(color: str = "#c96", size: tuple[int, int] = (900, 700)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "PNG")
    return stream.getvalue()


def _post(client: httpx.Client, accept: str = "application/json", **changes: Any) -> httpx.Response:
    return client.post("/v1/renders", json=ORDER | changes, headers={"Accept": accept})


def _image(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))


def test_a_picture_is_what_accept_asks_for(client: httpx.Client) -> None:
    for accept, kind in (("image/*", "JPEG"), ("image/png", "PNG"), ("image/webp", "WEBP")):
        picture = _image(_post(client, accept))
        assert (picture.format, picture.size) == (kind, (1080, 1080))


def test_a_pdf(client: httpx.Client) -> None:
    answer = _post(client, "application/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_findings_of_a_picture_are_in_a_header(client: httpx.Client) -> None:
    answer = _post(client, "image/*")
    assert 'sample_used;severity=warns;slot="headline"' in answer.headers["visualgen-findings"].split(", ")


def test_json_tells_every_ratio_and_page(client: httpx.Client) -> None:
    assert [page["ratio"] for page in _post(client, ratio=None, dry_run=True).json()["pages"]] == ["4x5"]
    answer = _post(client, template="conseils", ratio=None, ratios=["1x1", "instagram.story"]).json()
    assert (answer["template"], answer["kit"], answer["language"]) == ("conseils", "levain", "fr")
    shown = [(page["ratio"], page["page"], page["width"], page["height"]) for page in answer["pages"]]
    count = answer["pages"][0]["pages"]
    assert shown == [("1x1", page, 1080, 1080) for page in range(1, count + 1)] + [
        ("instagram.story", page, 1080, 1920) for page in range(1, count + 1)
    ]
    assert len({page["key"] for page in answer["pages"]}) == 2 * count
    for page in answer["pages"][:2]:
        fetched = client.get(page["url"])
        assert (len(fetched.content), fetched.headers["content-type"]) == (page["bytes"], page["media_type"])
        assert _image(fetched).size == (page["width"], page["height"])


def test_one_page(client: httpx.Client) -> None:
    pages = _post(client, template="conseils", page=2).json()["pages"]
    assert [page["page"] for page in pages] == [2]


def test_the_same_order_has_the_same_key_and_bytes(client: httpx.Client) -> None:
    first, second = _post(client, "image/*"), _post(client, "image/*")
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    other = _post(client, "image/*", kit="prise")
    assert other.headers["etag"] != first.headers["etag"]


def test_who_has_the_picture_gets_304(client: httpx.Client) -> None:
    tag = _post(client, "image/*").headers["etag"]
    for tags in (tag, f'"other", W/{tag}'):
        again = client.post("/v1/renders", json=ORDER, headers={"Accept": "image/*", "If-None-Match": tags})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    address = f"/v1/renders/{tag.strip(chr(34))}"
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_head_of_a_picture(client: httpx.Client) -> None:
    page = _post(client).json()["pages"][0]
    head = client.head(page["url"])
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(page["bytes"]))


def test_a_dry_run_only_judges(client: httpx.Client) -> None:
    answer = _post(client, kit="appui", content={"headline": "Bonjour"}, dry_run=True).json()
    page = answer["pages"][0]
    assert (page["url"], page["bytes"], page["width"]) == (None, None, 1080)
    assert {finding["code"] for finding in page["findings"]} >= {"sample_used"}
    assert client.get(f"/v1/renders/{page['key']}").status_code == 404


def test_findings_speak_the_callers_language(client: httpx.Client) -> None:
    def words(headers: dict[str, str], **changes: Any) -> str:
        answer = client.post("/v1/renders", json=ORDER | changes, headers=headers).json()
        return str(answer["language"]) + ": " + str(answer["pages"][0]["findings"][0]["message"])

    french, english = words({}), words({"Accept-Language": "en-GB"})
    assert french.startswith("fr: ")
    assert english.startswith("en: ")
    assert french[4:] != english[4:]
    assert words({"Accept-Language": "en"}, language="fr") == french


def test_weight_and_quality(client: httpx.Client) -> None:
    light = _post(client, "image/jpeg", output={"max_bytes": 60_000})
    assert len(light.content) <= 60_000
    low, high = (_post(client, "image/jpeg", output={"quality": quality}) for quality in (20, 95))
    assert len(low.content) < len(high.content)


def test_photos_come_as_a_part_or_a_data_address_with_one_result(client: httpx.Client) -> None:
    photo = _photo()
    uri = "data:image/png;base64," + base64.b64encode(photo).decode()
    by_address = _post(client, "image/*", content={"photo": uri})
    order = {"request": (None, json.dumps(ORDER), "application/json"), "photo": ("chat.png", photo, "image/png")}
    by_part = client.post("/v1/renders", files=order, headers={"Accept": "image/*"})
    assert _image(by_part).size == (1080, 1080)
    assert by_part.content == by_address.content
    assert by_part.content != _post(client, "image/*").content


def test_a_focus_goes_with_a_part(client: httpx.Client) -> None:
    def key(focus: str) -> str:
        order = json.dumps(ORDER | {"content": {"photo": {"focus": focus}}, "dry_run": True})
        answer = client.post("/v1/renders", files={"request": (None, order), "photo": ("chat.png", _photo())})
        return str(answer.json()["pages"][0]["key"])

    assert len({key("0.1,0.1"), key("0.9,0.9"), key("auto")}) == 3


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"template": "anonce"}, "unknown_name", {"template": "anonce"}),
        ({"kit": "levin"}, "unknown_name", {"kit": "levin"}),
        ({"template": "../annonce"}, "malformed", {}),
        ({"template": "/etc"}, "malformed", {}),
        ({"kit": "."}, "malformed", {}),
        ({"template": "broken"}, "svg", {"line": 1}),
        ({"ratio": "4x"}, "unknown_name", {}),
        ({"ratio": "100000x100000"}, "limit", {}),
        ({"ratio": None, "ratios": []}, "malformed", {}),
        ({"ratios": ["1x1"]}, "malformed", {}),
        ({"page": 9}, "unknown_name", {"page": 9}),
        ({"page": 0}, "malformed", {}),
        ({"sample": False}, "content", {"slot": "headline"}),
        ({"content": {"headlin": "Bonjour"}}, "content", {"slot": "headlin"}),
        ({"content": {"headline": {"a": 1}}}, "content", {"slot": "headline"}),
        ({"content": {"headline": "a" * 5001}}, "limit", {"slot": "headline"}),
        ({"content": {"photo": "/etc/passwd"}}, "content", {}),
        ({"content": {"photo": "https://192.0.2.1/x.jpg"}}, "address_refused", {}),
        ({"content": {"photo": "http://127.0.0.1:8000/x.jpg"}}, "address_refused", {}),
        ({"content": {"photo": "asset:01m8g7w0c1t5v2d3k9x6z4b8ya"}}, "content", {}),
        ({"brand": "nowhere"}, "unknown_name", {"kit": "levain"}),
        ({"content": {"photo": "data:image/png;base64,AAAA"}}, "picture", {}),
        ({"content": {"photo": {"src": "data:;base64,AAAA", "focus": "2,2"}}}, "content", {"slot": "photo"}),
        ({"content": {"photo": 3}}, "content", {"slot": "photo"}),
        ({"output": {"type": "bmp"}}, "malformed", {}),
        ({"output": {"quality": 101}}, "malformed", {}),
        ({"colour": "red"}, "malformed", {}),
        ({"language": "de"}, "malformed", {}),
    ],
    ids=lambda value: json.dumps(value)[:50] if isinstance(value, dict) else value,
)
def test_bad_input_is_a_problem(client: httpx.Client, changes: dict[str, Any], code: str, place: dict[str, Any]) -> None:
    answer = _post(client, **changes)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code), problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert place.items() <= problem["place"].items()
    assert problem["mend"]
    assert problem["status"] == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null", b"[" * 100_000, b'{"template": "annonce"}'])
def test_a_body_that_is_not_the_contract_is_a_problem(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/v1/renders", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "files",
    [
        {"photo": ("a.png", b"x")},
        {"request": (None, "{")},
        {"request": (None, json.dumps(ORDER)), "headline": (None, "Bonjour")},
    ],
)
def test_a_form_that_is_not_the_contract_is_a_problem(client: httpx.Client, files: dict[str, Any]) -> None:
    answer = client.post("/v1/renders", files=files)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_a_form_without_its_boundary_is_a_problem(client: httpx.Client) -> None:
    answer = client.post("/v1/renders", content=b"x", headers={"Content-Type": "multipart/form-data"})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_a_part_for_no_slot_is_a_problem(client: httpx.Client) -> None:
    answer = client.post("/v1/renders", files={"request": (None, json.dumps(ORDER)), "portrait": ("a.png", _photo())})
    assert (answer.status_code, answer.json()["code"]) == (422, "content")


def test_another_kind_of_body_is_a_problem(client: httpx.Client) -> None:
    answer = client.post("/v1/renders", content=b"<order/>", headers={"Content-Type": "text/xml"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_body")


@pytest.mark.parametrize(
    ("accept", "changes"), [("text/html", {}), ("image/png", {"output": {"type": "jpeg"}}), ("image/*", {"template": "conseils"})]
)
def test_an_answer_that_cannot_be_given_is_a_problem(client: httpx.Client, accept: str, changes: dict[str, Any]) -> None:
    answer = _post(client, accept, **changes)
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_a_picture_that_is_not_kept_is_a_problem(client: httpx.Client) -> None:
    assert client.get(f"/v1/renders/{'0' * 64}").json()["code"] == "not_found"
    assert client.get("/v1/renders/short").status_code == 422
    assert client.delete(f"/v1/renders/{'0' * 64}").json()["code"] == "method_not_allowed"


def test_the_problem_speaks_the_callers_language(client: httpx.Client) -> None:
    titles = {
        language: client.post("/v1/renders", json=ORDER | {"kit": "none"}, headers={"Accept-Language": language}).json()["title"]
        for language in ("fr", "en")
    }
    assert titles == {"fr": "Nom inconnu", "en": "Unknown name"}


def test_the_service_answers_while_it_renders_and_ends_what_takes_too_long(serve: Serve, settings: Settings) -> None:
    client = serve(create_app(replace(settings, limits=Limits(render_seconds=5)), workers=1))
    bring_key(client, settings)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(_post, client, template="endless", ratio=None)
        seen = []
        while not slow.done():
            seen.append(client.get("/healthz").json()["waiting"])
    assert seen.count(1) > 10
    assert (slow.result().status_code, slow.result().json()["code"]) == (422, "limit")
    assert client.get("/healthz").json()["waiting"] == 0
    assert _post(client, kit="prise").status_code == 200


def test_callers_at_the_same_time_get_their_own_pictures(client: httpx.Client) -> None:
    orders = [{"kit": kit, "content": {"headline": f"Bonjour {number}"}} for kit in ("levain", "prise") for number in range(3)]
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda changes: _post(client, "image/*", **changes), orders * 2))
    assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers if answer.status_code != 200]
    tags = [answer.headers["etag"] for answer in answers]
    assert tags[:6] == tags[6:]
    assert len({answer.content for answer in answers}) == len(set(tags)) == 6
