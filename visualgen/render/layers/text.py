"""A laid-out text becomes painted glyphs, or outlines for the full SVG engine where its paint is not a plain one."""

from __future__ import annotations

import math
from collections.abc import Mapping

from lxml.etree import _Element as Element

from visualgen.render.layers.outline import outline_text
from visualgen.render.layers.plain import grown, stroke_first, stroke_of
from visualgen.render.layers.plain_paints import NOT_PLAIN, resolve_paint
from visualgen.render.products import Box, Matrix, PlacedText
from visualgen.render.scene import Glyphs, Paint
from visualgen.svg.attributes import tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import map_box

_RULE_THICKNESS = 0.1
"""Of the size, as browsers draw a decoration whose thickness is `auto`."""

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
    reach = text_reach(text, matrix)
    if stroke is not None:
        reach = grown(reach, stroke, matrix)
    return Glyphs(block, matrix, tuple(fills), stroke, stroke_first(text.element, inherited), reach, _rules(text))


def text_reach(text: PlacedText, matrix: Matrix) -> Box:
    """Return an upper bound of where the text's ink is under `matrix`, its stroke left out."""
    overhang = text.block.size_px * _OVERHANG
    x0, y0, x1, y1 = text.block.box
    return map_box(matrix, (x0 - overhang, y0 - overhang, x1 + overhang, y1 + overhang))


def _rules(text: PlacedText) -> tuple[Box, ...]:
    """Return the underlines and strikes of a text: `text-decoration` on it, around it, or on the one span that holds it all."""
    asked = _decoration(text.element)
    rules: list[Box] = []
    for line in text.block.lines if asked else ():
        if not line.runs or line.width <= 0:
            continue
        first = line.runs[0]
        thickness = first.size_px * _RULE_THICKNESS
        if "underline" in asked:
            top = line.baseline + max(1, math.ceil(thickness / 2))
            rules.append((line.x, top, line.x + line.width, top + thickness))
        if "line-through" in asked:
            top = line.baseline - first.face.ascent_em * first.size_px / 3 - thickness / 2
            rules.append((line.x, top, line.x + line.width, top + thickness))
    return tuple(rules)


def _decoration(element: Element) -> set[str]:
    found: set[str] = set()
    spans = [child for child in element if tag(child) == "tspan"]
    if len(spans) == 1 and not (element.text or "").strip() and not (spans[0].tail or "").strip():
        found.update((spans[0].get("text-decoration") or "").split())
    node: Element | None = element
    while node is not None:
        found.update((node.get("text-decoration") or "").split())
        node = node.getparent()
    return found
