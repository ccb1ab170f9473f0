"""The box in which a text may grow: the one the tool wrote down, else what the drawing leaves free around the sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.importing.families import set_style
from visualgen.importing.looks import Look, TextLook
from visualgen.importing.model import Artboard
from visualgen.svg.attributes import SVG, local_url, style_value, tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import Box, Matrix, invert, map_box, number_text, union
from visualgen.svg.shapes import geometry_box, ids_of, outline

Align = Literal["start", "center", "end"]

SAME_EDGE_EM = 0.06
"""Lines whose edges differ by less share that edge."""
CENTRED = 0.012
"""A line whose middle is this near to its container's (as a part of the width) is centred."""
MARGIN = 0.04
"""Text keeps this part of the canvas from its edge, unless it is drawn nearer."""
GAP_EM = 0.4


@dataclass(frozen=True, slots=True)
class Setting:
    """How a slot's sample is set: alignment, lines, leading (in sizes; None for one line), tracking in em, size in px of the canvas.

    `frame` is the box in the first text's user space, `source` says where it comes from.
    """

    align: Align
    lines: int
    leading: float | None
    tracking: float
    size_px: float
    frame: Box
    source: str


def setting_of(board: Artboard, look: Look, texts: Sequence[TextLook], all_texts: Sequence[TextLook]) -> Setting:
    """Return how the sample in `texts` (a slot's lines) is set, and its frame."""
    first = texts[0]
    box = _union([text.box for text in texts])
    lines = [(line.x, line.baseline, line.width) for line in first.lines] if len(texts) == 1 else _lines_of(texts)
    rows = _rows(lines)
    size = first.style.size_px
    step = (rows[1][1] - rows[0][1]) / size if len(rows) > 1 and size else None
    leading = step if step is not None and 0.5 < step < 4 else None
    container = container_of(look, box)
    align = _alignment(first, rows, box, container, board.size_px, all_texts)
    written, source = _written_frame(board, look, first)
    top = _top(first, rows, leading)
    height = max(1, len(rows)) * (leading or first.style.leading or 1.2) * size
    if written is not None:
        shifted = top if abs(written[1] - top) < size * 1.2 else written[1]
        frame = (written[0], shifted, written[2], max(written[3], shifted + height))
    else:
        source = "the room around the sample"
        own = (min(row[0] for row in rows), top, max(row[0] + row[2] for row in rows), top + height * 1.005)
        frame = _grown(first, texts, own, align, box, container, look, all_texts)
    return Setting(align, max(1, len(rows)), leading, first.style.tracking, first.size_px, frame, source)


def write_frame(text: Element, name: str, frame: Box) -> Element:
    """Put `frame:name` before the text, in the text's own user space, and return it."""
    rect = etree.Element(SVG + "rect")
    rect.set("data-slot", f"frame:{name}")
    for side, value in zip(("x", "y", "width", "height"), (frame[0], frame[1], frame[2] - frame[0], frame[3] - frame[1]), strict=True):
        rect.set(side, number_text(round(value, 3)))
    rect.set("style", "fill:none;stroke:none")
    if text.get("transform"):
        rect.set("transform", str(text.get("transform")))
    parent = text.getparent()
    if parent is not None:
        parent.insert(parent.index(text), rect)
    return rect


def _written_frame(board: Artboard, look: Look, text: TextLook) -> tuple[Box | None, str]:
    """Return the box the tool wrote down for a text, in the text's user space."""
    element = text.element
    rect = board.frames.get(element)
    if rect is not None:
        return geometry_box(rect, {}, (100.0, 100.0)), "the text box of the tool"
    reference = local_url(style_value(element, "shape-inside"))[0]
    if reference is not None:
        shape = ids_of(board.root).get(reference)
        box = geometry_box(shape, {}, (100.0, 100.0)) if shape is not None else None
        padding = length(style_value(element, "shape-padding"), 0.0, 16.0, 0.0)
        if box is not None:
            return (box[0] + padding, box[1] + padding, box[2] - padding, box[3] - padding), "Inkscape's text-in-shape"
    inline = length(style_value(element, "inline-size"), 0.0, 16.0, 0.0)
    if inline > 0 and text.lines:
        size = text.style.size_px
        x = length(element.get("x"), 0.0, 16.0, text.lines[0].x)
        left = x - {"start": 0.0, "center": inline / 2, "end": inline}[text.style.anchor]
        baseline = text.lines[0].baseline
        return (left, baseline - size, left + inline, text.lines[-1].baseline + size * 0.3), "Inkscape's wrapped text"
    return _area(look, text), "Illustrator's area type"


def _area(look: Look, text: TextLook) -> Box | None:
    """Return the invisible shape that Illustrator writes just before area type, where the text stands in it."""
    before = text.element.getprevious()
    if before is None or tag(before) not in ("rect", "path", "polygon"):
        return None
    shape = next((shape for shape in look.shapes if shape.element is before), None)
    if shape is None or shape.painted or not outline(before):
        return None
    wide = min(shape.box[2], text.box[2]) - max(shape.box[0], text.box[0])
    if wide < (text.box[2] - text.box[0]) * 0.9 or not shape.box[1] - text.size_px <= text.box[1] <= shape.box[3]:
        return None
    return map_box(invert(text.matrix), shape.box)


def forget_shape(text: Element) -> None:
    """Take Inkscape's flow properties away: the frame says it now."""
    for name in ("shape-inside", "shape-padding", "shape-subtract", "inline-size"):
        set_style(text, name, None)


