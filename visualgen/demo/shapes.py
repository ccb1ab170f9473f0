"""Shapes to cut from paper: functions that trace a path on a cairo context."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import cairocffi
import numpy as np

Point = tuple[float, float]
Shape = Callable[[cairocffi.Context], None]


def ellipse(x: float, y: float, across: float, down: float, turn: float = 0.0) -> Shape:
    """Return the ellipse with these radii, turned by `turn` degrees about its centre."""

    def path(context: cairocffi.Context) -> None:
        context.save()
        context.translate(x, y)
        context.rotate(math.radians(turn))
        context.scale(across, down)
        context.new_sub_path()
        context.arc(0, 0, 1, 0, 2 * math.pi)
        context.close_path()
        context.restore()

    return path


def polygon(points: Sequence[Point]) -> Shape:
    """Return the closed polygon through `points`."""

    def path(context: cairocffi.Context) -> None:
        context.move_to(*points[0])
        for point in points[1:]:
            context.line_to(*point)
        context.close_path()

    return path


def rectangle(x: float, y: float, width: float, height: float, turn: float = 0.0) -> Shape:
    """Return the rectangle turned by `turn` degrees about its centre."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    middle_x, middle_y = x + width / 2, y + height / 2
    corners = ((-width, -height), (width, -height), (width, height), (-width, height))
    return polygon([(middle_x + (a * cos - b * sin) / 2, middle_y + (a * sin + b * cos) / 2) for a, b in corners])


def curve(points: Sequence[Point], *, closed: bool = True) -> Shape:
    """Return the smooth (Catmull-Rom) line through `points`."""

    def path(context: cairocffi.Context) -> None:
        count = len(points)

        def at(index: int) -> Point:
            return points[index % count] if closed else points[min(max(index, 0), count - 1)]

        context.move_to(*points[0])
        for index in range(count if closed else count - 1):
            before, start, end, after = (at(index + step) for step in (-1, 0, 1, 2))
            context.curve_to(
                start[0] + (end[0] - before[0]) / 6,
                start[1] + (end[1] - before[1]) / 6,
                end[0] - (after[0] - start[0]) / 6,
                end[1] - (after[1] - start[1]) / 6,
                *end,
            )
        if closed:
            context.close_path()

    return path


def pebble(x: float, y: float, radius: float, random: np.random.Generator, wobble: float = 0.04, points: int = 12) -> Shape:
    """Return a hand-cut circle: `wobble` is how far, as a share of the radius, the scissors strayed."""
    radii = radius * (1 + random.uniform(-wobble, wobble, points))
    angles = [2 * math.pi * index / points for index in range(points)]
    return curve([(x + r * math.cos(a), y + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)])


def leaf(x: float, y: float, length: float, width: float, turn: float) -> Shape:
    """Return a leaf that starts at (x, y) and points along `turn` degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def at(along: float, aside: float) -> Point:
        return (x + along * cos - aside * sin, y + along * sin + aside * cos)

    def path(context: cairocffi.Context) -> None:
        context.move_to(x, y)
        context.curve_to(*at(length * 0.3, width * 0.7), *at(length * 0.7, width * 0.6), *at(length, 0))
        context.curve_to(*at(length * 0.7, -width * 0.6), *at(length * 0.3, -width * 0.7), x, y)
        context.close_path()

    return path


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> Shape:
    """Return a band along `points` that is `widths` wide at each of them, with round turns."""
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        along = math.hypot(after[0] - before[0], after[1] - before[1]) or 1.0
        aside = (-(after[1] - before[1]) / along, (after[0] - before[0]) / along)
        half = widths[index] / 2
        left.append((x + aside[0] * half, y + aside[1] * half))
        right.append((x - aside[0] * half, y - aside[1] * half))
    return curve(left + right[::-1])
