"""Faults planted in clips: flashes, scenes too short to read, blank first frames, sound; each has a sound twin across the threshold."""

# ruff: noqa: E501 (tables of cases)

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from visualgen.brand.reading import load_kit
from visualgen.motion.jobs import clip_job
from visualgen.motion.products import ClipOutput
from visualgen.pipeline import World, render_clip
from visualgen.preflight.checks.clip import judge_clip
from visualgen.preflight.clip import CHECKS, ClipFacts, SceneFacts
from visualgen.preflight.clip.watch import Watch, is_flat
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

FPS = 30
BLACK, WHITE, RED, BLUE = (0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255)


def grey(luminance: float) -> tuple[int, int, int]:
    channel = luminance * 12.92 if luminance <= 0.0031308 else 1.055 * luminance ** (1 / 2.4) - 0.055
    return (round(channel * 255),) * 3


def flicker(hertz: float, low: Any = BLACK, high: Any = WHITE, *, area: float = 1.0, seconds: float = 3.0, soft: bool = False) -> Watch:
    """Return what is seen of a picture that goes from `low` to `high` and back `hertz` times a second, over a part of it."""
    watch = Watch(FPS)
    for number in range(round(seconds * FPS)):
        phase = (number * hertz / FPS) % 1.0
        share = 1 - abs(2 * phase - 1) if soft else float(phase >= 0.5)
        frame = np.full((192, 108, 4), 128, np.uint8)
        rows = round(192 * area)
        frame[:rows, :, :3] = [round(a + (b - a) * share) for a, b in zip(low[::-1], high[::-1], strict=True)]
        watch.see(frame)
    return watch


FLASHES = [
    ("four a second", flicker(4), flicker(3)),
    ("ten a second", flicker(10), flicker(2)),
    ("a change of 0.12", flicker(5, grey(0.3), grey(0.42)), flicker(5, grey(0.3), grey(0.385))),
    ("the darker under 0.8", flicker(5, grey(0.77), grey(0.92)), flicker(5, grey(0.83), grey(0.98))),
    ("a third of the picture", flicker(5, area=0.32), flicker(5, area=0.2)),
    ("fades over several frames", flicker(5, soft=True), flicker(3, soft=True)),
    ("for one second only", flicker(5, seconds=1.2), flicker(5, seconds=0.5)),
]  # fmt: skip
RED_FLASHES = [
    ("bright red on black", flicker(4, BLACK, RED), flicker(3, BLACK, RED)),
    ("red on blue", flicker(5, BLUE, RED), flicker(2.5, BLUE, RED)),
    ("red and no brick", flicker(5, BLACK, (230, 20, 20)), flicker(5, BLACK, (168, 100, 80))),
]  # fmt: skip


@pytest.mark.parametrize(("planted", "twin"), [(p, t) for _, p, t in FLASHES], ids=[name for name, _, _ in FLASHES])
def test_general_flashes(planted: Watch, twin: Watch) -> None:
    assert planted.flashes > 3
    assert twin.flashes <= 3


@pytest.mark.parametrize(("planted", "twin"), [(p, t) for _, p, t in RED_FLASHES], ids=[name for name, _, _ in RED_FLASHES])
def test_red_flashes(planted: Watch, twin: Watch) -> None:
    assert planted.red_flashes > 3
    assert twin.red_flashes <= 3


