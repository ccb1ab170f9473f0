from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from visualgen.settings import Settings
from visualgen.workers.scratch import scratch_folder

KILLED = """
import os, signal, sys
from pathlib import Path
from visualgen.settings import Settings
from visualgen.workers.scratch import scratch_folder
with scratch_folder(Settings(data=Path(sys.argv[1]))) as folder:
    (folder / "half").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


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
