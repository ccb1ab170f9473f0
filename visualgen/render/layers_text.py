"""A laid-out text becomes painted glyphs, or outlines for the full SVG engine where its paint is not a plain one."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element as Element

from visualgen.render.layers_outline import outline_text
from visualgen.render.plain import grown, stroke_first, stroke_of
from visualgen.render.plain_paints import NOT_PLAIN, resolve_paint
from visualgen.render.products import Box, Matrix, PlacedText
from visualgen.render.scene import Glyphs, Paint
from visualgen.svg.lengths import length
from visualgen.svg.matrix import map_box

_OVERHANG = 0.35
"""By how much of its size ink may pass a line's box (swashes, accents on capitals, italics)."""


def glyphs_of(
    text: PlacedText, matrix: Matrix, inherited: Mapping[str, str], ids: Mapping[str, Element], viewport: tuple[float, float]
) -> Glyphs | list[Element]:
    """Return the text as glyphs under `matrix`, or as <path> elements in its user space where a paint is not plain."""
    block = text.block
    styles = 1 + max((run.style for line in block.lines for run in line.runs), default=0)
    drawn = inherited.get("fill", "#000000")
    fills: list[Paint | None] = []
    for style in range(styles):
        value = text.fills[style] if style < len(text.fills) and text.fills[style] else drawn
        paint = resolve_paint(value, "fill", inherited, block.box, ids, viewport)
        if paint is NOT_PLAIN:
            return outline_text(text)
        fills.append(paint)
    font_size = length(inherited.get("font-size"), 16.0, 16.0, 16.0)
    stroke = stroke_of(inherited, block.box, ids, viewport, font_size)
    if stroke is NOT_PLAIN:
        return outline_text(text)
    overhang = block.size_px * _OVERHANG
    box: Box = (block.box[0] - overhang, block.box[1] - overhang, block.box[2] + overhang, block.box[3] + overhang)
    reach = map_box(matrix, box)
    if stroke is not None:
        reach = grown(reach, stroke, matrix)
    return Glyphs(block, matrix, tuple(fills), stroke, stroke_first(text.element, inherited), reach)
