"""The animatable properties: how their values are read, what lies under them, and what stands between two of them.

`transform`, `translate`, `rotate`, `scale`, `opacity`, `clip-path: inset()`, and two numbers of our own: `--drawn` (how much of its strokes
is drawn) and `--counted` (how much of a number has been counted).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2

from visualgen.motion.transform_list import TransformList, interpolate, parse_transform_list
from visualgen.svg.calc import css_length
from visualgen.svg.matrix import Box

Numbers = tuple[float, ...]
Value = float | Numbers | TransformList | None
"""A number; lengths in px; a transform list; None for `clip-path: none`."""

PROPERTIES = ("transform", "translate", "rotate", "scale", "opacity", "clip-path", "--drawn", "--counted")
TRANSFORMS = ("transform", "translate", "rotate", "scale")

_NEUTRAL: dict[str, Value] = {
    "transform": (),
    "translate": (0.0, 0.0),
    "rotate": 0.0,
    "scale": (1.0, 1.0),
    "opacity": 1.0,
    "clip-path": None,
    "--drawn": 1.0,
    "--counted": 1.0,
}
_CSS_WIDE = frozenset({"initial", "unset", "revert", "revert-layer"})


@dataclass(frozen=True, slots=True)
class Room:
    """What lengths refer to: the transform's reference box, the clip's (both in the element's user space), and the font size."""

    box: Box
    clip_box: Box
    font_size: float = 16.0


class Unplayable(ValueError):
    """A value that is valid CSS, or not, but is not played. The message says why; `mend` what to do."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


def neutral(name: str) -> Value:
    """Return a property's initial value."""
    return _NEUTRAL[name]


def parse_value(name: str, text: str, room: Room) -> Value:
    """Return a property's value. Raises `Unplayable`."""
    word = text.strip().lower()
    if word in _CSS_WIDE or word == "none":
        if word == "none" and name in ("opacity", "--drawn", "--counted"):
            raise Unplayable(f"{name}: none is not a number", "write a number")
        return _NEUTRAL[name]
    return _READERS[name](text, room)


def between(name: str, a: Value, b: Value, progress: float) -> Value:
    """Return the value at `progress` from `a` to `b`; what cannot be mixed changes half-way."""
    if name == "transform":
        return interpolate(a, b, progress)  # type: ignore[arg-type]
    if isinstance(a, float) and isinstance(b, float):
        return a + (b - a) * progress
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(x + (y - x) * progress for x, y in zip(a, b, strict=True))  # type: ignore[operator]
    return a if progress < 0.5 else b


def _words(text: str) -> list[Any]:
    return [token for token in tinycss2.parse_component_value_list(text, skip_comments=True) if token.type != "whitespace"]


def _number(text: str, room: Room) -> Value:
    value = css_length(text, 1.0)
    if value is None:
        raise Unplayable(f"{text!r} is not a number", "write a number or a percentage")
    return value


def _opacity(text: str, room: Room) -> Value:
    value = _number(text, room)
    return min(max(value, 0.0), 1.0) if isinstance(value, float) else value


def _transform(text: str, room: Room) -> Value:
    size = (room.box[2] - room.box[0], room.box[3] - room.box[1])
    steps = parse_transform_list(text, size, room.font_size)
    if steps is None:
        raise Unplayable(f"transform: {text} is not a flat transform", "use translate, scale, rotate, skew or matrix, in two dimensions")
    return steps


def _translate(text: str, room: Room) -> Value:
    sides = (room.box[2] - room.box[0], room.box[3] - room.box[1])
    values = [css_length([token], side, room.font_size) for token, side in zip(_words(text), sides, strict=False)]
    known = [value for value in values if value is not None]
    if not known or len(known) != len(values) or len(_words(text)) > 2:
        raise Unplayable(f"translate: {text} cannot be read", "write one or two lengths")
    return (known[0], known[1] if len(known) == 2 else 0.0)


def _rotate(text: str, room: Room) -> Value:
    words = _words(text)
    if len(words) == 2 and words[0].type == "ident" and words[0].lower_value == "z":
        words = words[1:]
    value = css_length(words) if len(words) == 1 else None
    if value is None:
        raise Unplayable(f"rotate: {text} is not a flat turn", "write one angle")
    return value


def _scale(text: str, room: Room) -> Value:
    words = _words(text)
    known = [value for value in (css_length([token], 1.0) for token in words) if value is not None]
    if len(known) != len(words) or not 1 <= len(known) <= 2:
        raise Unplayable(f"scale: {text} cannot be read", "write one or two numbers")
    return (known[0], known[-1])


def _inset(text: str, room: Room) -> Value:
    words = [token for token in _words(text) if not (token.type == "ident" and token.lower_value.endswith("-box"))]
    if len(words) != 1 or words[0].type != "function" or words[0].lower_name != "inset":
        raise Unplayable(f"clip-path: {text} is not played", "animate clip-path: inset(…) only")
    sides, radii = _around_round([token for token in words[0].arguments if token.type not in ("whitespace", "comment")])
    width, height = room.clip_box[2] - room.clip_box[0], room.clip_box[3] - room.clip_box[1]
    count = len(sides)
    if not 1 <= count <= 4:
        raise Unplayable(f"clip-path: {text} cannot be read", "write one to four lengths in inset()")
    four = [sides[0], sides[1 if count > 1 else 0], sides[2 if count > 2 else 0], sides[3 if count > 3 else 1 if count > 1 else 0]]
    edges = [css_length([token], side, room.font_size) for token, side in zip(four, (height, width, height, width), strict=True)]
    radius = css_length([radii[0]], width, room.font_size) if radii else 0.0
    known = [value for value in (*edges, radius) if value is not None]
    if len(known) != 5:
        raise Unplayable(f"clip-path: {text} cannot be read", "write lengths or percentages in inset()")
    return tuple(known)


def _around_round(tokens: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    for index, token in enumerate(tokens):
        if token.type == "ident" and token.lower_value == "round":
            return list(tokens[:index]), list(tokens[index + 1 :])
    return list(tokens), []


_READERS: dict[str, Callable[[str, Room], Value]] = {
    "transform": _transform,
    "translate": _translate,
    "rotate": _rotate,
    "scale": _scale,
    "opacity": _opacity,
    "clip-path": _inset,
    "--drawn": _number,
    "--counted": _number,
}
