from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from visualgen.calendar.reading import read_calendar
from visualgen.cli.demo import _films
from visualgen.cli.main import run
from visualgen.demo.clips import clip_jobs
from visualgen.demo.material import CALENDAR, lay_out_month
from visualgen.demo.photos import write_photo
from visualgen.motion.products import ClipJob, Scene
from visualgen.settings import Settings


def test_the_month_can_be_read(tmp_path: Path) -> None:
    calendar = read_calendar(lay_out_month(tmp_path))
    assert len(calendar.rows) == 30
    assert calendar.problems == ()
    for row in calendar.rows:
        assert not row.content.get("photo") or (tmp_path / str(row.content["photo"])).is_file()
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "photos").iterdir()}
    assert lay_out_month(tmp_path) == tmp_path / CALENDAR
    assert stamps == {path: path.stat().st_mtime_ns for path in (tmp_path / "photos").iterdir()}


def test_the_demo_renders_and_a_second_run_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for again in (False, True):
        with pytest.raises(SystemExit) as end:
            run(["demo", "--out", str(tmp_path), "--json", "--workers", "2"])
        assert end.value.code == 0
        facts = json.loads(capsys.readouterr().out)
        assert facts["problems"] == []
        assert facts["findings"] == {}, "the sample month has nothing to mend"
        assert facts["failed"] == 0
        assert facts["kept" if again else "rendered"] == len(facts["pictures"]) >= 90
        assert {picture["ratio"] for picture in facts["pictures"]} == {"4x5", "1x1", "9x16"}
    assert (tmp_path / "index.html").is_file()
    assert (tmp_path / "contact.png").is_file()
    packages = [path for path in (tmp_path / "publication" / "outbox" / "levain").iterdir() if not path.name.startswith(".")]
    assert len(packages) == 7
    assert all((package / "caption.txt").is_file() and (package / "01.jpg").is_file() for package in packages)


def test_the_clips_are_one_of_each_brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.from_environment({})
    (tmp_path / "photos").mkdir()
    write_photo("galette", tmp_path / "photos")
    jobs = clip_jobs(tmp_path / "photos", settings)
    assert {job.scenes[0].still.kit.name for job in jobs.values()} == {"levain", "prise", "appui"}
    assert {job.size_px for job in jobs.values()} == {(1080, 1920)}
    small = {name: _small(job) for name, job in jobs.items()}
    monkeypatch.setattr("visualgen.demo.clips.clip_jobs", lambda *_: small)
    films = _films(tmp_path, tmp_path / "photos", settings, None, force=False)
    assert [(tmp_path / film.file).is_file() and (tmp_path / film.poster).is_file() for film in films] == [True] * 3
    times = {film.file: (tmp_path / film.file).stat().st_mtime_ns for film in films}
    assert _films(tmp_path, tmp_path / "photos", settings, None, force=False) == films
    assert times == {film.file: (tmp_path / film.file).stat().st_mtime_ns for film in films}


def _small(job: ClipJob) -> ClipJob:
    def shrunk(scene: Scene) -> Scene:
        still = replace(scene.still, target=replace(scene.still.target, size_px=(108, 192)))
        return replace(scene, still=still, duration_s=1.0)

    return replace(job, scenes=tuple(shrunk(scene) for scene in job.scenes), fps=10)
