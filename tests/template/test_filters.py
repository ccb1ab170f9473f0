"""Prices, dates and numbers the French way."""

from __future__ import annotations

from typing import Any

import pytest

from visualgen.errors import TemplateError
from visualgen.template.sandbox import evaluate


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        ("x | euros", 12, "12\u00a0€"),
        ("x | euros", "12,5", "12,50\u00a0€"),
        ("x | euros", "12.50 €", "12,50\u00a0€"),
        ("x | euros", 1234.5, "1\u202f234,50\u00a0€"),
        ("x | euros", "1 234 567", "1\u202f234\u202f567\u00a0€"),
        ("(x * 2) | euros", 3, "6\u00a0€"),
        ("x | number", 1234.25, "1\u202f234,25"),
        ("x | number(1)", 2, "2,0"),
        ("x | percent", -20, "−20\u202f%"),
        ("x | date_fr", "2026-12-05", "5\u00a0décembre 2026"),
        ("x | date_fr('day')", "2026-12-01", "mardi 1er\u00a0décembre"),
        ("x | date_fr('short')", "2026-07-14", "14\u00a0juill."),
        ("x | time_fr", "18:30", "18\u00a0h\u00a030"),
        ("x | time_fr", "9:00", "9\u00a0h"),
        ("x | upper", "été", "ÉTÉ"),
        ("x | truncate(5)", "abcdefgh", "abcd…"),
        ("x | join(' · ')", ["a", 2], "a · 2"),
        ("x | replace('a', 'b')", "aha", "bhb"),
        ("x | title", "été chaud", "Été Chaud"),
        ("x | default('rien')", "", ""),
        ("x | length", [1, 2], "2"),
        ("x | first", ["a", "b"], "a"),
        ("x | round(1)", 2.25, "2.2"),
    ],
)
def test_filter(expression: str, value: Any, expected: str) -> None:
    assert evaluate("{{ " + expression + " }}", {"x": value}, file="f") == expected


@pytest.mark.parametrize(
    "expression", ["'abc' | euros", "'2026-13-01' | date_fr", "'soir' | time_fr", "'2026-12-05' | date_fr('x')", "[1] | upper"]
)
def test_what_a_filter_cannot_do_is_an_error(expression: str) -> None:
    with pytest.raises(TemplateError):
        evaluate("{{ " + expression + " }}", {}, file="f")
