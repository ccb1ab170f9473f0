from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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


def test_the_doctor_knows_every_library_that_runs_and_no_other() -> None:
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text())["project"]
    assert {*doctor.WHEELS, *doctor.FONTS} == {Requirement(line).name for line in project["dependencies"]}


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (OSError('no library called "cairo-2" was found\nno library called "cairo" was found'), "apt-get install --yes libcairo2"),
        (ModuleNotFoundError("No module named 'av.audio'", name="av.audio"), "pip install --requirement"),
    ],
)
def test_a_command_that_lacks_a_part_says_which(
    error: Exception, mend: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_: (_ for _ in ()).throw(error))
    with pytest.raises(SystemExit) as end:
        run(["doctor"])
    told = capsys.readouterr().err
    assert end.value.code == 2
    assert told.startswith("Error: the ")
    assert mend in told


def test_a_module_of_our_own_that_is_gone_is_a_bug() -> None:
    assert doctor.missing_part(ModuleNotFoundError(name="visualgen.nowhere")) is None
    assert doctor.missing_part(OSError("the disk is full")) is None
