from __future__ import annotations

import pytest

from visualgen.brand.gamut import in_srgb


@pytest.mark.parametrize(
    ("space", "components", "expected"),
    [
        ("srgb-linear", (0.2140411, 0.2140411, 0.2140411), (0.5, 0.5, 0.5)),
        ("display-p3", (0.9175, 0.2003, 0.1386), (1.0, 0.0, 0.0)),
        ("a98-rgb", (0.8586, 0.0, 0.0), (1.0, 0.0, 0.0)),
        ("prophoto-rgb", (0.7022, 0.2757, 0.1035), (1.0, 0.0, 0.0)),
        ("rec2020", (0.792, 0.2310, 0.0738), (1.0, 0.0, 0.0)),
        ("xyz-d65", (0.9505, 1.0, 1.0888), (1.0, 1.0, 1.0)),
        ("xyz-d50", (0.9643, 1.0, 0.8251), (1.0, 1.0, 1.0)),
        ("lab", (54.29, 80.805, 69.891), (1.0, 0.0, 0.0)),
        ("lch", (54.29, 106.837, 40.858), (1.0, 0.0, 0.0)),
        ("oklab", (0.62796, 0.22486, 0.12585), (1.0, 0.0, 0.0)),
        ("hwb", (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    ],
)
def test_one_colour_in_every_space(space: str, components: tuple[float, float, float], expected: tuple[float, float, float]) -> None:
    """The primaries of sRGB written in each space (values of CSS Color 4's own conversions) come back."""
    assert in_srgb(space, components) == pytest.approx(expected, abs=0.012)


def test_out_of_gamut_is_clipped() -> None:
    assert in_srgb("srgb", (1.5, -0.2, 0.5)) == (1.0, 0.0, 0.5)


def test_neutral_axis_stays_neutral() -> None:
    for space in ("a98-rgb", "prophoto-rgb", "rec2020", "display-p3"):
        found = in_srgb(space, (0.5, 0.5, 0.5))
        assert found is not None
        assert max(found) - min(found) < 0.004


def test_unknown_space() -> None:
    assert in_srgb("cmyk", (0, 0, 0)) is None
