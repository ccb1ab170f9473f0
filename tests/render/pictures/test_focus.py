"""The focal point that is found in a photo."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from skimage import data

from visualgen.render.pictures.focus import focal_point


def test_a_face_is_found() -> None:
    astronaut = Image.fromarray(data.astronaut())
    x, y = focal_point(astronaut)
    assert x == pytest.approx(0.43, abs=0.06)
    assert y == pytest.approx(0.22, abs=0.08)


def test_without_a_face_the_detail_counts() -> None:
    image = Image.new("RGB", (300, 200), (120, 130, 140))
    draw = ImageDraw.Draw(image)
    for place in range(0, 40, 4):
        draw.ellipse((205 + place, 60 + place / 2, 255 + place / 4, 100 - place / 4), outline=(255, 240, 20))
    x, y = focal_point(image)
    assert 0.6 < x < 0.9
    assert 0.25 < y < 0.6


def test_a_flat_picture_has_its_middle() -> None:
    assert focal_point(Image.new("RGB", (200, 100), "navy")) == (0.5, 0.5)


def test_the_same_picture_gives_the_same_point() -> None:
    dice = np.random.Generator(np.random.PCG64(5))
    image = Image.fromarray(dice.integers(0, 256, (90, 120, 3), dtype=np.uint8))
    assert focal_point(image) == focal_point(image)
