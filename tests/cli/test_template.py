"""`visualgen template`: new, check, list, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from visualgen.cli import main


def called(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main._answer(["template", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def test_new_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, "new", "promo", "--dir", tmp_path)
    assert code == 0
    assert str(tmp_path / "promo" / "4x5.svg") in out
    code, out, _ = called(capsys, "check", tmp_path / "promo")
    assert code == 0
    assert "headline" in out
    assert "requis" in out
    code, _, err = called(capsys, "new", "promo", "--dir", tmp_path)
    assert (code, "there already" in err) == (2, True)


def test_check_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(capsys, "new", "promo", "--dir", tmp_path)
    code, out, _ = called(capsys, "check", tmp_path / "promo", "--json")
    facts = json.loads(out)
    assert code == 0
    assert [(slot["name"], slot["type"]) for slot in facts["slots"]] == [
        ("photo", "image"), ("headline", "text"), ("text", "text"), ("cta", "text"),
    ]  # fmt: skip
    assert facts["drawings"] == [{"ratio": "4x5", "pages": 1, "size": [1080, 1350]}]
    assert {problem["code"] for problem in facts["problems"]} == {"ratio_missing"}


def test_check_against_a_kit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(capsys, "new", "promo", "--dir", tmp_path)
    assert called(capsys, "check", tmp_path / "promo", "--kit", "levain")[0] == 0


def test_an_error_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "4x5.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    code, out, _ = called(capsys, "check", tmp_path)
    assert (code, "pas 4x5" in out) == (2, True)
    (tmp_path / "4x5.svg").write_text("<svg")
    code, _, err = called(capsys, "check", tmp_path)
    assert (code, "4x5.svg" in err) == (2, True)


def test_every_packaged_template_is_listed_and_fine(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, "list", "--json")
    facts = json.loads(out)
    assert code == 0
    assert facts["broken"] == []
    names = [entry["name"] for entry in facts["templates"]]
    assert len(names) >= 4
    for name in names:
        code, out, _ = called(capsys, "check", name, "--kit", "levain", "--json")
        problems = json.loads(out)["problems"]
        assert (name, code, [problem for problem in problems if problem["severity"] != "note"]) == (name, 0, [])


def test_a_broken_template_is_listed_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "4x5.svg").write_text("<svg")
    code, out, _ = called(capsys, "list", "--templates", tmp_path)
    assert code == 0
    assert "bad" in out
    assert "cannot be read" in out


def test_problems_are_told_in_the_readers_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><text id="slot:headline" x="9" y="50">Oui</text></svg>'
    folder = tmp_path / "oui"
    folder.mkdir()
    (folder / "1x1.svg").write_text(drawing)
    for language, told in (("fr", "n’est pas dessiné : il est déduit"), ("en", "is not drawn: it is derived")):
        code, out, _ = called(capsys, "check", folder, "--lang", language)
        assert (code, told in out) == (0, True)
