from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image


def photo(color: str = "#963", size: tuple[int, int] = (600, 400)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "PNG")
    return stream.getvalue()


def _keep(client: httpx.Client, data: bytes, **fields: str) -> httpx.Response:
    return client.post("/v1/assets", data={"brand": "levain"} | fields, files={"file": ("chat.png", data)})


def test_a_photo_is_kept_described_shown_and_deleted(client: httpx.Client) -> None:
    data = photo()
    made = _keep(client, data, focus="0.25,0.75", alt="Un chat")
    asset = made.json()
    assert made.status_code == 201
    assert client.get(made.headers["location"]).json() == asset
    assert (asset["kind"], asset["name"], asset["width"], asset["height"], asset["bytes"]) == ("picture", "chat.png", 600, 400, len(data))
    file = client.get(asset["url"])
    assert (file.content, file.headers["content-type"]) == (data, "image/png")
    assert client.get(asset["url"], headers={"If-None-Match": file.headers["etag"]}).status_code == 304
    url = f"/v1/assets/{asset['id']}"
    assert client.patch(url, json={"focus": "auto"}).json() == {**asset, "focus": "auto"}
    assert asset["id"] in {each["id"] for each in client.get("/v1/assets", params={"brand": "levain", "kind": "picture"}).json()["assets"]}
    assert client.get("/v1/assets", params={"kind": "sound"}).json() == {"assets": [], "next": None}
    assert client.delete(url).status_code == 204
    assert client.get(url).json()["code"] == "not_found"


def test_an_asset_that_a_planned_post_names_is_not_deleted(client: httpx.Client) -> None:
    asset = _keep(client, photo("#693")).json()
    post = {"brand": "levain", "date": "2030-12-03", "template": "annonce", "content": {"photo": asset["slot_value"]}}
    made = client.post("/v1/posts", json=post).json()
    refused = client.delete(f"/v1/assets/{asset['id']}")
    assert (refused.status_code, refused.json()["code"], refused.json()["place"]) == (409, "conflict", {"asset": asset["id"]})
    assert client.delete(f"/v1/posts/{made['id']}").status_code == 204
    assert client.delete(f"/v1/assets/{asset['id']}").status_code == 204


def test_a_slot_takes_an_asset_like_the_photo_itself(client: httpx.Client) -> None:
    data = photo("#396")
    value = _keep(client, data).json()["slot_value"]
    order: dict[str, Any] = {"template": "annonce", "kit": "levain", "ratio": "1x1", "sample": True}
    named = client.post("/v1/renders", json=order | {"content": {"photo": value}}, headers={"Accept": "image/*"})
    sent = client.post(
        "/v1/renders", files={"request": (None, json.dumps(order)), "photo": ("chat.png", data)}, headers={"Accept": "image/*"}
    )
    assert named.status_code == 200
    assert named.content == sent.content


def test_a_slot_shows_an_asset_about_its_focal_point(client: httpx.Client) -> None:
    """Named alone or in an object without a focus, in pictures, clips and addresses: and a changed focal point is another picture."""
    asset = _keep(client, photo("#639"), focus="0.1,0.2").json()
    value = asset["slot_value"]
    order: dict[str, Any] = {"template": "annonce", "kit": "levain", "ratio": "1x1", "sample": True, "dry_run": True}

    def key(photo: Any, **more: Any) -> str:
        answer = client.post("/v1/renders", json=order | {"content": {"photo": photo}} | more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["pages"][0]["key"])

    clip = {"output": {"type": "mp4"}}
    for more in ({}, clip):
        by_hand, auto = key({"src": value, "focus": "0.1,0.2"}, **more), key({"src": value, "focus": "auto"}, **more)
        assert key(value, **more) == key({"src": value}, **more) == by_hand != auto
    before = key({"src": value})
    words = {"quote": "Oui.", "author": "Claire", "role": "cliente", "photo": value}
    cited: dict[str, Any] = {"template": "citation", "kit": "levain", "ratio": "1x1"}
    address = client.post("/v1/image-urls", json=cited | {"content": words})
    assert address.status_code == 201, address.text
    shown = httpx.get(address.json()["url"], trust_env=False, timeout=60)
    assert shown.headers["etag"].strip('"') == key(
        {"src": value, "focus": "0.1,0.2"}, **cited, sample=False, content=words | {"photo": value}
    )
    assert client.patch(f"/v1/assets/{asset['id']}", json={"focus": "0.9,0.8"}).status_code == 200
    assert key({"src": value}) == key({"src": value, "focus": "0.9,0.8"}) != before


@pytest.mark.parametrize(
    ("fields", "data", "code"),
    [
        ({}, b"hello", "picture"),
        ({}, b"", "picture"),
        ({"focus": "2,2"}, photo(), "malformed"),
        ({"brand": "nowhere"}, photo(), "unknown_name"),
        ({"colour": "red"}, photo(), "malformed"),
        ({"alt": "x" * 1001}, photo(), "malformed"),
    ],
)
def test_what_cannot_be_kept_is_a_problem(client: httpx.Client, fields: dict[str, str], data: bytes, code: str) -> None:
    answer = _keep(client, data, **fields)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:8000/x.png", "address_refused"),
        ("http://169.254.169.254/latest", "address_refused"),
        ("file:///etc/passwd", "address_refused"),
        ("nonsense", "address_refused"),
    ],
)
def test_an_address_inside_is_a_problem(client: httpx.Client, url: str, code: str) -> None:
    answer = client.post("/v1/assets", json={"brand": "levain", "url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_where_there_are_several_brands_one_is_named(client: httpx.Client) -> None:
    answer = client.post("/v1/assets", files={"file": ("a.png", photo())})
    assert (answer.status_code, answer.json()["code"]) == (422, "input")
    assert "levain" in answer.json()["mend"]


def test_another_kind_of_body_is_a_problem(client: httpx.Client) -> None:
    assert client.post("/v1/assets", content=photo(), headers={"Content-Type": "image/png"}).status_code == 415
    assert client.post("/v1/assets", files={"brand": (None, "levain")}).json()["code"] == "malformed"
