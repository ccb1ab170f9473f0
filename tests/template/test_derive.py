"""Ratios nobody drew: where things go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from visualgen.svg.matrix import Box, map_box, multiply, parse_transform
from visualgen.svg.shapes import geometry_box, ids_of
from visualgen.template.derive import derive
from visualgen.template.names import mark_roles

NO_SAFE = (0.0, 0.0, 0.0, 0.0)
DRAWING = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">
  <clipPath id="all"><rect width="1000" height="1000"/></clipPath>
  <g clip-path="url(#all)">
    <rect id="ground" width="1000" height="1000"/>
    <rect id="slot:photo" width="1000" height="400"/>
    <rect id="brand:logo" x="60" y="60" width="200" height="80"/>
    <rect id="frame:headline" x="60" y="450" width="880" height="250"/>
    <text id="slot:headline" x="60" y="500" font-size="80">Titre</text>
    <circle id="badge" cx="860" cy="400" r="80"/>
    <g id="button">
      <rect id="plate" x="60" y="840" width="300" height="100"/>
      <rect id="frame:cta" x="90" y="860" width="240" height="60"/>
      <text id="slot:cta" x="90" y="900" font-size="40">Venez</text>
    </g>
    <path id="wave" d="M0 950C300 900 700 1000 1000 950V1000H0Z"/>
  </g>
</svg>
"""


def derived(
    size: tuple[int, int], safe: tuple[float, float, float, float] = NO_SAFE, drawing: str = DRAWING, **pins: tuple[str, ...]
) -> tuple[dict[str, Box], Box]:
    """Return the boxes of the drawing's elements by id, and the canvas, after deriving."""
    root = etree.fromstring(drawing)
    mark_roles(root)
    x, y, width, height = derive(root, (0, 0, 1000, 1000), size, safe, pins)
    boxes = {}
    for element in root.iter("*"):
        if element.get("id"):
            matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
            for node in (element, *element.iterancestors()):
                matrix = multiply(parse_transform(node.get("transform")), matrix)
            box = geometry_box(element, ids_of(root), (1000, 1000))
            if box is not None:
                boxes[element.get("id")] = map_box(matrix, box)
    return boxes, (x, y, x + width, y + height)


@pytest.mark.parametrize("size", [(1910, 1000), (1000, 1910), (300, 250), (1920, 1080), (1500, 1000)])
def test_grounds_fill_the_new_canvas(size: tuple[int, int]) -> None:
    boxes, canvas = derived(size)
    assert boxes["ground"] == pytest.approx(canvas, abs=0.01)
    assert (canvas[2] - canvas[0]) / (canvas[3] - canvas[1]) == pytest.approx(size[0] / size[1])
    assert boxes["slot:photo"][0::2] == pytest.approx(canvas[0::2], abs=0.01)
    assert boxes["wave"][0::2] == pytest.approx(canvas[0::2], abs=0.01)
    assert boxes["wave"][3] == pytest.approx(canvas[3], abs=0.01)


def test_frames_stretch_and_logos_do_not() -> None:
    boxes, canvas = derived((2000, 1000))
    assert canvas == (0, 0, 2000, 1000)
    assert boxes["frame:headline"] == pytest.approx((60, 450, 1940, 700))
    assert boxes["brand:logo"] == pytest.approx((60, 60, 460, 220))
    assert boxes["badge"][2] - boxes["badge"][0] == pytest.approx(160)
    assert boxes["badge"][2] > 1700


def test_what_stands_in_a_small_shape_goes_with_it() -> None:
    for size in ((2000, 1000), (1000, 2000)):
        boxes, _ = derived(size)
        plate, frame = boxes["plate"], boxes["frame:cta"]
        assert plate[2] - plate[0] == pytest.approx(300)
        assert (frame[0] - plate[0], frame[1] - plate[1]) == pytest.approx((30, 20))


