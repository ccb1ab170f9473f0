"""Path data: the SVG grammar to canonical segments, their text, and their exact extents.

A segment is ("M", x, y) | ("L", x, y) | ("C", x1, y1, x2, y2, x, y) | ("Z",), absolute.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from visualgen.svg.lengths import NUMBER
from visualgen.svg.matrix import IDENTITY, Box, Matrix, apply, number_text

Segment = tuple[Any, ...]
Point = tuple[float, float]

_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_SPACE = re.compile(r"[ \t\r\n\f]*")
_COMMA = re.compile(r"[ \t\r\n\f]*,?[ \t\r\n\f]*")
_NUMBER = re.compile(NUMBER)
_FLAG = re.compile("[01]")
_COORDINATE_LIMIT = 1e12


def parse_path(d: str) -> tuple[Segment, ...]:
    """Return the canonical segments of path data; what follows the first error is left out (SVG 2, §9.5.4)."""
    pen = _Pen()
    for command, values in _commands(d):
        pen.draw(command, values)
    return tuple(pen.segments)


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with its own letter (implicit repeats spelled out) and arguments, up to the first error."""
    position, end = 0, len(d)
    command = ""
    first = True
    while True:
        space = _SPACE.match(d, position)
        position = space.end() if space else position
        if position >= end:
            return
        letter = d[position]
        if letter.isalpha():
            if letter.upper() not in _ARGUMENTS or (first and letter not in "mM"):
                return
            command, position, repeat = letter, position + 1, False
            if letter in "zZ":
                yield letter, []
                command = ""
                continue
        elif not command:
            return
        else:
            repeat = True
        values, position, complete = _arguments(d, position, command.upper(), repeat)
        if not complete:
            return
        first = False
        yield command, values
        if command in "mM":
            command = "l" if command == "m" else "L"


def _arguments(d: str, position: int, letter: str, repeat: bool) -> tuple[list[float], int, bool]:
    values: list[float] = []
    for index in range(_ARGUMENTS[letter]):
        gap = (_COMMA if index or repeat else _SPACE).match(d, position)
        position = gap.end() if gap else position
        pattern = _FLAG if letter == "A" and index in (3, 4) else _NUMBER
        match = pattern.match(d, position)
        if match is None or not abs(value := float(match.group())) < _COORDINATE_LIMIT:
            return values, position, False
        values.append(value)
        position = match.end()
    return values, position, True


