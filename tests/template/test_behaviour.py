"""template.toml: what it may say, and how it says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.errors import TemplateError
from visualgen.template.behaviour import Behaviour, read_behaviour

WHOLE = """
title = "Promo"
purpose = "Une offre."
tags = ["offre"]

[slots.old-price]
type = "text"
required = true
fit = [48, 120]
lines = 2
align = "left"
valign = "center"
case = "upper"
focus = "0.5, 0.25"
pin = ["left", "top"]
value = "{{ price | euros }}"

[slots.items]
type = "list"
[slots.items.fields.title]
required = true

[colors]
"#0A7D5C" = "color.primary"
"rgb(255, 0, 0)" = "color.accent"

[fonts]
"Playfair Display" = "typography.headline"

[pins]
logo = "right bottom"

[motion]
duration = 6
"""


def test_what_a_file_says() -> None:
    found = read_behaviour(WHOLE.encode(), "template.toml")
    assert found.title == "Promo"
    assert found.tags == ("offre",)
    price = found.slots["old_price"]
    assert price == {
        "type": "text", "required": True, "fit": (48.0, 120.0), "lines": 2, "align": "start", "valign": "middle", "case": "upper",
        "focus": "0.5,0.25", "pin": ("left", "top"), "value": "{{ price | euros }}",
    }  # fmt: skip
    assert found.slots["items"]["fields"] == {"title": {"required": True}}
    assert found.colors == {"#0a7d5c": "color.primary", "#ff0000": "color.accent"}
    assert found.fonts == {"playfair display": "typography.headline"}
    assert found.pins == {"logo": ("right", "bottom")}
    assert found.motion == {"duration": 6}


def test_an_empty_file_says_nothing() -> None:
    assert read_behaviour(b"", "template.toml") == Behaviour()


def test_slot_and_slots_are_one() -> None:
    assert read_behaviour(b"[slot.a]\nlines = 1", "t").slots == {"a": {"lines": 1}}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("titel = 'x'", 1, "did you mean 'title'"),
        ("\n[slots.a]\nreqired = true", 3, "did you mean 'required'"),
        ("[slots.a]\nlines = 1\n[slots.b]\nlines = 0", 4, "less than 1"),
        ("[slots.a]\nfit = [120, 48]", 2, "large to small"),
        ("[slots.a]\nfit = 'big'", 2, "smallest, largest"),
        ("[slots.a]\nfit = [0, 10]", 2, "smallest, largest"),
        ("[slots.a]\ntype = 'txet'", 2, "did you mean 'text'"),
        ("[slots.a]\nrequired = 1", 2, "true or false"),
        ("[slots.a]\nlines = 1.5", 2, "whole number"),
        ("[slots.a]\npin = ['lef']", 2, "did you mean 'left'"),
        ("[slots.a]\nfocus = '2,2'", 2, "focus"),
        ("[slots.a]\nvalue = 3", 2, "not a text"),
        ("slots = 3", 1, "not a table"),
        ("[slots]\na = 3", 2, "[slots.a]"),
        ("[colors]\nrouge = 'color.primary'", 2, "not a colour"),
        ("[colors]\n'#fff' = 3", 2, "not a text"),
        ("tags = 'a'", 1, "list of texts"),
        ("[slots.a]\nlines = ", 2, "not TOML"),
        ("[slots.items.fields.a]\nlinse = 1", 2, "did you mean 'lines'"),
    ],
)
def test_errors_name_line_and_mend(text: str, line: int, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read_behaviour(text.encode(), "promo/template.toml")
    assert caught.value.place == {"file": "promo/template.toml", "line": line}
    assert words in str(caught.value)
    assert caught.value.mend


def test_a_file_that_is_not_utf8() -> None:
    with pytest.raises(TemplateError, match="UTF-8"):
        read_behaviour("title = 'é'".encode("latin-1"), "t")


def _has_place(error: TemplateError) -> None:
    assert error.mend
    assert error.place["file"] == "t"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_behaviour(data, "t")
    except TemplateError as error:
        _has_place(error)


KEYS = ["type", "required", "sample", "fit", "lines", "align", "pin", "focus", "value", "window", "fields", "title", "x"]
VALUES = st.one_of(
    st.integers(-5, 5), st.text(max_size=5).map(repr), st.booleans().map(lambda b: str(b).lower()), st.just("[1, 2]"), st.just("{a=1}")
)


@given(
    st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=5),
    st.sampled_from(["", "[slots.a]", "[pins]", "[colors]", "[slots.a.fields.b]"]),
)
def test_any_keys_are_read_or_refused(pairs: list[tuple[str, object]], heading: str) -> None:
    text = "\n".join([heading, *(f"{key} = {value}" for key, value in pairs)])
    try:
        read_behaviour(text.encode("utf-8", "surrogatepass"), "t")
    except TemplateError as error:
        _has_place(error)
