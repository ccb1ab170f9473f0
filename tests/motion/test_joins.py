"""Transitions, pixel by pixel."""

from __future__ import annotations

import cairocffi as cairo
import numpy as np
import pytest
from numpy.typing import NDArray

from visualgen.motion.joins import ease_of, join, panel_color
from visualgen.motion.products import SIDES, Transition
from visualgen.render.paint.target import surface_of

SIZE = (40, 20)


def frame(value: int) -> NDArray[np.uint8]:
    return np.full((SIZE[1], SIZE[0], 4), value, np.uint8)


def joined(kind: str, progress: float, side: str = "right") -> NDArray[np.uint8]:
    pixels = frame(255)
    surface = surface_of(pixels, opaque=True)
    old, new = surface_of(frame(100), opaque=True), surface_of(frame(200), opaque=True)
    join(cairo.Context(surface), SIZE, old, new, Transition(kind, 1.0, side), progress, (0.0, 0.0, 0.0, 1.0))  # type: ignore[arg-type]
    surface.flush()
    return pixels[..., 0]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("kind", ["crossfade", "slide", "wipe", "brand"])
def test_it_begins_with_the_old_scene_and_ends_with_the_new_one(kind: str, side: str) -> None:
    assert (joined(kind, 0.0, side) == 100).all()
    assert (joined(kind, 1.0, side) == 200).all()


def test_a_cross_fade_is_half_way_half_way() -> None:
    assert abs(int(joined("crossfade", 0.5)[0, 0]) - 150) <= 1


def test_a_slide_moves_whole_pixels() -> None:
    row = joined("slide", 0.25, "right")[0]
    assert (row[:30] == 100).all()
    assert (row[30:] == 200).all()


def test_a_wipe_uncovers_from_its_side() -> None:
    column = joined("wipe", 0.5, "top")[:, 0]
    assert (column[:10] == 200).all()
    assert (column[10:] == 100).all()


def test_a_brand_wipe_covers_all_once() -> None:
    assert any((joined("brand", step / 40) == 0).all() for step in range(41))


def test_the_kit_decides_colour_and_easing() -> None:
    assert panel_color({"--color-primary": "#ff0000"}) == (1.0, 0.0, 0.0, 1.0)
    assert ease_of({"--ease-move": "linear"})(0.3) == 0.3
    assert ease_of({})(1.0) == pytest.approx(1.0)
