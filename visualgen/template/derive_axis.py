"""How one direction of a drawing is carried over to a canvas of another shape: what stands at the edges stays, the middle gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

HELD = 0.15
"""What stands within this part of an edge keeps its distance from it."""
BAND = 0.26
"""A bar along an edge, up to this part of the canvas, keeps its thickness."""
TOUCH = 0.004
"""What ends this near to an edge of the canvas bleeds off it."""
ALIGNED = 0.03
"""What starts this near to where the content starts is aligned to it."""
PUSHED = 0.03
WIDE_FRAME = 0.25
WIDE_SHAPE = 0.5
WIDE_CURVE = 0.7
SMALLEST = 0.35

Place = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Span:
    """What a unit takes of an axis. `frame`: room for text, which stretches sooner; `curved`: drawn or brand art, which stretches later;
    `panel`: it fills the canvas in the other direction, so it stretches sooner; `solid`: never stretches (logo, circle, text);
    `clipped`: cut-out pictures, which cover the canvas as far as they did.
    """

    low: float
    high: float
    frame: bool = False
    curved: bool = False
    panel: bool = False
    solid: bool = False
    clipped: bool = False
    pins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a span goes: `place` maps old coordinates to new ones; `stretched` says whether it follows the canvas."""

    place: Place
    stretched: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a canvas, old and new, from `start`; `points` are (old, new) knots; `content` what words and logos take.

    `scale` is by how much solid units become smaller, where the safe zone leaves less room than there was.
    """

    start: float
    length: float
    new_length: float
    content: tuple[float, float]
    points: tuple[tuple[float, float], ...]
    scale: float

    @property
    def end(self) -> float:
        """The old canvas's far edge."""
        return self.start + self.length

    def is_filled(self, low: float, high: float) -> bool:
        """Say whether a span reaches both edges of the old canvas."""
        return low <= self.start + TOUCH * self.length and high >= self.end - TOUCH * self.length

    def follow(self, value: float) -> float:
        """Return where a coordinate goes that follows the canvas."""
        if value <= self.points[0][0]:
            return value - self.points[0][0] + self.points[0][1]
        for (low, new_low), (high, new_high) in zip(self.points, self.points[1:], strict=False):
            if value <= high:
                return new_low + (value - low) * (new_high - new_low) / (high - low)
        return value - self.points[-1][0] + self.points[-1][1]

    def carry(self, span: Span) -> Carried:
        """Return where a span goes, by its pins or by where it stands."""
        part = (span.high - span.low) / self.length
        at_start = span.low <= self.start + TOUCH * self.length
        at_end = span.high >= self.end - TOUCH * self.length
        if "stretch" in span.pins or ({"left", "right"} <= set(span.pins)) or ({"top", "bottom"} <= set(span.pins)):
            return Carried(self._between(span), True)
        if span.clipped and at_start and at_end and not span.pins:
            return Carried(self.follow, True)
        if not span.solid and not span.pins:
            least = WIDE_CURVE if span.curved else WIDE_FRAME if span.frame or (span.panel and (at_start or at_end)) else WIDE_SHAPE
            wide = part >= least
            pushed = not span.curved and ((at_start and self._is_pushed(0, 1)) or (at_end and self._is_pushed(-1, -2)))
            if (at_start and at_end) or wide or pushed:
                return Carried(self.follow, True)
        return Carried(self._rigid(span, at_start, at_end), False)

    def _is_pushed(self, edge: int, inner: int) -> bool:
        """Say whether the safe zone pushes content away from an edge: then what bleeds off it grows along, and still holds its words."""
        (old_edge, new_edge), (old_inner, new_inner) = self.points[edge], self.points[inner]
        return abs(new_inner - new_edge) > abs(old_inner - old_edge) + PUSHED * self.length

    def _from_start(self, value: float) -> float:
        """Return a coordinate at its old distance from the start, out of what must stay free."""
        return self.follow(value) if value <= self.points[1][0] else value

    def _from_end(self, value: float) -> float:
        """Return a coordinate at its old distance from the end, out of what must stay free."""
        return self.follow(value) if value >= self.points[-2][0] else value + self.new_length - self.length

    def _between(self, span: Span) -> Place:
        """Return the stretch that keeps both ends at their distances from the edges."""
        low, high = self._from_start(span.low), self._from_end(span.high)
        scale = (high - low) / (span.high - span.low) if span.high > span.low else 1.0
        return lambda value: low + (value - span.low) * scale

    def _rigid(self, span: Span, at_start: bool, at_end: bool) -> Place:
        """Return the move of a span that keeps its size: held at the edge it belongs to, else by its middle."""
        low, middle, high = span.low, (span.low + span.high) / 2, span.high
        near_start = at_start or abs(low - self.content[0]) <= ALIGNED * self.length
        near_end = at_end or abs(high - self.content[1]) <= ALIGNED * self.length
        if "center" in span.pins:
            anchor, held = middle, self.follow(middle)
        elif {"left", "top"} & set(span.pins):
            anchor, held = low, self._from_start(low)
        elif {"right", "bottom"} & set(span.pins):
            anchor, held = high, self._from_end(high)
        else:
            anchor = middle if near_start == near_end else low if near_start else high
            held = self.follow(anchor)
        scale = 1.0 if at_start or at_end else self.scale
        return lambda value: held + (value - anchor) * scale


def make_axis(
    start: float,
    length: float,
    new_length: float,
    content: tuple[float, float] | None,
    bands: Sequence[tuple[float, float]],
    safe: tuple[float, float],
) -> Axis:
    """Return the axis of a drawing. `content` is where words and logos start and end, `bands` what bleeds off exactly one edge,
    `safe` the parts of the new canvas to keep free at its two ends.
    """
    end = start + length
    low, high = content or (start + 0.06 * length, end - 0.06 * length)
    low, high = max(low, start), min(high, end)
    if high - low < 0.2 * length:
        low, high = start + 0.06 * length, end - 0.06 * length
    near, far = low - start, end - high
    free_low, free_high = safe[0] * new_length, safe[1] * new_length
    thick_low = max([0.0, *(b - start for a, b in bands if a <= start and b - start <= BAND * length)])
    thick_high = max([0.0, *(end - a for a, b in bands if b >= end and end - a <= BAND * length)])
    first = (near, free_low) if free_low > near else (max(near, thick_low, HELD * length),) * 2
    last = (far, free_high) if free_high > far else (max(far, thick_high, HELD * length),) * 2
    room, had = new_length - first[1] - last[1], length - first[0] - last[0]
    scale = min(1.0, max(SMALLEST, room / had)) if had > 0 else 1.0
    knots = [(start, start), (start + first[0], start + first[1]), (end - last[0], start + new_length - last[1]), (end, start + new_length)]
    points = [knots[0]]
    for old, new in knots[1:]:
        if old > points[-1][0] + 1e-6 and new >= points[-1][1]:
            points.append((old, new))
    if points[-1] != knots[-1]:
        points[-1] = knots[-1]
    return Axis(start, length, new_length, (low, high), tuple(points), scale)
