"""paint: a Scene becomes pixels or a PDF page; cairo is the only canvas, and the same painter serves both."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import cairocffi as cairo
import numpy as np

from visualgen.brand.model import PhotoTreatment
from visualgen.errors import LimitExceeded, SvgError
from visualgen.render.cache import Cache
from visualgen.render.canvas import Canvas
from visualgen.render.engines.direct import paint_items
from visualgen.render.engines.engine import SvgEngine
from visualgen.render.engines.full import ResvgEngine
from visualgen.render.engines.plain_markup import plain_svg
from visualgen.render.paint.bitmaps import paint_bitmap
from visualgen.render.paint.glyphs import paint_glyphs
from visualgen.render.paint.groups import paint_group
from visualgen.render.paint.target import PixelBox, Target, is_opaque, new_layer, pixels_of, surface_of
from visualgen.render.products import Matrix
from visualgen.render.scene import Bitmap, Faded, Glyphs, Gradient, Group, Leaf, Markup, Node, PlainItem, PlainRun, RichRun, Scene
from visualgen.settings import Limits
from visualgen.svg.matrix import IDENTITY, multiply, number_text, to_svg

PRINT_SCALE = 2
"""How many bitmap pixels a PDF gets for each pixel of the picture: 1080 px across a 7.5 inch page are then 288 dpi."""

POINTS_PER_PIXEL = 0.75
CREATED = "2000-01-01T00:00:00"
"""Every PDF's creation date, so that equal pictures are equal files."""

_CHEAP_EFFORT = 48


def paint(scene: Scene, cache: Cache, treatment: PhotoTreatment, limits: Limits, *, plain_engine: SvgEngine | None = None) -> Canvas:
    """Return the painted picture. Static runs, photos and glyphs are taken from `cache` and kept there.

    With a `plain_engine` (CairoSVG), that engine paints the plain runs instead of our own painter.
    Raises `PictureError` for a photo that cannot be read and `SvgError` for a part that cannot be drawn.
    """
    width, height = scene.size_px
    pixels = np.zeros((height, width, 4), np.uint8)
    surface = surface_of(pixels)
    target = Target(cairo.Context(surface), IDENTITY, scene.device, (0, 0, width, height))
    with painting():
        Painter(scene, cache, treatment, limits, plain_engine).paint(target, scene.nodes)
    surface.flush()
    return Canvas(pixels, is_opaque(pixels))


def paint_pdf(scene: Scene, cache: Cache, treatment: PhotoTreatment, limits: Limits) -> bytes:
    """Return the picture as a one-page PDF: shapes and text stay vector (text as outlines); masks, shadows and what the full
    engine draws are bitmaps at print resolution. The same scene gives the same bytes.
    """
    width, height = scene.size_px
    file = io.BytesIO()
    surface = cairo.PDFSurface(file, width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL)
    surface.set_metadata(cairo.PDF_METADATA_CREATE_DATE, CREATED)
    surface.set_metadata(cairo.PDF_METADATA_CREATOR, "visualgen")
    scale = POINTS_PER_PIXEL / PRINT_SCALE
    base: Matrix = (scale, 0.0, 0.0, scale, 0.0, 0.0)
    grid = multiply((PRINT_SCALE, 0.0, 0.0, PRINT_SCALE, 0.0, 0.0), scene.device)
    frame = (0, 0, width * PRINT_SCALE, height * PRINT_SCALE)
    target = Target(cairo.Context(surface), base, grid, frame, vector=True)
    with painting():
        Painter(scene, cache, treatment, limits).paint(target, scene.nodes)
        surface.finish()
    return file.getvalue()


@contextmanager
def painting() -> Iterator[None]:
    """Turn what cairo refuses (a size, a matrix, memory) into errors of ours."""
    try:
        yield
    except cairo.CairoError as error:
        raise SvgError(f"the drawing cannot be painted: {error}", mend="look for extreme sizes or transforms in it") from error
    except MemoryError as error:
        raise LimitExceeded("painting needs too much memory", mend="draw it smaller, or with fewer nested effects") from error


