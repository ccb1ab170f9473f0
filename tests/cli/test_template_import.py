"""`visualgen template import`: by questions, by --yes, as JSON, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from visualgen.cli import main

SVG = """\
<svg width="1080" height="1350" viewBox="0 0 1080 1350" fill="none" xmlns="http://www.w3.org/2000/svg">
<rect width="1080" height="1350" fill="#FAF0DE"/>
<text x="72" y="400" font-family="Fraunces" font-size="96" fill="#2B160E">Portes ouvertes</text>
<text x="72" y="600" font-family="DM Sans" font-size="34" fill="#76594A">Samedi, toute la journée, au fournil.</text>
</svg>
"""


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    path = tmp_path / "Été 2026.svg"
    path.write_text(SVG, encoding="utf-8")
    return path


def called(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main._answer(["template", "import", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def answering(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    waiting = iter(answers)

    def ask(text: str, default: Any = None, **options: Any) -> Any:
        answer = next(waiting)
        return answer or default

    monkeypatch.setattr("typer.prompt", ask)
    monkeypatch.setattr("typer.confirm", lambda text, default=True: next(waiting) != "n")


def test_yes_takes_the_proposal(drawing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, drawing, "--yes", "--kit", "levain", "--out", tmp_path / "t")
    assert code == 0
    folder = tmp_path / "t" / "ete-2026"
    assert {path.name for path in folder.iterdir()} == {"4x5.svg", "template.toml"}
    assert "slot:headline: 1 line of 96 px" in out
    assert "#faf0de → color.paper #faf0de (ΔE 0.0)" in out
    code, _, err = called(capsys, drawing, "--yes", "--out", tmp_path / "t")
    assert (code, "there already" in err) == (2, True)


def test_questions(drawing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, ["", "!!", "Sous-titre", "n", "y"])
    code, _, err = called(capsys, drawing, "--name", "fete", "--kit", "levain", "--out", tmp_path)
    assert code == 0
    assert "Un nom commence par une lettre" in err
    text = (tmp_path / "fete" / "template.toml").read_text(encoding="utf-8")
    assert "[slots.headline]" in text
    assert "[slots.sous_titre]" in text
    assert '"#faf0de" = "color.paper"\n' not in text
    assert '"Fraunces" = "typography.headline"' in text


def test_a_dash_leaves_a_layer(drawing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, ["", "-"])
    assert called(capsys, drawing, "--name", "fete", "--out", tmp_path)[0] == 0
    assert (tmp_path / "fete" / "4x5.svg").read_text(encoding="utf-8").count("data-slot") == 2


def test_json(drawing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, drawing, "--json", "--kit", "levain", "--out", tmp_path)
    facts = json.loads(out)
    assert code == 0
    assert facts["drawings"] == [{"file": "Été 2026.svg", "tool": "Figma", "drawing": "4x5.svg"}]
    assert [slot["name"] for slot in facts["slots"]] == ["headline", "text"]
    assert facts["colors"][0]["delta_e"] == 0.0
    assert {note["kind"] for note in facts["report"]} == {"kept"}
    assert facts["comparisons"] == []


def test_errors_are_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.svg").write_text("<svg")
    code, _, err = called(capsys, tmp_path / "a.svg", "--yes", "--out", tmp_path)
    assert (code, "a.svg" in err) == (2, True)
    code, out, _ = called(capsys, tmp_path / "missing.svg", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "template")


def test_compare(drawing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], require_part: Any) -> None:
    require_part("chromium")
    code, out, _ = called(capsys, drawing, "--yes", "--kit", "levain", "--compare", "--out", tmp_path)
    assert (code, "like the export in Chromium (SSIM 1.0000)" in out) == (0, True)
    assert (tmp_path / "ete-2026" / "import" / "4x5-before.png").is_file()