def _grown(
    first: TextLook,
    texts: Sequence[TextLook],
    own: Box,
    align: Align,
    box: Box,
    container: Box,
    look: Look,
    all_texts: Sequence[TextLook],
) -> Box:
    """Widen the sample's box, on the side the alignment leaves open, up to what stands there; turned text keeps its box."""
    if abs(first.matrix[1]) > 1e-3 or abs(first.matrix[2]) > 1e-3 or first.matrix[0] <= 0 or first.matrix[3] <= 0:
        return own
    mine = {text.element for text in texts}
    gap = first.size_px * GAP_EM
    low, high = _limits(box, container, look.styled.size_px, align)
    others = [text.box for text in all_texts if text.element not in mine]
    others += [shape.box for shape in look.shapes if shape.painted and not _holds(shape.box, box)]
    for other in others:
        if min(other[3], box[3]) - max(other[1], box[1]) < 0.15 * first.size_px:
            continue
        if other[0] >= box[2] - gap / 4:
            high = min(high, other[0] - gap)
        if other[2] <= box[0] + gap / 4:
            low = max(low, other[2] + gap)
    middle = (box[0] + box[2]) / 2
    if align == "center":
        half = max(min(middle - low, high - middle), (box[2] - box[0]) / 2)
        wanted = (middle - half, middle + half)
    elif align == "end":
        wanted = (min(low, box[0]), box[2])
    else:
        wanted = (box[0], max(high, box[2]))
    inverse: Matrix = invert(first.matrix)
    left, _, right, _ = map_box(inverse, (wanted[0], box[1], wanted[1], box[3]))
    return min(left, own[0]), own[1], max(right, own[2]), own[3]


def _limits(box: Box, container: Box, canvas: tuple[int, int], align: Align) -> tuple[float, float]:
    """Return how far left and right a text may reach in its container: the drawn margin counts on both sides."""
    left, right = box[0] - container[0], container[2] - box[2]
    whole = container[2] - container[0] >= canvas[0] * 0.98
    least = canvas[0] * MARGIN if whole else min((container[2] - container[0]) * 0.06, max(left, 0.0), max(right, 0.0))
    margin = {"start": left, "end": right, "center": least}[align]
    margin = max(least, min(margin, (container[2] - container[0]) * 0.25))
    return container[0] + margin, container[2] - margin


def container_of(look: Look, box: Box) -> Box:
    """Return the box of the smallest filled shape that holds the text (a button, a card), else the canvas."""
    width, height = look.styled.size_px
    canvas: Box = (0.0, 0.0, float(width), float(height))
    holding = [shape.box for shape in look.shapes if shape.filled and _holds(shape.box, box)]
    return min([canvas, *holding], key=lambda b: (min(b[2], width) - max(b[0], 0)) * (min(b[3], height) - max(b[1], 0)))


def _holds(outer: Box, inner: Box) -> bool:
    slack = (inner[3] - inner[1]) * 0.1
    return outer[0] <= inner[0] + slack and outer[1] <= inner[1] + slack and outer[2] >= inner[2] - slack and outer[3] >= inner[3] - slack


def _alignment(
    first: TextLook,
    rows: list[tuple[float, float, float]],
    box: Box,
    container: Box,
    canvas: tuple[float, float],
    texts: Sequence[TextLook],
) -> Align:
    """Return the text's own anchor where it says something, else what its lines share, else how it stands in its container."""
    if first.style.anchor != "start":
        return first.style.anchor
    if len(rows) > 1:
        spreads = {
            "start": _spread([x for x, _, _ in rows]),
            "center": _spread([x + w / 2 for x, _, w in rows]),
            "end": _spread([x + w for x, _, w in rows]),
        }
        if spreads["start"] <= first.style.size_px * SAME_EDGE_EM:
            return "start"
        return "center" if spreads["center"] <= spreads["end"] else "end"
    if abs(first.matrix[1]) > 1e-3:
        return "start"
    shared = any(abs(text.box[0] - box[0]) < 2 for text in texts if text.element is not first.element)
    off = abs((box[0] + box[2]) / 2 - (container[0] + container[2]) / 2)
    inside = box[0] - container[0]
    if not shared and off <= (container[2] - container[0]) * CENTRED and inside > canvas[0] * 0.005:
        return "center"
    return "start"


def _top(first: TextLook, rows: list[tuple[float, float, float]], leading: float | None) -> float:
    """Return where the first line box begins, in the text's user space."""
    size = first.style.size_px
    wanted = leading or first.style.leading or 1.2
    half = (wanted - (first.ascent_em + first.descent_em)) / 2
    return rows[0][1] - (first.ascent_em + half) * size


def _rows(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Join stretches on one baseline: (left, baseline, width) of each line."""
    found: list[tuple[float, float, float]] = []
    for x, y, width in lines:
        if found and abs(found[-1][1] - y) < 0.01:
            left = min(found[-1][0], x)
            found[-1] = (left, y, max(found[-1][0] + found[-1][2], x + width) - left)
        else:
            found.append((x, y, width))
    return found or [(0.0, 0.0, 0.0)]


def _lines_of(texts: Sequence[TextLook]) -> list[tuple[float, float, float]]:
    """Return the lines of several texts in the first one's user space."""
    back = invert(texts[0].matrix)
    found = []
    for text in texts:
        for line in text.lines:
            x0, y0, x1, _ = map_box(back, map_box(text.matrix, (line.x, line.baseline, line.x + line.width, line.baseline)))
            found.append((x0, y0, x1 - x0))
    return found


def _spread(values: list[float]) -> float:
    return max(values) - min(values)


def _union(boxes: Sequence[Box]) -> Box:
    found: Box | None = None
    for box in boxes:
        found = union(found, box)
    return found or (0.0, 0.0, 0.0, 0.0)
