from __future__ import annotations

from typing import Any

import pytest

from visualgen.brand.css import custom_properties
from visualgen.brand.kinds import read_value
from visualgen.brand.tokens import Token


def css(path: str, kind: str, value: Any) -> dict[str, str]:
    return custom_properties([Token(path, kind, value)])


@pytest.mark.parametrize(
    ("kind", "written", "text"),
    [
        ("color", "#0a7", "#00aa77"),
        ("color", "#0a78", "rgba(0, 170, 119, 0.533)"),
        ("dimension", "1.5rem", "24px"),
        ("duration", "0.4s", "400ms"),
        ("fontFamily", "DM Sans, 'O''Hara', sans-serif", "'DM Sans', 'OHara', sans-serif"),
        ("fontWeight", "bold", "700"),
        ("number", 1.25, "1.25"),
        ("cubicBezier", [0.2, 0.8, 0.2, 1], "cubic-bezier(0.2, 0.8, 0.2, 1)"),
        ("gradient", [{"color": "#000", "position": 0}, {"color": "#fff", "position": 1}], "linear-gradient(#000000 0%, #ffffff 100%)"),
        ("shadow", {"color": "#000", "offsetX": 0, "offsetY": 4, "blur": 8, "spread": 0, "inset": True}, "inset 0px 4px 8px 0px #000000"),
        ("border", {"color": "#000", "width": 2, "style": "solid"}, "2px solid #000000"),
        ("border", {"color": "#000", "width": 2, "style": {"dashArray": [1], "lineCap": "butt"}}, "2px dashed #000000"),
        ("transition", {"duration": "1s", "timingFunction": [0, 0, 1, 1]}, "1000ms cubic-bezier(0, 0, 1, 1) 0ms"),
        ("strokeStyle", "dotted", "dotted"),
        ("strokeStyle", {"dashArray": [4, 2], "lineCap": "butt"}, "4 2"),
    ],
)
def test_css_of_every_type(kind: str, written: Any, text: str) -> None:
    assert css("group.name", kind, read_value(kind, written)) == {"--group-name": text}


def test_typography_gives_every_part() -> None:
    value = read_value(
        "typography", {"fontFamily": "Archivo", "fontSize": "100px", "fontWeight": 900, "letterSpacing": "-2px", "lineHeight": 0.92}
    )
    parts = css("typography.headline", "typography", {**value, "case": "uppercase", "stretch": 112, "variations": {"SOFT": 100, "WONK": 0}})
    assert parts == {
        "--typography-headline-family": "'Archivo'",
        "--typography-headline-size": "100px",
        "--typography-headline-weight": "900",
        "--typography-headline-leading": "0.92",
        "--typography-headline-tracking": "-0.02em",
        "--typography-headline-case": "uppercase",
        "--typography-headline-stretch": "112%",
        "--typography-headline-style": "normal",
        "--typography-headline-variations": '"SOFT" 100, "WONK" 0',
    }


def test_foreign_types_have_no_property() -> None:
    assert css("a", "string", "hello") == {}


def test_names_and_families_cannot_break_out_of_css() -> None:
    assert css("a b/c;}", "number", 1.0) == {"--a-b-c--": "1"}
    assert css("f", "fontFamily", ("x\\'; } * { fill: red",)) == {"--f": "'x  *  fill: red'"}
