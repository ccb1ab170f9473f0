"""`visualgen clip` by its words: what is written, told, refused, and what Ctrl-C leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from tests.motion.media.films import film, greys, sine, wav
from visualgen.cli import main

SMALL = ("clip", "annonce", "--kit", "levain", "--ratio", "108x192", "--sample")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the command in an empty folder and gives its exit code, output and error text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISUALGEN_HOME", raising=False)
    monkeypatch.setenv("VISUALGEN_LANGUAGE", "fr")

    def command(*words: str) -> tuple[int, str, str]:
        code = main._answer(list(words))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return command


def test_a_clip_its_poster_and_its_findings(run: Any) -> None:
    code, out, _ = run(*SMALL, "--duration", "0.5", "-o", "new/a.mp4")
    assert code == 0
    assert out.startswith("new/a.mp4  108 × 192 px, 0.5 s, 30 fps, ")
    assert "new/a-poster.jpg" in out
    assert "L’exemple du modèle" in out
    assert sorted(path.name for path in Path("new").iterdir()) == ["a-poster.jpg", "a.mp4"]


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_the_type_follows_from_the_name(run: Any, name: str) -> None:
    assert run(*SMALL, "--duration", "0.5", "-o", name)[0] == 0
    with Image.open(name) as image:
        assert image.is_animated  # type: ignore[attr-defined]


def test_json_tells_all(run: Any) -> None:
    code, out, _ = run(*SMALL, "--duration", "0.5", "--fps", "10", "--json", "-o", "a.mp4")
    clip = json.loads(out)["clip"]
    assert code == 0
    assert (clip["width"], clip["height"], clip["duration_s"], clip["fps"], clip["frames"]) == (108, 192, 0.5, 10, 5)
    assert clip["bytes"] == Path("a.mp4").stat().st_size
    assert clip["findings"]


def test_footage_and_sound(run: Any, tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", greys((64, 64)), count=20, fps=10)
    wav(tmp_path / "song.wav", sine(1.0))
    words = ("clip", "citation", "--kit", "levain", "--ratio", "108x192", "--sample", "--duration", "0.5")
    code, out, _ = run(*words, "--set", "photo=film.mp4#t=0.5,1", "--focus", "photo=0.5,0.2", "--sound", "song.wav#t=0.2", "-o", "a.mp4")
    assert code == 0
    assert "photo" not in next(line for line in out.splitlines() if "L’exemple du modèle" in line)
    with av.open("a.mp4") as container:
        assert len(container.streams.audio) == 1


def test_several_templates_are_scenes(run: Any) -> None:
    words = ("clip", "annonce", "merci", "--kit", "levain", "--ratio", "108x192", "--sample", "--transition", "crossfade 0.2s")
    code, out, _ = run(*words, "--set", "headline=Bonjour", "--duration", "2", "--fps", "10", "--json", "-o", "a.mp4")
    assert (code, json.loads(out)["clip"]["frames"]) == (0, 20)
    code, _, err = run(*words, "--set", "nothing=1", "-o", "b.mp4")
    assert (code, "aucun des modèles n’a cette zone" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-o", "a.avi"), "ne dit aucun type connu"),
        (("-o", "a.mp4", "--preset", "quick"), "pas de préréglage"),
        (("-o", "a.mp4", "--transition", "spin"), "no transition"),
        (("-o", "a.mp4", "--max-bytes", "few"), "n’est pas un poids"),
        (("-o", "a.mp4", "--sound", "none.mp3"), "pas de fichier de ce nom"),
        (("-o", "a.mp4", "--sound", "words.mp3"), "ni une vidéo ni un son lisible"),
        (("-o", "a.mp4", "--set", "photo=words.mp4"), "ni une vidéo ni un son lisible"),
    ],
)
def test_what_cannot_be_is_told(run: Any, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    for name in ("words.mp3", "words.mp4"):
        (tmp_path / name).write_text("only words")
    template = "citation" if "--set" in words else "annonce"
    code, _, err = run("clip", template, *SMALL[2:], *words)
    assert code == 2
    assert told in err
    assert not Path("a.mp4").exists()


def test_a_weight_that_cannot_be_met_is_explained(run: Any) -> None:
    code, out, _ = run(*SMALL, "--duration", "0.5", "--max-bytes", "900", "-o", "a.mp4")
    assert code == 0
    assert "900 étaient demandés" in out


def test_ctrl_c_leaves_no_half_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "visualgen", "clip", "annonce", "--kit", "levain", "--sample", "--duration", "60", "-o", "a.mp4"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True)
    end = time.monotonic() + 60
    while not list(tmp_path.glob(".a.mp4.*")) and time.monotonic() < end:
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert b"Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
