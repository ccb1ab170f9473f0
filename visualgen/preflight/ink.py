"""Where a line's ink is: the box of its glyph outlines, not of its line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from visualgen.preflight.facts import Facts
from visualgen.render.products import Box, PlacedText
from visualgen.svg.attributes import Element
from visualgen.svg.matrix import union
from visualgen.text.faces import Face
from visualgen.text.model import Line


def ink_box(line: Line) -> Box | None:
    """Return the box of the line's outlines in the text's user space, colour glyphs left out; None where it has no ink."""
    found: Box | None = None
    for box in glyph_boxes(line):
        found = union(found, box)
    return found


def glyph_boxes(line: Line) -> Iterator[Box]:
    """Yield the box of each outline of the line in the text's user space, colour glyphs left out."""
    for run in line.runs:
        if run.face.color:
            continue
        scale = run.size_px / run.face.upem
        for glyph, x, y in run.glyphs:
            box = _outline_box(run.face, glyph)
            if box is not None:
                yield x + box[0] * scale, y - box[3] * scale, x + box[2] * scale, y - box[1] * scale


def text_box(facts: Facts, element: Element, text: PlacedText) -> Box:
    """Return the box of a text's ink on the canvas; of its lines where it has no outline."""
    found: Box | None = None
    for line in text.block.lines:
        ink = ink_box(line)
        if ink is not None:
            found = union(found, facts.device_box(element, ink))
    return facts.visible(found or facts.device_box(element, text.block.box))


@lru_cache(maxsize=8192)
def _outline_box(face: Face, glyph: int) -> Box | None:
    """Return the box of an outline's points in font units, y up (control points included: an upper bound)."""
    values = [value for segment in face.outline(glyph) for value in segment[1:]]
    xs, ys = values[0::2], values[1::2]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None
