"""From the texts of the cascade to effects: the animations of every element that moves, and what of them is not played."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import tinycss2

from visualgen.motion.easing import Easing, parse_easing
from visualgen.motion.effect import UNDERLYING, Animation, Effect, Stop
from visualgen.motion.timing import Timing
from visualgen.motion.values import PROPERTIES, Room, Unplayable, Value, neutral, parse_value
from visualgen.render.products import Moved
from visualgen.render.products import Stop as Block
from visualgen.render.transforms import origin_point
from visualgen.svg.attributes import Element, element_name
from visualgen.svg.calc import comma_parts
from visualgen.svg.matrix import Box

_DIRECTIONS = ("normal", "reverse", "alternate", "alternate-reverse")
_FILLS = ("none", "forwards", "backwards", "both")


@dataclass(frozen=True, slots=True)
class MotionProblem:
    """Something that is not played, and what to do: in which layer, which property."""

    layer: str
    property: str
    message: str
    mend: str
    line: int | None = None


def read_effect(element: Element, moved: Moved, box: Box, clip_box: Box, origin_box: Box) -> tuple[Effect | None, list[MotionProblem]]:
    """Return an element's effect, None without any animation that plays, and what is not played.

    `box` is the transform's reference box and `origin_box` the one its origin refers to, `clip_box` the clip's.
    """
    reader = _Reader(element, moved, Room(box, clip_box, moved.font_size))
    animations = reader.animations()
    if not animations:
        return None, reader.problems
    width, height = origin_box[2] - origin_box[0], origin_box[3] - origin_box[1]
    x, y = origin_point(moved.origin, width, height, moved.font_size)
    names = frozenset(name for animation in animations for name in animation.tracks)
    effect = Effect(tuple(animations), reader.rest(), (x + origin_box[0], y + origin_box[1]), clip_box, names)
    return effect, reader.problems


class _Reader:
    def __init__(self, element: Element, moved: Moved, room: Room) -> None:
        self.element, self.moved, self.room = element, moved, room
        self.problems: list[MotionProblem] = []

    def problem(self, name: str, message: str, mend: str) -> None:
        found = MotionProblem(element_name(self.element), name, message, mend, line_of(self.element))
        if found not in self.problems:
            self.problems.append(found)

    def rest(self) -> dict[str, Value]:
        """Return what lies under the animations."""
        texts = {
            "transform": self.moved.transform,
            "clip-path": self.moved.clip,
            "opacity": self.element.get("opacity"),
            **self.moved.moves,
        }
        found: dict[str, Value] = {}
        for name in PROPERTIES:
            text = texts.get(name)
            try:
                found[name] = neutral(name) if text is None else parse_value(name, text, self.room)
            except Unplayable:
                found[name] = neutral(name)
        return found

    def animations(self) -> list[Animation]:
        said = {name.removeprefix("animation-"): _by_comma(text) for name, text in self.moved.animation.items()}
        if any(value != "replace" for value in said["composition"]):
            self.problem("animation-composition", "only `replace` is played", "leave animation-composition out")
        if any(value != "auto" for value in said["timeline"]):
            self.problem("animation-timeline", "a clip knows no scrolling", "leave animation-timeline out")
        for name in self.moved.missing:
            self.problem("animation-name", f"there is no @keyframes {name}", "write it, or use a preset's name")
        rest = self.rest()
        found: list[Animation] = []
        for index, name in enumerate(said["name"]):
            blocks = self.moved.keyframes.get(name.strip("\"'"))
            one = {key: values[index % len(values)] for key, values in said.items()}
            timing, easing = self.timing(one), self.easing(one["timing-function"])
            if blocks is not None and timing is not None and easing is not None:
                tracks = self.tracks(blocks, rest)
                if tracks:
                    found.append(Animation(timing, easing, tracks))
        return found

    def timing(self, one: Mapping[str, str]) -> Timing | None:
        duration, delay = seconds(one["duration"]), seconds(one["delay"])
        count = math.inf if one["iteration-count"].lower() == "infinite" else _plain_number(one["iteration-count"])
        direction, fill = one["direction"].lower(), one["fill-mode"].lower()
        if duration is None and one["duration"].lower() == "auto":
            duration = 0.0
        if duration is None or duration < 0:
            self.problem("animation-duration", f"{one['duration']!r} is no duration", "write it as 600ms or .6s")
        elif delay is None:
            self.problem("animation-delay", f"{one['delay']!r} is no time", "write it as 200ms or -.5s")
        elif count is None or count < 0:
            self.problem("animation-iteration-count", f"{one['iteration-count']!r} is no count", "write a number or infinite")
        elif direction not in _DIRECTIONS or fill not in _FILLS:
            self.problem(
                "animation", f"{direction!r} and {fill!r} are not both known", "look at animation-direction and animation-fill-mode"
            )
        else:
            return Timing(duration, delay, count, direction, fill, one["play-state"].lower() == "paused")
        return None

    def easing(self, text: str) -> Easing | None:
        found = parse_easing(text)
        if found is None:
            self.problem("animation-timing-function", f"{text!r} is no easing", "use ease…, cubic-bezier(), steps() or linear()")
        return found

    def tracks(self, blocks: Sequence[Block], rest: Mapping[str, Value]) -> dict[str, tuple[Stop, ...]]:
        """Return the stops of each property, the missing ends filled with what lies under it, eased as a block there says."""
        found: dict[str, dict[float, Stop]] = {}
        eased: dict[float, Easing | None] = {}
        for offsets, declared in blocks:
            text = declared.get("animation-timing-function")
            easing = self.easing(text) if text is not None else None
            eased.update(dict.fromkeys(offsets, easing))
            for name, value in declared.items():
                if name not in PROPERTIES:
                    self.refuse(name)
                    continue
                try:
                    read = rest[name] if value.strip().lower() == "inherit" else parse_value(name, value, self.room)
                except Unplayable as error:
                    self.problem(name, str(error), error.mend)
                    continue
                for offset in offsets:
                    found.setdefault(name, {})[offset] = (offset, read, easing)
        tracks: dict[str, tuple[Stop, ...]] = {}
        for name, stops in found.items():
            stops.setdefault(0.0, (0.0, UNDERLYING, eased.get(0.0)))
            stops.setdefault(1.0, (1.0, UNDERLYING, None))
            tracks[name] = tuple(stops[offset] for offset in sorted(stops))
        return tracks

    def refuse(self, name: str) -> None:
        if name in ("animation-timing-function", "animation-composition", "will-change") or name.startswith("--"):
            return
        known = "transform, translate, rotate, scale, opacity and clip-path: inset()"
        mend = "use the preset draw-on" if name.startswith("stroke-dash") else f"animate {known} only"
        self.problem(name, f"{name} is not played", mend)


def line_of(element: Element) -> int | None:
    """Return the line of the file on which an element stands."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def seconds(text: str) -> float | None:
    """Return a CSS time (`600ms`, `.6s`) in seconds; None when it is not one."""
    tokens = [token for token in tinycss2.parse_component_value_list(text, skip_comments=True) if token.type != "whitespace"]
    if len(tokens) == 1 and tokens[0].type == "dimension" and tokens[0].lower_unit in ("s", "ms"):
        return float(tokens[0].value) / (1000.0 if tokens[0].lower_unit == "ms" else 1.0)
    if len(tokens) == 1 and tokens[0].type == "function" and tokens[0].lower_name == "calc":
        return _product(tokens[0].arguments)
    return None


