"""The style pass as a whole: cascade, inheritance, colours, units, kit and cache."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from visualgen.errors import LimitExceeded, SvgError, VisualgenError
from visualgen.render.cache import Cache
from visualgen.render.products import Source, Styled
from visualgen.render.style import style
from visualgen.svg.attributes import SVG
from visualgen.template.names import ROLE

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:v="urn:visualgen"'


def styled(
    markup: str,
    css: dict[str, str] | None = None,
    font_map: dict[str, str] | None = None,
    head: str = 'width="100" height="100"',
    size_px: tuple[int, int] = (100, 100),
) -> Styled:
    root = etree.fromstring(f"<svg {NAMESPACES} {head}>{markup}</svg>")
    source = Source(root, "key", size_px, css or {}, font_map or {}, {}, {})
    return style(source, Cache(0))


def attributes(markup: str, css: dict[str, str] | None = None) -> dict[str, str]:
    """Return the attributes of the element with id x."""
    return {str(key): str(value) for key, value in styled(markup, css).ids["x"].attrib.items() if key != "id"}


def fill(markup: str, css: dict[str, str] | None = None) -> str | None:
    return attributes(markup, css).get("fill")


# ---------------------------------------------------------------- the cascade


@pytest.mark.parametrize(
    ("sheet", "element", "color"),
    [
        ("", 'fill="red"', "#ff0000"),
        ("rect{fill:blue}", 'fill="red"', "#0000ff"),
        ("rect{fill:blue}", 'fill="red" style="fill:lime"', "#00ff00"),
        ("rect{fill:blue!important}", 'style="fill:lime"', "#0000ff"),
        ("rect{fill:blue!important}", 'style="fill:lime!important"', "#00ff00"),
        ("#x{fill:blue}.a{fill:red}rect{fill:lime}", 'class="a"', "#0000ff"),
        (".a{fill:blue}.a{fill:red}", 'class="a"', "#ff0000"),
        ("rect{fill:nonsense}", 'fill="red"', "#ff0000"),
        ("rect{fill:var(--no)}", 'fill="red"', None),
        ("rect{fill:var(--no,blue)}", "", "#0000ff"),
        ("svg>rect:nth-of-type(1){fill:blue}", "", "#0000ff"),
        ("[data-a=b]{fill:blue}", 'data-a="b"', "#0000ff"),
    ],
)
def test_who_wins(sheet: str, element: str, color: str | None) -> None:
    assert fill(f'<style>{sheet}</style><rect id="x" {element}/>') == color


def test_nothing_of_the_style_sheet_is_left() -> None:
    product = styled('<style>.a{fill:red}</style><rect id="x" class="a" style="stroke:blue"/>')
    assert [element.tag for element in product.root] == [SVG + "rect"]
    assert dict(product.ids["x"].attrib) == {"id": "x", "fill": "#ff0000", "stroke": "#0000ff"}


@pytest.mark.parametrize(
    ("value", "color"), [("inherit", None), ("unset", None), ("revert", None), ("initial", "#000000"), ("currentColor", "#008000")]
)
def test_keywords_on_an_inherited_property(value: str, color: str | None) -> None:
    assert fill(f'<g fill="red" color="green"><rect id="x" fill="{value}"/></g>') == color


def test_keywords_on_another_property() -> None:
    assert attributes('<g opacity=".5"><rect id="x" style="opacity:inherit"/></g>')["opacity"] == "0.5"
    assert "opacity" not in attributes('<g opacity=".5"><rect id="x" style="opacity:unset"/></g>')


# ---------------------------------------------------------------- custom properties


def test_the_kit_wins_over_the_drawing() -> None:
    sheet = "<style>:root{--color-primary:red;--other:blue}rect{fill:var(--color-primary)}circle{fill:var(--other)}</style>"
    product = styled(sheet + '<rect id="a"/><circle id="b"/>', {"--color-primary": "var(--base)", "--base": "#0a7d5c"})
    assert product.ids["a"].get("fill") == "#0a7d5c"
    assert product.ids["b"].get("fill") == "#0000ff"
    assert fill(sheet + '<rect id="x"/>') == "#ff0000"


def test_a_layer_may_change_a_property_for_itself() -> None:
    markup = '<style>.card{--c:blue}</style><g class="card"><rect id="x" fill="var(--c)"/></g>'
    assert fill(markup, {"--c": "red"}) == "#0000ff"


def test_variables_in_attributes() -> None:
    found = attributes('<rect id="x" fill="var(--c, red)" rx="var(--radius-card,4)" stroke="var(--no)"/>', {"--radius-card": "24px"})
    assert found == {"fill": "#ff0000", "rx": "24"}


# ---------------------------------------------------------------- colours and opacities


def test_alpha_goes_into_the_opacity_beside() -> None:
    assert attributes('<rect id="x" fill="rgb(255 0 0 / .5)" fill-opacity=".5"/>') == {"fill": "#ff0000", "fill-opacity": "0.25"}
    assert attributes('<stop id="x" stop-color="transparent"/>') == {"stop-color": "#000000", "stop-opacity": "0"}


def test_a_translucent_color_is_inherited_and_overridden() -> None:
    markup = '<g fill="#ff000080" fill-opacity=".5"><rect id="x" {}/></g>'
    assert attributes(markup.format("")) == {}
    assert attributes(markup.format('fill="blue"')) == {"fill": "#0000ff", "fill-opacity": "0.5"}
    assert float(attributes(markup.format('fill-opacity="1"'))["fill-opacity"]) == pytest.approx(128 / 255, abs=1e-6)


def test_paint_servers_keep_their_fall_back() -> None:
    assert fill('<rect id="x" fill="url(#g) hsl(120 100% 25%)"/>') == "url(#g) #008000"
    assert fill('<rect id="x" fill="url(&quot;#g&quot;)"/>') == "url(#g)"
    assert fill('<rect id="x" fill="url(#g) none"/>') == "url(#g) none"
    assert fill('<rect id="x" fill="#123456 icc-color(x)"/>') == "#123456"


def test_current_color_waits_inside_what_use_draws() -> None:
    assert fill('<symbol id="s"><path id="x" fill="currentColor"/></symbol>') == "currentColor"
    assert fill('<g color="red" fill="currentColor"><g color="blue"><path id="x" color="lime"/></g></g>') == "#00ff00"


@pytest.mark.parametrize(("text", "number"), [("40%", "0.4"), ("2", "1"), ("-1", "0"), (".5", "0.5")])
def test_opacity(text: str, number: str) -> None:
    assert attributes(f'<rect id="x" opacity="{text}"/>')["opacity"] == number


# ---------------------------------------------------------------- geometry and units


def test_lengths_become_numbers() -> None:
    found = attributes('<rect id="x" x="10%" y="1in" width="50%" height="2em" rx="1mm" stroke-width="10%" stroke-dasharray="1pt, 2%"/>')
    assert {key: float(value) for key, value in found.items() if key != "stroke-dasharray"} == pytest.approx(
        {"x": 10, "y": 96, "width": 50, "height": 32, "rx": 3.7795, "stroke-width": 10}, rel=1e-4
    )
    assert [float(value) for value in found["stroke-dasharray"].split()] == pytest.approx([4 / 3, 2])


def test_css_geometry() -> None:
    found = attributes('<style>rect{x:calc(10% + 2px);width:5em;rx:auto}</style><rect id="x" x="1" y="3" rx="4"/>')
    assert found == {"x": "12", "width": "80", "y": "3"}
    assert attributes('<path id="x" d="M0 0" style="d:path(&quot;M1 1&quot;)"/>') == {"d": "M1 1"}
    assert attributes('<style>#x{width:9px;cx:5px}</style><circle id="x" cx="1"/>') == {"cx": "5"}


def test_percentages_refer_to_the_nearest_viewport() -> None:
    markup = '<svg width="40" height="20" viewBox="0 0 10 30"><rect id="x" width="50%" height="50%"/></svg>'
    assert attributes(markup) == {"width": "5", "height": "15"}


def test_gradient_units_follow_the_chain() -> None:
    assert attributes('<linearGradient id="x" x1="10%" x2="90%"/>') == {"x1": "0.1", "x2": "0.9"}
    chain = '<linearGradient id="a" gradientUnits="userSpaceOnUse"/><linearGradient id="x" href="#a" x1="10%" y1="1in"/>'
    assert attributes(chain) == {"href": "#a", "x1": "10", "y1": "96"}


def test_device_and_viewport() -> None:
    product = styled("", head='width="50" height="50" viewBox="10 0 50 25"', size_px=(100, 100))
    assert product.viewport == (50, 25)
    assert product.device == (2, 0, 0, 2, -20, 25)
    assert styled("", head='width="50" height="25"', size_px=(100, 50)).device == (2, 0, 0, 2, 0, 0)


# ---------------------------------------------------------------- text


def test_resolved_font_properties_stand_on_every_text() -> None:
    product = styled(
        "<style>.h{font:bold 48px/1.1 Inter,serif;letter-spacing:-.02em;text-transform:uppercase;font-stretch:75%}</style>"
        '<g class="h" fill="red"><text id="t">a<tspan id="s" font-size="50%" font-weight="lighter">b</tspan></text></g>'
    )
    text, span = product.ids["t"].attrib, product.ids["s"].attrib
    assert (text["font-family"], text["font-size"], text["font-weight"]) == ("Inter,serif", "48", "700")
    assert (text["line-height"], text["letter-spacing"], text["text-transform"], text["font-stretch"]) == (
        "1.1",
        "-0.96",
        "uppercase",
        "75%",
    )
    assert (span["font-size"], span["font-weight"], span["letter-spacing"]) == ("24", "400", "-0.96")


def test_later_longhands_win_over_the_shorthand() -> None:
    found = attributes('<style>.a{font-weight:300;font:20px Inter;font-size:30px}</style><text class="a" id="x">a</text>')
    assert (found["font-size"], found["font-weight"]) == ("30", "400")


def test_drawn_families_are_mapped() -> None:
    product = styled('<text id="x" font-family="Gotham-Bold, Arial">a</text>', font_map={"gotham-bold": "Archivo"})
    assert product.ids["x"].get("font-family") == "Archivo, Arial"


def test_text_positions_are_numbers() -> None:
    found = attributes('<text id="x" x="10% 2em" dy="1in" font-size="20">a</text>')
    assert (found["x"], found["dy"]) == ("10 40", "96")


# ---------------------------------------------------------------- transforms


def test_css_transforms_become_attributes() -> None:
    found = attributes(
        '<rect id="x" width="10" height="10" style="transform:rotate(90deg);transform-box:fill-box;transform-origin:center"/>'
    )
    numbers = [float(value) for value in found["transform"].removeprefix("matrix(").rstrip(")").split()]
    assert numbers == pytest.approx([0, 1, -1, 0, 10, 0])
    assert set(found) == {"width", "height", "transform"}


def test_what_depends_on_a_text_waits() -> None:
    product = styled('<g id="x" transform="scale(2)" style="rotate:5deg;transform-box:fill-box;transform-origin:center"><text>a</text></g>')
    element = product.ids["x"]
    transform, origin, box = product.late[element]
    assert transform is not None
    assert transform.startswith("rotate(5deg) matrix(2 0 0 2")
    assert (origin, box) == ("center", "fill-box")
    assert "transform" not in element.attrib
    used = styled('<use id="x" href="#t" style="transform:scale(2);transform-box:fill-box"/><text id="t">a</text>')
    assert used.ids["x"] in used.late


def test_gradients_take_css_transforms() -> None:
    assert attributes('<linearGradient id="x" style="transform:scale(2)"/>') == {"gradientTransform": "matrix(2 0 0 2 0 0)"}


# ---------------------------------------------------------------- the product


def test_roles_survive_and_the_source_is_not_touched() -> None:
    layers = '<rect v:role="slot:photo" display="none"/><rect v:role="frame:a" display="none"/>'
    root = etree.fromstring(f"<svg {NAMESPACES}><style>rect{{fill:red}}</style>{layers}</svg>")
    before = etree.tostring(root)
    product = style(Source(root, "k", (1, 1), {}, {}, {}, {}), Cache(0))
    assert etree.tostring(root) == before
    assert [element.get(ROLE) for element in product.root] == ["frame:a"]


def test_the_kit_s_artwork_keeps_its_style_to_itself() -> None:
    product = styled(
        "<style>path{fill:red}</style>"
        '<g v:role="brand:logo"><svg><style>.a{fill:var(--color-primary,blue)} svg{--color-primary:lime}</style>'
        '<path id="p"/><path id="q" class="a"/></svg></g>'
        '<path id="r" class="a"/>',
        {"--color-primary": "#0a7d5c"},
    )
    assert [product.ids[name].get("fill") for name in "pqr"] == [None, "#0a7d5c", "#ff0000"]


def test_equal_keys_share_one_product() -> None:
    cache = Cache(10_000_000)
    root = etree.fromstring(f"<svg {NAMESPACES}/>")
    source = Source(root, "k", (10, 10), {}, {}, {}, {})
    assert style(source, cache) is style(source, cache)


def test_the_same_input_gives_the_same_tree() -> None:
    markup = '<style>*{fill:red}</style><g style="filter:drop-shadow(1px 1px 2px)"><rect width="9" height="9"/></g><text>a</text>'
    assert etree.tostring(styled(markup).root) == etree.tostring(styled(markup).root)


def test_remote_fonts() -> None:
    assert styled("<style>@import 'https://a/?family=Inter';@font-face{font-family:Inter;src:url(//a/b)}</style>").remote_fonts == (
        "Inter",
    )


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ('<style>.a{fill:url(http://a/b#c)}</style><rect class="a"/>', SvgError),
        ('<foreignObject width="9" height="9"><p/></foreignObject>', SvgError),
        ('<g id="a"><use href="#a"/></g>', SvgError),
        ("<style>:root{--v0:x x;" + "".join(f"--v{i}:var(--v{i - 1}) var(--v{i - 1});" for i in range(1, 40)) + "}</style>", LimitExceeded),
        ("<style>rect{x:" + "calc(" * 5000 + "1px" + ")" * 5000 + "}</style><rect/>", LimitExceeded),
        ("<style>" + "b ~ c{fill:red}</style>" + "<c/>" * 3000, LimitExceeded),
    ],
)
def test_bad_input(markup: str, error: type[VisualgenError]) -> None:
    start = time.process_time()
    with contextlib.suppress(LimitExceeded) if error is LimitExceeded else pytest.raises(error):
        styled(markup)
    assert time.process_time() - start < 3


CSS = st.text(alphabet="abcx{}();:#.,*>+~[]=@!-/'\"\\ 0123456789%\n", max_size=120)
DECLARATION = st.builds(
    "{}:{};".format,
    st.sampled_from(
        [
            "fill",
            "font",
            "transform",
            "filter",
            "--a",
            "x",
            "d",
            "mask",
            "stroke-dasharray",
            "transform-origin",
            "line-height",
            "color",
            "marker",
            "scale",
        ]
    ),
    st.one_of(
        CSS,
        st.sampled_from(
            [
                "var(--a)",
                "var(--a,var(--b))",
                "inherit",
                "initial",
                "calc(1px*(2))",
                "color-mix(in oklch,red,blue)",
                "1e999px",
                "-0",
                "url(#x)",
            ]
        ),
        st.builds(
            "{}({})".format,
            st.sampled_from(["rgb", "oklch", "color", "translate", "matrix", "drop-shadow", "blur", "calc", "path", "min"]),
            CSS,
        ),
    ),
)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.one_of(DECLARATION, CSS), max_size=5), CSS)
def test_any_style_gives_a_tree_or_our_error(declarations: list[str], sheet: str) -> None:
    root = etree.fromstring(f'<svg {NAMESPACES}><style/><g><rect id="x" width="1" height="1"/><text>a</text></g></svg>')
    root[0].text = f"{sheet} rect{{{''.join(declarations)}}}"
    root[1].set("style", "".join(declarations))
    with contextlib.suppress(VisualgenError):
        style(Source(root, "k", (10, 10), {}, {}, {}, {}), Cache(0))
