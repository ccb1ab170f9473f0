"""CSS transforms to matrices (CSS Transforms 1 and 2)."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.render.transforms import css_matrix, settle_transform, with_moves
from visualgen.svg.matrix import apply, parse_transform

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("none", ""),
        ("translate(10px, 20%)", "translate(10 20)"),
        ("translate(10px)", "translate(10)"),
        ("translateX(50%) translateY(50%)", "translate(100 50)"),
        ("scale(150%, 2)", "scale(1.5 2)"),
        ("rotate(.25turn)", "rotate(90)"),
        ("rotate(100grad)", "rotate(90)"),
        ("skew(10deg, 5deg)", "matrix(1 0.08748866 0.17632698 1 0 0)"),
        ("matrix(1,2,3,4,5,6)", "matrix(1 2 3 4 5 6)"),
        ("translate3d(1px,2px,3px) rotateZ(90deg) scale3d(2,3,4)", "translate(1 2) rotate(90) scale(2 3)"),
        ("translate(1em)", "translate(20)"),
        ("translate(calc(50% - 1px), min(1px, 2px))", "translate(99 1)"),
        ("perspective(10px) translateZ(4px)", ""),
    ],
)
def test_functions(text: str, attribute: str) -> None:
    assert css_matrix(text, (200, 100), 20) == pytest.approx(parse_transform(attribute))


@pytest.mark.parametrize("text", ["rotateX(10deg)", "translate(a)", "nonsense", "translate()", "scale(1,2,3)", "rotate(10deg,1px)"])
def test_invalid_or_deep(text: str) -> None:
    assert css_matrix(text) is None


def settled(transform: str | None, origin: str | None, box_name: str = "view-box", attribute: str = "") -> tuple[float, ...]:
    element = etree.Element(SVG + "g")
    element.set("transform", attribute)
    return settle_transform(element, transform, origin, box_name, (10, 20, 30, 60), (200, 100))


@pytest.mark.parametrize(
    ("origin", "box_name", "fixed"),
    [
        (None, "view-box", (0, 0)),
        (None, "fill-box", (10, 20)),
        ("center", "fill-box", (20, 40)),
        ("50% 50%", "view-box", (100, 50)),
        ("right bottom", "fill-box", (30, 60)),
        ("bottom left", "fill-box", (10, 60)),
        ("top", "fill-box", (20, 20)),
        ("5px", "fill-box", (15, 40)),
        ("5px 6px", "view-box", (5, 6)),
        ("calc", "view-box", (0, 50)),
    ],
)
def test_the_origin_stays_where_it_is(origin: str | None, box_name: str, fixed: tuple[float, float]) -> None:
    assert apply(settled("rotate(30deg) scale(2)", origin, box_name), *fixed) == pytest.approx(fixed)  # type: ignore[arg-type]


def test_the_attribute_takes_the_origin_too() -> None:
    assert settled(None, "5px 6px", attribute="rotate(90)") == pytest.approx(parse_transform("rotate(90 5 6)"))
    assert settled("bogus", "center", attribute="rotate(90)") == (1, 0, 0, 1, 0, 0)


def test_individual_properties_come_first() -> None:
    text = with_moves("skewX(10deg)", "scale(9)", {"translate": "10px 20px", "rotate": "z 45deg", "scale": "2"})
    assert css_matrix(text) == pytest.approx(parse_transform("translate(10 20) rotate(45) scale(2) skewX(10)"))
    assert css_matrix(with_moves(None, "scale(9)", {"translate": "1px"})) == pytest.approx(parse_transform("translate(1) scale(9)"))
    assert with_moves("none", "scale(9)", {"rotate": "none"}) == "none"
