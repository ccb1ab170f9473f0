"""Boxes before anything is styled."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.template.boxes import boxed, own_box


def tree(markup: str) -> etree._Element:
    return etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{markup}</svg>')


def test_boxes_with_and_without_the_own_transform() -> None:
    (group,) = tree('<g transform="translate(10 20)"><rect x="1" y="2" width="3" height="4"/></g>')
    assert own_box(group) == (1, 2, 4, 6)
    assert boxed(group) == (11, 22, 14, 26)
    assert boxed(tree("<g/>")[0]) == (0, 0, 0, 0)


@pytest.mark.parametrize(("anchor", "left"), [("start", 100), ("middle", 90), ("end", 80)])
def test_texts_are_estimated_from_their_size(anchor: str, left: float) -> None:
    (text,) = tree(f'<text x="100" y="50" font-size="10" text-anchor="{anchor}">abcd</text>')
    assert own_box(text) == pytest.approx((left, 42, left + 20, 52))


def test_lines_of_a_text() -> None:
    (text,) = tree('<text font-size="10"><tspan x="5" y="10">ab</tspan><tspan x="5" dy="20">abcd</tspan></text>')
    assert own_box(text) == pytest.approx((5, 2, 25, 32))
