"""A post's whole life by API: written, judged, approved, scheduled, moved, published by the service's own loop, and its story told."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from PIL import Image

from visualgen.settings import packaged

SOON = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()
POST = {
    "brand": "levain", "date": SOON, "time": "09:30", "template": "annonce", "content": {"headline": "Le carnet est *ouvert*"},
    "caption": "Appelez le {{ brand.contact.phone }}.", "channels": ["instagram"], "hashtags": ["#pain"],
}  # fmt: skip


def test_a_posts_life(service: tuple[httpx.Client, Path]) -> None:
    client, data = service
    made = client.post("/v1/posts", json=POST, headers={"Idempotency-Key": "noel-1"})
    assert made.status_code == 201, made.text
    again = client.post("/v1/posts", json=POST, headers={"Idempotency-Key": "noel-1"})
    assert (again.json()["id"], again.headers["idempotency-replayed"]) == (made.json()["id"], "true")
    address = f"/v1/posts/{made.json()['id']}"
    refused = client.post(f"{address}/submit")
    assert (refused.status_code, refused.json()["code"], refused.json()["place"]["field"]) == (422, "post", "alt")
    changed = client.patch(address, json={"fields": {"alt": "Une affiche"}, "stamp": made.json()["stamp"]}).json()
    assert changed["version"] == 2
    stale = client.patch(address, json={"fields": {"alt": "Autre"}, "stamp": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "post_changed")

    review = client.post(f"{address}/submit").json()
    assert review["state"] == "review"
    picture = client.get(review["media"][0]["url"])
    assert (picture.headers["content-type"], picture.headers["etag"]) == ("image/jpeg", f'"{review["media"][0]["blob"]}"')
    (preview,) = client.get(f"{address}/preview").json()["destinations"]
    assert (preview["channel"], preview["networks"], preview["blocks"]) == ("folder", ["instagram"], False)
    assert "04 65 71 20 12" in preview["caption"]
    assert client.post(f"{address}/approve", json={"version": 1}).status_code == 409
    assert client.post(f"{address}/approve", json={"version": 2, "comment": "lu"}).json()["approved"] is True
    scheduled = client.post(f"{address}/schedule", json={}).json()
    assert (scheduled["state"], scheduled["publications"][0]["state"]) == ("scheduled", "scheduled")

    now = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    moved = client.post(f"{address}/move", json={"date": now.date().isoformat(), "time": f"{now:%H:%M}", "zone": "UTC"})
    assert moved.status_code == 200
    end = time.monotonic() + 30
    while (found := client.get(address).json())["state"] != "published":
        assert time.monotonic() < end, found
        time.sleep(0.1)
    assert [path for path in (data / "outbox" / "levain").iterdir() if not path.name.startswith(".")]
    lines = client.get(f"{address}/story", headers={"Accept-Language": "fr"}).json()["lines"]
    assert [line["code"] for line in lines if line["code"] in ("approved", "scheduled", "moved", "accepted")] == [
        "approved", "scheduled", "moved", "accepted",
    ]  # fmt: skip
    assert client.delete(address).status_code == 422


def test_sent_back_cancelled_and_removed(service: tuple[httpx.Client, Path]) -> None:
    client, _ = service
    address = f"/v1/posts/{client.post('/v1/posts', json={**POST, 'alt': 'Affiche'}).json()['id']}"
    assert client.post(f"{address}/comments", json={"comment": "joli"}).status_code == 200
    client.post(f"{address}/approve", json={})
    client.post(f"{address}/schedule", json={})
    assert client.post(f"{address}/cancel", json={"comment": "pluie"}).json()["state"] == "approved"
    client.post(f"{address}/schedule", json={})
    back = client.post(f"{address}/ask-change", json={"comment": "plus chaud"}).json()
    assert (back["state"], back["publications"][0]["state"]) == ("draft", "cancelled")
    assert client.post(f"{address}/resolve", json={"decision": "sent"}).status_code == 422
    page = client.get("/v1/posts", params={"brand": "levain", "state": "draft", "limit": 1}).json()
    assert [post["id"] for post in page["posts"]] == [back["id"]]
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.get("/v1/posts/absent").json()["code"] == "not_found"
    assert client.post("/v1/posts", json={**POST, "zone": "Europe/Pariss"}).json()["code"] == "schedule"


def test_a_link_for_a_client(service: tuple[httpx.Client, Path]) -> None:
    client, _ = service
    post = client.post("/v1/posts", json={**POST, "alt": "Affiche"}).json()
    link = client.post("/v1/approval-links", json={"posts": [post["id"]], "client": "Mme Roche"}).json()
    assert client.get(link["url"]).status_code == 200
    assert [found["id"] for found in client.get("/v1/approval-links", params={"brand": "levain"}).json()["links"]] == [link["id"]]
    assert client.delete(f"/v1/approval-links/{link['id']}").status_code == 204
    assert client.get(link["url"]).status_code == 410


def test_a_post_is_made_with_the_template_and_the_kit_its_brand_uploaded(service: tuple[httpx.Client, Path]) -> None:
    client, data = service
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1080">'
        '<rect width="1080" height="1080" style="fill: var(--color-paper, #fff)"/>'
        '<text id="slot:words" x="90" y="540" font-size="80">Le titre de la nouvelle</text></svg>'
    )
    prise = packaged("brand_kits") / "prise"
    kit = {f"prise/{path.relative_to(prise)}": path.read_bytes() for path in prise.rglob("*") if path.is_file()}
    kit["prise/brand.toml"] = kit["prise/brand.toml"].replace(b"04 65 71 38 48", b"04 65 71 38 99")
    tokens = "prise/brand.tokens.json"
    kit[tokens] = kit[tokens].replace(b'"paper": { "$value": "{palette.citron}" }', b'"paper": { "$value": "{palette.framboise}" }')
    post = {"brand": "prise", "date": SOON, "time": "09:30", "template": "voie", "content": {"words": "Nouvelle voie"}, "alt": "Affiche"}
    post |= {"caption": "Appelle le {{ brand.contact.phone }}.", "channels": ["instagram"]}
    rows = {"kit": "prise", "rows": [{"id": "a", "date": SOON, "template": "voie", "words": "Nouvelle voie"}]}

    assert client.post("/v1/preflight", json=rows).json()["blocks"] is True
    _upload(client, "templates", "voie", {"voie/1x1.svg": drawing.encode()})
    _upload(client, "kits", "prise", kit)
    seen = client.post("/v1/preflight", json=rows)
    assert (seen.json()["problems"], seen.json()["posts"][0]["pictures"]) == ([], 1), seen.text
    address = f"/v1/posts/{client.post('/v1/posts', json=post).json()['id']}"
    review = client.post(f"{address}/submit").json()
    (medium,) = review["media"]
    with Image.open(io.BytesIO(client.get(medium["url"]).content)) as picture:
        assert picture.getpixel((20, 20)) == pytest.approx((214, 0, 95), abs=4)
    client.post(f"{address}/approve", json={})
    scheduled = client.post(f"{address}/schedule", json={})
    assert scheduled.status_code == 200, scheduled.text
    refused = client.delete("/v1/templates/voie", headers={"Accept-Language": "en"})
    assert (refused.status_code, "1 post to be published" in refused.json()["detail"]) == (409, True), refused.text

    now = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    client.post(f"{address}/move", json={"date": now.date().isoformat(), "time": f"{now:%H:%M}", "zone": "UTC"})
    end = time.monotonic() + 30
    while (found := client.get(address).json())["state"] != "published":
        assert time.monotonic() < end, found
        time.sleep(0.1)
    (package,) = [path for path in (data / "outbox" / "prise").iterdir() if not path.name.startswith(".")]
    assert "04 65 71 38 99" in (package / "caption.txt").read_text()
    assert client.delete("/v1/templates/voie").status_code == 204
    assert client.delete("/v1/kits/prise").status_code == 204


def _upload(client: httpx.Client, kind: str, name: str, files: dict[str, bytes]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for entry, content in files.items():
            archive.writestr(entry, content)
    made = client.post(f"/v1/{kind}", data={"name": name, "brand": "prise"}, files={"archive": (f"{name}.zip", stream.getvalue())})
    assert made.status_code == 201, made.text
