"""A face: one font file at one point of its design space, opened once and asked for coverage, metrics, outlines and bitmaps.

HarfBuzz reads everything, so that what is shaped is what is drawn. Lengths are in font units, y up, unless a name says em or px.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from visualgen.errors import FontError

Variations = tuple[tuple[str, float], ...]
Segment = tuple[Any, ...]
Bitmap = tuple[NDArray[np.uint8], float, float]

OUTLINE_CACHE = 512
BITMAP_CACHE = 8
FACE_CACHE = 256


class Face:
    """A font file at fixed variation settings. Get one from `open_face`: equal arguments give the same object.

    `key` is hashable and stable; `upem` the units of an em; `ascent_em` and `descent_em` (both positive) are taken as browsers
    take them: hhea, or OS/2 typographic where USE_TYPO_METRICS is set, with the variations applied; `color` says that glyphs are
    coloured paintings (`bitmap`) and have no outline.
    """

    def __init__(self, path: Path, variations: Variations = ()) -> None:
        self.path = path
        self.key: tuple[str, Variations] = (str(path), variations)
        self._file = _open_file(path)
        self.upem: int = self._file.upem
        self.font = hb.Font(self._file)
        if variations:
            self.font.set_variations(dict(variations))
        extents = self.font.get_font_extents("ltr")
        self.ascent_em: float = extents.ascender / self.upem
        self.descent_em: float = -extents.descender / self.upem
        self.color: bool = bool(self._file.has_color_paint or self._file.has_color_layers)
        self._outlines: dict[int, tuple[Segment, ...]] = {}
        self._bitmaps: dict[tuple[int, float], Bitmap] = {}

    def __repr__(self) -> str:
        settings = ", ".join(f"{tag} {value:g}" for tag, value in self.key[1])
        return f"Face({self.path.name}{': ' + settings if settings else ''})"

    @cached_property
    def coverage(self) -> frozenset[int]:
        """The code points the font has a glyph for."""
        return _coverage(self.path)

    def outline(self, glyph: int) -> tuple[Segment, ...]:
        """Return a glyph's outline: ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y), ("Z",) in font units, y up."""
        found = self._outlines.get(glyph)
        if found is None:
            if len(self._outlines) >= OUTLINE_CACHE:
                self._outlines.clear()
            pen = _OutlinePen()
            self.font.draw_glyph_with_pen(glyph, pen)
            found = self._outlines[glyph] = tuple(pen.segments)
        return found

    def bitmap(self, glyph: int, size_px: float) -> Bitmap:
        """Return a colour glyph painted at `size_px` px an em: (pixels, left_px, top_px).

        `pixels` is premultiplied BGRA, shape (height, width, 4), first row on top; its top left corner belongs at
        (x + left_px, baseline + top_px), y down, so `top_px` is negative for what stands on the baseline.
        A glyph without ink gives an array of shape (0, 0, 4). Do not write into the array: it is cached.
        """
        found = self._bitmaps.get((glyph, size_px))
        if found is None:
            if len(self._bitmaps) >= BITMAP_CACHE:
                self._bitmaps.pop(next(iter(self._bitmaps)))
            found = self._bitmaps[glyph, size_px] = self._paint(glyph, size_px)
        return found

    def _paint(self, glyph: int, size_px: float) -> Bitmap:
        scale = size_px / self.upem
        painter = hb.RasterPaint()
        painter.transform = (scale, 0.0, 0.0, scale, 0.0, 0.0)
        extents = self.font.get_glyph_extents(glyph)
        image = None
        if extents is not None and painter.set_glyph_extents(extents):
            painter.paint_glyph(self.font, glyph)
            image = painter.render()
        if image is None:
            return np.zeros((0, 0, 4), np.uint8), 0.0, 0.0
        box = image.extents
        rows = np.frombuffer(image.buffer, np.uint8).reshape(box.height, box.stride)[:, : box.width * 4]
        pixels = rows.reshape(box.height, box.width, 4)[::-1].copy()
        pixels.setflags(write=False)
        return pixels, float(box.x_origin), float(-(box.y_origin + box.height))


@lru_cache(maxsize=FACE_CACHE)
def open_face(path: Path, variations: Variations = ()) -> Face:
    """Return the face of a font file at `variations` (tag, value), sorted by tag. Raises `FontError` for a file that is no font."""
    return Face(path, variations)


@lru_cache(maxsize=256)
def axes(path: Path) -> dict[str, tuple[float, float, float]]:
    """Return the variation axes of a font file: tag → (smallest, default, largest)."""
    file = _open_file(path)
    return {axis.tag: (axis.min_value, axis.default_value, axis.max_value) for axis in file.axis_infos} if file.has_var_data else {}


@lru_cache(maxsize=256)
def _coverage(path: Path) -> frozenset[int]:
    return frozenset(_open_file(path).unicodes)


@lru_cache(maxsize=256)
def _open_file(path: Path) -> Any:
    try:
        file = hb.Face(hb.Blob.from_file_path(str(path)))
    except (OSError, hb.HarfBuzzError) as error:
        raise FontError("the font file cannot be opened", mend="check that the file is there and readable", file=path.name) from error
    if file.glyph_count == 0 or file.upem == 0 or not file.unicodes:
        raise FontError("the file is not a font that can be used", mend="give a TrueType or OpenType file (.ttf, .otf)", file=path.name)
    if not _is_whole(path):
        raise FontError("the font file is cut short", mend="copy or download it again", file=path.name)
    return file


def _is_whole(path: Path) -> bool:
    """Return whether every table that a font's directory names lies inside the file (OpenType 1.9, Organization of an OpenType font)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        count = int.from_bytes(head[4:6], "big")
        directory = file.read(16 * count)
    if head[:4] == b"ttcf":
        return True
    entries = [directory[place : place + 16] for place in range(0, 16 * count, 16)]
    return all(int.from_bytes(entry[8:12], "big") + int.from_bytes(entry[12:16], "big") <= size for entry in entries)


class _OutlinePen:
    """Collects what HarfBuzz draws; quadratic curves become cubic ones."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self._x = self._y = 0.0

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 (the pen protocol of fontTools)
        self.segments.append(("M", *point))
        self._x, self._y = point

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.segments.append(("L", *point))
        self._x, self._y = point

    def curveTo(self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        self.segments.append(("C", *first, *second, *end))
        self._x, self._y = end

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        (cx, cy), (x, y) = control, end
        third = 1.0 / 3.0
        self.curveTo(
            (self._x + 2 * third * (cx - self._x), self._y + 2 * third * (cy - self._y)),
            (x + 2 * third * (cx - x), y + 2 * third * (cy - y)),
            end,
        )

    def closePath(self) -> None:  # noqa: N802
        self.segments.append(("Z",))

    endPath = closePath  # noqa: N815
