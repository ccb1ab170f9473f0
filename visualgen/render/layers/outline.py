"""Laid-out text as <path> elements, for the places where text cannot leave the SVG: clips, masks, patterns, markers, odd paints."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.render.products import PlacedText
from visualgen.svg.attributes import SVG
from visualgen.svg.matrix import Matrix
from visualgen.svg.path import Segment, to_d, transformed
from visualgen.text.model import GlyphRun

_TEXT_ONLY = (
    *("x", "y", "dx", "dy", "rotate", "textLength", "lengthAdjust"),
    *("letter-spacing", "word-spacing", "line-height", "white-space", "direction"),
)


def outline_text(text: PlacedText) -> list[Element]:
    """Return one <path> per span style of `text`, in the text's user space, with the text element's own attributes.

    Colour glyphs are left out: they have no outline.
    """
    by_style: dict[int, list[Segment]] = {}
    for line in text.block.lines:
        for run in line.runs:
            by_style.setdefault(run.style, []).extend(run_outline(run))
    kept = {
        str(name): str(value)
        for name, value in text.element.attrib.items()
        if name not in _TEXT_ONLY and not str(name).startswith(("font", "data-", "{", "text-"))
    }
    paths: list[Element] = []
    for style, segments in sorted(by_style.items()):
        if not segments:
            continue
        path = etree.Element(SVG + "path", kept)
        path.set("d", to_d(segments))
        path.set("fill-rule", "nonzero")
        path.set("clip-rule", "nonzero")
        if style < len(text.fills) and text.fills[style]:
            path.set("fill", text.fills[style])
        paths.append(path)
    return paths


def run_outline(run: GlyphRun) -> list[Segment]:
    """Return the outlines of a run's glyphs in the text's user space."""
    if run.face.color:
        return []
    scale = run.size_px / run.face.upem
    segments: list[Segment] = []
    for glyph, x, y in run.glyphs:
        matrix: Matrix = (scale, 0.0, 0.0, -scale, x, y)
        segments.extend(transformed(run.face.outline(glyph), matrix))
    return segments
