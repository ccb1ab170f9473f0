from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from visualgen import doctor
from visualgen.cli.main import run
from visualgen.settings import Settings


def told(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        run(["doctor", *options])
    return int(end.value.code or 0), capsys.readouterr().out


def test_everything_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = told(capsys, "--json")
    facts = json.loads(text)
    missing = [part for part in facts["parts"] if not part["ok"]]
    assert (code, facts["ok"], missing) == (0, True, [])
    names = {part["name"] for part in facts["parts"]}
    assert {"Python", "libcairo2", "pillow", "font deckr-fonts", "AVIF", "brand kits", "templates", "cores"} <= names


def test_what_is_missing_comes_with_its_mend(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(doctor.WHEELS, "no-such-wheel", "no_such_wheel")
    monkeypatch.setitem(sys.modules, "cairocffi", None)
    code, text = told(capsys)
    assert code == 2
    lines = text.splitlines()
    cairo = next(number for number, line in enumerate(lines) if "libcairo2" in line)
    assert lines[cairo].startswith("missing")
    assert "apt-get install" in lines[cairo + 1]
    assert any(line.startswith("missing") and "no-such-wheel" in line for line in lines)


def test_folders_that_cannot_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FONTS", ("no-such-font", "pillow"))
    settings = Settings(templates_dirs=(tmp_path,), kits_dirs=(tmp_path,))
    parts = {part.name: part for part in doctor.examine(settings, Path("/proc/nowhere"))}
    for name in ("font no-such-font", "font pillow", "brand kits", "templates", "writing to /proc/nowhere"):
        assert not parts[name].ok
        assert parts[name].mend
