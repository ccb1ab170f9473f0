from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from visualgen.settings import Settings
from visualgen.workers.scratch import scratch_folder, temporary_files

KILLED = """
import os, signal, sys
from pathlib import Path
from visualgen.settings import Settings
from visualgen.workers.scratch import scratch_folder
with scratch_folder(Settings(data=Path(sys.argv[1]))) as folder:
    (folder / "half").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_temporary_files_are_made_there(tmp_path: Path) -> None:
    before = tempfile.gettempdir(), os.environ.get("TMPDIR")
    with temporary_files(Settings(data=tmp_path)) as folder:
        with tempfile.TemporaryDirectory() as made:
            assert Path(made).parent == folder
        told = subprocess.run([sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"], capture_output=True, text=True)
        assert told.stdout.strip() == str(folder)
    assert (tempfile.gettempdir(), os.environ.get("TMPDIR")) == before
    assert list((tmp_path / "scratch").iterdir()) == []


def test_it_goes_with_its_process_and_what_a_killed_one_left_goes_with_the_next(tmp_path: Path) -> None:
    settings, root = Settings(data=tmp_path), tmp_path / "scratch"
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    (root / "made-and-killed-at-once").mkdir()
    assert len(list(root.iterdir())) == 2
    with scratch_folder(settings) as first:
        assert list(root.iterdir()) == [first]
        (first / "mine").touch()
        with scratch_folder(settings) as second:
            assert {*root.iterdir()} == {first, second}
        assert (first / "mine").exists()
    assert list(root.iterdir()) == []
