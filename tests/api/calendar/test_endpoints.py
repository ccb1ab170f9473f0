"""The calendar as code by API."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from api.app import create_app
from tests.api.conftest import bring_key, serving
from visualgen.settings import Settings

FILE = (
    "id,date,time,channels,template,caption,alt,name,price,photo\n"
    "buche,2031-12-03,9h30,instagram,produit,La bûche.,Une bûche,La bûche,24 €,buche.jpg\n"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings.from_environment({"VISUALGEN_DATA": str(tmp_path_factory.mktemp("data"))})
    with serving(create_app(settings, workers=1)) as client:
        bring_key(client, settings)
        yield client


def _form(text: str, photo: bool = True) -> dict[str, object]:
    picture = BytesIO()
    Image.new("RGB", (1200, 1500), "sienna").save(picture, "JPEG")
    files: list[tuple[str, tuple[str, bytes, str]]] = [("file", ("dec.csv", text.encode(), "text/csv"))]
    if photo:
        files.append(("photos", ("../buche.jpg", picture.getvalue(), "image/jpeg")))
    return {"files": files, "data": {"brand": "levain"}}


def test_diff_apply_and_again(client: httpx.Client, tmp_path: Path) -> None:
    missing = client.post("/v1/calendar/diff", **_form(FILE, photo=False)).json()  # type: ignore[arg-type]
    assert [problem["code"] for problem in missing["problems"]] == ["photo_missing"]
    assert client.post("/v1/calendar/apply", **_form(FILE, photo=False)).json()["problems"]  # type: ignore[arg-type]
    shown = client.post("/v1/calendar/diff", **_form(FILE)).json()  # type: ignore[arg-type]
    assert [(change["kind"], change["id"]) for change in shown["changes"]] == [("added", "buche")]
    form = _form(FILE)
    form["data"] = {"brand": "levain", "approve": "true"}
    done = client.post("/v1/calendar/apply", **form).json()  # type: ignore[arg-type]
    assert (done["changes"], done["scheduled"], done["refused"]) == (shown["changes"], ["buche"], {})
    assert client.post("/v1/calendar/apply", **_form(FILE)).json()["changes"] == []  # type: ignore[arg-type]
    assert client.get("/v1/posts/buche").json()["state"] == "scheduled"
    later = client.post("/v1/calendar/diff", **_form(FILE.replace("9h30", "11h"))).json()  # type: ignore[arg-type]
    assert later["changes"][0]["fields"] == [{"field": "time", "before": "09:30", "after": "11:00"}]
    exported = client.get("/v1/calendar", params={"brand": "levain", "as": "ics"})
    assert exported.headers["content-type"].startswith("text/calendar")
    assert b"UID:buche" in exported.content
    broken = client.post("/v1/calendar/diff", files={"file": ("x.csv", b"%PDF-1.4", "text/csv")}, data={"brand": "levain"})
    assert (broken.status_code, broken.json()["code"]) == (422, "calendar")


def test_a_day_fuller_than_a_network_takes_is_refused_and_one_it_may_refuse_is_a_remark(client: httpx.Client) -> None:
    def day(channel: str, count: int) -> dict[str, object]:
        rows = (
            f"{channel}{number},2031-12-07,{6 + number // 60}:{number % 60:02},{channel},annonce,Le samedi.,Une affiche,,,"
            for number in range(count)
        )
        form = _form("id,date,time,channels,template,caption,alt,name,price,photo\n" + "\n".join(rows) + "\n", photo=False)
        return {**form, "data": {"brand": "levain", "name": channel}}

    refused = client.post("/v1/calendar/apply", **day("threads", 251)).json()  # type: ignore[arg-type]
    assert [(problem["code"], problem["blocks"]) for problem in refused["problems"]] == [("posts_a_day", True)]
    assert client.get("/v1/posts", params={"brand": "levain", "limit": 1, "from": "2031-12-07"}).json()["posts"] == []
    done = client.post("/v1/calendar/apply", **day("tiktok", 16)).json()  # type: ignore[arg-type]
    assert [(problem["code"], problem["blocks"]) for problem in done["problems"]] == [("posts_a_day", False)]
    assert len(done["changes"]) == 16
