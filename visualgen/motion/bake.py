"""What stands still is painted once: static runs and the content of moving layers become bitmaps on a pixel grid of their own.

A layer's grid is the one it has while it rests longest, so at rest its pixels are copied; a layer that is seen much larger
than that has a second, finer bitmap for its way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cairocffi as cairo
import numpy as np

from visualgen.errors import LimitExceeded
from visualgen.motion.effect import State
from visualgen.motion.products import FootageValue, PixelBox
from visualgen.motion.stage import Mover
from visualgen.render.paint import Painter
from visualgen.render.paint.target import Target, is_opaque, pixels_of, surface_of
from visualgen.render.products import Box, Matrix
from visualgen.render.scene import Bitmap, Glyphs, Group, Markup, Moving, Node, PlainRun, RichRun
from visualgen.svg.matrix import IDENTITY, determinant, invert, map_box, multiply, union

FINER = 1.25
"""Beyond this much enlargement on its way a layer gets a finer bitmap."""
FINEST = 2.5
_REST_S = 0.2
_AROUND = 1 / 8
"""How much beyond the frame a mask is drawn, for what moves it in."""
MOST_BYTES = 400_000_000
"""What the bitmaps of one scene may weigh."""


@dataclass(frozen=True, slots=True, eq=False)
class Baked:
    """A bitmap. `to_user` maps its pixels to user units, `to_pixels` back; `size` is its width and height in px.

    `finer` is the same thing at a higher resolution, for when it is shown larger.
    """

    surface: cairo.ImageSurface
    to_user: Matrix
    to_pixels: Matrix
    size: tuple[int, int]
    opaque: bool
    finer: Baked | None = None

    @property
    def box(self) -> Box:
        """The box of its pixels, in user units."""
        return map_box(self.to_user, (0.0, 0.0, *self.size))


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """What is painted anew when it changes: footage, a number that counts, strokes that draw themselves.

    `index` is the mover whose fractions it shows (None: footage); `rest` is how it looks once it has come to its end.
    """

    nodes: tuple[Node, ...]
    box: Box | None
    index: int | None = None
    rest: tuple[ReelNode, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class BakedMask:
    """A group's mask as a bitmap (None: it lets nothing show). `area` is where it is known, in user units."""

    baked: Baked | None
    area: Box

    def covers(self, pixels: Matrix, place: PixelBox) -> bool:
        """Return whether it is known on all of `place`, on the grid `pixels`."""
        if determinant(pixels) == 0:
            return False
        x, y, width, height = place
        box = map_box(invert(pixels), (x, y, x + width, y + height))
        return box[0] >= self.area[0] and box[1] >= self.area[1] and box[2] <= self.area[2] and box[3] <= self.area[3]


ReelNode = Node | Baked | Live


