"""Bold and accent marks: what they give, and that no star is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.text.spans import parse_spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("plain", [("plain", 0)]),
        ("a **b** c *d* e", [("a ", 0), ("b", 1), (" c ", 0), ("d", 2), (" e", 0)]),
        ("***x***", [("x", 3)]),
        ("**a *b***", [("a ", 1), ("b", 3)]),
        ("***a* b**", [("a", 3), (" b", 1)]),
        ("***a** b*", [("a", 3), (" b", 2)]),
        ("*a **b***", [("a ", 2), ("b", 3)]),
        ("de **12**€", [("de ", 0), ("12", 1), ("€", 0)]),
        ("**deux\nlignes**", [("deux\nlignes", 1)]),
    ],
)
def test_marks_give_styles(text: str, spans: list[tuple[str, int]]) -> None:
    assert parse_spans(text) == spans


@pytest.mark.parametrize("text", ["5 * 3", "*", "**", "*a", "a*", "a ** b", "2*3*4", "****a****", "note *", "* point"])
def test_stars_without_a_partner_are_literal(text: str) -> None:
    assert parse_spans(text) == [(text, 0)]


def test_an_escaped_star_is_literal() -> None:
    assert parse_spans(r"\*a\* et *b\* c*") == [("*a* et ", 0), ("b* c", 2)]


def test_an_unbalanced_mark_inside_a_pair_stays() -> None:
    assert parse_spans("**a *b** c") == [("a *b", 1), (" c", 0)]


@given(st.text(alphabet="ab *\\\n1"))
def test_nothing_but_marks_is_lost(text: str) -> None:
    spans = parse_spans(text)
    assert "".join(piece for piece, _ in spans).replace("*", "") == text.replace("\\*", "").replace("*", "")
    assert all(piece and style in (0, 1, 2, 3) for piece, style in spans)
    assert all(one[1] != two[1] for one, two in pairwise(spans))


@given(st.text(alphabet="ab é'"))
def test_text_without_stars_is_one_span(text: str) -> None:
    assert parse_spans(text) == ([(text, 0)] if text else [])