def _product(tokens: Sequence[object]) -> float | None:
    """Return a sum or product of times and numbers, left to right, products first, as `calc(var(--enter) * 2 + 100ms)`."""
    parts = [token for token in tokens if getattr(token, "type", "") not in ("whitespace", "comment")]
    total, sign, index = 0.0, 1.0, 0
    while index < len(parts):
        value = _time_or_number(parts[index])
        if value is None:
            return None
        index += 1
        while index + 1 < len(parts) and getattr(parts[index], "value", None) in ("*", "/"):
            factor = _time_or_number(parts[index + 1])
            if factor is None or (parts[index].value == "/" and not factor):  # type: ignore[attr-defined]
                return None
            value = value * factor if parts[index].value == "*" else value / factor  # type: ignore[attr-defined]
            index += 2
        total += sign * value
        if index < len(parts):
            operator = getattr(parts[index], "value", None)
            if operator not in ("+", "-"):
                return None
            sign = 1.0 if operator == "+" else -1.0
            index += 1
    return total


def _time_or_number(token: object) -> float | None:
    kind = getattr(token, "type", "")
    if kind == "number":
        return float(token.value)  # type: ignore[attr-defined]
    if kind == "() block":
        return _product(token.content)  # type: ignore[attr-defined]
    return seconds(token.serialize()) if kind in ("dimension", "function") else None  # type: ignore[attr-defined]


def _plain_number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _by_comma(text: str) -> list[str]:
    tokens = tinycss2.parse_component_value_list(text, skip_comments=True)
    return [tinycss2.serialize(part).strip() for part in comma_parts(tokens) if part] or [""]
