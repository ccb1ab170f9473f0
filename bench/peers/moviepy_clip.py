"""MoviePy's own compositor: five ImageClips that move, written by its ffmpeg with the same preset."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from bench.clip_design import FPS, HEIGHT, WIDTH


def write(out: Path, frames: int, threads: int, layers: dict[str, Path]) -> None:
    """Write the clip of `layers` (PNG on the whole canvas, in the order of painting)."""
    import numpy as np
    from moviepy import CompositeVideoClip, ImageClip, vfx
    from PIL import Image

    seconds = frames / FPS

    def wave(t: float, period: float) -> float:
        return (1 - math.cos(math.pi * t / period)) / 2

    def cropped(name: str) -> tuple[ImageClip, tuple[int, int]]:
        with Image.open(layers[name]) as image:
            box = image.getbbox() or (0, 0, 1, 1)
            return ImageClip(np.asarray(image.crop(box))).with_duration(seconds), (box[0], box[1])

    def fading(clip: ImageClip, alpha: Callable[[float], float]) -> ImageClip:
        return clip.with_mask(clip.mask.transform(lambda frame, t: frame(t) * alpha(t), keep_duration=True))

    def grown(t: float) -> float:
        return 1 + 0.12 * t / 20

    photo = ImageClip(str(layers["picture"])).with_duration(seconds).with_effects([vfx.Resize(grown)])
    photo = photo.with_position(lambda t: (WIDTH * (1 - grown(t)) / 2, HEIGHT * (1 - grown(t)) / 2))
    shade, at_shade = cropped("shade")
    words, at_words = cropped("words")
    petals, at_petals = cropped("petals")
    button, at_button = cropped("button")
    scene = [
        photo,
        fading(shade, lambda t: 0.8 + 0.2 * wave(t, 1.5)).with_position(at_shade),
        fading(words, lambda t: 0.6 + 0.4 * wave(t, 3)).with_position(lambda t: (at_words[0], at_words[1] + 60 - 80 * wave(t, 3))),
        petals.with_effects([vfx.Resize(lambda t: 0.92 + 0.14 * wave(t, 1))]).with_position(at_petals),
        button.with_position(lambda t: (at_button[0] + 24 * wave(t, 2), at_button[1] - 30 * wave(t, 2))),
    ]
    clip = CompositeVideoClip(scene, size=(WIDTH, HEIGHT)).with_duration(seconds)
    clip.write_videofile(
        str(out), fps=FPS, codec="libx264", preset="veryfast", ffmpeg_params=["-crf", "20"], threads=threads, audio=False, logger=None
    )
