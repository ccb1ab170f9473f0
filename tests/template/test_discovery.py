"""Slots found by their layers' names."""

from __future__ import annotations

from lxml import etree

from visualgen.template.discovery import sample_text, shows_sample, slots_of
from visualgen.template.names import mark_roles


def tree(markup: str) -> etree._Element:
    root = etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{markup}</svg>')
    mark_roles(root)
    return root


def test_lists_have_fields() -> None:
    found = slots_of(
        tree(
            '<g id="each:rows"><text id="slot:index">1</text><text id="slot:name">Pain</text>'
            '<g id="if:note"><text id="slot:note">bio</text></g><g id="each:tags"><text id="slot:item">a</text></g></g>'
            '<g id="each:rows/2"><text id="slot:name">Brioche</text></g><text id="slot:title">x</text>'
        )
    )
    assert list(found) == ["rows", "title"]
    assert {name: field.type for name, field in found["rows"].fields.items()} == {"name": "text", "note": "text", "tags": "list"}
    assert list(found["rows"].fields["tags"].fields) == ["item"]


def test_a_condition_alone_makes_a_slot() -> None:
    found = slots_of(tree('<g id="if:open"><rect/></g><g id="unless:photo"/><g id="if:title"/><text id="slot:title">x</text>'))
    assert sorted(found) == ["open", "photo", "title"]


def test_sample_text_is_read_line_by_line() -> None:
    assert sample_text(tree('<text id="slot:a">Un <tspan>seul</tspan> rang</text>')[0]) == "Un seul rang"
    assert (
        sample_text(tree('<text id="slot:a"><tspan x="0" y="10">Deux</tspan><tspan x="0" y="30">rangs</tspan></text>')[0]) == "Deux\nrangs"
    )
    assert sample_text(tree('<text id="slot:a"><tspan x="0">Deux</tspan><tspan x="0" dy="1.2em">rangs</tspan></text>')[0]) == "Deux\nrangs"
    assert sample_text(tree('<g id="slot:a"><text>Deux</text><text>textes</text></g>')[0]) == "Deux\ntextes"


def test_what_can_stand_as_a_sample() -> None:
    root = tree('<rect fill="#ddd"/><rect fill="url(#sky)"/><g/><image/>')
    assert [shows_sample(element) for element in root] == [False, True, True, True]