class Painter:
    """Paints the nodes of one scene."""

    def __init__(
        self, scene: Scene, cache: Cache, treatment: PhotoTreatment, limits: Limits, plain_engine: SvgEngine | None = None
    ) -> None:
        self.viewport = scene.viewport
        self.cache = cache
        self.treatment = treatment
        self.limits = limits
        self.engine: SvgEngine = _FULL_ENGINE
        self.plain_engine = plain_engine

    def paint(self, target: Target, nodes: Iterable[Node]) -> None:
        """Paint nodes in order."""
        for node in nodes:
            if isinstance(node, PlainRun):
                self._plain(target, node)
            elif isinstance(node, RichRun):
                self._rich(target, node)
            elif isinstance(node, Glyphs):
                paint_glyphs(target, node, self.cache)
            elif isinstance(node, Bitmap):
                paint_bitmap(target, node, self.cache, self.treatment, self.limits)
            elif isinstance(node, Group):
                paint_group(self, target, node)

    def _plain(self, target: Target, run: PlainRun) -> None:
        place = target.reach(run.box)
        if place is None:
            return
        if self.plain_engine is not None and not target.vector:
            target.blit(self._by_engine(self.plain_engine, target, run, place), place[0], place[1])
            return
        if target.vector or _effort(run.items) <= _CHEAP_EFFORT:
            self._directly(target, run)
            return
        key = ("plain", run.key, target.pixels, place)
        surface = self.cache.get(key)
        if surface is None:
            surface, layer = new_layer(target, place)
            self._directly(layer, run)
            surface = self._kept(key, surface)
        target.blit(surface, place[0], place[1])

    def _by_engine(self, engine: SvgEngine, target: Target, run: PlainRun, place: PixelBox) -> cairo.ImageSurface:
        x, y, width, height = place
        key = ("plain", engine.name, run.key, target.pixels, place)
        surface: cairo.ImageSurface | None = self.cache.get(key)
        if surface is None:
            device = multiply((1.0, 0.0, 0.0, 1.0, -x, -y), target.pixels)
            surface = engine.draw(plain_svg(run.items, width, height, device), width, height)
            self.cache.put(key, surface, 4 * width * height)
        return surface

    @staticmethod
    def _directly(target: Target, run: PlainRun) -> None:
        target.context.save()
        target.in_space(IDENTITY)
        paint_items(target.context, run.items)
        target.context.restore()

    def _rich(self, target: Target, run: RichRun) -> None:
        place = target.reach(run.box)
        if place is not None:
            target.blit(self.rendered(target, run.markup, place), place[0], place[1])

    def rendered(self, target: Target, markup: Markup, place: PixelBox, *, keep: bool = True) -> cairo.ImageSurface:
        """Return what the full engine makes of `markup` on the pixels of `place`."""
        x, y, width, height = place
        svg = self.document(markup, multiply((1.0, 0.0, 0.0, 1.0, -x, -y), target.pixels), width, height)
        key = ("rich", svg)
        surface = self.cache.get(key) if keep else None
        if surface is None:
            surface = self.engine.draw(svg, width, height)
            if keep:
                self.cache.put(key, surface, 4 * width * height + len(svg))
        return surface

    def document(self, markup: Markup, matrix: Matrix, width_px: int, height_px: int) -> str:
        """Return `markup` (user units) as a whole SVG of that size under `matrix`."""
        width, height = (number_text(side) for side in self.viewport)
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            f' width="{width_px}" height="{height_px}" viewBox="0 0 {width_px} {height_px}"><g transform="{to_svg(matrix)}">'
            f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" overflow="visible">'
            f"<defs>{markup.definitions}</defs>{markup.body}</svg></g></svg>"
        )

    def _kept(self, key: tuple[object, ...], surface: cairo.ImageSurface) -> cairo.ImageSurface:
        """Keep a painted layer, as an opaque surface (painted faster) where nothing shows through it."""
        pixels = pixels_of(surface)
        surface = surface_of(pixels, opaque=is_opaque(pixels))
        self.cache.put(key, surface, pixels.nbytes)
        return surface


def _effort(items: Iterable[PlainItem]) -> int:
    """Return how much work leaves are to paint: their segments, gradients and opacity groups weighed in."""
    total = 0
    for item in items:
        if isinstance(item, Faded):
            total += _CHEAP_EFFORT + _effort(item.items)
        else:
            total += _leaf_effort(item)
    return total


def _leaf_effort(leaf: Leaf) -> int:
    strokes = 0 if leaf.stroke is None else 3 * len(leaf.segments)
    gradients = isinstance(leaf.fill, Gradient) or (leaf.stroke is not None and isinstance(leaf.stroke.paint, Gradient))
    return len(leaf.segments) + strokes + (_CHEAP_EFFORT if gradients else 0)


_FULL_ENGINE = ResvgEngine()