def test_a_frame_that_does_not_change_still_takes_its_time() -> None:
    watch, frame = Watch(FPS), np.zeros((192, 108, 4), np.uint8)
    for number in range(120):
        frame[:] = 255 if (number // 15) % 2 else 0
        watch.see(frame, changed=number % 15 == 0)
    assert watch.flashes <= 1.5


def frame(mark: bool, noise: int = 0) -> NDArray[np.uint8]:
    made = np.full((384, 216, 4), 200, np.uint8)
    made[:192] += noise
    if mark:
        made[100:140, 40:170] = 20
    return made


@pytest.mark.parametrize(
    ("picture", "flat"), [(frame(False), True), (frame(False, 4), True), (frame(True), False), (frame(False, 40), False)]
)
def test_a_flat_frame_shows_nothing(picture: NDArray[np.uint8], flat: bool) -> None:
    assert is_flat(picture) == flat


SOUND = ClipFacts("mp4", (1080, 1920), 6.0, 30.0, 180, 900_000, scenes=(SceneFacts(6.0, 12),), loudness_lufs=-14.0, peak_dbtp=-1.2)


def with_(**more: Any) -> ClipFacts:
    return replace(SOUND, **more)


FAULTS = [
    ("clip_flashes", "four flashes", with_(flashes=3.5), with_(flashes=3.0)),
    ("clip_red_flashes", "four red flashes", with_(red_flashes=4.0), with_(red_flashes=3.0)),
    ("clip_reading", "twenty words in five seconds", with_(scenes=(SceneFacts(5.0, 20),)), with_(scenes=(SceneFacts(6.0, 20),))),
    ("clip_reading", "two words in a second", with_(scenes=(SceneFacts(1.0, 2),)), with_(scenes=(SceneFacts(1.6, 2),))),
    ("clip_reading", "the second scene", with_(scenes=(SceneFacts(4.0, 5), SceneFacts(2.0, 15))), with_(scenes=(SceneFacts(4.0, 5), SceneFacts(4.5, 15)))),
    ("clip_blank_first", "a blank first frame", with_(blank_first=True), with_(blank_first=False)),
    ("clip_loudness", "a shout", with_(loudness_lufs=-9.0), with_(loudness_lufs=-11.0)),
    ("clip_loudness", "a whisper", with_(loudness_lufs=-25.0), with_(loudness_lufs=-23.0)),
    ("clip_loudness", "a clipped peak", with_(peak_dbtp=0.4), with_(peak_dbtp=-0.2)),
    ("clip_length", "a reel of two seconds", with_(placement="instagram.reel", duration_s=2.0), with_(placement="instagram.reel", duration_s=3.0)),
    ("clip_rate", "a reel at 12 a second", with_(placement="instagram.reel", fps=12.0), with_(placement="instagram.reel", fps=24.0)),
    ("too_heavy", "a reel of 2 GB", with_(placement="instagram.reel", weight_bytes=2_000_000_000), with_(placement="instagram.reel", weight_bytes=9_000_000)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "planted", "twin"), [(c, p, t) for c, _, p, t in FAULTS], ids=[name for _, name, _, _ in FAULTS])
def test_the_planted_fault_is_found_and_its_twin_is_sound(code: str, planted: ClipFacts, twin: ClipFacts) -> None:
    assert code in {finding.code for finding in judge_clip(planted)}
    assert judge_clip(twin) == ()


def test_every_check_is_listed() -> None:
    from visualgen.preflight import clip

    files = {path.stem for path in Path(clip.__file__).parent.glob("*.py")} - {"__init__", "facts", "watch"}
    assert {check.__module__.rpartition(".")[2] for check in CHECKS} == files


def test_silence_is_no_fault() -> None:
    assert judge_clip(with_(loudness_lufs=-70.0, peak_dbtp=-120.0)) == ()


def clip_codes(tmp_path: Path, period_s: float | None, *edits: tuple[str, str]) -> set[str]:
    """Return what is found in a real clip of a real template, with a white flash planted over it, or other edits of its drawing."""
    settings = Settings.from_environment()
    folder = tmp_path / "annonce"
    shutil.copytree(Path(__file__).parents[2] / "templates" / "annonce", folder)
    drawing = folder / "4x5.svg"
    text = drawing.read_text(encoding="utf-8")
    if period_s is not None:
        text = text.replace("<style>", "<style>@keyframes eclair { from { opacity: 0 } to { opacity: 1 } }", 1)
        flash = f'<rect width="1080" height="1350" fill="#fff" style="animation: eclair {period_s}s linear infinite alternate"/>'
        text = text.replace("</svg>", f"{flash}</svg>")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    drawing.write_text(text, encoding="utf-8")
    template = load_template(folder, settings)
    still = StillJob(
        template,
        load_kit("levain" if edits else "levain:dark", settings),
        resolve_target("432x540" if edits else "216x270", template, settings.limits),
        {"headline": "Ouvert", "text": "Seigle, couronnes et bûches."} if edits else {"headline": "Ouvert"},
        sample=not edits,
    )
    job = clip_job((still,), ClipOutput("mp4", preset="ultrafast", threads=1), settings.limits, duration_s=2.0)
    made = render_clip(
        job, World.open(settings), tmp_path / f"{hashlib.sha256(str(period_s).encode()).hexdigest()[:6]}.mp4", look_closely=bool(edits)
    )
    return {finding.code for finding in made.findings}


@pytest.mark.parametrize(("period_s", "found"), [(0.1, True), (0.5, False), (None, False)])
def test_flashes_of_a_real_clip(period_s: float | None, found: bool, tmp_path: Path) -> None:
    assert ("clip_flashes" in clip_codes(tmp_path, period_s)) == found


BUSY = '<rect id="frame:text" x="72" y="790" width="450" height="210" fill="none"/>'


@pytest.mark.parametrize(("ground", "found"), [("var(--color-muted)", True), ("var(--color-paper)", False)])
def test_words_that_do_not_stand_out_in_a_real_clip(ground: str, found: bool, tmp_path: Path) -> None:
    edit = (BUSY, f'<rect x="60" y="780" width="480" height="230" fill="{ground}"/>{BUSY}')
    assert ("low_contrast" in clip_codes(tmp_path, None, edit)) == found
