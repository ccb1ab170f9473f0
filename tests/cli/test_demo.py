from __future__ import annotations

import json
from pathlib import Path

import pytest

from visualgen.calendar.reading import read_calendar
from visualgen.cli.main import run
from visualgen.demo.material import CALENDAR, lay_out_month


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
        assert facts["failed"] == 0
        assert facts["kept" if again else "rendered"] == len(facts["pictures"]) >= 90
        assert {picture["ratio"] for picture in facts["pictures"]} == {"4x5", "1x1", "9x16"}
    assert (tmp_path / "index.html").is_file()
    assert (tmp_path / "contact.png").is_file()
