"""One PNG a template: kits and ratios as rows, cases as columns, the findings' codes below each picture."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import fontpkg
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from visualgen.render.codecs import png

WIDTH_PX = 2400
MARGIN_PX = 72
HEAD_PX = 210
KIT_PX = 76
LABEL_PX = 34
CODE_PX = 24
CODES = 3
GAP_PX = 14
GROUP_GAP_PX = 34
SIDE_PX = 96
"""Room at the left of a row for its ratio."""
LEAST_COLUMNS = 7
"""A row of fewer pictures leaves its rest empty: they would be larger than their small copies."""
CAROUSEL_PICTURES = 15

Color = tuple[int, int, int]
GROUND: Color = (236, 234, 229)
INK: Color = (28, 27, 25)
MUTED: Color = (112, 108, 100)
PAPER: Color = (250, 249, 247)
SEVERITIES: dict[str, Color] = {"blocks": (179, 38, 30), "warns": (152, 92, 0), "notes": (112, 108, 100)}


@dataclass(frozen=True, slots=True)
class Cell:
    """A picture on the sheet. `small` is its small copy (JPEG, empty for one that failed); `codes` are (severity, code)."""

    kit: str
    ratio: str
    case: str
    page: int
    size_px: tuple[int, int]
    small: bytes
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other, in groups of the pages of one case; `height_px` is that of its pictures."""

    ratio: str
    groups: tuple[tuple[Cell, ...], ...]
    column_px: float
    height_px: int

    @property
    def codes(self) -> int:
        """How many lines of findings its fullest cell has."""
        return max(min(len(set(cell.codes)), CODES) for group in self.groups for cell in group)

    @property
    def total_px(self) -> int:
        """Its height with labels and findings."""
        return LABEL_PX + self.height_px + 8 + self.codes * CODE_PX + GROUP_GAP_PX


def draw_sheet(title: str, subtitle: str, cells: Sequence[Cell]) -> bytes:
    """Return the sheet of a template's cells (in the wall's order) as PNG."""
    kits = [(kit, list(_rows(list(group)))) for kit, group in groupby(cells, key=lambda cell: cell.kit)]
    height = HEAD_PX + sum(KIT_PX + sum(row.total_px for row in rows) for _, rows in kits) + MARGIN_PX
    sheet = Image.new("RGB", (WIDTH_PX, height), GROUND)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN_PX - 4, 130), title, INK, _font(84, 700), anchor="ls")
    draw.text((MARGIN_PX, 178), subtitle, MUTED, _font(28, 450), anchor="ls")
    top = HEAD_PX
    for kit, rows in kits:
        draw.line((MARGIN_PX, top + 8, WIDTH_PX - MARGIN_PX, top + 8), (*[channel - 28 for channel in GROUND],), 2)
        draw.text((MARGIN_PX, top + 54), kit, INK, _font(36, 650), anchor="ls")
        top += KIT_PX
        for row in rows:
            _draw_row(sheet, draw, row, top)
            top += row.total_px
    return png(np.asarray(sheet))


def _rows(cells: list[Cell]) -> list[Row]:
    rows: list[Row] = []
    for ratio, of_ratio in groupby(cells, key=lambda cell: cell.ratio):
        groups = [tuple(group) for _, group in groupby(of_ratio, key=lambda cell: cell.case)]
        pages = max(len(group) for group in groups)
        many = max(1, min(CAROUSEL_PICTURES // pages, len(groups))) if pages > 1 else _columns(groups[0][0].size_px, len(groups))
        gaps = GAP_PX * many * (pages - 1) + (GROUP_GAP_PX if pages > 1 else GAP_PX) * (many - 1)
        column = (WIDTH_PX - 2 * MARGIN_PX - SIDE_PX - gaps) / (many * pages)
        for start in range(0, len(groups), many):
            part = tuple(groups[start : start + many])
            heights = [round(column * cell.size_px[1] / cell.size_px[0]) for group in part for cell in group]
            rows.append(Row(ratio, part, column, max(heights)))
    return rows


def _columns(size_px: tuple[int, int], count: int) -> int:
    """Return how many pictures stand in a row: fewer banners, more skyscrapers, so that all are about as large."""
    aspect = size_px[0] / size_px[1]
    return 4 if aspect > 3 else 14 if aspect < 0.45 else max(LEAST_COLUMNS, count)


def _draw_row(sheet: Image.Image, draw: ImageDraw.ImageDraw, row: Row, top: int) -> None:
    draw.text((MARGIN_PX, top + LABEL_PX + 24), row.ratio, MUTED, _font(26 if len(row.ratio) < 6 else 19, 600), anchor="ls")
    left = float(MARGIN_PX + SIDE_PX)
    pages = max(len(group) for group in row.groups)
    for group in row.groups:
        draw.text((left, top + LABEL_PX - 10), group[0].case, MUTED, _font(20, 550), anchor="ls")
        for cell in group:
            _draw_cell(sheet, draw, cell, row, (round(left), top + LABEL_PX))
            left += row.column_px + GAP_PX
        left += GROUP_GAP_PX - GAP_PX if pages > 1 else 0


def _draw_cell(sheet: Image.Image, draw: ImageDraw.ImageDraw, cell: Cell, row: Row, at: tuple[int, int]) -> None:
    width = int(row.column_px)
    size = (width, max(1, round(width * cell.size_px[1] / cell.size_px[0])))
    if cell.small:
        with Image.open(io.BytesIO(cell.small)) as small:
            sheet.paste(small.convert("RGB").resize(size, Image.Resampling.LANCZOS), at)
    else:
        draw.rectangle((*at, at[0] + size[0], at[1] + size[1]), PAPER)
    base = at[1] + row.height_px + 8 + CODE_PX - 7
    counted = Counter(cell.codes).most_common(CODES)
    for (severity, code), number in counted:
        text = code if number == 1 else f"{code} × {number}"
        font = _font(17, 500)
        while draw.textlength(text, font) > width - 18 and len(text) > 4:
            text = text[:-2] + "…"
        draw.ellipse((at[0], base - 10, at[0] + 8, base - 2), SEVERITIES[severity])
        draw.text((at[0] + 14, base), text, SEVERITIES[severity], font, anchor="ls")
        base += CODE_PX


@lru_cache(maxsize=16)
def _font(size_px: float, weight: int) -> ImageFont.FreeTypeFont:
    """Return DM Sans, as packaged, at this size and weight."""
    font = ImageFont.truetype(str(fontpkg.path("DM Sans", 400)), size_px)
    font.set_variation_by_axes([min(40.0, max(9.0, size_px)), weight])
    return font
