"""Strokes that draw themselves: a leaf with a fraction of its outline stroked, from its beginning on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from visualgen.render.products import Segment
from visualgen.render.scene import Faded, Node, PlainItem, PlainRun

_PIECES = 24
"""Into how many chords a curve is cut to be measured."""


def drawn(nodes: Iterable[Node], fraction: float) -> tuple[Node, ...]:
    """Return the nodes with `fraction` (0..1) of their strokes; fills and what is not a plain shape stay."""
    return tuple(_run(node, fraction) if isinstance(node, PlainRun) else node for node in nodes)


def _run(run: PlainRun, fraction: float) -> PlainRun:
    items = tuple(item for item in (_item(item, fraction) for item in run.items) if item is not None)
    return PlainRun(items, run.box, f"{run.key} {fraction:.6f}")


def _item(item: PlainItem, fraction: float) -> PlainItem | None:
    if isinstance(item, Faded):
        return replace(item, items=tuple(part for part in (_item(part, fraction) for part in item.items) if part is not None))
    if item.stroke is None:
        return item
    if fraction <= 0:
        return replace(item, stroke=None) if item.fill is not None else None
    length = path_length(item.segments)
    if item.stroke.dashes and len(item.stroke.dashes) > 0:
        dashes = _part_of_dashes(item.stroke.dashes, item.stroke.dash_offset, length * fraction, length)
    else:
        dashes = (length * fraction, length * 2 + 1)
    return replace(item, stroke=replace(item.stroke, dashes=dashes, dash_offset=0.0))


def _part_of_dashes(dashes: Sequence[float], offset: float, shown: float, length: float) -> tuple[float, ...]:
    """Return a dash pattern, written out, up to `shown`, then nothing."""
    pattern = tuple(dashes) * (2 if len(dashes) % 2 else 1)
    period = sum(pattern)
    if period <= 0 or length / period > 2_000:
        return (shown, length * 2 + 1)
    position, index = -(offset % period), 0
    found: list[float] = []
    while position < shown:
        end = position + pattern[index % len(pattern)]
        inside = max(min(end, shown) - max(position, 0.0), 0.0)
        if end > 0:
            if not found and index % 2:
                found.append(0.0)
            found.append(inside)
        position, index = end, index + 1
    if len(found) % 2:
        found.append(length * 2 + 1)
    else:
        found[-1:] = [length * 2 + 1]
    return tuple(found)


def path_length(segments: Sequence[Segment]) -> float:
    """Return the length of an outline, all its subpaths together."""
    return sum(math.dist(a, b) for a, b in _chords(segments))


def _chords(segments: Sequence[Segment]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    here = start = (0.0, 0.0)
    for segment in segments:
        if segment[0] == "M":
            here = start = (segment[1], segment[2])
        elif segment[0] == "L":
            yield here, (segment[1], segment[2])
            here = (segment[1], segment[2])
        elif segment[0] == "C":
            x0, y0 = here
            x1, y1, x2, y2, x3, y3 = segment[1:]
            for step in range(1, _PIECES + 1):
                t = step / _PIECES
                u = 1 - t
                there = (
                    u * u * u * x0 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t * t * t * x3,
                    u * u * u * y0 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t * t * t * y3,
                )
                yield here, there
                here = there
        else:
            yield here, start
            here = start
