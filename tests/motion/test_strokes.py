"""Strokes that draw themselves."""

from __future__ import annotations

import math

import pytest

from visualgen.motion.strokes import drawn, path_length
from visualgen.render.layers.runs import plain_run
from visualgen.render.scene import Leaf, PlainRun, Stroke
from visualgen.svg.matrix import IDENTITY
from visualgen.svg.path import parse_path

RED = (1.0, 0.0, 0.0, 1.0)


def leaf(d: str, fill: object = None, **stroke: object) -> Leaf:
    return Leaf(tuple(parse_path(d)), IDENTITY, fill, Stroke(RED, 4.0, **stroke))  # type: ignore[arg-type]


def part(item: Leaf, fraction: float) -> tuple[object, ...]:
    (run,) = drawn((plain_run((item,)),), fraction)
    assert isinstance(run, PlainRun)
    return run.items


@pytest.mark.parametrize(("d", "length"), [("M0 0H30V40", 70.0), ("M0 0H30V40Z", 120.0), ("M0 0C0 5.5228 4.4772 10 10 10", 5 * math.pi)])
def test_lengths(d: str, length: float) -> None:
    assert path_length(parse_path(d)) == pytest.approx(length, rel=2e-3)


def test_half_of_a_line() -> None:
    (found,) = part(leaf("M0 0H100"), 0.5)
    assert found.stroke.dashes[0] == 50.0  # type: ignore[attr-defined]
    assert found.stroke.dashes[1] > 100.0  # type: ignore[attr-defined]


def test_a_dashed_line_keeps_its_dashes() -> None:
    (found,) = part(leaf("M0 0H100", dashes=(10.0, 5.0)), 0.5)
    dashes = found.stroke.dashes  # type: ignore[attr-defined]
    assert dashes[:6] == pytest.approx((10, 5, 10, 5, 10, 5))
    assert sum(dashes[:-1]) == pytest.approx(50.0)


def test_nothing_is_drawn_at_first() -> None:
    assert part(leaf("M0 0H100"), 0.0) == ()
    (found,) = part(leaf("M0 0H100V9Z", fill=RED), 0.0)
    assert found.stroke is None  # type: ignore[attr-defined]
