"""Paints laid-out text: outlines kept as cairo's own path structures and appended in C; colour glyphs as bitmaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cairocffi as cairo
from cairocffi import cairo as c_cairo
from cairocffi import ffi

from visualgen.render.cache import Cache
from visualgen.render.engines.direct import append_path, set_paint, stroke_path
from visualgen.render.paint.target import Target, surface_of
from visualgen.render.scene import Glyphs
from visualgen.svg.matrix import multiply
from visualgen.svg.path import transformed
from visualgen.text.faces import Face
from visualgen.text.model import GlyphRun

_EM = 4096.0
"""Outlines are kept at this size: cairo's path coordinates are fixed-point (1/256), so this keeps a glyph exact to 1/1,000,000 em."""

_POINT_BYTES = 24


def paint_glyphs(target: Target, glyphs: Glyphs, cache: Cache) -> None:
    """Paint every line: one fill for all glyphs of one span style, the stroke over or under it, then the colour glyphs."""
    context = target.context
    context.save()
    target.in_space(glyphs.matrix)
    if glyphs.stroke is not None and glyphs.stroke_first:
        _stroke(target, glyphs, cache)
    context.set_fill_rule(cairo.FILL_RULE_WINDING)
    for style, paint in enumerate(glyphs.fills):
        if paint is None:
            continue
        set_paint(context, paint)
        context.new_path()
        if style == 0 and glyphs.rules:
            for x0, y0, x1, y1 in glyphs.rules:
                context.rectangle(x0, y0, x1 - x0, y1 - y0)
            context.fill()
        if _append_runs(target, glyphs, cache, style):
            context.fill()
    if glyphs.stroke is not None and not glyphs.stroke_first:
        _stroke(target, glyphs, cache)
    context.new_path()
    context.restore()
    for run in _runs(glyphs):
        if run.face.color:
            _paint_color_run(target, glyphs, run, cache)


def _runs(glyphs: Glyphs) -> Iterator[GlyphRun]:
    for line in glyphs.block.lines:
        yield from line.runs


def _stroke(target: Target, glyphs: Glyphs, cache: Cache) -> None:
    if glyphs.stroke is None:
        return
    target.context.new_path()
    if _append_runs(target, glyphs, cache, None):
        stroke_path(target.context, glyphs.stroke)
    target.context.new_path()


def _append_runs(target: Target, glyphs: Glyphs, cache: Cache, style: int | None) -> bool:
    """Append the outlines of a style's glyphs (None: of all) to the path; return whether there were any."""
    context = target.context
    base = multiply(target.base, multiply(target.pixels, glyphs.matrix))
    found = False
    for run in _runs(glyphs):
        if run.face.color or (style is not None and run.style != style):
            continue
        scale = run.size_px / _EM
        for glyph, x, y in run.glyphs:
            context.set_matrix(cairo.Matrix(*multiply(base, (scale, 0.0, 0.0, scale, x, y))))
            c_cairo.cairo_append_path(context._pointer, glyph_path(run.face, glyph, cache))
            found = True
    context.set_matrix(cairo.Matrix(*base))
    return found


def glyph_path(face: Face, glyph: int, cache: Cache) -> Any:
    """Return a glyph's outline as a `cairo_path_t`, y down, in 1/4096 em."""
    key = ("glyph", face.key, glyph)
    path = cache.get(key)
    if path is None:
        scale = _EM / face.upem
        segments = transformed(face.outline(glyph), (scale, 0.0, 0.0, -scale, 0.0, 0.0))
        context = cairo.Context(cairo.ImageSurface(cairo.FORMAT_A8, 1, 1))
        append_path(context, segments)
        path = ffi.gc(c_cairo.cairo_copy_path(context._pointer), c_cairo.cairo_path_destroy)
        cache.put(key, path, _POINT_BYTES * (8 + 4 * len(segments)))
    return path


def _paint_color_run(target: Target, glyphs: Glyphs, run: GlyphRun, cache: Cache) -> None:
    """Paint colour glyphs (emoji), rasterised at the size at which they are seen."""
    matrix = multiply(target.pixels, glyphs.matrix)
    scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
    size_px = run.size_px * scale
    if size_px <= 0:
        return
    paint = glyphs.fills[run.style] if run.style < len(glyphs.fills) else None
    opacity = paint[3] if isinstance(paint, tuple) else 1.0
    context = target.context
    for glyph, x, y in run.glyphs:
        key = ("color glyph", run.face.key, glyph, size_px)
        kept = cache.get(key)
        if kept is None:
            pixels, left_px, top_px = run.face.bitmap(glyph, size_px)
            surface = surface_of(pixels) if pixels.size else None
            kept = (surface, left_px, top_px)
            cache.put(key, kept, pixels.nbytes + 64)
        surface, left_px, top_px = kept
        if surface is None:
            continue
        context.save()
        target.in_space(multiply(glyphs.matrix, (1 / scale, 0.0, 0.0, 1 / scale, x, y)))
        context.set_source_surface(surface, left_px, top_px)
        context.get_source().set_filter(cairo.FILTER_BILINEAR)
        context.paint_with_alpha(opacity)
        context.restore()
