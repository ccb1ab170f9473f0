"""Faults planted in clips that are really made: each drawing is rendered and encoded, its file decoded, and its twin is sound."""

from __future__ import annotations

import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
import pytest

from visualgen.brand.model import BrandKit
from visualgen.motion.jobs import clip_job
from visualgen.motion.media.sound import sound_file
from visualgen.motion.products import ClipOutput, ClipType
from visualgen.pipeline import RenderedClip, World, render_clip
from visualgen.preflight.clip.watch import Watch, is_flat
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.model import Target
from visualgen.template.reading import load_template

SIZE = (108, 192)
GROUND = '<rect width="108" height="192" fill="#20252b"/>'
WORD = '<text id="word" x="10" y="60" font-size="16" font-family="Figtree" fill="#fff">Ouvert</text>'


@dataclass(frozen=True)
class Made:
    """How a clip is made: bodies are its scenes, in seconds each."""

    bodies: tuple[str, ...] = (GROUND + WORD,)
    css: str = ""
    seconds: float = 2.0
    fps: int = 24
    type: ClipType = "mp4"
    placement: str | None = None
    max_bytes: int | None = None
    sound: Callable[[np.ndarray], np.ndarray] | None = None


Make = Callable[[Made], RenderedClip]


@pytest.fixture
def made(tmp_path: Path, settings: Settings, world: World, kits: Mapping[str, BrandKit]) -> Make:
    def make(how: Made) -> RenderedClip:
        stills = []
        for number, body in enumerate(how.bodies):
            path = tmp_path / f"scene{number}.svg"
            width, height = SIZE
            path.write_text(
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
                f"<style>{how.css}</style>{body}</svg>",
                encoding="utf-8",
            )
            stills.append(StillJob(load_template(path, settings), kits["levain"], Target(SIZE, "own", how.placement), {}, sample=True))
        sound = None
        if how.sound is not None:
            sound = replace(sound_file(tone(tmp_path / "tone.wav", how.sound), settings.limits), loudness_lufs=None, fade_out_s=0.0)
        output = ClipOutput(how.type, threads=1, max_bytes=how.max_bytes)
        job = clip_job(tuple(stills), output, settings.limits, fps=how.fps, duration_s=how.seconds, sound=sound)
        return render_clip(job, world, tmp_path / f"clip.{how.type}")

    return make


def tone(path: Path, shape: Callable[[np.ndarray], np.ndarray]) -> Path:
    """Write three seconds of a sound: `shape` gives its value (full scale 1) at a sample's number, at 48 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((np.clip(shape(np.arange(3 * 48_000)), -1, 1) * 32_767).astype("<i2").tobytes())
    return path


def sine(amplitude: float, hertz: float = 997.0, phase: float = 0.0) -> Callable[[np.ndarray], np.ndarray]:
    return lambda number: amplitude * np.sin(2 * np.pi * hertz * number / 48_000 + phase)


def decoded(path: Path) -> list[np.ndarray]:
    """Return a file's frames as a player shows them, BGRx."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgra") for frame in container.decode(video=0)]


def flashing(half_s: float, color: str = "#fff", ground: str = "#000", rows: int = 192) -> Made:
    """Return a clip in which a colour over `rows` of the picture comes and goes every `half_s` seconds."""
    body = f'<rect width="108" height="192" fill="{ground}"/><rect id="flash" width="108" height="{rows}" fill="{color}"/>{WORD}'
    moves = f"animation: k {half_s}s steps(2, jump-none) infinite alternate"
    css = f"@keyframes k {{ from {{ opacity: 0 }} to {{ opacity: 1 }} }} #flash {{ {moves} }}"
    return Made((body,), css, 2.5)


def entering(start: str) -> Made:
    return Made(css=f"@keyframes k {{ from {{ {start} }} }} #word {{ animation: k .5s both }}")


