"""A picture with its findings drawn on it: numbered boxes, and below it a legend that is read on a phone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache

import fontpkg
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from visualgen.findings import Finding
from visualgen.render.codecs import png

Color = tuple[int, int, int]

WIDTH_PX = 1080
COLORS: dict[str, Color] = {"blocks": (190, 30, 30), "warns": (176, 96, 0), "notes": (40, 92, 168)}
"""Each with at least 4.5:1 on white."""
WORDS = {
    "fr": {"blocks": "Bloquant", "warns": "À regarder", "notes": "À savoir"},
    "en": {"blocks": "Blocks", "warns": "Look", "notes": "Note"},
}

_INK: Color = (28, 26, 23)
_MUTED: Color = (92, 87, 80)
_PAPER: Color = (255, 255, 255)
_MARGIN = 56
_BADGE = 30
_TEXT, _SMALL = 38, 32
_MOST = 12


def annotate(data: bytes, findings: Sequence[Finding], language: str) -> bytes:
    """Return the encoded picture `data` with its findings as numbered boxes and a legend below, as PNG 1080 px wide."""
    with Image.open(io.BytesIO(data)) as file:
        image = file.convert("RGB")
    scale = WIDTH_PX / image.width
    picture = image.resize((WIDTH_PX, max(1, round(image.height * scale))), Image.Resampling.LANCZOS)
    shown = list(findings)[:_MOST]
    legend = _legend(shown, len(findings) - len(shown), language)
    sheet = Image.new("RGB", (WIDTH_PX, picture.height + legend.height), _PAPER)
    sheet.paste(picture, (0, 0))
    sheet.paste(legend, (0, picture.height))
    draw = ImageDraw.Draw(sheet)
    placed = [(number, finding) for number, finding in enumerate(shown, start=1) if finding.box_px is not None]
    corners = [_box(draw, finding, scale, picture.height) for _, finding in placed]
    taken: list[tuple[float, float]] = []
    for (number, finding), corner in zip(placed, corners, strict=True):
        _badge(draw, _free(corner, taken, picture.height), str(number), COLORS[finding.severity])
    return png(np.asarray(sheet))


def _box(draw: ImageDraw.ImageDraw, finding: Finding, scale: float, bottom: int) -> tuple[float, float]:
    """Draw the box of a finding and return its left top corner."""
    x0, y0, x1, y1 = (side * scale for side in finding.box_px or (0, 0, 0, 0))
    x0, y0 = max(6.0, x0 - 10), max(6.0, y0 - 10)
    x1, y1 = min(WIDTH_PX - 7.0, max(x1 + 10, x0 + 12)), min(bottom - 7.0, max(y1 + 10, y0 + 12))
    draw.rounded_rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), 14, outline=_PAPER, width=12)
    draw.rounded_rectangle((x0, y0, x1, y1), 12, outline=COLORS[finding.severity], width=6)
    return x0, y0


def _free(corner: tuple[float, float], taken: list[tuple[float, float]], bottom: int) -> tuple[float, float]:
    """Return where a badge goes: outside the corner where there is room, beside those that are there already."""
    x = min(max(corner[0] - 16, _BADGE + 6.0), WIDTH_PX - _BADGE - 6.0)
    y = min(max(corner[1] - 16, _BADGE + 6.0), bottom - _BADGE - 6.0)
    while any(abs(x - a) < 2 * _BADGE and abs(y - b) < 2 * _BADGE for a, b in taken) and x < WIDTH_PX - 3 * _BADGE:
        x += 2 * _BADGE + 4
    taken.append((x, y))
    return x, y


def _badge(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, color: Color) -> None:
    x, y = at
    draw.ellipse((x - _BADGE - 4, y - _BADGE - 4, x + _BADGE + 4, y + _BADGE + 4), fill=_PAPER)
    draw.ellipse((x - _BADGE, y - _BADGE, x + _BADGE, y + _BADGE), fill=color)
    draw.text((x, y + 1), text, _PAPER, _font(34, 700), anchor="mm")


def _legend(findings: Sequence[Finding], left_out: int, language: str) -> Image.Image:
    """Return the legend as a picture: number, how severe, what was found, what to do."""
    room = WIDTH_PX - 2 * _MARGIN - 2 * _BADGE - 28
    blocks = []
    for finding in findings:
        facts = finding.to_dict(language)
        head = WORDS["fr" if language == "fr" else "en"][finding.severity] + (f" · {finding.slot}" if finding.slot else "")
        blocks.append(
            (finding, head, _wrapped(facts["message"], _font(_TEXT, 600), room), _wrapped(facts["mend"], _font(_SMALL, 420), room))
        )
    heights = [40 + len(found) * 48 + len(mend) * 42 + 34 for _, _, found, mend in blocks]
    image = Image.new("RGB", (WIDTH_PX, _MARGIN + sum(heights) + (60 if left_out > 0 else 0) + 22), _PAPER)
    draw = ImageDraw.Draw(image)
    y = _MARGIN
    for number, ((finding, head, found, mend), height) in enumerate(zip(blocks, heights, strict=True), start=1):
        x = _MARGIN + 2 * _BADGE + 28
        _badge(draw, (_MARGIN + _BADGE, y + 34), str(number), COLORS[finding.severity])
        draw.text((x, y + 26), head, COLORS[finding.severity], _font(28, 700), anchor="ls")
        base = y + 40
        for line in found:
            base += 46
            draw.text((x, base - 8), line, _INK, _font(_TEXT, 600), anchor="ls")
        for line in mend:
            base += 42
            draw.text((x, base - 6), line, _MUTED, _font(_SMALL, 420), anchor="ls")
        y += height
    if left_out > 0:
        more = f"… et {left_out} autres" if language == "fr" else f"… and {left_out} more"
        draw.text((_MARGIN, y + 34), more, _MUTED, _font(_SMALL, 420), anchor="ls")
    return image


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """Cut a sentence into lines of at most `room` px, between words; a word with no room is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        while font.getlength(word) > room:
            cut = next(place for place in range(len(word) - 1, 0, -1) if font.getlength(word[:place]) <= room or place == 1)
            lines += [line] * bool(line) + [word[:cut]]
            line, word = "", word[cut:]
        if line and font.getlength(f"{line} {word}") > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines


@lru_cache(maxsize=16)
def _font(size_px: int, weight: int) -> ImageFont.FreeTypeFont:
    """Return DM Sans, as packaged, at this size and weight."""
    font = ImageFont.truetype(str(fontpkg.path("DM Sans", 400)), size_px)
    font.set_variation_by_axes([min(40.0, max(9.0, size_px)), weight])
    return font
