"""What is played, and what is refused with its layer and property."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.motion.conftest import svg
from visualgen.errors import SvgError
from visualgen.motion.reading import seconds
from visualgen.motion.stage import cast

RECT = '<rect id="box" width="40" height="40"/>'


@pytest.mark.parametrize(
    ("css", "name"),
    [
        ("@keyframes k { to { fill: red } } #box { animation: k 1s }", "fill"),
        ("@keyframes k { to { transform: rotate3d(1, 0, 0, 40deg) } } #box { animation: k 1s }", "transform"),
        ("@keyframes k { to { clip-path: circle(20px) } } #box { animation: k 1s }", "clip-path"),
        ("@keyframes k { to { stroke-dashoffset: 0 } } #box { animation: k 1s }", "stroke-dashoffset"),
        ("@keyframes k { to { opacity: half } } #box { animation: k 1s }", "opacity"),
        ("#box { animation: nowhere 1s }", "animation-name"),
        ("@keyframes k { to { opacity: 0 } } #box { animation: k 1s; animation-composition: add }", "animation-composition"),
        ("@keyframes k { to { opacity: 0 } } #box { animation: k 1s; animation-timeline: scroll() }", "animation-timeline"),
        ("@keyframes k { to { opacity: 0 } } #box { animation-name: k; animation-duration: 3px }", "animation-duration"),
        ("@keyframes k { to { opacity: 0 } } #box { animation: k 1s; animation-timing-function: spring }", "animation-timing-function"),
        ("@keyframes k { to { opacity: 0; animation-timing-function: spring } } #box { animation: k 1s }", "animation-timing-function"),
    ],
)
def test_what_is_not_played_is_told(css: str, name: str, staged: Callable[[str], Any]) -> None:
    placed, _, problems = staged(svg(RECT, css))
    assert [(problem.layer, problem.property) for problem in problems] == [("box", name)]
    assert problems[0].mend
    with pytest.raises(SvgError, match="box"):
        cast(placed)


def test_what_is_in_a_definition_does_not_move(staged: Callable[[str], Any]) -> None:
    body = f'<defs><clipPath id="c">{RECT}</clipPath></defs><rect width="9" height="9" clip-path="url(#c)"/>'
    _, found, problems = staged(svg(body, "@keyframes k { to { opacity: 0 } } #box { animation: k 1s }"))
    assert ([problem.layer for problem in problems], found.indices) == (["box"], {})


def test_variables_reach_keyframes(staged: Callable[[str], Any]) -> None:
    css = "@keyframes k { from { translate: var(--way, 30px) 0 } } #box { --way: 12px; animation: k var(--long, 2s) linear both }"
    _, found, problems = staged(svg(RECT, css))
    assert problems == []
    assert found.movers[0].at(1.0).matrix[4] == pytest.approx(6.0)


def test_the_cascade_decides(staged: Callable[[str], Any]) -> None:
    css = "@keyframes a { to { opacity: 0 } } rect { animation: a 1s } #box { animation: none }"
    assert staged(svg(RECT, css))[1].indices == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("600ms", 0.6),
        ("-.5s", -0.5),
        ("calc(200ms * 2 + 1s)", 1.4),
        ("calc(.2s + 2 * 70ms)", 0.34),
        ("12px", None),
        ("calc(1s/0)", None),
    ],
)
def test_times(text: str, found: float | None) -> None:
    assert seconds(text) == (None if found is None else pytest.approx(found))
