"""Names, references and inheritance of SVG elements."""

from __future__ import annotations

from lxml import etree

from visualgen.svg.attributes import SVG, computed, element_name, href, local_url, style_value, tag

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:x="urn:x"'


def element(markup: str) -> etree._Element:
    return etree.fromstring(f"<svg {NAMESPACES}>{markup}</svg>")[0]


def test_tag_is_the_local_name_of_svg_elements_only() -> None:
    assert tag(element("<rect/>")) == "rect"
    assert tag(element("<x:rect/>")) is None
    assert tag(etree.Comment("rect")) is None


def test_href_prefers_the_plain_attribute() -> None:
    assert href(element('<use href=" #a" xlink:href="#b"/>')) == "#a"
    assert href(element('<use xlink:href="#b"/>')) == "#b"
    assert href(element("<use/>")) == ""


def test_local_url_gives_id_and_rest() -> None:
    assert local_url("url(#a) #fff") == ("a", "#fff")
    assert local_url(" url( '#slot:x' )") == ("slot:x", "")
    assert local_url("URL(#A)") == ("A", "")
    assert local_url("url(other.svg#a)") == (None, "url(other.svg#a)")
    assert local_url(None) == (None, "")


def test_computed_takes_the_nearest_value() -> None:
    root = etree.fromstring(
        f'<svg {NAMESPACES} fill="red" opacity=".5"><g fill="blue" style="paint-order:stroke"><rect stroke="green"/></g></svg>'
    )
    assert computed(root[0][0]) == {"fill": "blue", "stroke": "green", "paint-order": "stroke"}


def test_style_value_reads_style_before_the_attribute() -> None:
    node = element('<rect style="mix-blend-mode: multiply; isolation:isolate" isolation="auto" opacity=".5"/>')
    assert style_value(node, "mix-blend-mode") == "multiply"
    assert style_value(node, "isolation") == "isolate"
    assert style_value(node, "opacity") == ".5"
    assert style_value(node, "filter") is None


def test_element_name_is_what_a_designer_sees() -> None:
    assert element_name(element('<rect id="r" data-name="Carte"/>')) == "Carte"
    assert element_name(element('<rect id="r"/>')) == "r"
    assert element_name(element("<rect/>")) == "<rect>"
    assert tag(etree.Element(SVG + "g")) == "g"
