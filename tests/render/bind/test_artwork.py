"""Logos and devices of the kit in the boxes a drawing reserves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from visualgen.brand.model import Artwork
from visualgen.errors import KitError, SvgError
from visualgen.svg.shapes import view_box

SVG = "{http://www.w3.org/2000/svg}"


def nested(source: Any) -> list[etree._Element]:
    return [element for element in source.root.iter(SVG + "svg") if element is not source.root]


def test_a_logo_is_contained_with_its_clear_space(bound: Any) -> None:
    source = bound('<rect id="brand:logo" x="100" y="50" width="400" height="100" fill="none" transform="rotate(5)"/>')
    (art,) = nested(source)
    assert [art.get(side) for side in ("x", "y", "width", "height")] == ["100", "50", "400", "100"]
    assert view_box(art) == (-10, -10, 220, 120)
    assert art.get("preserveAspectRatio") == "xMidYMid meet"
    assert art.get("overflow") == "visible"
    holder = art.getparent()
    assert (holder.get("transform"), holder.get("fill")) == ("rotate(5)", None)
    assert art.get("fill") == "#000"


def test_an_aligned_logo_sits_on_its_margin(bound: Any) -> None:
    inside = nested(bound('<rect id="brand:logo" x="72" y="72" width="400" height="100" data-align="xMinYMin"/>'))[0]
    assert view_box(inside) == (0, 0, 210, 110)
    edge = nested(bound('<rect id="brand:logo" x="0" y="0" width="400" height="100" data-align="left top"/>'))[0]
    assert (edge.get("preserveAspectRatio"), view_box(edge)) == ("xMinYMin meet", (-10, -10, 220, 120))


def test_art_says_by_itself_how_it_fills(bound: Any) -> None:
    (art,) = nested(bound('<rect id="brand:pattern" width="400" height="100"/>'))
    assert (art.get("preserveAspectRatio"), art.get("overflow"), art.get("viewBox")) == ("none", None, "0 0 10 10")


def test_ids_classes_and_styles_keep_to_themselves(bound: Any) -> None:
    two = '<rect id="brand:logo" width="40" height="10"/><rect id="brand:logo_2" y="50" width="40" height="10"/><path class="a"/>'
    first, second = nested(bound(two))
    assert first.find(SVG + "style").text == ".art0 .art0-a{fill:red}.art0 path{stroke:none}"
    assert (first.get("class"), first[1].get("class"), first[1].get("id")) == ("art0", "art0-a", "art0-p")
    assert second[1].get("id") == "art1-p"


def test_art_the_kit_lacks_leaves_the_drawing(bound: Any) -> None:
    source = bound('<rect id="brand:corner" width="9" height="9"/><rect id="brand:pattern"/>')
    assert len(source.root) == 0


@pytest.mark.parametrize("layer", ["brand:logo/reversed", "brand:logo/none"])
def test_a_logo_the_kit_lacks_is_an_error(bound: Any, layer: str) -> None:
    with pytest.raises(KitError, match=r"add logos/(reversed|none)\.svg; it has: logo"):
        bound(f'<rect id="{layer}" width="9" height="9"/>')


def test_broken_artwork_names_the_kits_file(bound: Any) -> None:
    broken = replace(bound.kit, artwork={"logo": Artwork("logo", Path("logos/primary.svg"), b"<svg")})
    bound.kit = broken
    with pytest.raises(SvgError, match=r"bare/logos/primary\.svg"):
        bound('<rect id="brand:logo" width="9" height="9"/>')


def test_a_hidden_box_still_shows_its_logo(bound: Any) -> None:
    (art,) = nested(bound('<rect id="brand:logo" width="40" height="10" opacity="0"/>'))
    assert art.getparent().get("opacity") is None
