"""Any value a slot may be given is taken or refused by name."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visualgen.errors import ContentError, InputError
from visualgen.render.products import PictureValue

DRAWING = (
    '<text id="slot:title">x</text><rect id="slot:photo" width="9" height="9"/><rect id="slot:color"/>'
    '<rect id="slot:qr" width="9" height="9"/>'
    '<g id="each:rows"><rect width="9" height="9"/><text id="slot:name">x</text><g id="if:note"><text id="slot:note">x</text></g></g>'
)
NAMES = st.sampled_from(["title", "photo", "color", "qr", "rows", "TITLE", "titel", "", "a.b", "rows.0.name"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.binary(max_size=4))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "note", "x"]), inner, max_size=2),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=150)
@given(content=st.dictionaries(NAMES, VALUES, max_size=4), sample=st.booleans())
def test_any_content_is_bound_or_refused(bound: Any, content: dict[str, Any], sample: bool) -> None:
    with contextlib.suppress(InputError):
        source = bound(DRAWING, content, sample=sample)
        assert all(isinstance(value, (str, PictureValue)) for value in source.values.values())


@pytest.mark.parametrize("raw", ['["a", "b"]', "a | b", "a|b|", ["a", "b"], ("a", "b"), [{"name": "a"}, {"NAME": "b"}]])
def test_lists_are_written_in_many_ways(bound: Any, raw: Any) -> None:
    source = bound(DRAWING, {"rows": raw})
    names = {key: value for key, value in source.values.items() if key.endswith("name")}
    assert names == {"rows.0.name": "a", "rows.1.name": "b"}


def test_a_required_field_is_named_with_its_item(bound: Any) -> None:
    with pytest.raises(ContentError) as caught:
        bound(DRAWING, {"rows": [{"name": "a", "note": "x"}, {"name": "b"}]}, toml="[slots.rows.fields.note]\nrequired = true")
    assert caught.value.place == {"slot": "rows.1.note"}


@pytest.mark.parametrize(
    ("value", "color"),
    [("#F60", "#ff6600"), ("red", "#ff0000"), ("accent", "#ff6600"), ("color.accent", "#ff6600"), ("rgb(0 0 0 / 50%)", "rgba(0,0,0,0.5)")],
)
def test_colours_are_css_or_the_kits(bound: Any, value: str, color: str) -> None:
    assert bound(DRAWING, {"color": value}).root[2].get("style") == f"fill:{color}"


def test_items_see_their_own_fields_in_expressions(bound: Any) -> None:
    toml = "[slots.title]\nvalue = '{{ rows | length }} : {% for row in rows %}{{ row.name }} {% endfor %}'"
    assert bound(DRAWING, {"rows": [{"name": "a"}, {"name": "b"}]}, toml=toml, kit={"french_spacing": False}).values["title"] == "2 : a b"
