"""Colours by ΔE 2000, families by name and rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from visualgen.brand.model import BrandKit
from visualgen.importing.matching import delta_e

HEAD = '<svg width="1080" height="1350" xmlns="http://www.w3.org/2000/svg">'
INK = '<text x="72" y="300" fill="#2b160e">A</text></svg>'


def from_lab(lightness: float, a: float, b: float) -> tuple[float, float, float, float]:
    """Return linear-free sRGB of a Lab colour within the gamut (D65)."""
    fy = (lightness + 16) / 116
    x, y, z = (t**3 if t**3 > 216 / 24389 else (116 * t - 16) * 27 / 24389 for t in (fy + a / 500, fy, fy - b / 200))
    x, z = x * 0.9504559, z * 1.0890578
    linear = (
        3.2409699 * x - 1.5373832 * y - 0.4986108 * z,
        -0.9692436 * x + 1.8759675 * y + 0.0415551 * z,
        0.0556301 * x - 0.2039770 * y + 1.0569715 * z,
    )
    red, green, blue = (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in linear)
    return red, green, blue, 1.0


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        # Sharma, Wu and Dalal (2005), table 1, the pairs that lie in sRGB
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_published_pairs(first: Any, second: Any, wanted: float) -> None:
    assert delta_e(from_lab(*first), from_lab(*second)) == pytest.approx(wanted, abs=2e-3)


def test_the_nearest_token_is_shown_with_its_distance(import_svg: Callable[..., Any], levain: BrandKit) -> None:
    svg = HEAD + '<rect width="1080" height="1350" fill="#fbf1df"/><rect width="9" height="9" fill="#00f"/>' + INK
    done = import_svg(svg, levain)
    found = {match.drawn: match for match in done.proposal.colors}
    assert (found["#fbf1df"].token, found["#fbf1df"].taken) == ("color.paper", True)
    assert 0 < found["#fbf1df"].distance < 2
    assert found["#2b160e"].token == "color.ink"  # on-accent has the same value: words are ink
    assert not found["#0000ff"].taken
    assert "#0000ff" not in done.template.colors
    assert "#0000ff stays as it is drawn" in done.messages("approximated")
    assert '# "#0000ff"' in done.built.files["template.toml"].decode()


def test_masks_are_no_colours(import_svg: Callable[..., Any], levain: BrandKit) -> None:
    mask = '<mask id="m"><rect width="99" height="99" fill="#d9d9d9"/></mask>'
    svg = HEAD + mask + '<g mask="url(#m)"><rect width="99" height="99" fill="#a83e1b"/></g>' + INK
    assert {match.drawn for match in import_svg(svg, levain).proposal.colors} == {"#a83e1b", "#2b160e"}


def test_families_take_the_token_of_their_own_family(import_svg: Callable[..., Any], levain: BrandKit) -> None:
    svg = (
        HEAD + '<text x="72" y="300" font-size="90" font-family="DM Sans">Grand</text>'
        '<text x="72" y="500" font-size="30" font-family="Fraunces-Italic">petit</text></svg>'
    )
    assert import_svg(svg, levain).template.fonts == {"dm sans": "typography.text", "fraunces": "typography.headline"}


def test_without_a_kit_nothing_is_mapped(import_svg: Callable[..., Any]) -> None:
    done = import_svg(HEAD + '<text x="72" y="300" fill="#2b160e" font-family="Inter">A</text></svg>')
    assert (done.template.colors, done.template.fonts) == ({}, {})


def test_a_mask_keeps_its_light_under_another_kit(import_svg: Callable[..., Any], levain: BrandKit) -> None:
    from visualgen.render.bind.drawing import map_colors
    from visualgen.settings import Limits
    from visualgen.template.reading import drawing_tree

    mask = '<mask id="m" fill="white"><rect width="99" height="99" fill="#ffffff"/></mask>'
    ground = '<rect width="1080" height="1350" fill="#ffffff"/><g mask="url(#m)"><rect width="9" height="9"/></g>'
    svg = HEAD + mask + ground + INK
    done = import_svg(svg, levain)
    root = drawing_tree(done.template.drawings["4x5", 1], Limits(), {})
    map_colors(root, {"#ffffff": "color.paper"})
    fills = [element.get("fill") for element in root.iter("{*}rect")]
    assert fills[:2] == ["#ffffff", "var(--color-paper, #ffffff)"]
