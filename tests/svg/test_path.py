"""Path data by the grammar of SVG 2, §9, and its extents."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.svg.matrix import parse_transform
from visualgen.svg.path import extents, parse_path, to_d, transformed


def shape(d: str) -> str:
    return "".join(segment[0] for segment in parse_path(d))


def test_absolute_and_relative() -> None:
    assert parse_path("M10,20L30 40l-5-5h10v-4H0V0z") == (
        ("M", 10, 20),
        ("L", 30, 40),
        ("L", 25, 35),
        ("L", 35, 35),
        ("L", 35, 31),
        ("L", 0, 31),
        ("L", 0, 0),
        ("Z",),
    )


def test_numbers_may_touch() -> None:
    assert parse_path("m1-2.5.5.5-1,1e1z") == (("M", 1, -2.5), ("L", 1.5, -2), ("L", 0.5, 8), ("Z",))
    assert parse_path("M.5.5-1-1") == (("M", 0.5, 0.5), ("L", -1, -1))
    assert parse_path("M1e1 1E+1") == (("M", 10, 10),)


def test_pairs_after_a_move_are_lines() -> None:
    assert parse_path("m1 1 2 2 3 3") == (("M", 1, 1), ("L", 3, 3), ("L", 6, 6))
    assert parse_path("M1 1M2 2L3 3") == (("M", 2, 2), ("L", 3, 3))


def test_relative_after_close_starts_at_the_start() -> None:
    assert parse_path("M10 10h5v5z l1 1") == (("M", 10, 10), ("L", 15, 10), ("L", 15, 15), ("Z",), ("M", 10, 10), ("L", 11, 11))
    assert parse_path("M10 10h5z m1 1 h1") == (("M", 10, 10), ("L", 15, 10), ("Z",), ("M", 11, 11), ("L", 12, 11))


@pytest.mark.parametrize(
    ("d", "expected"),
    [
        ("M0 0L1 x", "M"),
        ("M0 0L1 1 2", "ML"),
        ("M0 0 X 5 5", "M"),
        ("M0 0H 10 20", "MLL"),
        ("L1 1", ""),
        ("10 10", ""),
        ("M0 0,L1 1", "M"),
        ("M0 0L1 1,", "ML"),
        ("M0 0 L,1 1", "M"),
        ("M0 0Z5 5", "MZ"),
        ("M0 0L1 1 #", "ML"),
        ("", ""),
        ("M", ""),
        ("M0 0L1e999 0", "M"),
        ("M0 0ZZ", "MZ"),
    ],
)
def test_an_error_ends_the_path(d: str, expected: str) -> None:
    assert shape(d) == expected


def test_smooth_cubic_mirrors_the_control_point() -> None:
    last = parse_path("M0 0C0 10 10 10 10 0S20-10 20 0")[-1]
    assert last == ("C", 10, -10, 20, -10, 20, 0)
    assert parse_path("M5 5S20-10 20 0")[-1] == ("C", 5, 5, 20, -10, 20, 0)


def test_quadratics_become_cubics() -> None:
    segments = parse_path("M0 0Q3 3 6 0T12 0")
    assert segments[1][1:] == pytest.approx((2, 2, 4, 2, 6, 0))
    assert segments[2][1:] == pytest.approx((8, -2, 10, -2, 12, 0))


def test_compact_arc_flags() -> None:
    assert parse_path("M0 0a5 5 0 0110 10") == parse_path("M0 0a5,5,0,0,1,10,10")
    assert parse_path("M0 0a5 5 0 01.5.5")[-1][-2:] == (0.5, 0.5)
    assert shape("M0 0a5 5 0 2 1 10 10") == "M"


def test_arcs_follow_the_circle() -> None:
    segments = parse_path("M10 0A10 10 0 0 1-10 0")
    assert extents(segments) == pytest.approx((-10, 0, 10, 10), abs=0.01)
    assert extents(parse_path("M10 0A10 10 0 0 0-10 0")) == pytest.approx((-10, -10, 10, 0), abs=0.01)


def test_arcs_out_of_range() -> None:
    assert parse_path("M0 0A0 5 0 0 1 10 10")[-1] == ("L", 10, 10)
    assert shape("M0 0A5 5 0 0 1 0 0") == "M"
    assert extents(parse_path("M0 0A1 1 0 0 1 10 0")) == pytest.approx((0, -5, 10, 0), abs=0.01)
    assert parse_path("M0 0A-5-5 0 0 1 10 0") == parse_path("M0 0A5 5 0 0 1 10 0")


def test_extents_are_exact() -> None:
    assert extents(parse_path("M0 0C0 10 10 10 10 0")) == pytest.approx((0, 0, 10, 7.5))
    assert extents(parse_path("M0 0L10 0"), parse_transform("rotate(90)")) == pytest.approx((0, 0, 0, 10))
    assert extents(parse_path("M5 5")) is None
    assert extents(parse_path("M0 0L1 1M50 50")) == (0, 0, 1, 1)
    assert extents(()) is None


def test_transformed() -> None:
    assert transformed(parse_path("M1 2L3 4Z"), parse_transform("translate(10 20)")) == (("M", 11, 22), ("L", 13, 24), ("Z",))


@given(st.text(alphabet="MmLlHhVvCcSsQqTtAaZz0123456789.,-+eE \n", max_size=80))
def test_any_text_is_read_and_reads_back(d: str) -> None:
    segments = parse_path(d)
    assert parse_path(to_d(segments)) == segments or any(segment[0] == "Z" for segment in segments)
    box = extents(segments)
    assert box is None or all(math.isfinite(side) for side in box)
