from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.calendar.cells import as_text, clean, parse_list, split_words, texts_of, trouble


def test_line_breaks_become_one_kind() -> None:
    assert clean("\ufeff a \r\nb\rc\vd\u2028e \n") == "a\nb\nc\nd\ne"


def test_numbers_and_dates_read_as_people_write_them() -> None:
    values = [12.0, 12.5, 7, dt.date(2026, 12, 3), dt.datetime(2026, 12, 3), dt.datetime(2026, 12, 3, 9, 30), dt.time(9, 30), " a "]
    assert [as_text(value) for value in values] == ["12", "12.5", "7", "2026-12-03", "2026-12-03", "2026-12-03 09:30", "09:30", "a"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("a\x00b", "control_characters"), ("a\x1bb", "control_characters"), ("caf\ufffd", "lost_characters"), ("cafÃ©", "mojibake"),
     ("lâ€™eau", "mojibake"), ("Ã€ table", "mojibake")],
)  # fmt: skip
def test_text_unfit_to_be_shown(text: str, code: str) -> None:
    found = trouble(text)
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize("text", ["Ça, c’est l’été : 12 €", "SÃO PAULO", "Âge d’or", "日本 \U0001f384", "a\tb\nc", "Ã", "“â”"])
def test_sound_text_is_left_alone(text: str) -> None:
    assert trouble(text) is None


@pytest.mark.parametrize(
    ("text", "items"),
    [("a | b|c ", ["a", "b", "c"]), ('["a", {"title": "b"}]', ["a", {"title": "b"}]), ("seul", ["seul"]), ("a\nb\n\nc", ["a", "b", "c"])],
)
def test_lists(text: str, items: list[object]) -> None:
    assert parse_list(text) == items


@pytest.mark.parametrize("text", ["[1,", "[" * 5000, '["a"] b', "[" * 30 + "]" * 30])
def test_broken_lists_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — json's own error is a ValueError, too
        parse_list(text)


@given(st.text())
def test_lists_never_fail_otherwise(text: str) -> None:
    try:
        assert isinstance(parse_list(text), list)
    except ValueError:
        assert text.strip().startswith("[")


@given(st.text())
def test_cleaning_is_settled_after_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_words_are_split_and_kept_once() -> None:
    assert split_words("4x5, 1x1;9x16 4x5", spaces=True) == ("4x5", "1x1", "9x16")
    assert split_words("google business + insta") == ("google business", "insta")
    assert texts_of([{"a": ["b", 1]}, "c"]) == ["a", "b", "c"]
