"""Lists repeated along their step."""

from __future__ import annotations

from typing import Any

from visualgen.render.products import Source
from visualgen.svg.matrix import apply, multiply, parse_transform
from visualgen.template.names import ROLE

ROW = (
    '<g id="each:rows"><rect x="100" y="200" width="800" height="80"/><text id="slot:index" x="110" y="250">1</text>'
    '<text id="slot:item" x="200" y="250">Pain</text></g>'
)
TWIN = '<g id="each:rows/2"><rect x="100" y="300" width="800" height="80"/><text id="slot:item" x="200" y="350">Brioche</text></g>'


def placed(source: Source, role: str) -> tuple[float, float]:
    """Return where a text's anchor ends up in the root's user space."""
    element = next(element for element in source.root.iter() if element.get(ROLE) == role)
    matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for node in (element, *element.iterancestors()):
        matrix = multiply(parse_transform(node.get("transform")), matrix)
    return apply(matrix, float(element.get("x", 0)), float(element.get("y", 0)))


def test_items_follow_the_step_to_the_twin(bound: Any) -> None:
    source = bound(ROW + TWIN, {"rows": ["a", "b", "c"]})
    assert source.values == {
        "rows.0.index": "1", "rows.0.item": "a", "rows.1.index": "2", "rows.1.item": "b", "rows.2.index": "3", "rows.2.item": "c",
    }  # fmt: skip
    assert [placed(source, f"slot:rows.{n}.item") for n in range(3)] == [(200, 250), (200, 350), (200, 450)]
    assert source.specs["rows.2.item"].type == "text"
    assert source.samples_used == ()


def test_without_a_twin_items_go_down(bound: Any) -> None:
    source = bound(ROW, {"rows": ["a", "b"]})
    assert placed(source, "slot:rows.1.item") == (200, 330)


def test_a_twin_that_comes_first_and_goes_right(bound: Any) -> None:
    twin = '<g id="each:rows/2" transform="translate(300 0)"><rect x="100" y="200" width="200" height="80"/></g>'
    row = '<g id="each:rows"><rect x="100" y="200" width="200" height="80"/><text id="slot:item" x="110" y="250">a</text></g>'
    source = bound(twin + row, {"rows": ["a", "b"]})
    assert placed(source, "slot:rows.1.item") == (410, 250)
    assert len(list(source.root.iter("{http://www.w3.org/2000/svg}rect"))) == 2


def test_the_drawn_sample_stays_where_no_list_is_given(bound: Any) -> None:
    source = bound(ROW + TWIN, sample=True)
    roles = [element.get(ROLE) for element in source.root.iter() if element.get(ROLE)]
    assert roles == ["slot:rows.0.index", "slot:rows.0.item", "slot:rows.1.item"]
    assert source.samples_used == ("rows",)


def test_an_empty_list_draws_nothing(bound: Any) -> None:
    source = bound(ROW + TWIN + '<g id="unless:rows"><rect id="none"/></g>', {"rows": []})
    assert source.specs == {}
    assert any(element.get("id") == "none" for element in source.root.iter())


def test_conditions_look_at_the_item_first(bound: Any) -> None:
    row = (
        '<g id="each:rows"><rect width="10" height="10"/><text id="slot:name">x</text><g id="if:note"><text id="slot:note">y</text></g>'
        '<g id="if:photo"><circle r="1"/></g></g><rect id="slot:photo"/>'
    )
    source = bound(row, {"rows": [{"name": "a", "note": "n"}, {"name": "b"}]})
    assert sorted(source.specs) == ["photo", "rows.0.name", "rows.0.note", "rows.1.name"]
    assert not list(source.root.iter("{http://www.w3.org/2000/svg}circle"))


def test_lists_in_lists(bound: Any) -> None:
    row = (
        '<g id="each:days"><rect width="500" height="100"/><text id="slot:day">x</text>'
        '<g id="each:hours"><rect width="50" height="50"/><text id="slot:item">y</text></g></g>'
    )
    source = bound(row, {"days": [{"day": "lundi", "hours": ["9 h", "14 h"]}, {"day": "mardi", "hours": "10 h"}]})
    assert {key: value for key, value in source.values.items() if not key.endswith("index")} == {
        "days.0.day": "lundi", "days.0.hours.0.item": "9\u00a0h", "days.0.hours.1.item": "14\u00a0h", "days.1.day": "mardi",
        "days.1.hours.0.item": "10\u00a0h",
    }  # fmt: skip


def test_ids_in_copies_are_their_own(bound: Any) -> None:
    row = (
        '<g id="each:rows"><linearGradient id="g"/><rect id="r" width="9" height="9" fill="url(#g)"/><use href="#r"/>'
        '<text id="slot:item">x</text></g>'
    )
    source = bound(row, {"rows": ["a", "b"]})
    ids = [element.get("id") for element in source.root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    fills = [element.get("fill") for element in source.root.iter("{http://www.w3.org/2000/svg}rect")]
    assert fills == ["url(#g)", "url(#g--1)"]
    assert [element.get("href") for element in source.root.iter("{http://www.w3.org/2000/svg}use")] == ["#r", "#r--1"]


def test_a_run_that_is_too_long_becomes_smaller(bound: Any) -> None:
    source = bound(ROW + TWIN, {"rows": ["x"] * 20})
    x, y = placed(source, "slot:rows.19.item")
    assert y <= 1350
    assert x < 200
    framed = bound(ROW + TWIN + '<rect id="frame:rows" x="100" y="200" width="800" height="300"/>', {"rows": ["x"] * 6})
    assert placed(framed, "slot:rows.5.item")[1] <= 500
