from __future__ import annotations

import pytest

from visualgen.brand.contrast import PAIRS, Contrast, luminance, marked_color, matrix, ratio


def test_the_ends_of_the_scale() -> None:
    assert luminance("#000000") == 0
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("not a colour") == 0
    assert ratio("#000", "#fff") == pytest.approx(21)
    assert ratio("#fff", "#000") == pytest.approx(21)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0), ("#0000ff", "#ffffff", 8.59)],
)
def test_known_ratios(first: str, second: str, expected: float) -> None:
    """The values every contrast checker gives."""
    assert ratio(first, second) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("value", "mark"), [(7.0, "AAA"), (6.99, "AA"), (4.5, "AA"), (4.49, "AA large"), (3.0, "AA large"), (2.99, "fails")]
)
def test_marks(value: float, mark: str) -> None:
    assert Contrast("ink", "paper", value).mark == mark


def test_matrix_has_what_the_kit_has() -> None:
    pairs = matrix({"color.ink": "#111111", "color.paper": "#ffffff", "color.primary": "#eeeeee", "radius.card": 4.0})
    assert [(pair.text, pair.ground) for pair in pairs] == [("ink", "paper"), ("ink", "primary"), ("primary", "paper")]
    needed = {(text, ground): least for text, ground, least in PAIRS}
    assert [pair.needed for pair in pairs] == [needed["ink", "paper"], 0.0, needed["primary", "paper"]]
    assert [pair.enough for pair in pairs] == [True, True, False]


BRICK = {
    "color.ink": "#2b160e", "color.paper": "#faf0de", "color.primary": "#a83e1b", "color.on-primary": "#fff6e6", "color.accent": "#f3ba48",
}  # fmt: skip


def test_a_marked_word_keeps_its_colour_where_it_stands_out() -> None:
    assert marked_color("#2b160e", "#a83e1b", BRICK) == "#a83e1b"
    assert marked_color("#123456", "#a83e1b", BRICK) == "#a83e1b"
    assert marked_color("#2b160e", None, BRICK) == "#2b160e"


def test_a_marked_word_never_sinks_into_its_ground() -> None:
    assert marked_color("#fff6e6", "#a83e1b", BRICK) == "#f3ba48"
    assert marked_color("#FFF6E6", "#a83e1b", {**BRICK, "color.accent": "#b04a20"}) == "#FFF6E6"
