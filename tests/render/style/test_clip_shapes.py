"""CSS clip-path shapes (CSS Shapes 1, CSS Masking 1)."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.render.style.clip_shapes import clip_outline, expand_clips
from visualgen.svg.path import extents, to_d
from visualgen.svg.shapes import ids_of

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
RECT = '<rect x="10" y="20" width="40" height="80"/>'


def drawn(value: str, markup: str = RECT) -> tuple[str, bool] | None:
    root = etree.fromstring(f"<svg {NAMESPACE}>{markup}</svg>")
    made = clip_outline(value, root[0], ids_of(root), (200, 100))
    return None if made is None else (to_d(made[0]), made[1])


@pytest.mark.parametrize(
    ("value", "d"),
    [
        ("inset(0)", "M10 20L50 20L50 100L10 100Z"),
        ("inset(10px 5px)", "M15 30L45 30L45 90L15 90Z"),
        ("inset(10% 0 0 50%)", "M30 28L50 28L50 100L30 100Z"),
        ("inset(1px 2px 3px 4px)", "M14 21L48 21L48 97L14 97Z"),
        ("inset(100%)", "M50 100L50 100Z"),
        ("rect(auto 20px 10px 5px)", "M15 20L30 20L30 30L15 30Z"),
        ("xywh(5px 10% 50% 8px)", "M15 28L35 28L35 36L15 36Z"),
        ("polygon(0 0, 100% 0, 50% 100%)", "M10 20L50 20L30 100Z"),
        ("polygon(nonzero, 1px 2px)", "M11 22Z"),
        ('path("M0 0L5 5")', "M10 20L15 25"),
        ("view-box", "M0 0L200 0L200 100L0 100Z"),
        ("inset(10px) view-box", "M10 10L190 10L190 90L10 90Z"),
        ("fill-box inset(calc(1px + 1px))", "M12 22L48 22L48 98L12 98Z"),
    ],
)
def test_shapes(value: str, d: str) -> None:
    assert drawn(value) == (d, False)


@pytest.mark.parametrize(
    ("value", "box"),
    [
        ("circle()", (10, 40, 50, 80)),
        ("circle(10px at 0 0)", (0, 10, 20, 30)),
        ("circle(farthest-side at center)", (-10, 20, 70, 100)),
        ("circle(at left)", (10, 60, 10, 60)),
        ("ellipse(50% 25%)", (10, 40, 50, 80)),
        ("ellipse(closest-side 10px at top left)", (10, 10, 10, 30)),
        ("inset(0 round 8px)", (10, 20, 50, 100)),
    ],
)
def test_round_shapes(value: str, box: tuple[float, float, float, float]) -> None:
    root = etree.fromstring(f"<svg {NAMESPACE}>{RECT}</svg>")
    made = clip_outline(value, root[0], {}, (200, 100))
    assert made is not None
    assert extents(made[0]) == pytest.approx(box)


def test_even_odd() -> None:
    assert drawn("polygon(evenodd, 0 0, 1px 1px)") == ("M10 20L11 21Z", True)
    assert drawn('path(evenodd, "M0 0L1 1")') == ("M10 20L11 21", True)


@pytest.mark.parametrize(
    "value",
    [
        "circle(-1px)",
        "circle(1px 2px)",
        "inset()",
        "inset(a)",
        "inset(1px 1px 1px 1px 1px)",
        "polygon(1px)",
        "path(x)",
        "path()",
        "star(1px)",
        "circle() circle()",
        "nonsense",
        "12px",
        "xywh(1px)",
        "rect(1px 2px)",
        "ellipse(1px)",
    ],
)
def test_invalid_shapes(value: str) -> None:
    assert drawn(value) is None


def test_the_box_includes_strokes_and_leaves_texts_out() -> None:
    assert drawn("inset(0)", '<g stroke="#000" stroke-width="4"><rect width="10" height="10"/></g>') == ("M-2 -2L12 -2L12 12L-2 12Z", False)
    assert drawn("inset(0) fill-box", '<rect width="10" height="10" stroke="#000"/>') == ("M0 0L10 0L10 10L0 10Z", False)
    assert drawn("inset(0)", "<g><text>a</text></g>") == ("M0 0L200 0L200 100L0 100Z", False)


def test_the_tree_refers_to_a_clip_path() -> None:
    others = '<g clip-path="nope"/><g clip-path="url(#c)"/><g clip-path="none"/>'
    root = etree.fromstring(f'<svg {NAMESPACE}><g clip-path="polygon(evenodd,0 0,1px 1px)">{RECT}</g>{others}</svg>')
    expand_clips(root, {}, (200, 100))
    made = root[-1]
    assert root[0].get("clip-path") == f"url(#{made.get('id')})"
    assert made[0].get("clip-rule") == "evenodd"
    assert [group.get("clip-path") for group in root[1:4]] == [None, "url(#c)", "none"]
