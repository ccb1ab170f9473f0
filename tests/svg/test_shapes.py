"""Outlines of basic shapes, geometry boxes, canvas and viewBox (SVG 2, §8 and §10)."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.svg.matrix import apply
from visualgen.svg.path import extents, to_d
from visualgen.svg.shapes import canvas_size, geometry_box, ids_of, outline, rounded_rect, view_box, view_box_matrix

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def drawing(markup: str, head: str = "") -> etree._Element:
    return etree.fromstring(f"<svg {NAMESPACE} {head}>{markup}</svg>")


def first(markup: str) -> etree._Element:
    return drawing(markup)[0]


def box_of(markup: str, **boxes: tuple[float, float, float, float]) -> tuple[float, ...] | None:
    root = drawing(markup)
    ids = ids_of(root)
    return geometry_box(root[0], ids, (100, 100), text_boxes={ids[key]: box for key, box in boxes.items()})


@pytest.mark.parametrize(
    ("markup", "d"),
    [
        ('<rect x="1" y="2" width="3" height="4"/>', "M1 2L4 2L4 6L1 6Z"),
        ('<rect width="0" height="4"/>', ""),
        ('<rect width="10%" height="50%"/>', "M0 0L10 0L10 50L0 50Z"),
        ('<line x1="1" x2="3" y2="4"/>', "M1 0L3 4"),
        ('<polygon points="0,0 1 0,1,1 7"/>', "M0 0L1 0L1 1Z"),
        ('<polyline points="0 0 1 0"/>', "M0 0L1 0"),
        ('<polyline points="0 0"/>', ""),
        ('<circle r="0"/>', ""),
        ('<ellipse rx="-1" ry="5"/>', ""),
        ("<g/>", ""),
    ],
)
def test_outline(markup: str, d: str) -> None:
    assert to_d(outline(first(markup))) == d


@pytest.mark.parametrize(
    ("radii", "corner"),
    [('rx="2"', (2, 2)), ('ry="3"', (3, 3)), ('rx="2" ry="1"', (2, 1)), ('rx="99"', (5, 10)), ('rx="-1" ry="2"', (2, 2))],
)
def test_corner_radii(radii: str, corner: tuple[float, float]) -> None:
    segments = outline(first(f'<rect width="10" height="20" {radii}/>'))
    assert segments[0] == ("M", corner[0], 0)
    assert segments[-2][-2:] == (corner[0], 0)
    assert segments[-3][2] == corner[1]


def test_round_shapes_reach_their_box() -> None:
    assert extents(outline(first('<circle cx="5" cy="6" r="4"/>'))) == pytest.approx((1, 2, 9, 10))
    assert extents(outline(first('<ellipse cx="5" cy="6" rx="4"/>'))) == pytest.approx((1, 2, 9, 10))
    assert extents(outline(first('<circle r="10%"/>'), (30, 40))) == pytest.approx((-3.5355, -3.5355, 3.5355, 3.5355), abs=1e-3)
    assert extents(rounded_rect((0, 0, 10, 10), 3, 4)) == (0, 0, 10, 10)


def test_geometry_of_groups_and_transforms() -> None:
    markup = '<g transform="scale(9)"><rect width="2" height="2"/><g transform="translate(5 5)"><circle r="1"/></g></g>'
    assert box_of(markup) == pytest.approx((0, 0, 6, 6))
    assert box_of('<g><rect width="2" height="2" display="none"/></g>') is None
    assert box_of('<g><defs><rect width="2" height="2"/></defs><symbol><rect width="2" height="2"/></symbol></g>') is None


def test_geometry_of_use_symbol_svg_and_image() -> None:
    assert box_of('<use href="#a" x="10"/><rect id="a" width="2" height="2" transform="scale(2)"/>') == pytest.approx((10, 0, 14, 4))
    symbol = '<symbol id="a" viewBox="0 0 10 10"><rect width="10" height="10"/></symbol>'
    assert box_of(f'<use href="#a" width="40" height="20"/>{symbol}') == pytest.approx((10, 0, 30, 20))
    assert box_of('<g><svg x="5" y="5" width="20" height="20" viewBox="0 0 1 1"><rect width="1" height="1"/></svg></g>') == pytest.approx(
        (5, 5, 25, 25)
    )
    assert box_of('<image x="1" y="2" width="3" height="4" href="a.png"/>') == (1, 2, 4, 6)
    assert box_of('<use href="#missing"/>') is None


def test_text_counts_where_its_box_is_known() -> None:
    assert box_of("<g><text>a</text></g>") is None
    assert box_of('<g><text id="t" transform="translate(1 0)">a</text></g>', t=(0, 0, 5, 6)) == (1, 0, 6, 6)


def test_a_cycle_ends() -> None:
    assert box_of('<g id="a"><rect width="1" height="1"/><use href="#a" x="1"/></g>') is not None


def test_the_first_of_equal_ids_wins() -> None:
    root = drawing('<rect id="a"/><g id="a"/>')
    assert ids_of(root)["a"] is root[0]


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('width="10" height="20"', (10, 20)),
        ('viewBox="0 0 30 40"', (30, 40)),
        ('width="60" viewBox="0 0 30 40"', (60, 80)),
        ('height="20" viewBox="0 0 30 40"', (15, 20)),
        ('width="100%" height="100%" viewBox="0 0 30 40"', (30, 40)),
        ('width="25.4mm" height="1in"', (96, 96)),
        ("", (300, 150)),
        ('width="0" height="-1" viewBox="0 0 5 5"', (5, 5)),
    ],
)
def test_canvas_size(head: str, size: tuple[float, float]) -> None:
    assert canvas_size(drawing("", head)) == pytest.approx(size)


def test_view_box() -> None:
    assert view_box(drawing("", 'viewBox="1,2 3 4"')) == (1, 2, 3, 4)
    assert view_box(drawing("", 'viewBox="0 0 0 4"')) is None
    assert view_box(drawing("")) is None


@pytest.mark.parametrize(
    ("preserve", "corner", "scale"),
    [
        (None, (0, 20), (1, 1)),
        ("xMinYMin meet", (0, 0), (1, 1)),
        ("xMaxYMax meet", (0, 40), (1, 1)),
        ("xMidYMid slice", (-33.333, 0), (1.6667, 1.6667)),
        ("xMinYMin slice", (0, 0), (1.6667, 1.6667)),
        ("defer xMaxYMid slice", (-66.667, 0), (1.6667, 1.6667)),
        ("none", (0, 0), (1, 1.6667)),
    ],
)
def test_view_box_matrix(preserve: str | None, corner: tuple[float, float], scale: tuple[float, float]) -> None:
    matrix = view_box_matrix((10, 10, 100, 60), 100, 100, preserve)
    assert apply(matrix, 10, 10) == pytest.approx(corner, abs=1e-2)
    assert (matrix[0], matrix[3]) == pytest.approx(scale, abs=1e-3)
    assert view_box_matrix(None, 10, 10) == (1, 0, 0, 1, 0, 0)
