from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from visualgen.cli import main

CSS = "body { background: #fbf7ef; color: #222222 } h1 { color: #0a7d5c; font-family: Outfit } a { color: #c1440e }"


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main.run(["kit", *words])
    assert isinstance(end.value.code, int)
    return end.value.code


def test_a_style_sheet_becomes_a_kit(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.css").write_text(CSS)
    assert run("import", str(tmp_path / "site.css"), "--name", "Café Été", "--yes", "--out", str(tmp_path / "kits")) == 0
    shown = capfd.readouterr().out
    assert "#fbf7ef  found" in shown
    assert "logos/primary.svg" in shown
    with Image.open(tmp_path / "kits" / "cafe-ete.png") as sheet:
        assert sheet.size == (1800, 2400)
    assert run("check", str(tmp_path / "kits" / "cafe-ete")) == 0
    assert run("import", str(tmp_path / "site.css"), "--name", "Café Été", "--yes", "--out", str(tmp_path / "kits")) == 2


def test_a_person_decides(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.css").write_text(CSS)
    answers = iter(["#ffffff", "no", "#202020", "#1144aa", "#cc5500", "#eeeeee"])
    monkeypatch.setattr("typer.prompt", lambda *words, **more: next(answers))
    assert run("import", str(tmp_path / "site.css"), "--name", "acme", "--out", str(tmp_path)) == 0
    assert "a number from 1" in capfd.readouterr().err
    tokens = json.loads((tmp_path / "acme" / "brand.tokens.json").read_text())
    assert tokens["color"]["paper"]["$value"]["hex"] == "#ffffff"
    assert tokens["color"]["primary"]["$value"]["hex"] == "#1144aa"
