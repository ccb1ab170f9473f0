"""Affine matrices and the transform attribute (CSS Transforms 1, §8)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.svg.matrix import IDENTITY, apply, determinant, invert, map_box, multiply, number_text, parse_transform, to_svg, union

coordinates = st.floats(-1e4, 1e4)
matrices = st.tuples(*[st.floats(-100, 100)] * 6)


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        (None, IDENTITY),
        ("", IDENTITY),
        ("translate(10)", (1, 0, 0, 1, 10, 0)),
        ("translate(10,-5.5)", (1, 0, 0, 1, 10, -5.5)),
        ("scale(2)", (2, 0, 0, 2, 0, 0)),
        ("scale(2 3)", (2, 0, 0, 3, 0, 0)),
        ("matrix(1 2 3 4 5 6)", (1, 2, 3, 4, 5, 6)),
        ("translate(10 20), scale(2)", (2, 0, 0, 2, 10, 20)),
        ("scale(2)translate(10 20)", (2, 0, 0, 2, 20, 40)),
        ("rotate(90)", (0, 1, -1, 0, 0, 0)),
        ("rotate(90 10 10)", (0, 1, -1, 0, 20, 0)),
        ("skewX(45)", (1, 0, 1, 1, 0, 0)),
        ("skewY(45)", (1, 1, 0, 1, 0, 0)),
        ("translate(1e1-2)", (1, 0, 0, 1, 10, -2)),
        ("translate(10) nonsense", IDENTITY),
        ("rotate(1 2)", IDENTITY),
        ("scale(1e999)", IDENTITY),
        ("translate(10px)", IDENTITY),
    ],
)
def test_parse_transform(text: str | None, matrix: tuple[float, ...]) -> None:
    assert parse_transform(text) == pytest.approx(matrix)


@given(matrices, matrices, coordinates, coordinates)
def test_product_applies_the_right_one_first(m: tuple[float, ...], n: tuple[float, ...], x: float, y: float) -> None:
    left = apply(multiply(m, n), x, y)  # type: ignore[arg-type]
    right = apply(m, *apply(n, x, y))  # type: ignore[arg-type]
    assert left == pytest.approx(right, rel=1e-6, abs=1e-4)


@given(matrices, coordinates, coordinates)
def test_inverse_undoes(m: tuple[float, ...], x: float, y: float) -> None:
    if abs(determinant(m)) < 1e-3:  # type: ignore[arg-type]
        return
    there = apply(m, x, y)  # type: ignore[arg-type]
    assert apply(invert(m), *there) == pytest.approx((x, y), rel=1e-4, abs=1e-1)  # type: ignore[arg-type]


@given(matrices)
def test_text_reads_back(m: tuple[float, ...]) -> None:
    assert parse_transform(to_svg(m)) == m  # type: ignore[arg-type]


def test_number_text_is_short_and_exact() -> None:
    assert number_text(10.0) == "10"
    assert number_text(0.1 + 0.2) == repr(0.1 + 0.2)


def test_boxes() -> None:
    turned = map_box(parse_transform("rotate(45)"), (0, 0, 1, 1))
    assert turned == pytest.approx((-math.sqrt(0.5), 0, math.sqrt(0.5), math.sqrt(2)))
    assert union((0, 0, 1, 1), (2, -1, 3, 0.5)) == (0, -1, 3, 1)
    assert union(None, (1, 2, 3, 4)) == (1, 2, 3, 4)
    assert union(None, None) is None


def test_a_singular_matrix_has_no_inverse() -> None:
    with pytest.raises(ZeroDivisionError):
        invert((1, 1, 1, 1, 0, 0))
