"""What an element's animations make of it at a moment: one matrix, one opacity, one clip."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from visualgen.motion.easing import Easing
from visualgen.motion.timing import Timing
from visualgen.motion.transform_list import Step, TransformList, list_matrix
from visualgen.motion.values import TRANSFORMS, Value, between
from visualgen.render.products import Box, Matrix
from visualgen.svg.matrix import IDENTITY, multiply, translation


class Underlying:
    """Stands for what lies under an animation: the element at rest, as the animations before this one have changed it."""


UNDERLYING = Underlying()
Stop = tuple[float, "Value | Underlying", Easing | None]
"""A keyframe of one property: where (0..1), its value, and the easing from it to the next (None: the animation's)."""


@dataclass(frozen=True, slots=True)
class Animation:
    """One running animation. `tracks` hold the stops of each property, the first at 0 and the last at 1."""

    timing: Timing
    easing: Easing
    tracks: Mapping[str, tuple[Stop, ...]]

    def values(self, time_s: float, under: Mapping[str, Value]) -> dict[str, Value]:
        """Return what it sets at a moment, over what lies `under` it."""
        where = self.timing.progress(time_s)
        return {} if where is None else {name: self._value(name, stops, under[name], *where) for name, stops in self.tracks.items()}

    def _value(self, name: str, stops: tuple[Stop, ...], under: Value, progress: float, before: bool) -> Value:
        index = 0
        while index < len(stops) - 2 and progress >= stops[index + 1][0]:
            index += 1
        start, value, easing = stops[index]
        end, following, _ = stops[index + 1]
        part = (progress - start) / (end - start) if end > start else 1.0
        first = under if isinstance(value, Underlying) else value
        second = under if isinstance(following, Underlying) else following
        return between(name, first, second, (easing or self.easing)(part, before))


@dataclass(frozen=True, slots=True)
class State:
    """An element at a moment. `matrix` is its whole transform; None elsewhere: as it is at rest.

    `clip` is (box in user space, corner radius), an empty tuple: explicitly none; `drawn` and `counted` are fractions.
    """

    matrix: Matrix
    opacity: float | None = None
    clip: tuple[Box, float] | tuple[()] | None = None
    drawn: float = 1.0
    counted: float = 1.0


@dataclass(frozen=True, slots=True)
class Effect:
    """All animations of one element, the later ones stronger.

    `rest` are its values without them; `origin` is the transform's origin and `clip_box` the clip's reference box, in user space.
    """

    animations: tuple[Animation, ...]
    rest: Mapping[str, Value]
    origin: tuple[float, float] = (0.0, 0.0)
    clip_box: Box = (0.0, 0.0, 0.0, 0.0)
    names: frozenset[str] = field(default=frozenset())

    def at(self, time_s: float) -> State:
        """Return what the element is at a moment of its scene."""
        values: dict[str, Value] = {}
        for animation in self.animations:
            values.update(animation.values(time_s, {**self.rest, **values}))
        clip: tuple[Box, float] | tuple[()] | None = None
        if "clip-path" in values:
            clip = _clip(values["clip-path"], self.clip_box)
        return State(
            self.matrix(values),
            min(max(_number(values["opacity"]), 0.0), 1.0) if "opacity" in values else None,
            clip,
            _number(values.get("--drawn", 1.0)),
            _number(values.get("--counted", 1.0)),
        )

    def matrix(self, values: Mapping[str, Value]) -> Matrix:
        """Return the transform about its origin: translate, rotate, scale, then the list (CSS Transforms 2, §4)."""
        seen = {name: values.get(name, self.rest[name]) for name in TRANSFORMS}
        steps: list[Step] = []
        if seen["translate"] != (0.0, 0.0):
            steps.append(Step("translate", _numbers(seen["translate"])))
        if seen["rotate"] != 0.0:
            steps.append(Step("rotate", (_number(seen["rotate"]),)))
        if seen["scale"] != (1.0, 1.0):
            steps.append(Step("scale", _numbers(seen["scale"])))
        matrix = list_matrix((*steps, *_list(seen["transform"])))
        x, y = self.origin
        if matrix == IDENTITY or (x == 0 and y == 0):
            return matrix
        return multiply(multiply(translation(x, y), matrix), translation(-x, -y))

    @property
    def over_s(self) -> float:
        """When nothing changes any more: infinite where something never ends."""
        return max((animation.timing.end_s for animation in self.animations), default=0.0)

    @property
    def end_s(self) -> float:
        """When the last animation that ends has ended."""
        ends = [animation.timing.end_s for animation in self.animations]
        return max((end for end in ends if math.isfinite(end)), default=0.0)


def _number(value: Value) -> float:
    return value if isinstance(value, float) else 1.0


def _numbers(value: Value) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else ()  # type: ignore[return-value]


def _list(value: Value) -> TransformList:
    return value if isinstance(value, tuple) else ()  # type: ignore[return-value]


def _clip(value: Value, box: Box) -> tuple[Box, float] | tuple[()]:
    if not isinstance(value, tuple) or len(value) != 5:
        return ()
    top, right, bottom, left, radius = _numbers(value)
    x0, y0, x1, y1 = box[0] + left, box[1] + top, box[2] - right, box[3] - bottom
    if x1 < x0:  # both edges meet at one place (CSS Shapes 1: insets that overlap shrink in proportion)
        x0 = x1 = box[0] + (box[2] - box[0]) * left / (left + right)
    if y1 < y0:
        y0 = y1 = box[1] + (box[3] - box[1]) * top / (top + bottom)
    return (x0, y0, x1, y1), max(radius, 0.0)
