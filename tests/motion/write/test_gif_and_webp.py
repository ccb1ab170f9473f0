"""GIF and animated WebP judged by Pillow, which did not write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.motion.write.synthetic import GROUND, SQUARE, synthetic_clip
from visualgen.motion.products import ClipOutput, ClipType
from visualgen.motion.write import write_clip


def looked_at(path: Path) -> tuple[list[np.ndarray], list[int]]:
    """Return every frame as RGB, and its milliseconds."""
    frames, durations = [], []
    with Image.open(path) as image:
        assert image.info["loop"] == 0
        for index in range(image.n_frames):
            image.seek(index)
            image.load()
            frames.append(np.asarray(image.convert("RGB")).astype(int))
            durations.append(image.info["duration"])
    return frames, durations


def test_gif_keeps_flat_colours_and_time(tmp_path: Path) -> None:
    clip = synthetic_clip(fps=20, count=40)
    written = write_clip(clip, ClipOutput("gif"), tmp_path / "a.gif")
    frames, durations = looked_at(tmp_path / "a.gif")
    assert (len(frames), written.frames, written.fps) == (40, 40, 20)
    assert set(durations) == {50}
    for frame in (frames[0], frames[20], frames[39]):
        assert (frame[10:60, 10:60] == GROUND[::-1]).all()
    left = 8 + 20 * 3
    assert (frames[20][-75:-45, left + 5 : left + 35] == SQUARE[::-1]).all()


def test_gif_dithering_stands_still(tmp_path: Path) -> None:
    """The gradient does not move, so none of its pixels changes, though a square passes below."""
    write_clip(synthetic_clip(fps=20, count=20), ClipOutput("gif"), tmp_path / "a.gif")
    frames, _ = looked_at(tmp_path / "a.gif")
    gradient = slice(400 // 3, 400 // 2)
    assert all((frame[gradient] == frames[0][gradient]).all() for frame in frames)


def test_gif_gradients_are_near(tmp_path: Path) -> None:
    clip = synthetic_clip(fps=20, count=4)
    write_clip(clip, ClipOutput("gif"), tmp_path / "a.gif")
    frames, _ = looked_at(tmp_path / "a.gif")
    drawn = next(iter(clip.frames())).pixels[..., 2::-1].astype(int)
    error = np.abs(frames[0] - drawn)
    assert error.mean() < 4
    rows = slice(140, 190)
    means = [
        np.abs(frames[0][rows, x : x + 16].mean(axis=(0, 1)) - drawn[rows, x : x + 16].mean(axis=(0, 1))).max() for x in range(16, 304, 16)
    ]
    assert max(means) < 8


def test_webp_keeps_colours_and_time(tmp_path: Path) -> None:
    written = write_clip(synthetic_clip(fps=20, count=30), ClipOutput("webp"), tmp_path / "a.webp")
    frames, durations = looked_at(tmp_path / "a.webp")
    assert (len(frames), written.frames) == (30, 30)
    assert sum(durations) == 1_500
    assert np.abs(frames[15][10:60, 10:60] - GROUND[::-1]).max() <= 3


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_weight_is_obeyed_or_told(tmp_path: Path, kind: ClipType) -> None:
    clip = synthetic_clip((160, 200), fps=20, count=12, noise=60)
    free = write_clip(clip, ClipOutput(kind), tmp_path / f"free.{kind}")
    limit = int(free.weight_bytes * 0.7)
    tight = write_clip(clip, ClipOutput(kind, max_bytes=limit), tmp_path / f"tight.{kind}")
    assert tight.fits
    assert tight.weight_bytes <= limit
    assert tight.quality < free.quality
    frames, durations = looked_at(tmp_path / f"tight.{kind}")
    assert len(frames) == tight.frames
    assert sum(durations) == pytest.approx(600, abs=60)
    hopeless = write_clip(clip, ClipOutput(kind, max_bytes=100), tmp_path / f"hopeless.{kind}")
    assert not hopeless.fits
    assert hopeless.weight_bytes == (tmp_path / f"hopeless.{kind}").stat().st_size
