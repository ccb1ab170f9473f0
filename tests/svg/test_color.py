"""CSS colours to sRGB. Known values: CSS Color 4 (examples and sample tests), and what browsers paint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.svg.color import parse_color, to_hex


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("red", "#ff0000"),
        ("RebeccaPurple", "#663399"),
        ("#0a7", "#00aa77"),
        ("#0A7D5C", "#0a7d5c"),
        ("rgb(10,125,92)", "#0a7d5c"),
        ("rgb(10 125 92 / 50%)", "#0a7d5c"),
        ("rgb(100% 0% 50%)", "#ff0080"),
        ("hsl(120 100% 25%)", "#008000"),
        ("hsla(200, 80%, 40%, .5)", "#1481b8"),
        ("hwb(90 10% 10%)", "#80e61a"),
        ("hwb(0 60% 60%)", "#808080"),
        ("lab(46.2775% -47.5621 48.5837)", "#008000"),
        ("lch(46.2775% 67.9892 134.3912)", "#008000"),
        ("oklab(51.975% -0.1403 0.10768)", "#008000"),
        ("oklch(51.975% 0.17686 142.495)", "#008000"),
        ("color(srgb 0 .5 0)", "#008000"),
        ("color(srgb-linear 0 0.21586 0)", "#008000"),
        ("color(display-p3 0.21604 0.49418 0.13151)", "#008000"),
        ("color(xyz 0.07719 0.15438 0.02573)", "#008000"),
        ("color(xyz-d50 0.08312 0.154746 0.020961)", "#008000"),
        ("color-mix(in srgb, red 30%, blue)", "#4d00b3"),
        ("color-mix(in srgb, white, black 25%)", "#bfbfbf"),
        ("color-mix(in srgb-linear, white, black)", "#bcbcbc"),
        ("color-mix(in oklab, red, blue)", "#8c53a2"),
        ("light-dark(#123456, red)", "#123456"),
        ("rgb(from #0a7d5c r g b)", "#0a7d5c"),
        ("rgb(from #0a7d5c b calc(g + 10) 50%)", "#5c8780"),
        ("hsl(from #0a7d5c h s l)", "#0a7d5c"),
        ("hsl(from red calc(h + 120) s l)", "#00ff00"),
        ("hwb(from #0a7d5c h w b)", "#0a7d5c"),
        ("lab(from #0a7d5c l a b)", "#0a7d5c"),
        ("lch(from #0a7d5c l c h)", "#0a7d5c"),
        ("oklab(from #0a7d5c l a b)", "#0a7d5c"),
        ("oklch(from #0a7d5c l c h)", "#0a7d5c"),
        ("oklch(from white calc(l - .5) 0 none)", "#636363"),
    ],
)
def test_known_colors(text: str, expected: str) -> None:
    color = parse_color(text)
    assert color is not None
    assert to_hex(color) == expected


def test_alpha() -> None:
    assert parse_color("rgb(0 0 0 / 25%)") == (0, 0, 0, 0.25)
    assert parse_color("rgb(from #0a7d5c 0 0 0 / calc(alpha / 4))") == (0, 0, 0, 0.25)
    assert parse_color("rgb(from #00000080 r g b)") == pytest.approx((0, 0, 0, 128 / 255))
    assert parse_color("#00000080") == pytest.approx((0, 0, 0, 128 / 255))
    assert parse_color("transparent") == (0, 0, 0, 0)
    mixed = parse_color("color-mix(in srgb, red, transparent)")
    assert mixed == pytest.approx((1, 0, 0, 0.5))
    assert parse_color("color-mix(in srgb, red 20%, blue 20%)") == pytest.approx((0.5, 0, 0.5, 0.4))


def test_current_color() -> None:
    assert parse_color("currentColor") is None
    assert parse_color("currentcolor", (1, 0, 0, 1)) == (1, 0, 0, 1)
    assert parse_color("color-mix(in srgb, currentColor, white)", (0, 0, 0, 1)) == pytest.approx((0.5, 0.5, 0.5, 1))


def test_out_of_gamut_is_clipped() -> None:
    assert parse_color("color(display-p3 0 1 0)") == pytest.approx((0, 1, 0.0, 1), abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nope",
        "rgb()",
        "color()",
        "#12",
        "url(#a)",
        "rgb(1,2)",
        "color-mix(in srgb, red)",
        "10px",
        "lab(1,2,3)",
        "rgb(from x r g b)",
        "rgb(from red r g)",
        "rgb(from red x g b)",
        "light-dark(red",
    ],
)
def test_what_is_no_color(text: str) -> None:
    assert parse_color(text) is None


@given(st.text(max_size=40) | st.from_regex(r"(rgba?|hsl|hwb|lab|lch|oklch|color|color-mix)\([^()]{0,30}\)", fullmatch=True))
def test_any_text_gives_a_color_or_none(text: str) -> None:
    color = parse_color(text)
    assert color is None or all(0 <= channel <= 1 for channel in color)
