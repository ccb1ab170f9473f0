"""`contact.png`: the whole calendar on one sheet, dates under the pictures, set in packaged fonts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from visualgen.batch.contact_page import period
from visualgen.batch.contact_thumbnails import contained, leading_file
from visualgen.batch.plan import PlannedPost
from visualgen.batch.run import Outcome
from visualgen.batch.texts import DAYS
from visualgen.render.codecs import png
from visualgen.svg.color import parse_color

CONTACT = "contact.png"
WIDTH_PX = 2400
MARGIN_PX = 120
GUTTER_PX = 44
HEAD_PX = 400
LABEL_PX = 92
FOOT_PX = 70
MOST_POSTS = 120
SHADOW_PX = 28
RADIUS_PX = 14

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The sheet's colours, taken from the brand: its paper a shade darker, its ink, a muted ink, and its primary."""

    ground: Color
    ink: Color
    muted: Color
    primary: Color


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the pictures stand: columns, and the size of a cell in px."""

    columns: int
    rows: int
    cell: tuple[int, int]

    @property
    def height_px(self) -> int:
        """The height of the whole sheet."""
        return HEAD_PX + self.rows * (self.cell[1] + LABEL_PX + GUTTER_PX) - GUTTER_PX + FOOT_PX + MARGIN_PX // 2

    def place(self, index: int) -> tuple[int, int]:
        """Return the left top corner of the cell `index`."""
        row, column = divmod(index, self.columns)
        return MARGIN_PX + column * (self.cell[0] + GUTTER_PX), HEAD_PX + row * (self.cell[1] + LABEL_PX + GUTTER_PX)


def draw_contact(outcome: Outcome, folder: Path, language: str) -> bytes | None:
    """Return the sheet as PNG; None where there is no picture to show, or the sheet in `folder` shows these very posts."""
    posts = [(post, name) for post in outcome.plan.posts if (name := leading_file(post, outcome))][:MOST_POSTS]
    if not posts or (not outcome.changed and (folder / CONTACT).is_file()):
        return None
    palette = _palette(outcome.plan.kit.css)
    grid = _grid(len(posts))
    sheet = Image.new("RGB", (WIDTH_PX, grid.height_px), palette.ground)
    draw = ImageDraw.Draw(sheet)
    _head(draw, outcome, palette, language)
    for index, (post, name) in enumerate(posts):
        _post(sheet, draw, folder / name, post, grid.place(index), grid, palette, language)
    return png(np.asarray(sheet))


def _grid(count: int) -> Grid:
    """Return a grid about as high as wide, of three to eight columns."""
    columns = max(3, min(8, round(math.sqrt(count * 1.2))))
    if count % columns and count % (columns - 1) == 0 and columns > 3:
        columns -= 1
    width = (WIDTH_PX - 2 * MARGIN_PX - (columns - 1) * GUTTER_PX) // columns
    return Grid(columns, math.ceil(count / columns), (width, width * 5 // 4))


def _head(draw: ImageDraw.ImageDraw, outcome: Outcome, palette: Palette, language: str) -> None:
    kit = outcome.plan.kit
    draw.text((MARGIN_PX, 128), kit.title or kit.name, palette.primary, _font(38, 650), anchor="ls")
    title = period([post.row.date for post in outcome.plan.posts], language)
    draw.text((MARGIN_PX - 8, 292), title, palette.ink, _font(150, 700), anchor="ls")
    count = f"{len(outcome.plan.posts)} posts"
    draw.text((WIDTH_PX - MARGIN_PX, 292), count, palette.muted, _font(38, 450), anchor="rs")


def _post(
    sheet: Image.Image,
    draw: ImageDraw.ImageDraw,
    path: Path,
    post: PlannedPost,
    at: tuple[int, int],
    grid: Grid,
    palette: Palette,
    language: str,
) -> None:
    picture = contained(path, grid.cell)
    left = at[0] + (grid.cell[0] - picture.width) // 2
    top = at[1] + grid.cell[1] - picture.height
    _shadow(sheet, (left, top), picture.size, palette)
    sheet.paste(picture, (left, top), _rounded(picture.size))
    size = max(22, min(34, grid.cell[0] // 10))
    base = at[1] + grid.cell[1] + 28 + size
    number = _font(size * 1.35, 700)
    draw.text((at[0], base), str(post.row.date.day), palette.ink, number, anchor="ls")
    day = DAYS[language][post.row.date.weekday()][:3]
    offset = draw.textlength(str(post.row.date.day), number) + size * 0.4
    draw.text((at[0] + offset, base), day, palette.muted, _font(size * 0.92, 450), anchor="ls")
    if post.row.channels:
        font = _font(size * 0.78, 450)
        room = grid.cell[0] - offset - draw.textlength(f"{day}  ", _font(size * 0.92, 450))
        names = post.row.channels
        while names and draw.textlength(", ".join(names), font) > room:
            names = names[:-1]
        draw.text((at[0] + grid.cell[0], base), ", ".join(names), palette.muted, font, anchor="rs")


def _shadow(sheet: Image.Image, at: tuple[int, int], size: tuple[int, int], palette: Palette) -> None:
    """Lay a soft shadow of the ink's colour under a picture."""
    sheet.paste(palette.ink, (at[0] - SHADOW_PX, at[1] - SHADOW_PX + SHADOW_PX // 3), _blurred(size))


@lru_cache(maxsize=16)
def _blurred(size: tuple[int, int]) -> Image.Image:
    reach = SHADOW_PX / 4
    small = Image.new("L", (round(size[0] / 4 + 2 * reach), round(size[1] / 4 + 2 * reach)))
    ImageDraw.Draw(small).rounded_rectangle((reach, reach, reach + size[0] / 4, reach + size[1] / 4), 4, fill=64)
    return small.filter(ImageFilter.GaussianBlur(3)).resize((size[0] + 2 * SHADOW_PX, size[1] + 2 * SHADOW_PX))


@lru_cache(maxsize=16)
def _rounded(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] * 2 - 1, size[1] * 2 - 1), RADIUS_PX * 2, fill=255)
    return mask.resize(size, Image.Resampling.BOX)


@lru_cache(maxsize=64)
def _font(size_px: float, weight: int) -> ImageFont.FreeTypeFont:
    """Return DM Sans, as packaged, at this size and weight."""
    font = ImageFont.truetype(str(fontpkg.path("DM Sans", 400)), size_px)
    font.set_variation_by_axes([min(40.0, max(9.0, size_px)), weight])
    return font


def _palette(css: Mapping[str, str]) -> Palette:
    paper, ink, primary = (
        _color(css, name, fallback) for name, fallback in (("paper", "#f6f4ef"), ("ink", "#1d1b18"), ("primary", "#3a4a8c"))
    )
    return Palette(_mixed(paper, ink, 0.07), ink, _mixed(ink, paper, 0.4), primary)


def _color(css: Mapping[str, str], name: str, fallback: str) -> Color:
    red, green, blue, _ = parse_color(css.get(f"--color-{name}", "")) or parse_color(fallback) or (0, 0, 0, 1)
    return round(red * 255), round(green * 255), round(blue * 255)


def _mixed(one: Color, other: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
