"""The logo of a charter PDF: filled shapes that stand close together, and look like a mark, become an SVG drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from visualgen.svg.matrix import Box, union
from visualgen.svg.path import Segment, to_d, transformed

MOST_CANDIDATES = 4
NEAR = 0.35
"""How far apart the parts of a mark may stand, as a share of its smaller side, or of twice the longer side of what joins it."""
GROUND = 0.2
"""A shape that covers more of its page than this is a ground."""
LEAST, MOST = 0.0006, 0.16
"""How much of its page a mark covers."""
SURE = 1.0
"""The score from which a mark is taken unasked: a single word in outlines, drawn once, stays below."""
WIDEST, MOST_SHAPES, MOST_COLORS, LEAST_CURVES = 9.0, 60, 6, 6
SVG_SIZE = 400.0


@dataclass(frozen=True)
class Filled:
    """One filled path of a page, in points, y up. `share` is what its box covers of the page."""

    page: int
    color: str
    segments: tuple[Segment, ...]
    box: Box
    share: float
    even_odd: bool

    @cached_property
    def curves(self) -> int:
        """The number of curved segments."""
        return sum(segment[0] == "C" for segment in self.segments)

    @property
    def plain(self) -> bool:
        """Whether it is a rectangle or a rule: a swatch, a ground."""
        return not self.curves and len(self.segments) <= 6


@dataclass(frozen=True)
class Mark:
    """Shapes that stand together: a candidate for the logo. `times` counts how often it is drawn, in whatever colours."""

    shapes: tuple[Filled, ...]
    times: int = 1

    @cached_property
    def box(self) -> Box:
        """The box that holds it."""
        box = self.shapes[0].box
        for shape in self.shapes:
            box = union(box, shape.box) or box
        return box

    @property
    def page(self) -> int:
        """The page it is drawn on, from 1."""
        return self.shapes[0].page

    @property
    def colors(self) -> tuple[str, ...]:
        """Its colours, each once."""
        return tuple(dict.fromkeys(shape.color for shape in self.shapes))

    @property
    def score(self) -> float:
        """How much it looks like a logo: drawn often, of two or three colours, of several curved shapes."""
        curved = sum(shape.curves > 0 for shape in self.shapes)
        return 2.0 * min(self.times - 1, 3) + 1.5 * (2 <= len(self.colors) <= 4) + 0.4 * min(curved, 4) - 0.5 * (self.page > 2)

    def svg(self) -> bytes:
        """Return it as a drawing that fits tightly."""
        left, bottom, right, top = self.box
        unit = SVG_SIZE / max(right - left, top - bottom, 1e-6)
        width, height = (right - left) * unit, (top - bottom) * unit
        matrix = (unit, 0.0, 0.0, -unit, -left * unit, top * unit)
        paths = ""
        for shape in self.shapes:
            rule = ' fill-rule="evenodd"' if shape.even_odd else ""
            paths += f'  <path d="{to_d(_rounded(transformed(shape.segments, matrix)))}" fill="{shape.color}"{rule}/>\n'
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}">\n{paths}</svg>\n'.encode()


def find_marks(filled: Iterable[Filled]) -> tuple[Mark, ...]:
    """Return the likely logos, the likeliest first; a mark drawn again is counted, its most colourful drawing kept."""
    groups: dict[tuple[int, ...], list[Mark]] = {}
    for mark in _clusters(filled):
        if _likely(mark):
            left, bottom, right, top = mark.box
            curves = sum(shape.curves for shape in mark.shapes)
            groups.setdefault((len(mark.shapes), round(curves / 4), round(8 * (right - left) / (top - bottom))), []).append(mark)
    marks = [Mark(max(group, key=lambda mark: len(mark.colors)).shapes, len(group)) for group in groups.values()]
    return tuple(sorted(marks, key=lambda mark: -mark.score)[:MOST_CANDIDATES])


def _clusters(filled: Iterable[Filled]) -> Iterator[Mark]:
    """Yield what is drawn one after the other, close together; grounds and swatches end a mark."""
    shapes: list[Filled] = []
    box: Box | None = None
    for shape in filled:
        if shape.share <= GROUND and shapes and box and shape.page == shapes[0].page and _joins(box, shape):
            shapes.append(shape)
            box = union(box, shape.box)
            continue
        if shapes:
            yield Mark(tuple(shapes))
        shapes = [] if shape.plain or shape.share > GROUND else [shape]
        box = shape.box
    if shapes:
        yield Mark(tuple(shapes))


def _joins(box: Box, shape: Filled) -> bool:
    left, bottom, right, top = shape.box
    near = NEAR * min(box[2] - box[0], box[3] - box[1], 2 * max(right - left, top - bottom))
    if shape.plain and (right - left) * (top - bottom) > (box[2] - box[0]) * (box[3] - box[1]):
        return False
    return left <= box[2] + near and right >= box[0] - near and bottom <= box[3] + near and top >= box[1] - near


def _likely(mark: Mark) -> bool:
    left, bottom, right, top = mark.box
    width, height = right - left, top - bottom
    if min(width, height) <= 0 or max(width, height) > WIDEST * min(width, height):
        return False
    page = max(shape.share / max(_area(shape.box), 1e-9) for shape in mark.shapes)
    if not LEAST <= width * height * page <= MOST or len(mark.shapes) > MOST_SHAPES or len(mark.colors) > MOST_COLORS:
        return False
    return sum(shape.curves for shape in mark.shapes) >= LEAST_CURVES


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _rounded(segments: Sequence[Segment]) -> list[Segment]:
    return [(segment[0], *(round(value, 2) for value in segment[1:])) for segment in segments]
