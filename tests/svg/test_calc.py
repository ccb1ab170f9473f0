"""calc(), min(), max(), clamp() (CSS Values 4, §10)."""

from __future__ import annotations

import pytest

from visualgen.svg.calc import css_length


@pytest.mark.parametrize(
    ("text", "px"),
    [
        ("10px", 10),
        ("10", 10),
        ("50%", 100),
        ("2em", 32),
        ("calc(10px + 50%)", 110),
        ("calc((100% - 60px) / 2)", 70),
        ("calc(2 * (1em - 4px))", 24),
        ("calc(10px - -5px)", 15),
        ("min(80%, 70px, 10em)", 70),
        ("max(10px, calc(5px * 3))", 15),
        ("clamp(10px, 60px, 40px)", 40),
        ("clamp(50px, 20px, 40px)", 50),
        ("-30deg", -30),
        ("0.5turn", 180),
        ("200grad", 180),
    ],
)
def test_values(text: str, px: float) -> None:
    assert css_length(text, 200, 16) == pytest.approx(px)


@pytest.mark.parametrize(
    "text", ["", "a", "1px 2px", "calc()", "calc(1px +)", "calc(1px / 0)", "clamp(1px)", "10vw", "calc(1px 2px)", "min()"]
)
def test_what_cannot_be_read(text: str) -> None:
    assert css_length(text, 200) is None


def test_deep_nesting_is_no_length() -> None:
    assert css_length("calc(" * 60 + "1px" + ")" * 60) is None
