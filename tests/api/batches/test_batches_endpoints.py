from __future__ import annotations

import io
import json
import time
import zipfile
from typing import Any

import httpx
import pytest
from PIL import Image

CSV = "date;template;headline;text;photo\n2026-03-02;annonce;Le four est rallumé;Dès sept heures.;pain.png\n2026-03-03;nowhere;x;y;\n"
ROW = {"date": "2026-03-02", "template": "annonce", "headline": "Le four est rallumé", "text": "Dès sept heures."}


def photo() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (600, 400), "#963").save(stream, "PNG")
    return stream.getvalue()


def ended(client: httpx.Client, url: str) -> dict[str, Any]:
    """Return the job at `url` once it has ended."""
    end = time.monotonic() + 60
    while (job := client.get(url).json())["ended_at"] is None:
        assert time.monotonic() < end, job
        time.sleep(0.05)
    return dict(job)


def test_a_calendar_file_becomes_pictures_row_by_row(client: httpx.Client) -> None:
    files = {"calendar": ("mars.csv", CSV), "pain.png": ("pain.png", photo())}
    asked = client.post("/v1/batches", data={"kit": "levain", "ratios": "1x1", "language": "en"}, files=files)
    assert (asked.status_code, asked.json()["kind"]) == (202, "batch")
    assert asked.headers["location"] == asked.json()["url"]
    job = ended(client, asked.json()["url"])
    assert (job["state"], job["done"], job["total"]) == ("done", 1, 1), job
    rows = job["result"]["rows"]
    assert [row["status"] for row in rows] == ["done"]
    (problem,) = [problem for problem in job["result"]["problems"] if "nowhere" in json.dumps(problem)]
    assert problem["line"] == 3
    (picture,) = rows[0]["pictures"]
    assert Image.open(io.BytesIO(client.get(picture["url"]).content)).size == (1080, 1080)
    packed = client.get(job["result"]["zip"])
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert picture["file"] in archive.namelist()
    assert client.get(job["result"]["zip"], headers={"If-None-Match": packed.headers["etag"]}).status_code == 304
    assert job["id"] in {each["id"] for each in client.get("/v1/batches").json()["jobs"]}


def test_rows_as_json(client: httpx.Client) -> None:
    asset = client.post("/v1/assets", data={"brand": "prise"}, files={"file": ("pain.png", photo())}).json()
    rows = [ROW, {**ROW, "date": "2026-03-04", "photo": asset["slot_value"]}]
    asked = client.post("/v1/batches", json={"kit": "prise", "ratios": ["1x1"], "rows": rows})
    job = ended(client, asked.json()["url"])
    assert job["state"] == "done", job
    assert [row["status"] for row in job["result"]["rows"]] == ["done", "done"], job
    assert len({row["pictures"][0]["key"] for row in job["result"]["rows"]}) == 2
    wrong = client.post("/v1/batches", json={"kit": "prise", "rows": [{**ROW, "photo": "asset:nothing"}]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "content")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kit": "levain", "rows": []}, 422, "malformed"),
        ({"kit": "nowhere", "rows": [ROW]}, 422, "unknown_name"),
        ({"kit": "levain", "rows": [ROW], "x": 1}, 422, "malformed"),
        ({"rows": [ROW]}, 422, "malformed"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client: httpx.Client, body: dict[str, Any], status: int, code: str) -> None:
    answer = client.post("/v1/batches", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_form_without_a_calendar_is_a_problem(client: httpx.Client) -> None:
    assert client.post("/v1/batches", files={"kit": (None, "levain"), "x.png": ("x.png", photo())}).json()["code"] == "malformed"
    assert client.post("/v1/batches", content=b"x", headers={"Content-Type": "text/csv"}).status_code == 415


def test_a_calendar_that_is_none_fails_with_its_reason(client: httpx.Client) -> None:
    asked = client.post("/v1/batches", data={"kit": "levain"}, files={"calendar": ("x.csv", b"%PDF-1.7")})
    job = ended(client, asked.json()["url"])
    assert (job["state"], job["error"]["code"]) == ("failed", "calendar")
    assert client.get(f"/v1/batches/{job['id']}/zip").status_code == 404
