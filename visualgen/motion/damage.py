"""Which parts of a frame are painted again: few boxes, no pixel in two of them."""

from __future__ import annotations

from collections.abc import Iterable

from visualgen.motion.products import PixelBox

MOST_BOXES = 8
_NEARLY_ALL = 0.85


def merged(boxes: Iterable[PixelBox], frame: PixelBox) -> tuple[PixelBox, ...]:
    """Return boxes that cover all of `boxes`, apart from each other, at most `MOST_BOXES`; the frame itself where they fill most of it."""
    found: list[PixelBox] = []
    for box in sorted(set(boxes), key=lambda box: -box[2] * box[3]):
        _add(found, box)
    while len(found) > MOST_BOXES:
        first = min(found, key=lambda box: box[2] * box[3])
        found.remove(first)
        nearest = min(found, key=lambda box: _waste(first, box))
        found.remove(nearest)
        _add(found, _join(first, nearest))
    if sum(box[2] * box[3] for box in found) > _NEARLY_ALL * frame[2] * frame[3]:
        return (frame,)
    return tuple(sorted(found))


def _add(found: list[PixelBox], box: PixelBox) -> None:
    """Add a box, joined with every box that it touches."""
    again = True
    while again:
        again = False
        for other in found:
            if _touch(box, other):
                found.remove(other)
                box = _join(box, other)
                again = True
                break
    found.append(box)


def _touch(a: PixelBox, b: PixelBox) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _join(a: PixelBox, b: PixelBox) -> PixelBox:
    x, y = min(a[0], b[0]), min(a[1], b[1])
    return x, y, max(a[0] + a[2], b[0] + b[2]) - x, max(a[1] + a[3], b[1] + b[3]) - y


def _waste(a: PixelBox, b: PixelBox) -> int:
    joined = _join(a, b)
    return joined[2] * joined[3] - a[2] * a[3] - b[2] * b[3]
