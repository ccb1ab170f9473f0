"""What runs in a render process for the watch page's motion: our frame of any moment of the scene in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from visualgen.batch.worker import unexpected, world_of
from visualgen.errors import VisualgenError
from visualgen.gallery.watch_view import Look, View, job_of, told
from visualgen.motion.products import FootageSource, FootageValue
from visualgen.pipeline import Playing, World, play_scene
from visualgen.render.codecs import jpeg
from visualgen.settings import Settings

LONGEST_SIDE_PX = 1_000
"""Frames are sent this large: they pass ten to thirty times a second."""
QUALITY = 88


@dataclass(slots=True)
class _Open:
    """The scene that is being looked at."""

    look: Look | None = None
    playing: Playing | None = None


_open = _Open()


def moment(look: Look, time_s: float, settings: Settings) -> View:
    """Return our frame `time_s` into the scene that `look` shows, with the scene's length. An error is data, too."""
    try:
        playing = _playing(look, settings)
        playing.player.show(min(max(time_s, 0.0), playing.duration_s))
        facts: dict[str, Any] = {"duration": playing.duration_s, "settled": playing.settled_s}
        return View(facts, _small(playing.player.pixels))
    except VisualgenError as error:
        return View({"error": told(error, look.template)})
    except Exception as error:  # noqa: BLE001 — the page shows it; the next save must find a worker that works
        return View({"error": told(unexpected(error), look.template)})


def _playing(look: Look, settings: Settings) -> Playing:
    if _open.look != look or _open.playing is None:
        if _open.playing is not None:
            _open.playing.player.close()
        _open.look = _open.playing = None
        job, _, _ = job_of(look, settings)
        shared = world_of(settings)
        _open.playing = play_scene(job, World(settings, shared.cache, shared.books), _no_footage)
        _open.look = look
    return _open.playing


def _no_footage(value: FootageValue, size_px: tuple[int, int], treatment: object) -> FootageSource:
    raise AssertionError("the page gives photos only")


def _small(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    height, width = pixels.shape[:2]
    picture = Image.fromarray(np.ascontiguousarray(pixels[..., 2::-1]))
    step = max(1, -(-max(width, height) // LONGEST_SIDE_PX))
    return jpeg(picture.reduce(step) if step > 1 else picture, QUALITY)
