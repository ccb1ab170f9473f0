"""Banners far longer than any drawing (728×90, 160×600): the logo and the two largest texts, side by side on their own grounds.

A whole composition scaled into a strip could not be read; so the strip keeps what is read first, laid straight and as large as
its place lets it, and everything else leaves.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.svg.attributes import SVG, computed, style_value, tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import Box, determinant, number_text, union
from visualgen.svg.shapes import geometry_box, ids_of
from visualgen.template.boxes import text_boxes
from visualgen.template.derive_ground import (
    Piece,
    fill_of,
    ground_for,
    ground_of,
    is_picture,
    is_readable,
    mapped_points,
    pieces_of,
    sample_points,
)
from visualgen.template.names import ROLE

LONG = 1.0
"""How much longer than the drawing (natural logarithm of the aspects' quotient) a canvas must be to be a strip."""
SMALL_LONG, SMALL_PX = 0.5, 180
"""A canvas this narrow is a strip sooner."""
TEXTS = 2
LARGEST, SECOND = 0.72, 0.55
"""How large the first text may become, in parts of the strip's short side; how much of that the second one may at least."""
SMALLEST = 0.07
SHORT = 8
"""A text drawn with so few characters stays on one line."""
_ADVANCE = 0.6
_LOGO_PART, _FIRST_PART = 0.22, 0.6
_LEAST_SHARE = 0.36
_PADDING = 0.14
_UNITS_A_PX, _FEWEST, _MOST = 3.0, 180.0, 420.0
_KEPT = frozenset({"defs", "style", "title", "desc", "metadata", "linearGradient", "radialGradient", "pattern", "symbol", "marker"})
_GEOMETRY = ("d", "points", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "transform")
_PLACING = re.compile(r"(?:^|;)\s*(?:transform|clip-path|mask|filter|opacity)\s*:[^;]*")
_ISOLATING = ("transform", "clip-path", "mask", "filter", "opacity")

ViewBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawing laid as a strip: its viewBox, and the slots it shows with what their words may take."""

    box: ViewBox
    rooms: dict[str, Room]


@dataclass(frozen=True, slots=True)
class Room:
    """What the words of a slot may take in a strip: `fit` the smallest and largest size in user units, `lines` at most."""

    fit: tuple[float, float]
    lines: int | None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What lies beneath a cell: a drawn shape, or a plain fill."""

    shape: Element | None
    fill: str | None


def is_strip(drawn: tuple[float, float], size_px: tuple[int, int]) -> bool:
    """Say whether a canvas is too long for the drawing to be carried over as a whole."""
    longer = abs(math.log((size_px[0] * drawn[1]) / (size_px[1] * drawn[0])))
    return longer > LONG or (longer > SMALL_LONG and min(size_px) < SMALL_PX)


def strip_box(size_px: tuple[int, int]) -> ViewBox:
    """Return the viewBox of a strip of that size."""
    scale = min(_MOST, max(_FEWEST, min(size_px) * _UNITS_A_PX)) / min(size_px)
    return 0.0, 0.0, size_px[0] * scale, size_px[1] * scale


def lay_strip(root: Element, canvas: Box, size_px: tuple[int, int], empty: Set[str] = frozenset()) -> Strip:
    """Rearrange the marked tree `root`, drawn on `canvas`, as a strip of the shape of `size_px`; slots of `empty` have no words."""
    strip = strip_box(size_px)
    pieces = pieces_of(root)
    texts = _largest_texts([piece for piece in pieces if piece.name not in empty])
    logos = [piece for piece in pieces if _is_logo(piece)]
    cells = _cells(strip, {name: _words(texts[name][0].element) for name in texts}, bool(logos))
    cover = _cover(pieces, canvas)
    grounds: list[tuple[_Ground, Box]] = []
    placed: list[Element] = []
    for piece in logos:
        placed.append(_chain(root, piece.element, _logo(piece, _padded(cells["brand:logo"]))))
        grounds.append((_ground(_corners(piece, root), piece, pieces, cover), cells["brand:logo"]))
    for name, found in texts.items():
        role = f"frame:{name}"
        placed.append(root.makeelement(SVG + "rect", {ROLE: role, "id": role, "fill": "none", **_sides(_padded(cells[name]))}))
        for piece in found:
            grounds.append((_ground(_corners(piece, root), piece, pieces, cover), cells[name]))
            placed.append(_chain(root, piece.element, _straight(piece.element)))
    base = _Ground(cover, None) if cover is not None else next((ground for ground, _ in reversed(grounds)), _Ground(None, None))
    painted = [_painted(root, base, strip)]
    painted += [_chain(root, piece.element, _filling(piece.element, strip)) for piece in pieces if _is_pattern(piece, canvas)]
    merged: dict[_Ground, Box] = {}
    for ground, cell in grounds:
        if ground != base:
            merged[ground] = union(merged.get(ground), cell) or cell
    painted += [_painted(root, ground, cell) for ground, cell in merged.items()]
    for child in list(root):
        if isinstance(child.tag, str) and tag(child) not in _KEPT:
            root.remove(child)
    for clip in list(root.iter(SVG + "clipPath", SVG + "mask")):
        parent = clip.getparent()
        if parent is not None:
            parent.remove(clip)
    root.extend([element for element in (*painted, *placed) if element is not None])
    return Strip(strip, _rooms(strip, texts))


def _rooms(strip: Box, texts: dict[str, list[Piece]]) -> dict[str, Room]:
    """Return the sizes the texts may take: the second never looks larger than the first one."""
    short = min(strip[2:])
    rooms: dict[str, Room] = {}
    largest, first = LARGEST * short, 0.0
    for name, pieces in texts.items():
        words, drawn = _words(pieces[0].element), max(_drawn_size(piece) for piece in pieces)
        lines = 1 if len(words) <= SHORT else None
        if rooms:
            largest *= max(SECOND, drawn / first if first else 1.0)
        rooms[name] = Room((SMALLEST * short, max(largest, SMALLEST * short)), lines)
        if strip[3] > strip[2]:  # the longest word decides how large the first one comes out
            longest = len(words) if lines else max((len(word) for word in words.split()), default=1)
            largest = min(largest, (1 - 2 * _PADDING) * short / (_ADVANCE * max(1, longest)) / SECOND)
        first = first or drawn
    return rooms


def _largest_texts(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """Return the slots with the largest drawn sizes, the largest first; what repeats with a list only where there is nothing else."""
    sizes: dict[str, float] = {}
    found: dict[str, list[Piece]] = {}
    slots = [piece for piece in pieces if piece.role == "slot" and not is_picture(piece)]
    for piece in [piece for piece in slots if not piece.listed] or slots:
        sizes[piece.name] = max(sizes.get(piece.name, 0.0), _drawn_size(piece))
        found.setdefault(piece.name, []).append(piece)
    chosen = sorted(sizes, key=lambda name: -sizes[name])[:TEXTS]
    return {name: found[name] for name in chosen}


def _cells(strip: Box, words: dict[str, str], logo: bool) -> dict[str, Box]:
    """Share the strip out along its length: the logo first, then the texts, by how much they say."""
    along = 0 if strip[2] >= strip[3] else 1
    whole, across = strip[along + 2], strip[3 - along]
    first = min(max(_LOGO_PART * whole, 1.2 * across), 0.4 * whole) if logo else 0.0
    parts = [("brand:logo", first)] if logo else []
    left = whole - first
    shares = [1.0] * len(words)
    if len(words) > 1:
        weights = [math.sqrt(max(1, len(text))) * part for text, part in zip(words.values(), (1.0, SECOND), strict=True)]
        share = _FIRST_PART if along == 1 else weights[0] / sum(weights)
        share = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
        shares = [share, 1 - share]
    parts += [(name, left * share) for name, share in zip(words, shares, strict=True)]
    cells: dict[str, Box] = {}
    start = 0.0
    for name, share in parts:
        cells[name] = (start, 0.0, start + share, across) if along == 0 else (0.0, start, across, start + share)
        start += share
    return cells


def _is_logo(piece: Piece) -> bool:
    return piece.role == "brand" and piece.name.startswith("logo")


def _is_pattern(piece: Piece, canvas: Box) -> bool:
    """Say whether a piece is art of the brand that covers the canvas."""
    if piece.role != "brand" or _is_logo(piece):
        return False
    box = geometry_box(piece.element, {}, canvas[2:], piece.matrix)
    return box is not None and _covers(box, canvas)


def _cover(pieces: Sequence[Piece], canvas: Box) -> Element | None:
    """Return the uppermost plain shape that fills the canvas."""
    for piece in reversed(pieces):
        ground = ground_of(sample_points(canvas), [piece])
        if ground is None or is_picture(ground) or not is_readable(None, fill_of(ground.element)):
            continue
        box = geometry_box(piece.element, {}, canvas[2:], piece.matrix)
        if box is not None and _covers(box, canvas):
            return piece.element
    return None


def _corners(piece: Piece, root: Element) -> tuple[tuple[float, float], ...]:
    """Return points of a piece as drawn, in the root's user space."""
    box = geometry_box(piece.element, ids_of(root), (100.0, 100.0), text_boxes=text_boxes(piece.element))
    return mapped_points(sample_points(box), piece.matrix) if box is not None else ()


def _ground(points: Sequence[tuple[float, float]], piece: Piece, pieces: Sequence[Piece], cover: Element | None) -> _Ground:
    """Return what a text was drawn on, or what it can be read on where that is a picture or a shade."""
    found = ground_of(points, pieces[: pieces.index(piece)]) if points else None
    shape = found.element if found is not None and not is_picture(found) else None
    if piece.role == "brand":
        return _Ground(shape if shape is not None else cover, None)
    words = next((part for part in piece.element.iter() if tag(part) in ("text", "tspan") and style_value(part, "fill")), piece.element)
    text = fill_of(words)
    for ground in (shape, cover):
        if ground is not None and is_readable(text, fill_of(ground)):
            return _Ground(ground, None)
    return _Ground(None, ground_for(text))


def _painted(root: Element, ground: _Ground, box: Box) -> Element | None:
    """Return a ground as a rectangle."""
    if ground.shape is not None:
        return _chain(root, ground.shape, _filling(ground.shape, box))
    return root.makeelement(SVG + "rect", {"fill": ground.fill, **_sides(box)}) if ground.fill else None


def _chain(root: Element, element: Element, copied: Element) -> Element:
    """Return `copied` in copies of the groups around `element`: they give it its look, but no place."""
    for group in element.iterancestors():
        if group is root:
            break
        holder = group.makeelement(str(group.tag), _attributes(group))
        for key in ("id", *_ISOLATING):
            _drop(holder, key)
        _clean_style(holder)
        holder.append(copied)
        copied = holder
    return copied


def _filling(element: Element, box: Box) -> Element:
    """Return a shape, or a layer of art, as the rectangle `box` of the same look and name."""
    attributes = {key: value for key, value in _attributes(element).items() if key not in (*_GEOMETRY, *_ISOLATING)}
    rect = element.makeelement(SVG + "rect", {**attributes, **_sides(box)})
    _clean_style(rect)
    rect.set("style", f"{rect.get('style') or ''};rx:0;ry:0".lstrip(";"))
    return rect


def _logo(piece: Piece, box: Box) -> Element:
    rect = _filling(piece.element, box)
    rect.set("data-align", "xMidYMid")
    return rect


def _straight(element: Element) -> Element:
    """Return a slot's text without anything that turns or moves it, and without an outline, which would not shrink with it."""
    copied = _copy(element)
    for part in copied.iter():
        for key in _ISOLATING:
            _drop(part, key)
        _clean_style(part)
        if style_value(part, "stroke") and fill_of(part) != "none":
            part.set("style", f"{part.get('style') or ''};stroke:none".lstrip(";"))
    return copied


def _copy(element: Element) -> Element:
    copied = element.makeelement(str(element.tag), _attributes(element))
    copied.text = element.text
    for child in element:
        if isinstance(child.tag, str):
            inner = _copy(child)
            inner.tail = child.tail
            copied.append(inner)
    return copied


def _attributes(element: Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}


def _drop(element: Element, key: str) -> None:
    if key in element.attrib:
        del element.attrib[key]


def _clean_style(element: Element) -> None:
    style = element.get("style")
    if style:
        element.set("style", _PLACING.sub("", style).lstrip("; "))


def _sides(box: Box) -> dict[str, str]:
    values = {"x": box[0], "y": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}
    return {key: number_text(round(value, 3)) for key, value in values.items()}


def _padded(box: Box) -> Box:
    padding = _PADDING * min(box[2] - box[0], box[3] - box[1])
    return box[0] + padding, box[1] + padding, box[2] - padding, box[3] - padding


def _words(element: Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _drawn_size(piece: Piece) -> float:
    """Return a text's largest size in the root's user space."""
    sizes = [length(computed(text).get("font-size"), default=16.0) for text in piece.element.iter() if tag(text) == "text"]
    return max(sizes, default=0.0) * math.sqrt(abs(determinant(piece.matrix)))


def _covers(box: Box, canvas: Box) -> bool:
    slack = 0.02 * min(canvas[2] - canvas[0], canvas[3] - canvas[1]) + 1
    return box[0] <= canvas[0] + slack and box[1] <= canvas[1] + slack and box[2] >= canvas[2] - slack and box[3] >= canvas[3] - slack
