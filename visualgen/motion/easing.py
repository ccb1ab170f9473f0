"""CSS easing functions (CSS Easing 2): keywords, `cubic-bezier()` beyond 0..1, `steps()` and `linear()`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import tinycss2

from visualgen.svg.calc import comma_parts

Easing = Callable[[float, bool], float]
"""Maps progress to eased progress; the flag is the *before* phase, which decides which way a step falls on its edge."""

_EPSILON = 1e-12


def parse_easing(text: str) -> Easing | None:
    """Return the easing that CSS text names; None when it is not a valid one."""
    tokens = [token for token in tinycss2.parse_component_value_list(text, skip_comments=True) if token.type != "whitespace"]
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.type == "ident":
        return _KEYWORDS.get(token.lower_value)
    if token.type != "function":
        return None
    parts = comma_parts(token.arguments)
    if token.lower_name == "cubic-bezier":
        values = [_number(part) for part in parts]
        known = [value for value in values if value is not None]
        return cubic_bezier(*known) if len(known) == len(parts) == 4 and 0 <= known[0] <= 1 and 0 <= known[2] <= 1 else None
    if token.lower_name == "steps":
        return _steps(parts)
    return _linear(parts) if token.lower_name == "linear" else None


def cubic_bezier(x1: float, y1: float, x2: float, y2: float) -> Easing:
    """Return the curve from (0, 0) to (1, 1); outside 0..1 it goes on along its end tangents."""
    if x1 == y1 and x2 == y2:
        return lambda x, before: x

    def along(a: float, b: float, t: float) -> float:
        return ((1 + 3 * a - 3 * b) * t + 3 * b - 6 * a) * t * t + 3 * a * t

    def slope(a: float, b: float, t: float) -> float:
        return (3 * (1 + 3 * a - 3 * b) * t + 2 * (3 * b - 6 * a)) * t + 3 * a

    def parameter(x: float) -> float:
        t = x
        for _ in range(8):
            error = along(x1, x2, t) - x
            if abs(error) < _EPSILON:
                return t
            steep = slope(x1, x2, t)
            if abs(steep) < 1e-6:
                break
            t -= error / steep
        low, high = 0.0, 1.0
        for _ in range(60):
            t = (low + high) / 2
            if along(x1, x2, t) < x:
                low = t
            else:
                high = t
        return t

    start, end = _slope((x1, y1), (x2, y2)), _slope((1 - x2, 1 - y2), (1 - x1, 1 - y1))

    def ease(x: float, before: bool) -> float:
        if x < 0:
            return start * x
        if x > 1:
            return 1 + end * (x - 1)
        return along(y1, y2, parameter(x))

    return ease


def _slope(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the tangent at the corner from which the two control points are measured (CSS Easing 2, §2.2)."""
    if first[0] > 0:
        return first[1] / first[0]
    if first[1] == 0 and second[0] > 0:
        return second[1] / second[0]
    return 1.0 if first[1] == 0 and second[1] == 0 else 0.0


def steps(count: int, position: str = "end") -> Easing:
    """Return a staircase of `count` steps that jumps where `position` says (CSS Easing 2, §2.3)."""
    early = position in ("start", "jump-start", "jump-both")
    jumps = count + (position == "jump-both") - (position == "jump-none")

    def ease(x: float, before: bool) -> float:
        scaled = x * count
        nearest = round(scaled)
        step = nearest if abs(scaled - nearest) < 1e-9 else math.floor(scaled)
        if early:
            step += 1
        if before and scaled == nearest:
            step -= 1
        if x >= 0:
            step = max(step, 0)
        if x <= 1:
            step = min(step, jumps)
        return step / jumps

    return ease


def linear_points(points: Sequence[tuple[float, float | None]]) -> Easing:
    """Return the broken line through (output, input) points; missing inputs are spread evenly (CSS Easing 2, §2.2.1)."""
    outputs = [output for output, _ in points]
    inputs: list[float | None] = [position for _, position in points]
    inputs[0] = 0.0 if inputs[0] is None else inputs[0]
    inputs[-1] = 1.0 if inputs[-1] is None and len(inputs) > 1 else inputs[-1]
    largest = -math.inf
    for index, given in enumerate(inputs):
        if given is not None:
            inputs[index] = largest = max(given, largest)
    known = [index for index, position in enumerate(inputs) if position is not None]
    places: list[float] = [0.0] * len(inputs)
    for left, right in zip(known, known[1:] or known, strict=False):
        a, b = inputs[left] or 0.0, inputs[right] or 0.0
        for index in range(left, right + 1):
            places[index] = a if right == left else a + (b - a) * (index - left) / (right - left)

    def ease(x: float, before: bool) -> float:
        if len(places) == 1:
            return outputs[0]
        index = max((i for i, place in enumerate(places) if place <= x), default=0)
        if before and places[index] == x and index > 0 and x <= 0:
            index -= 1
        index = min(index, len(places) - 2)
        x0, x1, y0, y1 = places[index], places[index + 1], outputs[index], outputs[index + 1]
        return y1 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)

    return ease


def _number(tokens: Sequence[Any]) -> float | None:
    return float(tokens[0].value) if len(tokens) == 1 and tokens[0].type == "number" else None


def _steps(parts: Sequence[Sequence[Any]]) -> Easing | None:
    count = _number(parts[0]) if parts else None
    word = "end"
    if len(parts) == 2 and len(parts[1]) == 1 and parts[1][0].type == "ident":
        word = parts[1][0].lower_value
    elif len(parts) != 1:
        return None
    known = ("start", "end", "jump-start", "jump-end", "jump-none", "jump-both")
    if count is None or count != int(count) or count < (2 if word == "jump-none" else 1) or word not in known:
        return None
    return steps(int(count), word)


def _linear(parts: Sequence[Sequence[Any]]) -> Easing | None:
    points: list[tuple[float, float | None]] = []
    for part in parts:
        outputs = [float(token.value) for token in part if token.type == "number"]
        inputs = [float(token.value) / 100 for token in part if token.type == "percentage"]
        if len(outputs) != 1 or len(inputs) > 2 or len(outputs) + len(inputs) != len(part):
            return None
        points += [(outputs[0], position) for position in inputs] or [(outputs[0], None)]
    return linear_points(points) if points else None


_KEYWORDS: dict[str, Easing] = {
    "linear": lambda x, before: x,
    "ease": cubic_bezier(0.25, 0.1, 0.25, 1.0),
    "ease-in": cubic_bezier(0.42, 0.0, 1.0, 1.0),
    "ease-out": cubic_bezier(0.0, 0.0, 0.58, 1.0),
    "ease-in-out": cubic_bezier(0.42, 0.0, 0.58, 1.0),
    "step-start": steps(1, "start"),
    "step-end": steps(1, "end"),
}
