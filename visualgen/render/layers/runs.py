"""Merges neighbours of one kind into runs: fewer engine calls, fewer bitmaps, one digest each."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from visualgen.render.layers.plain import leaf_box
from visualgen.render.products import Box
from visualgen.render.scene import (
    Bitmap,
    Faded,
    Glyphs,
    Gradient,
    Group,
    Leaf,
    Markup,
    Moving,
    Node,
    Paint,
    PlainItem,
    PlainRun,
    RichRun,
    Stroke,
)
from visualgen.svg.matrix import union


@dataclass(frozen=True, slots=True)
class RichAtom:
    """One element for the full SVG engine, not merged into a run yet; `box` is None where its reach is not known."""

    body: str
    box: Box | None


Piece = PlainItem | RichAtom | Group | Glyphs | Bitmap | Moving


def merged(pieces: Iterable[Piece], with_definitions: Callable[[str], Markup]) -> tuple[Node, ...]:
    """Return the pieces with neighbours of one kind merged, in order."""
    nodes: list[Node] = []
    plain: list[PlainItem] = []
    rich: list[RichAtom] = []

    def close() -> None:
        if plain:
            nodes.append(plain_run(tuple(plain)))
            plain.clear()
        if rich:
            nodes.append(RichRun(with_definitions("".join(atom.body for atom in rich)), joined_box([atom.box for atom in rich])))
            rich.clear()

    for piece in pieces:
        if isinstance(piece, (Leaf, Faded)):
            if rich:
                close()
            plain.append(piece)
        elif isinstance(piece, RichAtom):
            if plain:
                close()
            rich.append(piece)
        else:
            close()
            nodes.append(piece)
    close()
    return tuple(nodes)


def joined_box(boxes: Sequence[Box | None]) -> Box | None:
    """Return the box of all boxes; None where one of them is not known."""
    return None if None in boxes else _union(boxes)


def plain_run(items: tuple[PlainItem, ...]) -> PlainRun:
    """Return leaves as one run, with its reach and its digest."""
    digest = hashlib.blake2b(marshal.dumps([_spelled(item) for item in items], 2), digest_size=20)
    return PlainRun(items, _union(_item_box(item) for item in items), digest.hexdigest())


def _item_box(item: PlainItem) -> Box | None:
    return leaf_box(item) if isinstance(item, Leaf) else _union(_item_box(child) for child in item.items)


def _spelled(item: PlainItem) -> list[object]:
    if isinstance(item, Faded):
        return [item.opacity, [_spelled(child) for child in item.items]]
    stroke = item.stroke
    return [
        item.segments,
        item.matrix,
        _spelled_paint(item.fill),
        None if stroke is None else _spelled_stroke(stroke),
        item.even_odd,
    ]


def _spelled_stroke(stroke: Stroke) -> list[object]:
    return [
        _spelled_paint(stroke.paint),
        stroke.width,
        stroke.cap,
        stroke.join,
        stroke.miter_limit,
        stroke.dashes,
        stroke.dash_offset,
    ]


def _spelled_paint(paint: Paint | None) -> object:
    if not isinstance(paint, Gradient):
        return paint
    return [paint.kind, paint.coordinates, paint.matrix, paint.stops, paint.spread]


def _union(boxes: Iterable[Box | None]) -> Box | None:
    found: Box | None = None
    for box in boxes:
        found = union(found, box)
    return found
