"""Clips made of numbers: flat brand colours, a gradient, and a square that moves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from visualgen.motion.products import Clip, Frame, Timeline
from visualgen.render.canvas import Canvas

GROUND = (60, 20, 200)
"""BGR, as all colours here."""
SQUARE = (30, 220, 250)


def synthetic_clip(
    size_px: tuple[int, int] = (320, 400), *, fps: int = 30, count: int = 45, noise: int = 0, still_from: int | None = None
) -> Clip:
    """Return a clip with a flat ground, a gradient in its middle, and a square that moves 3 px a frame until `still_from`."""
    width, height = size_px

    def frames() -> Iterator[Frame]:
        random = np.random.default_rng(3)
        pixels = np.empty((height, width, 4), np.uint8)
        for index in range(count):
            moves = still_from is None or index <= still_from
            if moves:
                pixels[:] = (*GROUND, 7)  # the fourth byte says nothing
                top, bottom = height // 3, height // 2
                pixels[top:bottom, :, 0] = np.linspace(0, 255, width)
                pixels[top:bottom, :, 1] = np.linspace(255, 40, bottom - top)[:, None]
                left = 8 + index * 3 % (width - 64)
                pixels[height - 80 : height - 40, left : left + 40, :3] = SQUARE
                if noise:
                    pixels[: height // 4, :, :3] = random.integers(0, noise, (height // 4, width, 3))
            yield Frame(pixels, index, index / fps, ((0, 0, width, height),) if moves else ())

    def poster() -> Canvas:
        return Canvas(next(frames()).pixels, opaque=True)

    return Clip(size_px, fps, count, Timeline((), count / fps, 0.0), "key", (), frames, poster)
