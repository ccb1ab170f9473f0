"""What a text stands on."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.template.derive_ground import contrast, ground_for, ground_of, is_readable, pieces_of, sample_points
from visualgen.template.names import mark_roles

DRAWING = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
  <rect id="paper" width="100" height="100" fill="#fff"/>
  <g transform="translate(50 50) rotate(45)"><rect id="turned" x="-30" y="-30" width="60" height="60" fill="#000"/></g>
  <rect id="veil" width="100" height="100" fill="#000" opacity=".3"/>
  <rect id="empty" width="100" height="100" fill="none"/>
  <circle id="dot" cx="10" cy="90" r="8" fill="#f00"/>
</svg>
"""


@pytest.mark.parametrize(
    ("box", "expected"),
    [((40, 40, 60, 60), "turned"), ((12, 12, 20, 20), "paper"), ((6, 86, 14, 94), "dot"), ((300, 300, 310, 310), None)],
)
def test_the_uppermost_opaque_shape_counts(box: tuple[float, float, float, float], expected: str | None) -> None:
    root = etree.fromstring(DRAWING)
    mark_roles(root)
    found = ground_of(sample_points(box), pieces_of(root))
    assert (found.element.get("id") if found else None) == expected


def test_a_ground_is_found_for_a_fill() -> None:
    assert ground_for("var(--color-on-accent, #111)") == "var(--color-accent, #ffffff)"
    assert ground_for("#fafafa") == "#000000"
    assert ground_for(None) is None


def test_readable() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert is_readable("#000", "var(--color-paper, #fff)")
    assert not is_readable("#fff", "var(--color-paper, #f7f1e6)")
    assert not is_readable("#fff", "url(#shade)")
    assert is_readable(None, "#fff")
