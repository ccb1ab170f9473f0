"""Strokes that do not scale."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.render.style.vector_effects import fix_strokes
from visualgen.svg.matrix import apply, parse_transform
from visualgen.svg.path import extents, parse_path

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def fixed(markup: str, scale: float = 1.0) -> etree._Element:
    root = etree.fromstring(f"<svg {NAMESPACE}>{markup}</svg>")
    fix_strokes(root, (100, 100), scale, frozenset())
    return next(element for element in root.iter() if element.get("stroke"))


def test_the_outline_is_carried_over() -> None:
    made = fixed(
        '<g transform="scale(4 1)"><rect x="5" y="20" width="20" height="80" transform="translate(1 0)" stroke="#000" stroke-width="4" '
        'stroke-dasharray="2 2" vector-effect="non-scaling-stroke"/></g>',
        scale=2.0,
    )
    assert extents(parse_path(made.get("d") or "")) == pytest.approx((24, 20, 104, 100))
    assert made.get("vector-effect") is None
    assert (made.get("stroke-width"), made.get("stroke-dasharray")) == ("2", "1 1")
    whole = apply(parse_transform("scale(4 1)"), *apply(parse_transform(made.get("transform")), 24, 20))
    assert whole == pytest.approx((24, 20))


@pytest.mark.parametrize(
    "markup",
    [
        '<defs><rect width="1" height="1" stroke="#000" vector-effect="non-scaling-stroke"/></defs>',
        '<rect width="1" height="1" stroke="url(#g)" vector-effect="non-scaling-stroke"/>',
        '<rect width="1" height="1" stroke="none" vector-effect="non-scaling-stroke"/>',
        '<g transform="scale(0)"><rect width="1" height="1" stroke="#000" vector-effect="non-scaling-stroke"/></g>',
    ],
)
def test_what_cannot_be_carried_over_stays(markup: str) -> None:
    assert fixed(markup).tag.endswith("rect")
