"""What font names mean."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.brand.model import BrandKit
from visualgen.importing.families import FontName, families, font_name, kit_family, set_style, with_drawn_names


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ("Fraunces", FontName("Fraunces")),
        ("Fraunces-SemiBold", FontName("Fraunces", 600)),
        ("PlayfairDisplay-BoldItalic", FontName("Playfair Display", 700, True)),
        ("DMSans-Regular", FontName("DM Sans", 400)),
        ("Fraunces72pt-Black", FontName("Fraunces", 900)),
        ("Arial-BoldMT", FontName("Arial", 700)),
        ("TimesNewRomanPS-ItalicMT", FontName("Times New Roman", None, True)),
        ("HelveticaNeue-CondensedBold", FontName("Helvetica Neue", 700)),
        ("'DM Sans'", FontName("DM Sans")),
        ("Noto Sans-Bold", FontName("Noto Sans", 700)),
        ("X-Files", FontName("X-Files")),
    ],
)
def test_postscript_names(drawn: str, meant: FontName) -> None:
    assert font_name(drawn) == meant


def test_families_of_a_list() -> None:
    assert families("'DMSans-Bold', \"DM Sans\", sans-serif") == ("DMSans-Bold", "DM Sans")
    assert families(None) == ()


def test_the_kits_family(levain: BrandKit) -> None:
    assert kit_family("DMSans-Bold", levain.fonts) == "dm sans"
    assert kit_family("Futura", levain.fonts) is None
    assert with_drawn_names(["DMSans-Bold", "Futura"], levain.fonts).keys() == {*levain.fonts, "dmsans-bold"}


def test_a_property_is_written_where_nothing_overrules_it() -> None:
    element = etree.fromstring('<text style="fill:red;font-weight:400" class="a" line-height="2"/>')
    set_style(element, "font-weight", "700")
    assert element.get("style") == "fill:red;font-weight:700"
    set_style(element, "line-height", None)
    set_style(element, "fill", None)
    set_style(element, "font-weight", None)
    assert dict(element.attrib) == {"class": "a"}
