"""A contact strip: a scene's frames side by side, a row a kit, until everything has come in; the last one is how it ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from visualgen.errors import OutputError
from visualgen.motion.products import FootageSource, FootageValue
from visualgen.pipeline import World, play_scene
from visualgen.render.products import StillJob

FRAME_HEIGHT_PX = 360
GAP_PX, LABEL_PX = 6, 18
MOST_FRAMES = 120
_GROUND, _INK = "#7a7a7a", "#ffffff"


def contact_strip(stills: Sequence[StillJob], world: World, every_s: float = 0.25) -> Image.Image:
    """Return the frames of each still's scene every `every_s` seconds as one picture. Raises what playing a scene raises."""
    rows = [_row(still, world, every_s) for still in stills]
    width = sum(frame.width + GAP_PX for frame, _ in max(rows, key=len)) + GAP_PX
    height = len(rows) * (FRAME_HEIGHT_PX + LABEL_PX + GAP_PX) + GAP_PX
    sheet = Image.new("RGB", (width, height), _GROUND)
    draw = ImageDraw.Draw(sheet)
    top = GAP_PX
    for row, still in zip(rows, stills, strict=True):
        left = GAP_PX
        for frame, time_s in row:
            sheet.paste(frame, (left, top))
            draw.text((left, top + FRAME_HEIGHT_PX + 2), f"{time_s:.2f} s  {still.kit.name}", fill=_INK)
            left += frame.width + GAP_PX
        top += FRAME_HEIGHT_PX + LABEL_PX + GAP_PX
    return sheet


def _row(still: StillJob, world: World, every_s: float) -> list[tuple[Image.Image, float]]:
    playing = play_scene(still, world, _no_footage)
    count = int(playing.settled_s / every_s) + 2
    if count > MOST_FRAMES:
        raise OutputError(f"that would be {count} frames a row", mend=f"ask for fewer with --every {playing.settled_s / 40:.2f}")
    times = [index * every_s for index in range(count) if index * every_s < playing.duration_s]
    found = []
    for time_s in (*times, playing.duration_s - 1 / 30):
        playing.player.show(time_s)
        found.append((_small(playing.player.pixels), time_s))
    return found


def _small(pixels: NDArray[np.uint8]) -> Image.Image:
    height, width = pixels.shape[:2]
    picture = Image.fromarray(np.ascontiguousarray(pixels[..., 2::-1]))
    return picture.resize((max(round(width * FRAME_HEIGHT_PX / height), 1), FRAME_HEIGHT_PX), Image.Resampling.LANCZOS)


def _no_footage(value: FootageValue, size_px: tuple[int, int], treatment: object) -> FootageSource:
    raise AssertionError("a strip is made of samples")