class Baker:
    """Turns a scene's nodes into what is painted per frame."""

    def __init__(self, painter: Painter, movers: Sequence[Mover], times_s: Sequence[float], frame: PixelBox) -> None:
        self.painter, self.movers, self.frame = painter, movers, frame
        self.times_s = times_s
        self.references: dict[int, tuple[State, float]] = {}
        self.masks: dict[int, BakedMask] = {}
        self.weight_bytes = 0

    def bake(self, nodes: Iterable[Node], pixels: Matrix, finer: float = 1.0, *, ground: bool = False) -> tuple[ReelNode, ...]:
        """Return `nodes` with what stands still as bitmaps on the grid `pixels` (user units to px); `ground`: nothing lies under them."""
        found: list[ReelNode] = []
        still: list[Node] = []

        def close() -> None:
            if still:
                baked = self.bitmap(still, pixels, finer, whole=ground and not found)
                if baked is not None:
                    found.append(baked)
                still.clear()

        for node in nodes:
            if is_still(node) and (not _blends(node) or (ground and not found)):
                still.append(node)
                continue
            close()
            found.append(self._one(node, pixels, finer))
        close()
        return tuple(found)

    def _one(self, node: Node, pixels: Matrix, finer: float) -> ReelNode:
        if isinstance(node, Moving):
            return self._moving(node, pixels, finer)
        if isinstance(node, Group):
            if node.mask is not None:
                self.masks[id(node.mask)] = self._mask(node.mask, pixels, finer)
            return replace(node, children=self.bake(node.children, pixels, finer))  # type: ignore[arg-type]
        return Live((node,), node.box)

    def _moving(self, node: Moving, pixels: Matrix, finer: float) -> Moving:
        reference, enlarged = self.reference(node.index)
        inner = multiply(pixels, in_space(node.matrix, reference.matrix))
        if determinant(inner) == 0:
            inner = pixels
        names = self.movers[node.index].effect.names
        children = self.bake(node.children, inner, max(finer, 1.0) * enlarged)
        if "--drawn" in names or "--counted" in names:
            live = tuple(child for child in node.children if isinstance(child, (PlainRun, Glyphs)))
            if live == node.children:
                boxes: Box | None = None
                for child in live:
                    boxes = union(boxes, child.box)
                children = (Live(live, boxes, node.index, children),)
        return replace(node, children=children)  # type: ignore[arg-type]

    def _mask(self, mask: Markup, pixels: Matrix, finer: float) -> BakedMask:
        x, y, width, height = self.frame
        around = math.ceil(max(width, height) * _AROUND)
        area = map_box(invert(pixels), (x - around, y - around, x + width + around, y + height + around))
        return BakedMask(self.bitmap((RichRun(mask, area),), pixels, finer), area)

    def reference(self, index: int) -> tuple[State, float]:
        """Return the state in which a layer rests longest (the largest where it never rests), and by how much it is enlarged beyond."""
        found = self.references.get(index)
        if found is None:
            states = [self.movers[index].at(time) for time in self.times_s]
            found = self.references[index] = _reference(states, self.times_s)
        return found

    def bitmap(self, nodes: Sequence[Node], pixels: Matrix, finer: float, *, whole: bool = False) -> Baked | None:
        """Return nodes as one bitmap; None where they show nothing. `whole`: they cover the frame, and keep its grid."""
        place = self.frame if whole else self.place(nodes, pixels)
        if place is None:
            return None
        baked = self._painted(nodes, pixels, place, whole=whole)
        if baked is None or finer <= FINER or whole:
            return baked
        scale = min(finer, FINEST)
        grid = multiply((scale, 0.0, 0.0, scale, 0.0, 0.0), pixels)
        large = self.place(nodes, grid, scale)
        return baked if large is None else replace(baked, finer=self._painted(nodes, grid, large, whole=False))

    def place(self, nodes: Sequence[Node], pixels: Matrix, scale: float = 1.0) -> PixelBox | None:
        """Return the pixels that nodes can touch: one frame beyond the frame at the most."""
        x, y, width, height = self.frame
        limit = (x - width * scale, y - height * scale, x + 2 * width * scale, y + 2 * height * scale)
        box: Box | None = None
        for node in nodes:
            if node.box is None:
                return round(x), round(y), round(width * scale), round(height * scale)
            box = union(box, map_box(pixels, node.box))
        if box is None or not all(map(math.isfinite, box)):
            return None
        x0, y0 = math.floor(max(box[0], limit[0])) - 2, math.floor(max(box[1], limit[1])) - 2
        x1, y1 = math.ceil(min(box[2], limit[2])) + 2, math.ceil(min(box[3], limit[3])) + 2
        return (x0, y0, x1 - x0, y1 - y0) if x1 > x0 and y1 > y0 else None

    def _painted(self, nodes: Sequence[Node], pixels: Matrix, place: PixelBox, *, whole: bool) -> Baked | None:
        x, y, width, height = place
        if self.weight_bytes + 4 * width * height > MOST_BYTES:
            raise LimitExceeded("the moving layers need too much memory", mend="let fewer layers move, or group what moves together")
        surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
        target = Target(cairo.Context(surface), (1.0, 0.0, 0.0, 1.0, -x, -y), pixels, place)
        self.painter.paint(target, nodes)
        painted = pixels_of(surface)
        if not whole:
            rows, columns = np.flatnonzero(painted[..., 3].any(1)), np.flatnonzero(painted[..., 3].any(0))
            if not len(rows):
                return None
            top, bottom = max(rows[0] - 1, 0), min(rows[-1] + 2, height)
            left, right = max(columns[0] - 1, 0), min(columns[-1] + 2, width)
            painted = painted[top:bottom, left:right].copy()
            x, y = x + int(left), y + int(top)
        self.weight_bytes += painted.nbytes
        opaque = is_opaque(painted)
        to_pixels = multiply((1.0, 0.0, 0.0, 1.0, -x, -y), pixels)
        size = (painted.shape[1], painted.shape[0])
        return Baked(surface_of(painted, opaque=opaque), invert(to_pixels), to_pixels, size, opaque)


def in_space(space: Matrix, matrix: Matrix) -> Matrix:
    """Return `matrix`, which acts in a user space, as it acts on the drawing's user units."""
    return matrix if space == IDENTITY else multiply(multiply(space, matrix), invert(space))


def is_still(node: Node) -> bool:
    """Return whether nothing in a node moves and nothing in it is footage."""
    if isinstance(node, Moving):
        return False
    if isinstance(node, Bitmap):
        return not isinstance(node.picture, FootageValue)
    return not isinstance(node, Group) or all(is_still(child) for child in node.children)


def _blends(node: Node) -> bool:
    """Return whether a node looks at what lies under it."""
    return isinstance(node, Group) and (node.operator != "normal" or any(_blends(child) for child in node.children if is_open(node)))


def is_open(group: Group) -> bool:
    """Return whether a group lets its children blend with what lies under it."""
    return group.opacity >= 1 and group.mask is None and group.filter is None and group.clip is None


def _reference(states: Sequence[State], times_s: Sequence[float]) -> tuple[State, float]:
    longest, begin = (0, 0), 0
    for index in range(1, len(states) + 1):
        if index == len(states) or states[index].matrix != states[begin].matrix:
            if index - begin > longest[1] - longest[0] and determinant(states[begin].matrix) != 0:
                longest = (begin, index)
            begin = index
    sizes = [_size(state.matrix) for state in states if (state.opacity is None or state.opacity > 0)] or [1.0]
    rests = longest[1] > longest[0] and times_s[longest[1] - 1] - times_s[longest[0]] >= _REST_S
    chosen = states[longest[0]] if rests else max(states, key=lambda state: _size(state.matrix), default=State(IDENTITY))
    size = _size(chosen.matrix)
    return chosen, (max(sizes) / size if size > 0 else 1.0)


def _size(matrix: Matrix) -> float:
    """Return the largest factor by which a matrix lengthens anything."""
    a, b, c, d = matrix[:4]
    half, other = (a * a + b * b + c * c + d * d) / 2, a * d - b * c
    return math.sqrt(half + math.sqrt(max(half * half - other * other, 0.0)))
