"""Filter functions and feDropShadow as primitives (Filter Effects 1)."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.render.style.filters import expand_filters
from visualgen.svg.attributes import SVG
from visualgen.svg.shapes import ids_of

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def expanded(markup: str) -> etree._Element:
    root = etree.fromstring(f"<svg {NAMESPACE}>{markup}</svg>")
    expand_filters(root, ids_of(root), (100, 100))
    return root


def of(functions: str, shape: str = '<rect x="10" y="20" width="30" height="40" {}/>') -> etree._Element:
    """Return the <filter> made for the functions on a shape."""
    root = expanded(shape.format(f'filter="{functions}"'))
    made = root[-1]
    assert root[0].get("filter") == f"url(#{made.get('id')})"
    assert made.get("color-interpolation-filters") == "sRGB"
    return made


def names(element: etree._Element) -> list[str]:
    return [child.tag.removeprefix(SVG) for child in element]


def test_drop_shadow_function() -> None:
    made = of("drop-shadow(4px 6px 5px rgb(20 10 60 / .6))")
    assert names(made) == ["feGaussianBlur", "feOffset", "feFlood", "feComposite", "feMerge"]
    assert (made[0].get("in"), made[0].get("stdDeviation")) == ("SourceAlpha", "5")
    assert (made[1].get("dx"), made[1].get("dy")) == ("4", "6")
    assert (made[2].get("flood-color"), made[2].get("flood-opacity")) == ("#140a3c", "0.6")
    assert [node.get("in") for node in made[4]] == [None, "SourceGraphic"]
    assert [(made.get(side)) for side in ("filterUnits",)] == ["userSpaceOnUse"]
    assert float(made.get("x")) < 10 - 3 * 5  # type: ignore[arg-type]


def test_the_shadow_takes_the_current_color() -> None:
    root = expanded('<g color="#ff0000"><rect width="1" height="1" filter="drop-shadow(0 0 1px)"/></g>')
    flood = root[-1][2]
    assert flood.get("flood-color") == "#ff0000"
    assert of("drop-shadow(red 1px 2px)")[2].get("flood-color") == "#ff0000"


def test_a_list_is_a_chain() -> None:
    made = of("blur(2px) drop-shadow(0 0 1px #000)")
    assert names(made)[:2] == ["feGaussianBlur", "feGaussianBlur"]
    assert made[1].get("in") == made[0].get("result")
    assert made[-1][1].get("in") == made[0].get("result")


@pytest.mark.parametrize(
    ("function", "primitive", "attributes"),
    [
        ("blur(3px)", "feGaussianBlur", {"stdDeviation": "3"}),
        ("blur()", "feGaussianBlur", {"stdDeviation": "0"}),
        ("hue-rotate(.5turn)", "feColorMatrix", {"type": "hueRotate", "values": "180"}),
        ("grayscale(1)", "feColorMatrix", {"values": " ".join(["0.2126 0.7152 0.0722 0 0"] * 3) + " 0 0 0 1 0"}),
        ("grayscale(0%)", "feColorMatrix", {"values": "1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 1 0"}),
        ("saturate(1)", "feColorMatrix", {"values": "1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 1 0"}),
        ("saturate(0)", "feColorMatrix", {"values": " ".join(["0.213 0.715 0.072 0 0"] * 3) + " 0 0 0 1 0"}),
    ],
)
def test_functions(function: str, primitive: str, attributes: dict[str, str]) -> None:
    made = of(function)
    assert names(made) == [primitive]
    assert attributes.items() <= dict(made[0].attrib).items()


@pytest.mark.parametrize(
    ("function", "attributes"),
    [
        ("brightness(1.5)", {"slope": "1.5"}),
        ("contrast(50%)", {"slope": "0.5", "intercept": "0.25"}),
        ("invert(1)", {"tableValues": "1 0"}),
        ("opacity(.4)", {"tableValues": "0 0.4"}),
    ],
)
def test_transfer_functions(function: str, attributes: dict[str, str]) -> None:
    transfer = of(function)[0]
    assert names(transfer) == (["feFuncA"] if function.startswith("opacity") else ["feFuncR", "feFuncG", "feFuncB"])
    assert attributes.items() <= dict(transfer[0].attrib).items()


@pytest.mark.parametrize(
    "value", ["blur(-1px)", "nonsense(1)", "drop-shadow(1px)", "drop-shadow(1px 2px 3px 4px)", "blur(1px", "12px", "blur(1px) x"]
)
def test_an_invalid_list_is_dropped(value: str) -> None:
    root = expanded(f'<rect width="1" height="1" filter="{value}"/>')
    assert value == "blur(1px" or root[0].get("filter") is None


def test_references_stay() -> None:
    root = expanded('<filter id="f"/><rect filter="url(#f)"/><rect filter="url(#f) blur(1px)"/><rect filter="none"/>')
    assert [rect.get("filter") for rect in root[1:]] == ["url(#f)", "url(#f) blur(1px)", "none"]


def test_fe_drop_shadow_keeps_its_color_space_and_place() -> None:
    root = expanded(
        '<filter id="f"><feOffset dx="1"/><feDropShadow dx="3" stdDeviation="2 4" flood-color="#123456" flood-opacity=".5" '
        'color-interpolation-filters="linearRGB" result="r"/><feBlend in2="r"/></filter>'
    )
    made = root[0]
    assert names(made) == ["feOffset", "feGaussianBlur", "feOffset", "feFlood", "feComposite", "feMerge", "feBlend"]
    assert made[1].get("in") == made[0].get("result")
    assert made[1].get("stdDeviation") == "2 4"
    assert (made[2].get("dx"), made[2].get("dy")) == ("3", "2")
    assert made[5].get("result") == "r"
    assert {step.get("color-interpolation-filters") for step in made[1:6]} == {"linearRGB"}


def test_text_has_a_region_that_cuts_nothing() -> None:
    made = of("blur(2px)", "<g {}><text>a</text></g>")
    assert float(made.get("x")) <= -1000  # type: ignore[arg-type]
    assert float(made.get("width")) >= 2000  # type: ignore[arg-type]


def test_saturation_above_one_is_written_out() -> None:
    root = expanded('<filter id="f"><feColorMatrix type="saturate" values="2"/><feColorMatrix type="saturate" values=".5"/></filter>')
    assert root[0][0].get("type") == "matrix"
    assert root[0][1].get("type") == "saturate"
