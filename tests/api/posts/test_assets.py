"""A post whose photo is an asset of its brand: pinned with the post, shown about the asset's focal point, published."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from PIL import Image

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1080"><rect width="1080" height="1080" style="fill: #fff"/>'
    '<rect id="slot:photo" x="90" y="90" width="900" height="900" fill="#ccc"/></svg>'
)
GREEN, RED = (20, 160, 60), (200, 30, 40)
NOW = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=20)
POST = {"brand": "levain", "date": f"{NOW:%Y-%m-%d}", "time": f"{NOW:%H:%M}", "zone": "UTC", "template": "vitrine", "alt": "Vitrine"}
POST |= {"caption": "La vitrine.", "channels": ["instagram"], "ratios": ["1x1"]}


@pytest.fixture(scope="module")
def service(service: tuple[httpx.Client, Path]) -> tuple[httpx.Client, Path]:
    """Return the service with a template that is little more than its photo."""
    client, _ = service
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("vitrine/1x1.svg", DRAWING)
    fields = {"name": "vitrine", "brand": "levain"}
    made = client.post("/v1/templates", data=fields, files={"archive": ("vitrine.zip", stream.getvalue())})
    assert made.status_code == 201, made.text
    return service


def _keep(client: httpx.Client, brand: str) -> str:
    """Keep a wide photo, green but for its right third, which is red and its focal point; return what names it in a slot."""
    picture = Image.new("RGB", (900, 300), GREEN)
    picture.paste(RED, (600, 0, 900, 300))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    made = client.post("/v1/assets", data={"brand": brand, "focus": "0.9,0.5"}, files={"file": ("mur.png", stream.getvalue())})
    assert made.status_code == 201, made.text
    return str(made.json()["slot_value"])


def _shown(data: bytes) -> tuple[int, ...]:
    """Return the colour in the middle; the kit's treatment may make it a little warmer."""
    with Image.open(io.BytesIO(data)) as picture:
        pixel = picture.convert("RGB").getpixel((540, 540))
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


def test_a_post_is_published_with_an_asset_of_its_brand(service: tuple[httpx.Client, Path]) -> None:
    client, data = service
    value = _keep(client, "levain")
    made = client.post("/v1/posts", json={**POST, "content": {"photo": value}})
    assert (made.status_code, made.json()["facts"]["content"]) == (201, {"photo": value}), made.text
    address = f"/v1/posts/{made.json()['id']}"
    (medium,) = client.post(f"{address}/submit").json()["media"]
    assert _shown(client.get(medium["url"]).content) == pytest.approx(RED, abs=25)
    client.patch(address, json={"fields": {"focus": {"photo": "0.1,0.5"}}})
    (medium,) = client.post(f"{address}/submit").json()["media"]
    assert _shown(client.get(medium["url"]).content) == pytest.approx(GREEN, abs=25)
    client.patch(address, json={"fields": {"focus": {"photo": None}}})
    assert client.post(f"{address}/approve", json={}).json()["approved"] is True
    scheduled = client.post(f"{address}/schedule", json={})
    assert scheduled.status_code == 200, scheduled.text
    end = time.monotonic() + 30
    while (found := client.get(address).json())["state"] != "published":
        assert time.monotonic() < end, found
        time.sleep(0.1)
    (package,) = [path for path in (data / "outbox" / "levain").iterdir() if not path.name.startswith(".")]
    (picture,) = package.rglob("*.jpg")
    assert _shown(picture.read_bytes()) == pytest.approx(RED, abs=25)


def test_an_asset_of_another_brand_is_refused_with_its_slot(service: tuple[httpx.Client, Path]) -> None:
    client, _ = service
    theirs, ours = _keep(client, "prise"), _keep(client, "levain")
    place = {"slot": "photo", "asset": theirs.removeprefix("asset:")}
    refused = client.post("/v1/posts", json={**POST, "content": {"photo": theirs}})
    assert (refused.status_code, refused.json()["code"], refused.json()["place"]) == (422, "content", place), refused.text
    assert "this brand" in refused.json()["mend"]
    centred = {**POST, "content": {"photo": ours}, "focus": {"photo": "0.1,0.5"}}
    address = f"/v1/posts/{client.post('/v1/posts', json=centred).json()['id']}"
    assert client.get(address).json()["facts"]["focus"] == {"photo": "0.1,0.5"}
    refused = client.patch(address, json={"fields": {"content": {"photo": theirs}}})
    assert (refused.status_code, refused.json()["place"]) == (422, place), refused.text


def test_the_rows_of_a_calendar_name_assets(service: tuple[httpx.Client, Path]) -> None:
    client, _ = service
    theirs, ours = _keep(client, "prise"), _keep(client, "levain")
    plain = {"date": "2030-12-03", "template": "vitrine", "ratios": "1x1", "caption": "Le mur.", "alt": "Un mur", "channels": "instagram"}

    def apply(*photos: str) -> dict[str, list[dict[str, str]]]:
        rows = json.dumps([{"id": f"mur-{index}", **plain, "photo": photo} for index, photo in enumerate(photos)])
        answer = client.post("/v1/calendar/apply", data={"brand": "levain"}, files={"file": ("murs.json", rows)})
        assert answer.status_code == 200, answer.text
        found: dict[str, list[dict[str, str]]] = answer.json()
        return found

    (problem,) = apply(ours, theirs)["problems"]
    assert (problem["code"], problem["column"], problem["row"]) == ("content", "photo", "mur-1"), problem
    assert apply(ours)["problems"] == []
    (medium,) = client.post("/v1/posts/mur-0/submit").json()["media"]
    assert _shown(client.get(medium["url"]).content) == pytest.approx(RED, abs=25)
    assert apply(ours)["changes"] == []
