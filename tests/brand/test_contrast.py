from __future__ import annotations

import pytest

from visualgen.brand.contrast import PAIRS, Contrast, luminance, matrix, ratio


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
