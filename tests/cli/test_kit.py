from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from visualgen.cli import main


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main.run(["kit", *words])
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "kits" / "broken"
    folder.mkdir(parents=True)
    (folder / "brand.toml").write_text("titel = 'Broken'")
    (folder / "brand.tokens.json").write_text('{"a": {"$value": "{a}"}}')
    return folder


def test_list(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["appui", "appui:dark", "levain", "levain:dark", "prise", "prise:dark"]
    assert "Maison Levain" in lines[2]


def test_list_names_the_kits_that_cannot_be_read(broken: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--kits", str(broken.parent), "--json") == 0
    rows = {row["name"]: row for row in json.loads(capfd.readouterr().out)["kits"]}
    assert "refers to itself" in rows["broken"]["error"]
    assert rows["prise"]["title"] == "La Prise"


def test_check_a_sound_kit(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("check", "levain") == 0
    shown = capfd.readouterr().out
    assert "Maison Levain" in shown
    assert "15.2 AAA" in shown
    assert shown.strip().endswith("ok")


def test_check_a_variant(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("check", "levain:dark", "--json") == 0
    facts = json.loads(capfd.readouterr().out)
    assert (facts["name"], facts["variants"], facts["findings"]) == ("levain:dark", [], [])
    assert run("check", "levain:drak") == 2
    assert "levain:dark" in capfd.readouterr().err


def test_check_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("check", "prise", "--json") == 0
    facts = json.loads(capfd.readouterr().out)
    assert (facts["usable"], facts["findings"]) == (True, [])
    assert {"text": "ink", "ground": "paper", "ratio": 15.71, "mark": "AAA", "needed": 7.0, "enough": True} in facts["contrasts"]
    assert set(facts["fonts"]) == {"archivo"}
    assert [variant["name"] for variant in facts["variants"]] == ["prise:dark"]


def test_check_a_broken_kit(broken: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(broken)) == 2
    shown = capfd.readouterr().out
    assert "did you mean 'title'" in shown or "this is missing" in shown
    assert "refers to itself" in shown
    assert run("check", str(broken), "--json", "--lang", "en") == 2
    facts = json.loads(capfd.readouterr().out)
    assert facts["usable"] is False
    assert {finding["severity"] for finding in facts["findings"]} == {"blocks", "warns", "notes"}


def test_a_kit_that_is_not_there(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("check", "levin") == 2
    assert "vouliez-vous dire « levain »" in capfd.readouterr().err
    assert run("check", "levin", "--lang", "en") == 2
    assert "did you mean 'levain'" in capfd.readouterr().err


def test_show(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sheets" / "appui.jpg"
    assert run("show", "appui", "-o", str(out)) == 0
    assert "1800 × 2400 px" in capfd.readouterr().out
    with Image.open(out) as image:
        assert image.size == (1800, 2400)
    assert run("show", "appui", "-o", str(tmp_path / "sheet.gif")) == 2
    assert ".png" in capfd.readouterr().err
