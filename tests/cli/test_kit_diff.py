from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from visualgen.cli import main

CALENDAR = """date;template;headline
01/12/2026;annonce;Fournée du matin
24/12/2026;annonce;Fermé à midi
"""


def test_diff_of_a_kit_and_its_variant(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = tmp_path / "month.csv"
    calendar.write_text(CALENDAR, encoding="utf-8")
    out = tmp_path / "diff"
    words = [
        "kit",
        "diff",
        "levain",
        "levain:dark",
        "--calendar",
        str(calendar),
        "-o",
        str(out),
        "--workers",
        "1",
        "--dates",
        "dmy",
        "--json",
    ]
    monkeypatch.setattr("visualgen.template.reading.find_templates", lambda settings: ())
    with pytest.raises(SystemExit) as end:
        main.run(words)
    assert end.value.code == 0
    facts = json.loads(capfd.readouterr().out)
    assert facts["tokens"]["--color-paper"] == ["#faf0de", "#1e100a"]
    assert len(facts["rows"]) == len(facts["pictures"]) == 2
    first = facts["pictures"][0]
    assert first["share"] > 0.2
    with Image.open(out / first["after"]) as image:
        assert image.size == (720, 900)
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "levain → levain:dark" in page
    assert first["before"] in page
    assert json.loads((out / "diff.json").read_text(encoding="utf-8"))["after"] == "levain:dark"
