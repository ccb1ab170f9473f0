"""Banners: the logo and the two largest texts on their own grounds."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.svg.matrix import Box, map_box, multiply, parse_transform
from visualgen.svg.shapes import geometry_box
from visualgen.template.derive import derive
from visualgen.template.derive_strip import is_strip, lay_strip
from visualgen.template.names import mark_roles

DRAWING = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">
  <rect id="ground" width="1000" height="1000"/>
  <g id="brand:logo" data-align="xMinYMin"><path id="drawn" d="M60 60H260V140H60Z"/></g>
  <path id="ticket" d="M0 500H600C620 560 620 640 600 700H0Z"/>
  <rect id="frame:price" x="60" y="520" width="500" height="160"/>
  <text id="slot:price" x="60" y="660" font-size="160">24</text>
  <rect id="frame:name" x="60" y="750" width="880" height="120"/>
  <text id="slot:name" x="60" y="800" font-size="80">Coffret</text>
  <rect id="frame:text" x="60" y="880" width="880" height="60"/>
  <text id="slot:text" x="60" y="900" font-size="30">Petit</text>
  <circle id="badge" cx="800" cy="300" r="80"/>
</svg>
"""


def strip(size: tuple[int, int]) -> tuple[dict[str, Box], Box]:
    root = etree.fromstring(DRAWING)
    mark_roles(root)
    x, y, width, height = derive(root, (0, 0, 1000, 1000), size, (0, 0, 0, 0), {})
    boxes = {}
    for element in root.iter("*"):
        if element.get("id"):
            matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
            for node in (element, *element.iterancestors()):
                matrix = multiply(parse_transform(node.get("transform")), matrix)
            box = geometry_box(element, {}, (1000, 1000))
            boxes[element.get("id")] = map_box(matrix, box) if box is not None else (0.0,) * 4
    return boxes, (x, y, x + width, y + height)


def test_when_a_canvas_is_a_strip() -> None:
    assert is_strip((1080, 1080), (728, 90))
    assert is_strip((1080, 1920), (160, 600))
    assert is_strip((1080, 1080), (970, 250))
    assert not is_strip((1080, 1080), (1200, 628))
    assert not is_strip((1080, 1920), (300, 600))
    assert not is_strip((1080, 1080), (300, 250))


@pytest.mark.parametrize(("size", "along"), [((728, 90), 0), ((160, 600), 1)])
def test_what_stays_stands_side_by_side(size: tuple[int, int], along: int) -> None:
    boxes, canvas = strip(size)
    assert (canvas[2] - canvas[0]) / (canvas[3] - canvas[1]) == pytest.approx(size[0] / size[1])
    assert boxes["ground"] == pytest.approx(canvas)
    logo, price, name = boxes["brand:logo"], boxes["frame:price"], boxes["frame:name"]
    assert logo[along + 2] < price[along]
    assert price[along + 2] < name[along]
    assert all(canvas[0] < box[0] and canvas[1] < box[1] and box[2] < canvas[2] and box[3] < canvas[3] for box in (logo, price, name))
    ticket = boxes["ticket"]
    assert ticket[along] < price[along] < price[along + 2] < ticket[along + 2] <= name[along]
    assert not {"badge", "frame:text", "slot:text", "drawn"} & set(boxes)


TURNED = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">
  <rect id="ground" width="1000" height="1000" fill="var(--color-paper, #ffffff)"/>
  <path id="slope" d="M0 300L1000 100V1000H0Z" fill="var(--color-primary, #222222)"/>
  <g id="tape" transform="translate(500 400) rotate(-9)">
    <rect id="band" x="-700" y="-150" width="1400" height="300" fill="var(--color-accent, #ffcc00)"/>
    <rect id="frame:offer" x="-400" y="-120" width="800" height="240" fill="none"/>
    <text id="slot:offer" x="-400" y="80" font-size="240" stroke="#ffffff" stroke-width="20">-20 %</text>
  </g>
  <rect id="photo" data-slot="photo" y="600" width="1000" height="300"/>
  <rect id="frame:headline" x="60" y="650" width="880" height="150"/>
  <text id="slot:headline" x="60" y="760" font-size="90" fill="var(--color-on-primary, #ffffff)">Les cartes</text>
  <g id="each:rows"><text id="slot:row" x="60" y="950" font-size="200">Un</text></g>
</svg>
"""


def laid(drawing: str, size: tuple[int, int] = (728, 90)) -> etree._Element:
    root = etree.fromstring(drawing)
    mark_roles(root)
    derive(root, (0, 0, 1000, 1000), size, (0, 0, 0, 0), {})
    return root


def words_of(root: etree._Element) -> str:
    return etree.tostring(root, method="text", encoding="unicode")


def find(root: etree._Element, identifier: str) -> etree._Element:
    return next(element for element in root.iter("*") if element.get("id") == identifier)


@pytest.mark.parametrize("size", [(728, 90), (160, 600)])
def test_turned_words_are_laid_straight_on_their_own_ground(size: tuple[int, int]) -> None:
    root = laid(TURNED, size)
    offer, band = find(root, "slot:offer"), find(root, "band")
    assert not [node for node in (offer, band, *offer.iterancestors(), *band.iterancestors()) if node.get("transform")]
    frame = find(root, "frame:offer")
    assert float(band.get("x") or 0) < float(frame.get("x") or 0)
    assert float(band.get("y") or 0) < float(frame.get("y") or 0)
    assert "stroke:none" in (offer.get("style") or "")


def test_what_repeats_with_a_list_comes_last() -> None:
    root = laid(TURNED)
    assert {element.get("id") for element in root.iter("*")} >= {"slot:offer", "slot:headline"}
    assert "Un" not in words_of(root)
    only = TURNED.replace("slot:offer", "x").replace("slot:headline", "y")
    assert "Un" in words_of(laid(only))


def test_words_over_a_picture_get_the_ground_they_are_readable_on() -> None:
    root = laid(TURNED)
    fills = [element.get("fill") for element in root]
    assert "var(--color-primary, #000000)" in fills
    assert not [element for element in root.iter("*") if element.get("id") == "photo"]


def test_every_text_has_a_size_and_short_ones_stay_on_one_line() -> None:
    root = etree.fromstring(TURNED)
    mark_roles(root)
    strip = lay_strip(root, (0, 0, 1000, 1000), (160, 600))
    assert strip.rooms["offer"].lines == 1
    assert strip.rooms["headline"].lines is None
    assert all(0 < room.fit[0] < room.fit[1] for room in strip.rooms.values())
    assert strip.rooms["headline"].fit[1] <= strip.rooms["offer"].fit[1]
