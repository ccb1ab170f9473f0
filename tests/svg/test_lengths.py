"""Lengths, numbers and fractions; the unit values are those of CSS Values 4, §6.2."""

from __future__ import annotations

import pytest

from visualgen.svg.lengths import fraction, length, numbers


@pytest.mark.parametrize(
    ("text", "px"),
    [
        ("12", 12),
        ("+.5", 0.5),
        ("1e2", 100),
        ("-3.", -3),
        (" 10px ", 10),
        ("72pt", 96),
        ("6pc", 96),
        ("25.4mm", 96),
        ("2.54cm", 96),
        ("1in", 96),
        ("101.6Q", 96),
        ("2em", 40),
        ("2ex", 20),
        ("1rem", 16),
        ("50%", 60),
    ],
)
def test_units_in_px(text: str, px: float) -> None:
    assert length(text, 120, 20) == pytest.approx(px)


@pytest.mark.parametrize("text", [None, "", "px", "1 2", "10vw", "auto", "1e999", "0x10"])
def test_what_is_no_length_gives_the_default(text: str | None) -> None:
    assert length(text) is None
    assert length(text, default=7.0) == 7.0


def test_numbers_of_a_list() -> None:
    assert numbers("0 0,120-4.5.5e1") == [0, 0, 120, -4.5, 5]
    assert numbers(None) == []


def test_fraction_is_clamped() -> None:
    assert fraction("40%") == pytest.approx(0.4)
    assert fraction("1.5") == 1
    assert fraction("-1") == 0
    assert fraction("x", 0.3) == 0.3
