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
    wrong = client.post("/v1/batches", json={"kit": "prise", "rows": [ROW, {**ROW, "photo": "asset:nothing"}]})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["place"]) == (422, "content", {"asset": "nothing", "row": 2})


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


SECOND = {"file": "x.csv", "line": 2}


@pytest.mark.parametrize(
    ("name", "calendar", "code", "place"),
    [
        ("x.csv", b"%PDF-1.7", "calendar", {"file": "x.csv"}),
        ("x.csv", b"", "calendar", {"file": "x.csv"}),
        ("x.xlsx", b"PK\x03\x04nonsense", "calendar", {"file": "x.xlsx"}),
        ("x.csv", b"bonjour tout le monde\n1\n", "calendar", {"file": "x.csv", "line": 1}),
        ("x.csv", b"jour;titre\n2026-03-02;x\n", "calendar", {"file": "x.csv", "line": 1}),
        ("x.csv", b"date;template\n", "calendar", {"file": "x.csv"}),
        ("x.csv", b"date;template\nhier;annonce\n;annonce\n", "calendar", SECOND | {"column": "date", "value": "hier"}),
        (
            "x.csv",
            b"date;template\n2026-03-02;nowhere\n",
            "calendar",
            SECOND | {"column": "template", "value": "nowhere"},
        ),
        ("x.csv", b"date;template;headline\n03/04/2026;annonce;x\n", "ambiguous_date", SECOND | {"column": "date"}),
        ("x.csv", b"date;template\n2026-03-02;broken\n", "svg", {}),
        ("x.csv", b"date;template;ratios\n2026-03-02;annonce;4x\n", "unknown_name", {"ratio": "4x", "template": "annonce"}),
    ],
)
def test_a_calendar_of_which_nothing_can_be_made_is_refused_at_once(
    client: httpx.Client, name: str, calendar: bytes, code: str, place: dict[str, Any]
) -> None:
    answer = client.post("/v1/batches", data={"kit": "levain", "language": "en"}, files={"calendar": (name, calendar)})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, code), told
    assert told["mend"]
    if "broken" not in str(calendar):
        assert told["place"] == place


def test_every_row_of_a_refused_calendar_is_told(client: httpx.Client) -> None:
    rows = [{"date": "hier", "template": "annonce"}, {"date": "2026-03-02"}]
    told = client.post("/v1/batches", json={"kit": "levain", "rows": rows, "language": "fr"}).json()
    assert (told["code"], told["detail"]) == ("calendar", "cette date n’existe pas ou n’est pas comprise")
    assert [(each["line"], each["code"]) for each in told["errors"]] == [("1", "bad_date"), ("2", "missing_template")]
    assert all(each["mend"] for each in told["errors"])


def test_what_would_leave_the_calendars_folder_is_refused_at_once(client: httpx.Client) -> None:
    files = {"calendar": ("mars.csv", CSV), "../pain.png": ("pain.png", photo())}
    answer = client.post("/v1/batches", data={"kit": "levain"}, files=files)
    assert (answer.status_code, answer.json()["code"]) == (422, "content")


def test_one_good_row_is_enough(client: httpx.Client) -> None:
    rows = [{**ROW, "template": "nowhere"}, ROW]
    job = ended(client, client.post("/v1/batches", json={"kit": "levain", "ratios": ["90x90"], "rows": rows}).json()["url"])
    assert (job["state"], job["result"]["rendered"], job["result"]["failed"]) == ("done", 1, 1), job


def test_what_is_not_done_has_no_zip(client: httpx.Client) -> None:
    rows = [{**ROW, "date": f"2026-03-{day:02}"} for day in range(1, 29)]
    job = client.post("/v1/batches", json={"kit": "levain", "rows": rows}).json()
    client.post(f"/v1/jobs/{job['id']}/cancel")
    assert ended(client, job["url"])["state"] in ("cancelled", "done")
    if client.get(job["url"]).json()["state"] == "cancelled":
        assert client.get(f"/v1/batches/{job['id']}/zip").status_code == 404


def test_a_photo_is_shown_about_its_assets_focal_point(client: httpx.Client) -> None:
    """However a row names the asset: the picture is the one of the focal point given by hand, and another once the asset's changes."""
    files = {"file": ("grand.png", photo())}
    asset = client.post("/v1/assets", data={"brand": "levain", "focus": "0.1,0.2"}, files=files).json()
    value = asset["slot_value"]

    def keys(*photos: dict[str, Any]) -> list[str]:
        rows = [{**ROW, "date": f"2026-04-{day:02}", **each} for day, each in enumerate(photos, 1)]
        asked = client.post("/v1/batches", json={"kit": "levain", "ratios": ["90x90"], "rows": rows})
        job = ended(client, asked.json()["url"])
        assert (job["state"], job["result"]["failed"]) == ("done", 0), job
        return [row["pictures"][0]["key"] for row in job["result"]["rows"]]

    by_hand = {"photo": value, "photo:focus": "0.1,0.2"}
    auto = {"photo": {"src": value, "focus": "auto"}}
    plain, dressed, given, other = keys({"photo": value}, {"photo": {"src": value}}, by_hand, auto)
    assert plain == dressed == given != other
    assert client.patch(f"/v1/assets/{asset['id']}", json={"focus": "0.9,0.8"}).status_code == 200
    moved, still = keys({"photo": value}, by_hand)
    assert moved not in (plain, other)
    assert still == plain
