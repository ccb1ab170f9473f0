"""Layer names as each design tool writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from visualgen.template.names import ROLE, LayerName, clean_label, layer_name, mark_roles, named_layers, parse_role, role_of, slot_name

SPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    ' xmlns:serif="http://www.serif.com/" xmlns:penpot="https://penpot.app/xmlns"'
)


def element(markup: str) -> etree._Element:
    return etree.fromstring(f"<svg {SPACES}>{markup}</svg>")[0]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<text id="slot:headline"/>', "slot:headline"),
        ('<text data-slot="headline"/>', "slot:headline"),
        ('<rect data-slot="frame:headline"/>', "frame:headline"),
        ('<text data-slot="tip_2"/>', "slot:tip_2"),
        ('<text id="slot_headline"/>', "slot:headline"),
        ('<text id="slot-photo"/>', "slot:photo"),
        ('<text id="Slot: Head Line"/>', "slot:headline"),
        ('<text id="slot:old-price"/>', "slot:old_price"),
        # Figma: the layer's name as id, duplicates numbered
        ('<g id="slot:headline_2"/>', "slot:headline"),
        ('<g id="brand:logo/reversed_3"/>', "brand:logo/reversed"),
        ('<g id="each:items/2"/>', "each:items/2"),
        # Illustrator: hex escapes, duplicates, data-name
        ('<g id="slot_x3A_headline"/>', "slot:headline"),
        ('<g id="slot_x3A_headline_1_"/>', "slot:headline"),
        ('<g id="slot_x3A_headline_00000012345678901234567890_"/>', "slot:headline"),
        ('<g id="slot_x3A_old_x5F_price"/>', "slot:old_price"),
        ('<g id="each_x3A_items_x2F_2"/>', "each:items/2"),
        ('<g id="slot_headline-2" data-name="slot:headline"/>', "slot:headline"),
        ('<g id="brand_logo_reversed" data-name="brand:logo/reversed"/>', "brand:logo/reversed"),
        # Inkscape, Affinity, Penpot
        ('<text id="text1234" inkscape:label="slot:headline"/>', "slot:headline"),
        ('<g id="g8" inkscape:label="slot:headline copy 2"/>', "slot:headline"),
        ('<g id="slot-headline1" serif:id="slot:headline"/>', "slot:headline"),
        ('<g id="shape-1" penpot:name="slot:headline"/>', "slot:headline"),
        ('<g id="shape-1"><penpot:shape penpot:name="slot:headline" penpot:type="text"/></g>', "slot:headline"),
        # conditions
        ('<g id="if:price"/>', "if:price"),
        ('<g id="if:!photo"/>', "unless:photo"),
        ('<g id="unless_photo"/>', "unless:photo"),
        ('<g id="brand-logo"/>', "brand:logo"),
    ],
)
def test_layer_name(markup: str, expected: str) -> None:
    assert str(layer_name(element(markup))) == expected


@pytest.mark.parametrize(
    "markup",
    [
        '<g id="Frame_1"/>',
        '<g id="Frame 1"/>',
        '<rect id="frame-12"/>',
        '<rect id="brand-blue"/>',
        '<linearGradient id="slot:headline"/>',
        '<clipPath id="slot-photo"/>',
        '<g id="slot:"/>',
        '<g id="slotheadline"/>',
        '<g id="slot:a b/"/>',
        "<g/>",
        '<g id="layer1" inkscape:label="Background"/>',
    ],
)
def test_no_layer_name(markup: str) -> None:
    found = layer_name(element(markup))
    assert found is None or markup == '<g id="slot:a b/"/>'


def test_a_slash_at_the_end_is_no_variant() -> None:
    assert parse_role("brand:logo/") is None
    assert parse_role("brand:logo/reversed") == LayerName("brand", "logo", "reversed")


def test_the_outermost_of_nested_equal_names_counts() -> None:
    root = etree.fromstring(
        f'<svg {SPACES}><g id="slot:headline"><text id="slot:headline_2"/><rect id="slot:other"/></g><text id="slot:headline_3"/></svg>'
    )
    assert [(element.tag.rpartition("}")[2], str(name)) for element, name in named_layers(root)] == [
        ("g", "slot:headline"),
        ("rect", "slot:other"),
        ("text", "slot:headline"),
    ]


def test_mark_roles_writes_what_is_named_and_nothing_else() -> None:
    root = etree.fromstring(f'<svg {SPACES} xmlns:v="urn:visualgen"><g v:role="slot:evil"/><text id="slot:headline"/></svg>')
    mark_roles(root)
    assert [element.get(ROLE) for element in root] == [None, "slot:headline"]
    assert role_of(root[1]) == ("slot", "headline")
    assert role_of(root[0]) == ("", "")


def test_labels_keep_the_numbers_people_write() -> None:
    assert clean_label("slot:tip2") == "slot:tip2"
    assert clean_label("slot:tip_2") == "slot:tip"


@given(st.text(max_size=60))
def test_any_name_is_read_without_an_error(text: str) -> None:
    for found in (parse_role(text), parse_role(clean_label(f"slot:{text}"))):
        assert found is None or (found.name and found.name == slot_name(found.name))


@given(st.from_regex(r"[a-z][a-z0-9]{0,20}", fullmatch=True), st.integers(2, 99))
def test_what_tools_append_is_stripped(name: str, number: int) -> None:
    for label in (f"slot:{name}_{number}", f"slot:{name}-{number}", f"slot_x3A_{name}_{number}_", f"SLOT : {name.upper()} copy {number}"):
        assert str(parse_role(clean_label(label))) == f"slot:{name}"