def said(words: int, seconds: float, *more: int) -> Made:
    """Return a clip with a scene of `words` words, and one of `more` words each."""

    def scene(count: int) -> str:
        lines = "".join(f'<tspan x="4" y="{20 + 14 * line}">{"mot " * min(5, count - 5 * line)}</tspan>' for line in range(-(-count // 5)))
        return f'{GROUND}<text font-size="9" font-family="Figtree" fill="#fff">{lines}</text>'

    return Made(tuple(scene(count) for count in (words, *more)), "", seconds)


def busy(max_bytes: int) -> Made:
    random = np.random.default_rng(4)
    tiles = "".join(
        f'<rect x="{x}" y="{y}" width="9" height="9" fill="#{random.integers(0, 1 << 24):06x}"/>'
        for x in range(0, 108, 9)
        for y in range(0, 192, 9)
    )
    css = "@keyframes k { to { rotate: 360deg } } #tiles { animation: k 2s linear; transform-origin: 50% 50% }"
    return Made((f'{GROUND}<g id="tiles">{tiles}</g>{WORD}',), css, max_bytes=max_bytes)


REEL = Made(placement="instagram.reel", seconds=3.2)
FAULTS: list[tuple[str, str, Made, Made]] = [
    ("clip_flashes", "white on black", flashing(1 / 8), flashing(1 / 4)),
    ("clip_flashes", "a third of the picture", flashing(1 / 10, rows=64), flashing(1 / 10, rows=38)),
    ("clip_flashes", "greys far apart", flashing(1 / 10, "#999", "#777"), flashing(1 / 10, "#838383", "#777")),
    ("clip_red_flashes", "red on black", flashing(1 / 8, "#f00"), flashing(1 / 4, "#f00")),
    ("clip_red_flashes", "red and no brick", flashing(1 / 10, "#e61414"), flashing(1 / 10, "#a86450")),
    ("clip_blank_first", "all comes in", entering("opacity: 0"), entering("opacity: .4")),
    ("clip_blank_first", "it comes from outside", entering("translate: 120px"), entering("translate: 9px")),
    ("clip_reading", "twenty words", said(20, 3.0), said(20, 6.2)),
    ("clip_reading", "one second", said(2, 1.0), said(2, 1.6)),
    ("clip_reading", "the second scene", said(3, 5.0, 30), said(3, 5.0, 4)),
    ("clip_loudness", "a shout", Made(sound=sine(0.9)), Made(sound=sine(0.2))),
    ("clip_loudness", "a whisper", Made(sound=sine(0.01)), Made(sound=sine(0.1))),
    ("clip_loudness", "peaks between the samples", Made(sound=sine(0.999, 12_000, np.pi / 4)), Made(sound=sine(0.25, 12_000, np.pi / 4))),
    ("clip_length", "a reel of two seconds", replace(REEL, seconds=2.0), REEL),
    ("clip_rate", "a reel at 12 a second", replace(REEL, fps=12), REEL),
    ("clip_type", "a GIF for a reel", replace(REEL, type="gif", fps=20), REEL),
    ("too_heavy", "four thousand bytes", busy(4_000), busy(400_000)),
    ("clip_silent", "a GIF with a song", Made(type="gif", fps=10, sound=sine(0.2)), Made(sound=sine(0.2))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "planted", "twin"), [(c, p, t) for c, _, p, t in FAULTS], ids=[f"{c}-{n}" for c, n, _, _ in FAULTS])
def test_the_planted_fault_is_found_and_its_twin_is_sound(code: str, planted: Made, twin: Made, made: Make) -> None:
    assert code in {finding.code for finding in made(planted).findings}
    assert code not in {finding.code for finding in made(twin).findings}


@pytest.mark.parametrize("how", [flashing(1 / 8), flashing(1 / 5, "#f00"), entering("opacity: 0"), entering("opacity: .4")])
def test_what_was_seen_is_what_the_file_shows(how: Made, made: Make) -> None:
    """The eyes are on the frames before they are encoded: those of the finished file tell them the same."""
    clip = made(how)
    watch = Watch(how.fps)
    frames = decoded(clip.path)
    for frame in frames:
        watch.see(frame)
    codes = {finding.code for finding in clip.findings}
    assert len(frames) == clip.written.frames == round(how.seconds * how.fps)
    assert (watch.flashes > 3) == ("clip_flashes" in codes)
    assert (watch.red_flashes > 3) == ("clip_red_flashes" in codes)
    assert is_flat(frames[0]) == ("clip_blank_first" in codes)


def test_the_findings_figures_are_the_files(made: Make) -> None:
    clip = made(replace(REEL, seconds=2.0, fps=12))
    figures = {finding.code: finding for finding in clip.findings}
    with av.open(str(clip.path)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == 12
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(2.0, abs=0.01)
    assert {"clip_rate", "clip_length"} <= figures.keys()
    heavy = made(busy(4_000))
    assert heavy.path.stat().st_size > 4_000
    assert not heavy.written.fits
