"""Tapes, clipped pictures, clips of words and lists on a canvas of another shape."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.svg.matrix import IDENTITY, Box, multiply, parse_transform
from visualgen.svg.path import extents
from visualgen.svg.shapes import outline
from visualgen.template.derive import derive
from visualgen.template.names import mark_roles

DRAWING = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">
  <defs>
    <clipPath id="half"><path d="M0 600H1000V1000H0Z"/></clipPath>
    <clipPath id="words"><text id="slot:number" x="60" y="400" font-size="300">10</text></clipPath>
  </defs>
  <rect id="ground" width="1000" height="1000"/>
  <g clip-path="url(#half)"><rect id="cut" y="600" width="1000" height="400"/></g>
  <g transform="translate(500 500) rotate(-8)"><rect id="tape" x="-600" y="-60" width="1200" height="120"/></g>
  <g transform="translate(500 500) rotate(8)"><rect id="sticker" x="-200" y="-60" width="400" height="120"/></g>
  <rect id="frame:number" x="60" y="150" width="880" height="300"/>
  <text id="seen" data-slot="number" x="60" y="400" font-size="300">10</text>
  <g clip-path="url(#words)"><rect id="paint" x="40" y="130" width="920" height="340"/></g>
  <g id="each:steps"><circle id="one" cx="150" cy="800" r="20"/></g>
  <g id="each:steps/2"><circle id="two" cx="500" cy="800" r="20"/></g>
</svg>
"""
NO_SAFE = (0.0, 0.0, 0.0, 0.0)


def derived(size: tuple[int, int], safe: tuple[float, float, float, float] = NO_SAFE) -> tuple[dict[str, Box], Box, etree._Element]:
    root = etree.fromstring(DRAWING)
    mark_roles(root)
    x, y, width, height = derive(root, (0, 0, 1000, 1000), size, safe, {})
    boxes: dict[str, Box] = {}
    for element in root.iter("*"):
        matrix = IDENTITY
        for node in (element, *element.iterancestors()):
            matrix = multiply(parse_transform(node.get("transform")), matrix)
        box = extents(outline(element), matrix) if element.get("id") else None
        if box is not None:
            boxes[element.get("id") or ""] = box
    return boxes, (x, y, x + width, y + height), root


@pytest.mark.parametrize("size", [(300, 250), (1910, 1000), (1000, 1000)])
def test_a_tape_that_bled_off_both_sides_still_does(size: tuple[int, int]) -> None:
    boxes, canvas, root = derived(size)
    assert boxes["tape"][0] <= canvas[0]
    assert boxes["tape"][2] >= canvas[2]
    tape = next(element for element in root.iter("*") if element.get("id") == "tape")
    assert float(tape.get("height") or 0) == 120


def test_a_sticker_keeps_its_length() -> None:
    for size in ((1910, 1000), (1000, 1910)):
        sticker = next(element for element in derived(size)[2].iter("*") if element.get("id") == "sticker")
        assert sticker.get("width") == "400"


@pytest.mark.parametrize("size", [(300, 250), (1910, 1000)])
def test_a_clipped_picture_still_reaches_both_sides(size: tuple[int, int]) -> None:
    boxes, canvas, _ = derived(size)
    assert boxes["cut"][0] == pytest.approx(canvas[0], abs=0.01)
    assert boxes["cut"][2] == pytest.approx(canvas[2], abs=0.01)


@pytest.mark.parametrize("size", [(300, 250), (1000, 1910), (1910, 1000)])
def test_what_words_cut_out_covers_their_frame(size: tuple[int, int]) -> None:
    boxes, _, root = derived(size, (0.1, 0.06, 0.2, 0.06))
    frame, paint = boxes["frame:number"], boxes["paint"]
    assert paint[0] <= frame[0]
    assert paint[1] <= frame[1]
    assert paint[2] >= frame[2]
    assert paint[3] >= frame[3]
    words = next(element for element in root.iter("*") if element.get("id") == "slot:number")
    seen = next(element for element in root.iter("*") if element.get("id") == "seen")
    scales = [parse_transform(element.get("transform"))[0] for element in (words, seen.getparent()) if element is not None]
    assert scales[0] == pytest.approx(scales[1], rel=1e-3)
    assert next(element for element in root.iter("*") if element.get("clip-path") == "url(#words)").get("transform") is None


@pytest.mark.parametrize("size", [(1910, 1000), (1000, 1910)])
def test_the_step_of_a_list_stays(size: tuple[int, int]) -> None:
    boxes, _, root = derived(size)
    assert boxes["two"][0] - boxes["one"][0] == pytest.approx(350)
    one = next(element for element in root.iter("*") if element.get("id") == "each:steps")
    twin = one.getnext()
    assert twin is not None
    assert twin.get("id") == "each:steps/2"
