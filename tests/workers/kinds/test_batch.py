from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from visualgen.jobs.model import Job, State
from visualgen.renders import repository
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database

CALENDAR = """date,template,headline,photo,ratios,output,caption
2026-12-01,annonce,Ouverture samedi,photos/fournil.jpg,120x150,,Bonjour
2026-12-02,annonce,Encore,,"120x150,100x100",png,Bonsoir
2026-12-03,annonse,Jamais,,120x150,,
2026-12-04,annonce,Bouge,,96x120,webp animé,Ça bouge
"""


def _photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (200, 200), (200, 120, 40)).save(file, "JPEG")
    return file.getvalue()


def test_a_month_becomes_pictures_words_and_a_zip(
    database: Database, blobs: Blobs, brand_id: str, start_engine: Callable[..., Any], ask: Callable[..., str], ended: Callable[[str], Job]
) -> None:
    engine = start_engine()
    payload = {
        "calendar": blobs.put(CALENDAR.encode(), "text/csv"),
        "name": "mois.csv",
        "kit": "levain",
        "ratios": [],
        "dates": None,
        "language": "fr",
        "photos": {"photos/fournil.jpg": blobs.put(_photo(), "image/jpeg")},
    }
    job = ended(ask("batch", payload))
    assert job.state == State.DONE, job.error
    result = job.result
    assert (result["rendered"], result["failed"]) == (4, 1)
    assert [(row["status"], len(row["pictures"])) for row in result["rows"]] == [("done", 1), ("done", 2), ("done", 1)]
    (broken,) = [found for found in result["problems"] if found["blocks"]]
    assert (broken["line"], broken["code"], broken["value"]) == (4, "unknown_template", "annonse")
    assert (job.progress_done, job.progress_total) == (4, 4)
    data = blobs.get(result["zip"])
    assert len(data) == result["zip_bytes"]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        files = [picture["file"] for row in result["rows"] for picture in row["pictures"]]
        assert set(files) < set(names)
        assert {name.rpartition(".")[2] for name in names} == {"jpg", "png", "webp", "txt", "json"}
        assert [found["code"] for found in json.loads(packed.read("problems.json")) if found["blocks"]] == ["unknown_template"]
        assert any("Bonjour" in packed.read(name).decode() for name in names if name.endswith(".txt"))
    with database.read() as session:
        assert len(repository.page(session, brand_id).items) == 4
    again = ended(ask("batch", payload))
    assert again.result["zip"] == result["zip"], "the same calendar makes the same bytes"
    assert list(engine.runner.scratch.iterdir()) == []


def test_a_calendar_that_cannot_be_read_and_a_photo_outside_fail(
    blobs: Blobs, start_engine: Callable[..., Any], ask: Callable[..., str], ended: Callable[[str], Job]
) -> None:
    start_engine()
    payload = {"name": "mois.csv", "kit": "levain", "ratios": [], "dates": None, "language": "en", "photos": {}}
    nothing = blobs.put(b"nothing here", "text/csv")
    job = ended(ask("batch", {**payload, "calendar": nothing}))
    assert (job.state, job.error["code"]) == (State.FAILED, "calendar")
    job = ended(ask("batch", {**payload, "calendar": nothing, "photos": {"../x.jpg": nothing}}))
    assert (job.state, job.error["code"]) == (State.FAILED, "content")


def test_a_row_names_a_template_and_never_a_path(
    tmp_path: Path, blobs: Blobs, start_engine: Callable[..., Any], ask: Callable[..., str], ended: Callable[[str], Job]
) -> None:
    (tmp_path / "mine.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    start_engine()
    calendar = f"date,template,headline\n2026-12-01,{tmp_path}/mine.svg,Non\n2026-12-02,../../../{tmp_path}/mine.svg,Non\n"
    payload = {"name": "mois.csv", "kit": "levain", "ratios": [], "dates": None, "language": "en", "photos": {}}
    job = ended(ask("batch", {**payload, "calendar": blobs.put(calendar.encode(), "text/csv")}))
    assert (job.state, job.result["rendered"], job.result["failed"]) == (State.DONE, 0, 2), job.error
    assert {found["code"] for found in job.result["problems"]} == {"unknown_template"}
