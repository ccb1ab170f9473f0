from __future__ import annotations

from typing import Any

import pytest

from visualgen.brand.composites import border, gradient, read_style, shadow, transition, typography
from visualgen.brand.values import BadValue

PX: dict[str, Any] = {"value": 0, "unit": "px"}


def test_typography_becomes_relative() -> None:
    style = typography(
        {
            "fontFamily": ["Fraunces", "serif"],
            "fontSize": {"value": 80, "unit": "px"},
            "fontWeight": "semi-bold",
            "letterSpacing": {"value": -1.6, "unit": "px"},
            "lineHeight": 1.05,
        }
    )
    assert style == {"family": ("Fraunces", "serif"), "size": 80, "weight": 600, "tracking": -0.02, "leading": 1.05}


@pytest.mark.parametrize(
    ("spacing", "height", "tracking", "leading"),
    [
        ("-2%", "120%", -0.02, 1.2),
        ("0.05em", "48px", 0.05, 1.2),
        ("2px", "1.5", 0.05, 1.5),
        (4, 1.1, 0.1, 1.1),
        ("normal", "auto", 0.0, 1.2),
    ],
)
def test_typography_older_forms(spacing: Any, height: Any, tracking: float, leading: float) -> None:
    style = typography({"fontFamily": "Inter", "fontSize": "40px", "letterSpacing": spacing, "lineHeight": height})
    assert (style["tracking"], style["leading"], style["weight"]) == (pytest.approx(tracking), pytest.approx(leading), 400)


def test_typography_of_size_zero_is_allowed_by_the_format() -> None:
    assert typography({"fontFamily": "Inter", "fontSize": PX, "letterSpacing": PX, "lineHeight": 0})["size"] == 0


@pytest.mark.parametrize("written", [{}, {"fontFamily": "Inter", "fontSize": "-3px"}, "16px", {"family": 5}])
def test_typography_refuses(written: Any) -> None:
    with pytest.raises(BadValue):
        typography(written)


def test_style_additions() -> None:
    assert read_style({"textCase": "UPPER", "fontStretch": "112%", "fontStyle": "italic", "variations": {"SOFT": 100}}) == {
        "case": "uppercase", "stretch": 112, "style": "italic", "variations": {"SOFT": 100},
    }  # fmt: skip
    for wrong in (
        {"case": "shout"},
        {"stretch": 400},
        {"stretch": "wide"},
        {"style": "slanted"},
        {"variations": ["SOFT"]},
        {"variations": {"SOFT": "x"}},
    ):
        with pytest.raises(BadValue):
            read_style(wrong)


def test_gradient_clamps_positions_and_takes_whole_gradients() -> None:
    inner = gradient([{"color": "#000", "position": -1}, {"color": "#fff", "position": 0.5}])
    assert inner == (("#000000", 0.0), ("#ffffff", 0.5))
    assert gradient([inner, {"color": "#f00", "position": 3}]) == (*inner, ("#ff0000", 1.0))
    for wrong in ([], "#000", [{"color": "#000"}], [5], [{"color": "x", "position": 0}]):
        with pytest.raises(BadValue):
            gradient(wrong)


def test_shadow_layers() -> None:
    one = {"color": "#0008", "offsetX": PX, "offsetY": "4px", "blur": {"value": 1, "unit": "rem"}, "spread": PX}
    layer = {"color": "#00000088", "x": 0, "y": 4, "blur": 16, "spread": 0, "inset": False}
    assert shadow(one) == (layer,)
    assert shadow([one, {**one, "inset": True}]) == (layer, {**layer, "inset": True})
    assert shadow([shadow(one), one]) == (layer, layer)
    for wrong in ([], {}, {**one, "inset": "yes"}, {**one, "blur": "-4px"}, "none"):
        with pytest.raises(BadValue):
            shadow(wrong)


def test_border_and_transition() -> None:
    assert border({"color": "#000", "width": "2px", "style": "solid"}) == {"color": "#000000", "width": 2, "style": "solid"}
    moved = {"duration": 200, "delay": 0, "timingFunction": (0, 0, 1, 1)}
    assert transition({"duration": "200ms", "timingFunction": [0, 0, 1, 1]}) == moved
    for read in (border, transition):
        with pytest.raises(BadValue):
            read({})
