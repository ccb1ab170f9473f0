"""A job becomes a file, end to end: real templates, real encoders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.motion.media.films import film, grey_of, greys, sine, wav
from visualgen.brand.reading import load_kit
from visualgen.errors import LimitExceeded
from visualgen.motion.jobs import clip_job, clip_size, clip_target
from visualgen.motion.media.footage import footage_file
from visualgen.motion.media.loudness import measured
from visualgen.motion.media.sound import samples, sound_file
from visualgen.motion.products import ClipJob, ClipOutput
from visualgen.pipeline import World, render_clip
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

SETTINGS = Settings(templates_dirs=Settings.from_environment({}).templates_dirs, kits_dirs=Settings.from_environment({}).kits_dirs)


@pytest.fixture(scope="module")
def world() -> World:
    return World.open(SETTINGS)


def still(template: str, ratio: str, **content: object) -> StillJob:
    loaded = load_template(template, SETTINGS)
    return StillJob(loaded, load_kit("levain", SETTINGS), resolve_target(ratio, loaded), content, sample=True)


def job(template: str, ratio: str, kind: str = "mp4", **how: object) -> ClipJob:
    return clip_job((still(template, ratio),), ClipOutput(kind, threads=1), SETTINGS.limits, **how)  # type: ignore[arg-type]


def test_a_clip_and_its_poster(tmp_path: Path, world: World) -> None:
    told: list[tuple[int, int]] = []
    made = render_clip(job("annonce", "216x384", duration_s=1.0), world, tmp_path / "a.mp4", lambda *n: told.append(n))
    assert told[-1] == (30, 30)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-poster.jpg", "a.mp4"]
    assert (made.media_type, made.size_px, made.written.frames, made.duration_s) == ("video/mp4", (216, 384), 30, 1.0)
    with Image.open(made.poster) as poster:
        assert poster.size == (216, 384)
        settled = np.asarray(poster.convert("RGB")).astype(int)
    with av.open(str(made.path)) as container:
        frames = list(container.decode(video=0))
    last = frames[-1].reformat(format="rgb24", src_colorspace="ITU709").to_ndarray().astype(int)
    assert len(frames) == 30
    assert np.abs(last[:20, :20] - settled[:20, :20]).max() <= 6  # the ground, where nothing moves


def test_the_key_is_of_the_inputs(tmp_path: Path, world: World) -> None:
    first = render_clip(job("annonce", "108x192", duration_s=0.5), world, tmp_path / "a.mp4")
    again = render_clip(job("annonce", "108x192", duration_s=0.5), world, tmp_path / "b.mp4")
    other = render_clip(job("annonce", "108x192", duration_s=0.6), world, tmp_path / "c.mp4")
    assert first.key == again.key != other.key


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_pictures_that_move(tmp_path: Path, world: World, kind: str) -> None:
    song = sound_file(wav(tmp_path / "a.wav", sine(1.0)), SETTINGS.limits)
    made = render_clip(job("annonce", "108x192", kind, duration_s=1.0, sound=song), world, tmp_path / f"a.{kind}")
    assert (made.written.fps, made.written.frames) == (20, 20)
    assert "clip_silent" in {finding.code for finding in made.findings}
    with Image.open(made.path) as image:
        assert 12 <= image.n_frames <= 20  # type: ignore[attr-defined]  # a frame that is the same again may be one with the last


def test_footage_and_sound(tmp_path: Path, world: World) -> None:
    talk = film(tmp_path / "talk.mp4", greys((64, 64)), count=30, fps=10, sound=sine(3.0, hz=3_000.0, peak=0.2))
    value = footage_file(talk, SETTINGS.limits, start_s=0.5)
    made_of = clip_job(
        (still("citation", "216x384", photo=value),),
        ClipOutput(threads=1),
        SETTINGS.limits,
        duration_s=2.0,
        sound=sound_file(wav(tmp_path / "music.wav", sine(1.0, hz=200.0)), SETTINGS.limits),
    )
    made = render_clip(made_of, world, tmp_path / "a.mp4")
    assert made.written.sound
    heard = samples(made.path, SETTINGS.limits, 0.0, 2.0)
    assert measured(heard).integrated_lufs == pytest.approx(-14, abs=1.0)
    spectrum = np.abs(np.fft.rfft(heard[:96_000, 0]))
    assert spectrum[3_000 * 2] > 10 * spectrum[1_000 * 2]
    assert spectrum[200 * 2] > 10 * spectrum[1_000 * 2]
    with av.open(str(made.path)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    moves = np.abs(frames[-1].astype(int) - frames[len(frames) // 2].astype(int))
    assert (moves > 20).mean() > 0.02, grey_of(0)  # the footage goes on


def test_a_placement_is_obeyed_or_explained(tmp_path: Path, world: World) -> None:
    short = replace(job("annonce", "108x192"), fps=10)
    story = still("annonce", "instagram.story")
    placed = clip_job((story,), ClipOutput(threads=1), SETTINGS.limits)
    assert placed.output.max_bytes == 100_000_000
    tiny = replace(
        short.scenes[0], still=replace(short.scenes[0].still, target=replace(short.scenes[0].still.target, placement="instagram.story"))
    )
    made = render_clip(replace(short, scenes=(tiny,), duration_s=1.0), world, tmp_path / "a.mp4")
    assert {"clip_length", "clip_rate"} <= {finding.code for finding in made.findings}
    held = replace(short, scenes=(replace(tiny, duration_s=1.0),))
    assert render_clip(held, world, tmp_path / "b.mp4").duration_s == 3.0
    gif = render_clip(replace(short, scenes=(tiny,), duration_s=1.0, output=ClipOutput("gif")), world, tmp_path / "c.gif")
    assert "clip_type" in {finding.code for finding in gif.findings}
    light = clip_job((still("annonce", "google.300x250"),), ClipOutput("gif"), SETTINGS.limits)
    assert light.output.max_bytes == 150_000


def test_pages_are_scenes() -> None:
    pages = job("conseils", "4x5")
    assert len(pages.scenes) == 5
    assert [scene.still.page for scene in pages.scenes] == [1, 2, 3, 4, 5]
    assert pages.transition is not None
    assert pages.transition.kind == "slide"


def test_a_clip_too_large_for_players_is_refused() -> None:
    template = load_template("annonce", SETTINGS)
    assert clip_target("2160x3840", template, "mp4", SETTINGS.limits).size_px == (2160, 3840)
    with pytest.raises(LimitExceeded, match="5000 × 4000 px is too large"):
        clip_target("5000x4000", template, "mp4", SETTINGS.limits)


def test_sizes_of_gif_and_webp() -> None:
    assert clip_size((1080, 1920), "mp4") == (1080, 1920)
    assert clip_size((1080, 1920), "gif") == (540, 960)
    assert clip_size((1080, 1350), "webp") == (720, 900)
    assert clip_size((300, 250), "gif") == (300, 250)
