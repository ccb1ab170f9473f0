"""Style sheets: which rules hold, and what is only recorded."""

from __future__ import annotations

import cssselect2
import pytest
from lxml import etree

from visualgen.errors import LimitExceeded
from visualgen.render.style.stylesheets import Sheets, inline_declarations, read_sheets, style_elements


def sheets(css: str, attributes: str = "") -> Sheets:
    root = etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg"><style {attributes}><![CDATA[{css}]]></style></svg>')
    return read_sheets(style_elements(root), 10)


def fills(css: str, attributes: str = "") -> list[str | None]:
    """Return the values of fill that reach a rect of class a, weakest first."""
    rect = etree.fromstring('<rect xmlns="http://www.w3.org/2000/svg" class="a"/>')
    wrapper = cssselect2.ElementWrapper.from_xml_root(rect)
    return [d.text for rule in sheets(css, attributes).matching(wrapper) for d in rule.normal if d.name == "fill"]


def test_specificity_orders() -> None:
    assert fills(".a{fill:red}rect{fill:blue}*{fill:lime}rect.a{fill:#000}") == ["lime", "blue", "red", "#000"]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("all", True),
        ("screen", True),
        ("only screen", True),
        ("not print", True),
        ("print", False),
        ("print, screen", True),
        ("screen and (prefers-color-scheme: light)", True),
        ("(prefers-reduced-motion: no-preference)", True),
        ("(prefers-color-scheme: dark)", False),
        ("(min-width: 100px)", False),
        ("not all", False),
    ],
)
def test_media(query: str, holds: bool) -> None:
    assert fills(f"@media {query}{{.a{{fill:red}}}}") == (["red"] if holds else [])
    assert fills(".a{fill:red}", f'media="{query}"') == (["red"] if holds else [])


def test_other_at_rules() -> None:
    assert fills("@supports (display:grid){.a{fill:red}} @layer x{.a{fill:blue}} @keyframes k{to{fill:lime}} @page{margin:0}") == [
        "blue",
        "red",
    ]
    assert fills("@namespace s url(http://www.w3.org/2000/svg);@namespace h 'urn:h';s|rect{fill:red}h|rect{fill:blue}") == ["red"]


def test_layers_come_before_specificity() -> None:
    sheet = "@layer base,top;@layer top{rect{fill:blue}}@layer base{.a{fill:red}}@layer{#x,.a{fill:lime}}rect{fill:#000}"
    assert fills(sheet) == ["red", "blue", "lime", "#000"]


def test_nested_rules() -> None:
    assert fills(".a{fill:red;&.a{fill:blue}& b,.a>&{fill:lime}@media print{&{fill:#111}}@media screen{&{fill:#222}}}") == [
        "red",
        "#222",
        "blue",
    ]


def test_broken_rules_are_passed_over() -> None:
    assert fills(".a:unknown{fill:blue} .a{fill:red;;fill:nonsense;fill} .a::before{fill:blue}") == ["red"]


def test_another_type_is_no_css() -> None:
    assert fills(".a{fill:red}", 'type="text/x-scss"') == []
    assert fills(".a{fill:red}", 'type=" TEXT/CSS "') == ["red"]


def test_remote_fonts_are_recorded_not_fetched() -> None:
    found = sheets(
        '@import url("https://fonts.example/css?family=Inter:wght@400|Lato&family=Open+Sans");@import "x.css";'
        '@font-face{font-family:"Recoleta";src:local(x),url(https://a/b.woff2)}'
        "@font-face{font-family:Here;src:url(fonts/x.woff2)}@font-face{font-family:In;src:url(data:font/woff2;base64,AA)}"
    )
    assert found.remote_fonts == ["Inter", "Lato", "Open Sans", "x.css", "Recoleta"]


def test_inline_declarations() -> None:
    found = inline_declarations("fill:red;stroke:blue!important;--x:1; FILL-OPACITY:.5;broken")
    assert [(d.name, d.text) for d in found.normal] == [("fill", "red"), ("--x", "1"), ("fill-opacity", ".5")]
    assert [(d.name, d.text) for d in found.important] == [("stroke", "blue")]
    assert inline_declarations("fill:rgb(var(--a))").normal[0].text is None
    assert inline_declarations(None).normal == ()


@pytest.mark.parametrize("value", ["12px", "nope", "rgb(1)", "opacity"])
def test_invalid_colors_hide_nothing(value: str) -> None:
    assert inline_declarations(f"fill:{value}").normal == ()


def test_too_many_rules() -> None:
    root = etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg"><style>{"a b{fill:red}" * 3000}</style></svg>')
    with pytest.raises(LimitExceeded, match="rules"):
        read_sheets(style_elements(root), 50_000)
    root[0].text = "g:has(a){fill:red}" * 50
    with pytest.raises(LimitExceeded, match="rules"):
        read_sheets(style_elements(root), 20_000)
    root[0].text = "a{" * 2000 + "}" * 2000
    with pytest.raises(LimitExceeded, match="nested"):
        read_sheets(style_elements(root), 10)
    root[0].text = " " * 2_000_001
    with pytest.raises(LimitExceeded, match="too long"):
        read_sheets(style_elements(root), 1)
