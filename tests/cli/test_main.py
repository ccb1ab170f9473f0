from __future__ import annotations

import errno
import json
import subprocess
import sys

import pytest

from visualgen import __version__
from visualgen.cli import main
from visualgen.errors import ContentError, PartMissing
from visualgen.settings import Limits


def _run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main.run(words)
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, BaseException]:
    """Make every command raise the one error put into the returned box."""
    box: dict[str, BaseException] = {}

    def build(words: object) -> object:
        def command(args: object, prog_name: str) -> None:
            raise box["error"]

        return command

    monkeypatch.setattr(main, "build", build)
    return box


def test_help_names_every_command_and_imports_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--help") == 0
    shown = capsys.readouterr().out
    assert all(command.name in shown for command in main.COMMANDS)
    heavy = {"numpy", "PIL", "cairocffi", "fastapi"}
    script = f"import sys; from visualgen.cli.main import build; build([]); print([*{heavy} & {{*sys.modules}}])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--version") == 0
    assert capsys.readouterr().out.strip() == f"visualgen {__version__}"


def test_a_word_that_is_no_command_is_wrong_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("rendr") == 2
    assert "render" in capsys.readouterr().err


def test_an_error_is_told_in_a_sentence(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = ContentError("the slot has no value", mend="give one", slot="headline")
    assert _run() == 2
    assert capsys.readouterr().err == "Error: slot headline: the slot has no value — give one\n"


def test_an_error_is_told_as_json(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = PartMissing("no cairo", mend="install it", line=3)
    assert _run("doctor", "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told == {"error": {"code": "part_missing", "message": "no cairo", "mend": "install it", "place": {"line": 3}}}


def test_memory_that_runs_out_is_wrong_input(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = MemoryError()
    assert _run() == 2
    assert "too much memory" in capsys.readouterr().err


def test_a_bug_is_told_without_a_traceback(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = ZeroDivisionError("division by zero")
    assert _run() == 70
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "Traceback" not in told


def test_a_full_disk_is_told(failing: dict[str, BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing["error"] = OSError(errno.ENOSPC, "No space left on device")
    assert _run() == 2
    assert "disque du service est plein — faites de la place" in capsys.readouterr().err


def test_a_bug_is_raised_for_those_who_look(failing: dict[str, BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUALGEN_DEBUG", "1")
    failing["error"] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        main.run([])


@pytest.mark.parametrize("command", main.COMMANDS, ids=lambda command: command.name)
def test_every_command_shows_its_help(command: main.Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert main._answer([command.name, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "field"), [(["template", "strip", "promo"], "clip_render_seconds"), (["template", "check", "promo"], "render_seconds")]
)
def test_a_strip_has_a_clips_time(words: list[str], field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    monkeypatch.setattr(main, "run_within", lambda seconds, memory, work: given.append(seconds) or 0)
    with pytest.raises(SystemExit):
        main.run(words)
    assert given == [getattr(Limits(), field)]
