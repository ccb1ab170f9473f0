"""Transform lists: read, padded, mixed function by function or by their matrices."""

from __future__ import annotations

import pytest

from visualgen.motion.transform_list import blend, interpolate, list_matrix, parse_transform_list


def read(text: str) -> object:
    return parse_transform_list(text, (200.0, 100.0), 10.0)


@pytest.mark.parametrize("text", ["rotate3d(1, 1, 0, 20deg)", "translate(1px, 2px, 3px)", "spin(2)", "12", "rotate(1deg, 2, 3, 4)"])
def test_what_is_refused(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("none", (1, 0, 0, 1, 0, 0)),
        ("translate(50%, 2em)", (1, 0, 0, 1, 100, 20)),
        ("translateY(-10%)", (1, 0, 0, 1, 0, -10)),
        ("scale(2)", (2, 0, 0, 2, 0, 0)),
        ("scale(50%)", (0.5, 0, 0, 0.5, 0, 0)),
        ("rotate(90 10 10)", (0, 1, -1, 0, 20, 0)),
        ("translate(3 4)", (1, 0, 0, 1, 3, 4)),
    ],
)
def test_what_is_read(text: str, matrix: tuple[float, ...]) -> None:
    assert list_matrix(read(text)) == pytest.approx(matrix)  # type: ignore[arg-type]


def test_a_full_turn_is_kept_where_functions_match() -> None:
    assert interpolate(read("rotate(0deg)"), read("rotate(720deg)"), 0.25)[0].values == (180.0,)  # type: ignore[arg-type]


def test_a_short_list_is_padded() -> None:
    steps = interpolate(read("translateX(10px)"), read("translateX(20px) scale(3)"), 0.5)  # type: ignore[arg-type]
    assert [(step.kind, step.values) for step in steps] == [("translate", (15.0, 0.0)), ("scale", (2.0, 2.0))]


def test_what_does_not_match_becomes_one_matrix_from_there_on() -> None:
    steps = interpolate(read("translateX(10px) scale(2)"), read("translateX(20px) rotate(90deg)"), 0.5)  # type: ignore[arg-type]
    assert [step.kind for step in steps] == ["translate", "matrix"]


def test_singular_matrices_change_places_half_way() -> None:
    flat, plain = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 1.0, 8.0, 0.0)
    assert (blend(flat, plain, 0.4), blend(flat, plain, 0.6)) == (flat, plain)