class _Pen:
    """Draws commands as canonical segments, keeping the current point, the start of the sub-path and the last control point."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.x = self.y = self.start_x = self.start_y = 0.0
        self.cubic: Point | None = None
        self.quadratic: Point | None = None

    def draw(self, command: str, values: list[float]) -> None:
        letter, relative = command.upper(), command.islower()
        if letter == "Z":
            if self.segments[-1][0] != "Z":
                self.segments.append(("Z",))
            self.x, self.y = self.start_x, self.start_y
            self.cubic = self.quadratic = None
            return
        dx, dy = (self.x, self.y) if relative else (0.0, 0.0)
        if letter == "M":
            self._move(values[0] + dx, values[1] + dy)
            return
        if self.segments[-1][0] == "Z":
            self.segments.append(("M", self.x, self.y))
            self.start_x, self.start_y = self.x, self.y
        cubic, quadratic = self.cubic, self.quadratic
        self.cubic = self.quadratic = None
        if letter == "A":
            x, y = values[5] + dx, values[6] + dy
            self.segments += _arc((self.x, self.y), values[0], values[1], values[2], bool(values[3]), bool(values[4]), (x, y))
            self.x, self.y = x, y
        elif letter == "H":
            self._line(values[0] + dx, self.y)
        elif letter == "V":
            self._line(self.x, values[0] + dy)
        else:
            points = [(values[i] + dx, values[i + 1] + dy) for i in range(0, len(values), 2)]
            self._curve(letter, points, cubic, quadratic)

    def _move(self, x: float, y: float) -> None:
        if self.segments and self.segments[-1][0] == "M":
            self.segments.pop()
        self.segments.append(("M", x, y))
        self.x, self.y = self.start_x, self.start_y = x, y
        self.cubic = self.quadratic = None

    def _line(self, x: float, y: float) -> None:
        self.segments.append(("L", x, y))
        self.x, self.y = x, y

    def _curve(self, letter: str, points: list[Point], cubic: Point | None, quadratic: Point | None) -> None:
        if letter == "L":
            self._line(*points[0])
            return
        if letter == "S":
            points.insert(0, self._mirrored(cubic))
        elif letter == "T":
            points.insert(0, self._mirrored(quadratic))
        x, y = points[-1]
        if letter in "CS":
            self.cubic = points[1]
            self.segments.append(("C", *points[0], *points[1], x, y))
        else:
            self.quadratic = qx, qy = points[0]
            self.segments.append(
                ("C", self.x + 2 / 3 * (qx - self.x), self.y + 2 / 3 * (qy - self.y), x + 2 / 3 * (qx - x), y + 2 / 3 * (qy - y), x, y)
            )
        self.x, self.y = x, y

    def _mirrored(self, control: Point | None) -> Point:
        return (2 * self.x - control[0], 2 * self.y - control[1]) if control else (self.x, self.y)


def _arc(start: Point, rx: float, ry: float, degrees: float, large: bool, sweep: bool, end: Point) -> list[Segment]:
    """Return an elliptical arc as cubics, a quarter turn at most each (SVG 2, appendix B.2)."""
    if start == end:
        return []
    rx, ry = abs(rx), abs(ry)
    if not rx or not ry:
        return [("L", *end)]
    angle = math.radians(degrees % 360)
    cosine, sine = math.cos(angle), math.sin(angle)
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cosine * half_x + sine * half_y, -sine * half_x + cosine * half_y
    excess = (x / rx) ** 2 + (y / ry) ** 2
    if not math.isfinite(excess):
        return [("L", *end)]
    if excess > 1:
        rx, ry = rx * math.sqrt(excess), ry * math.sqrt(excess)
    offset = math.sqrt(1 / excess - 1) if 0 < excess < 1 - 1e-12 else 0.0
    offset = -offset if large == sweep else offset
    inner_x, inner_y = offset * rx * y / ry, -offset * ry * x / rx
    center_x = cosine * inner_x - sine * inner_y + (start[0] + end[0]) / 2
    center_y = sine * inner_x + cosine * inner_y + (start[1] + end[1]) / 2
    first = math.atan2((y - inner_y) / ry, (x - inner_x) / rx)
    turn = math.atan2((-y - inner_y) / ry, (-x - inner_x) / rx) - first
    if sweep and turn < 0:
        turn += 2 * math.pi
    if not sweep and turn > 0:
        turn -= 2 * math.pi
    matrix: Matrix = (cosine * rx, sine * rx, -sine * ry, cosine * ry, center_x, center_y)
    return [*_unit_arc(matrix, first, turn, end)]


def _unit_arc(matrix: Matrix, first: float, turn: float, end: Point) -> Iterator[Segment]:
    count = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    step = turn / count
    reach = 4 / 3 * math.tan(step / 4)
    for index in range(count):
        a = first + index * step
        b = a + step
        one = apply(matrix, math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a))
        two = apply(matrix, math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b))
        last = end if index == count - 1 else apply(matrix, math.cos(b), math.sin(b))
        yield ("C", *one, *two, *last)


def to_d(segments: Iterable[Segment]) -> str:
    """Return path data of canonical segments, without loss."""
    return "".join(segment[0] + " ".join(number_text(value) for value in segment[1:]) for segment in segments)


def transformed(segments: Iterable[Segment], matrix: Matrix) -> tuple[Segment, ...]:
    """Return the segments carried over by `matrix`."""
    moved: list[Segment] = []
    for segment in segments:
        values: list[float] = []
        for index in range(1, len(segment), 2):
            values += apply(matrix, segment[index], segment[index + 1])
        moved.append((segment[0], *values))
    return tuple(moved)


def extents(segments: Sequence[Segment], matrix: Matrix = IDENTITY) -> Box | None:
    """Return the exact box (x0, y0, x1, y1) of what the segments draw under `matrix`; None when they draw nothing.

    A move that nothing is drawn from does not count.
    """
    xs: list[float] = []
    ys: list[float] = []
    x = y = start_x = start_y = 0.0
    for segment in segments:
        letter = segment[0]
        if letter == "M":
            x, y = start_x, start_y = apply(matrix, segment[1], segment[2])
            continue
        xs.append(x)
        ys.append(y)
        if letter == "Z":
            x, y = start_x, start_y
            continue
        points = [apply(matrix, segment[i], segment[i + 1]) for i in range(1, len(segment), 2)]
        if letter == "C":
            xs += _turning_values(x, points[0][0], points[1][0], points[2][0])
            ys += _turning_values(y, points[0][1], points[1][1], points[2][1])
        x, y = points[-1]
        xs.append(x)
        ys.append(y)
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def _turning_values(p0: float, p1: float, p2: float, p3: float) -> list[float]:
    """Return the values a cubic takes where its derivative is zero, inside (0, 1)."""
    low, high = min(p0, p3), max(p0, p3)
    if low <= p1 <= high and low <= p2 <= high:
        return []
    a, b, c = -p0 + 3 * p1 - 3 * p2 + p3, 2 * (p0 - 2 * p1 + p2), p1 - p0
    scale = max(abs(a), abs(b), abs(c))
    if abs(a) <= 1e-12 * scale:
        roots = [-c / b] if b else []
    else:
        inside = b * b - 4 * a * c
        roots = [(-b + sign * math.sqrt(inside)) / (2 * a) for sign in (1, -1)] if inside >= 0 else []
    return [(1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t * t * p2 + t**3 * p3 for t in roots if 0 < t < 1]
