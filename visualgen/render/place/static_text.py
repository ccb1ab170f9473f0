"""Text drawn as the designer placed it: chunks at their own x and y, anchored, each piece in its own style (SVG 2, chapter 11)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from visualgen.render.place.text_style import TextStyle, change_case, text_style
from visualgen.render.products import PlacedText
from visualgen.svg.attributes import Element, tag
from visualgen.svg.lengths import length
from visualgen.text.fonts import FontBook
from visualgen.text.layout import lay_out
from visualgen.text.model import Frame, GlyphRun, Line, SpanText, TextBlock

SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(slots=True)
class Piece:
    """A stretch of characters of one element; x, y move the pen to a place, dx, dy by a distance (px)."""

    text: str
    style: TextStyle
    fill: int
    x: float | None
    y: float | None
    dx: float
    dy: float


@dataclass(slots=True)
class Chunk:
    """Pieces that share one anchor point."""

    x: float
    y: float
    pieces: list[Piece]


def lay_out_drawn(element: Element, book: FontBook, slot: str | None) -> PlacedText:
    """Lay out a text element where it is drawn; boxes and glyphs are in px of its user space."""
    fills: list[str] = []
    chunks = _chunks(_pieces(element, fills))
    lines: list[Line] = []
    missing = ""
    size = text_style(element).size_px
    for chunk in chunks:
        line, lost = _line(chunk, book)
        lines.append(line)
        missing += lost
    box = _union([_line_box(line, size) for line in lines])
    return PlacedText(element, TextBlock(tuple(lines), size, size, box, missing=missing), tuple(fills) or ("#000000",), slot, size)


def drawn_lines(element: Element) -> list[str]:
    """Return the words of a text element, one string per line as it is drawn (a new y or dy begins a line)."""
    chunks = _chunks(_pieces(element, []))
    rows: list[tuple[float, str]] = []
    for chunk in chunks:
        text = "".join(piece.text for piece in chunk.pieces)
        if rows and abs(rows[-1][0] - chunk.y) < 0.01:
            rows[-1] = (chunk.y, f"{rows[-1][1]} {text}")
        else:
            rows.append((chunk.y, text))
    return [text.strip() for _, text in rows if text.strip()]


def _pieces(element: Element, fills: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    keep = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"

    def add(text: str | None, owner: Element, first: bool) -> None:
        style = text_style(owner)
        words = text or ""
        words = re.sub(r"[\t\r\n]", " ", words) if keep else SPACES.sub(" ", words)
        if not keep and (first or (pieces and pieces[-1].text.endswith(" "))):
            words = words.lstrip(" ") if not pieces or pieces[-1].text.endswith(" ") or pieces[-1].text == "" else words
        if style.fill not in fills:
            fills.append(style.fill)
        place = _position(owner, style) if first else (None, None, 0.0, 0.0)
        if words or first:
            pieces.append(Piece(change_case(words, style.case), style, fills.index(style.fill), *place))

    def walk(node: Element) -> None:
        add(node.text, node, True)
        for child in node:
            if tag(child) in ("tspan", "a"):
                walk(child)
            add(child.tail, node, False)

    walk(element)
    return pieces


def _position(owner: Element, style: TextStyle) -> tuple[float | None, float | None, float, float]:
    def first(name: str) -> float | None:
        values = (owner.get(name) or "").replace(",", " ").split()
        return length(values[0], 0.0, style.size_px, None) if values else None

    return first("x"), first("y"), first("dx") or 0.0, first("dy") or 0.0


def _chunks(pieces: list[Piece]) -> list[Chunk]:
    chunks: list[Chunk] = []
    x = y = 0.0
    for piece in pieces:
        moved = piece.x is not None or piece.y is not None or (piece.dy and piece.text)
        x = piece.x if piece.x is not None else x
        y = (piece.y if piece.y is not None else y) + piece.dy
        if not piece.text.strip() and not (chunks and chunks[-1].pieces):
            x += piece.dx
            continue
        if not chunks or piece.x is not None or (moved and not _continues(chunks[-1], piece)):
            chunks.append(Chunk(x + piece.dx, y, []))
        if piece.text:
            chunks[-1].pieces.append(piece)
    return [chunk for chunk in chunks if any(piece.text.strip() for piece in chunk.pieces)]


def _continues(chunk: Chunk, piece: Piece) -> bool:
    """A shift by dy alone goes on with the pen where it is."""
    return piece.x is None and piece.y is None


def _line(chunk: Chunk, book: FontBook) -> tuple[Line, str]:
    pen = 0.0
    rise = 0.0
    runs: list[GlyphRun] = []
    missing = ""
    last = len(chunk.pieces) - 1
    for number, piece in enumerate(chunk.pieces):
        if number:
            pen += piece.dx
            rise += piece.dy
        words = piece.text.rstrip(" ") if number == last else piece.text
        if number == 0:
            words = words.lstrip(" ")
        set_words = words.strip(" ")
        pen += _spaces(len(words) - len(words.lstrip(" ")), piece, book)
        block = _one_line(set_words, piece, book)
        missing += block.missing
        for line in block.lines if set_words else ():
            for run in line.runs:
                glyphs = tuple((glyph, gx + pen, gy - line.baseline + rise) for glyph, gx, gy in run.glyphs)
                runs.append(GlyphRun(run.face, run.size_px, run.style, glyphs))
            pen += line.width + _spaces(len(words) - len(words.rstrip(" ")), piece, book)
    shift = _anchor_shift(chunk.pieces[0].style, pen)
    x, y = chunk.x + shift, chunk.y
    moved = tuple(GlyphRun(r.face, r.size_px, r.style, tuple((g, gx + x, gy + y) for g, gx, gy in r.glyphs)) for r in runs)
    return Line("".join(piece.text for piece in chunk.pieces).strip(), x, y, pen, moved), missing


def _anchor_shift(style: TextStyle, width: float) -> float:
    """How far left of the anchor a chunk begins; where lines run from right to left they start at their right edge (SVG 2, §11.10.2)."""
    anchor = style.anchor
    if style.direction == "rtl" and anchor != "center":
        anchor = "end" if anchor == "start" else "start"
    return {"start": 0.0, "center": -width / 2, "end": -width}[anchor]


def _drawn_direction(style: TextStyle) -> Literal["ltr", "rtl"]:
    """A drawn line runs from left to right unless `direction` says otherwise, whatever its words (CSS Writing Modes 4)."""
    return "rtl" if style.direction == "rtl" else "ltr"


def _one_line(words: str, piece: Piece, book: FontBook) -> TextBlock:
    style = piece.style
    frame = Frame(
        0.0,
        0.0,
        math.inf,
        None,
        style.size_px,
        leading=style.leading or 1.2,
        tracking=style.tracking,
        word_spacing=style.word_spacing,
        align="start" if style.direction != "rtl" else "end",
        wrap=False,
        language=style.language,
        features=style.features,
        direction=_drawn_direction(style),
    )
    return lay_out([SpanText(words, style.font, piece.fill)], frame, book)


def _spaces(count: int, piece: Piece, book: FontBook) -> float:
    """The width of the spaces at an end of a piece, which a line by itself lets hang."""
    if not count:
        return 0.0
    return count * (_one_line("n n", piece, book).lines[0].width - _one_line("nn", piece, book).lines[0].width)


def _line_box(line: Line, size: float) -> tuple[float, float, float, float]:
    ascent = max((run.face.ascent_em * run.size_px for run in line.runs), default=size * 0.8)
    descent = max((run.face.descent_em * run.size_px for run in line.runs), default=size * 0.2)
    return line.x, line.baseline - ascent, line.x + line.width, line.baseline + descent


def _union(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