def test_words_keep_to_the_safe_zone() -> None:
    boxes, canvas = derived((1080, 1920), (0.14, 0.06, 0.35, 0.06))
    height = canvas[3]
    for name in ("brand:logo", "frame:headline", "plate"):
        assert boxes[name][1] >= 0.14 * height - 0.5
        assert boxes[name][3] <= 0.65 * height + 0.5
    assert boxes["ground"] == pytest.approx(canvas, abs=0.01)


def test_pins_decide() -> None:
    assert derived((2000, 1000), logo=("right",))[0]["brand:logo"] == pytest.approx((860, 60, 1260, 220))
    assert derived((2000, 1000), logo=("left", "right"))[0]["brand:logo"][0::2] == pytest.approx((60, 1260), abs=200)
    boxes, _ = derived((2000, 1000), headline=("center",))
    assert boxes["frame:headline"] == pytest.approx((560, 450, 1440, 700))
    boxes, _ = derived((1000, 2000), headline=("bottom",))
    assert boxes["frame:headline"] == pytest.approx((60, 1450, 940, 1700))


def test_the_canvas_clip_follows() -> None:
    root = etree.fromstring(DRAWING)
    mark_roles(root)
    derive(root, (0, 0, 1000, 1000), (2000, 1000), NO_SAFE, {})
    clip = next(root.iter("{http://www.w3.org/2000/svg}clipPath"))[0]
    assert (clip.get("width"), clip.get("height")) == ("2000", "1000")


@given(st.integers(40, 3000), st.integers(40, 3000))
def test_every_canvas_gets_finite_boxes_in_order(width: int, height: int) -> None:
    boxes, canvas = derived((width, height), (0.1, 0.05, 0.2, 0.05))
    for box in boxes.values():
        assert box[0] <= box[2]
        assert box[1] <= box[3]
    assert boxes["ground"] == pytest.approx(canvas, rel=1e-3, abs=0.1)
    headline = boxes["frame:headline"]
    assert canvas[0] <= headline[0] < headline[2] <= canvas[2]
    assert canvas[1] <= headline[1] < headline[3] <= canvas[3]


def test_a_logo_stays_as_large_a_part_of_the_width_where_there_is_room() -> None:
    boxes, canvas = derived((1910, 1000))
    logo, headline = boxes["brand:logo"], boxes["frame:headline"]
    assert (logo[2] - logo[0]) / (canvas[2] - canvas[0]) == pytest.approx(0.2, abs=0.01)
    assert (logo[2] - logo[0]) / (logo[3] - logo[1]) == pytest.approx(2.5)
    assert logo[:2] == pytest.approx((60, 60)), "it grows away from its corner"
    assert logo[3] < headline[1]


def test_a_logo_without_room_is_left() -> None:
    crowded = DRAWING.replace(
        '<circle id="badge" cx="860" cy="400" r="80"/>', '<rect id="frame:text" x="60" y="145" width="300" height="60"/>'
    )
    boxes, _ = derived((1910, 1000), drawing=crowded)
    assert boxes["brand:logo"][3] <= boxes["frame:text"][1]


def test_a_drawn_sample_is_not_squeezed() -> None:
    drawn = """<g id="slot:photo"><rect id="sky" width="1000" height="400"/><circle id="sun" cx="300" cy="200" r="90"/>
      <path id="hill" d="M0 300L1000 250V400H0Z"/></g>"""
    boxes, canvas = derived((2000, 1000), drawing=DRAWING.replace('<rect id="slot:photo" width="1000" height="400"/>', drawn))
    sun, hill = boxes["sun"], boxes["hill"]
    assert boxes["slot:photo"][0::2] == pytest.approx(canvas[0::2], abs=0.01)
    assert hill[0::2] == pytest.approx(canvas[0::2], abs=0.01)
    assert sun[2] - sun[0] == pytest.approx(sun[3] - sun[1])
    assert (sun[0] + sun[2]) / 2 == pytest.approx(canvas[2] * 0.3, rel=0.02)
