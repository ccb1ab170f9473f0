from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with what the script needs, and nothing installed."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / lock).write_text("")
    return tmp_path


def _run(checkout: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "tools" / "setup.sh", *words], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )


def test_the_second_run_does_nothing(checkout: Path) -> None:
    assert _run(checkout, "runtime").returncode == 0
    python = checkout / ".venv" / "bin" / "python"
    assert python.exists()
    again = _run(checkout, "runtime", PYTHON="/nowhere/python3")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    (checkout / "requirements.lock").write_text("# changed\n")
    assert _run(checkout, "runtime", PYTHON="/nowhere/python3").returncode == 1


def test_the_command_finds_the_checkout(checkout: Path) -> None:
    (checkout / "visualgen").mkdir()
    (checkout / "visualgen" / "__main__.py").write_text("import sys; print('hello', *sys.argv[1:])")
    assert _run(checkout, "runtime").returncode == 0
    shown = subprocess.run([checkout / ".venv" / "bin" / "visualgen", "a b"], capture_output=True, text=True, check=True, cwd="/")
    assert shown.stdout == "hello a b\n"


def test_a_python_that_is_too_old_is_told(checkout: Path) -> None:
    old = checkout / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    told = _run(checkout, "dev", PYTHON=str(old))
    assert told.returncode == 1
    assert "Python 3.11 or newer is needed" in told.stderr
    assert "Python 3.9.2" in told.stderr


@pytest.mark.parametrize("words", [(), ("everything",)])
def test_words_it_does_not_know(checkout: Path, words: tuple[str, ...]) -> None:
    assert "usage: tools/setup.sh" in _run(checkout, *words).stderr


def _bare(folder: Path) -> dict[str, str]:
    """Return the environment of a system without apt-get, and a Python of it that lacks `ensurepip` and every library but itself."""
    tools = folder / "bin"
    tools.mkdir()
    for tool in ("bash", "dirname", "cat", "cksum", "id"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    (folder / "sitecustomize.py").write_text(
        "import ctypes, ctypes.util, sys\n"
        "sys.modules['ensurepip'] = None\n"
        "real = ctypes.CDLL\n"
        "def CDLL(name, *rest):\n"  # the empty name is the program itself, and always there
        "    if name: raise OSError(name)\n"
        "    return real(name or None)\n"
        "ctypes.CDLL, ctypes.util.find_library = CDLL, lambda name: None\n"
    )
    return {"PATH": str(tools), "PYTHON": sys.executable, "PYTHONPATH": str(folder)}


def test_all_that_the_system_lacks_is_told_at_once(checkout: Path) -> None:
    told = _run(checkout, "runtime", **_bare(checkout))
    assert told.returncode == 1
    venv = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert "Python's venv module and the cairo library" in told.stderr
    assert f"apt-get install {venv} libcairo2 " in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (checkout / ".venv").exists()
