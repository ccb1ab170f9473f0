"""A text in the parts that move one after the other (lines, words, glyphs), and a number on its way to its value."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, get_args

from visualgen.render.products import Box
from visualgen.render.scene import Glyphs
from visualgen.svg.matrix import map_box
from visualgen.text.faces import Face
from visualgen.text.model import GlyphRun, Line, TextBlock

Unit = Literal["line", "word", "glyph"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_SAME_PLACE_EM = 0.02
"""A glyph this near to where the last one began is a mark on it."""

_SPACE_EM = 0.1
"""Room from which on two runs of a line are two words."""

_OVERHANG_EM = 0.35

Placed = tuple[GlyphRun, tuple[int, float, float]]
"""A glyph with the run it comes from."""


def split(glyphs: Glyphs, unit: Unit) -> list[Glyphs]:
    """Return the text in its parts, in reading order; the parts together paint what the whole does."""
    parts: list[Glyphs] = []
    for line in glyphs.block.lines:
        rules = tuple(rule for rule in glyphs.rules if line.baseline - line_size(line) < rule[1] < line.baseline + line_size(line))
        pieces = [list(_placed(line))] if unit == "line" else list(_pieces(line, _is_space if unit == "word" else None))
        if is_right_to_left(line.text):
            pieces.reverse()
        for index, piece in enumerate(pieces):
            if piece:
                parts.append(_part(glyphs, line, piece, rules if index == 0 else ()))
    return parts


def line_size(line: Line) -> float:
    """Return the largest size in a line."""
    return max((run.size_px for run in line.runs), default=0.0)


def _placed(line: Line) -> Iterator[Placed]:
    for run in line.runs:
        for glyph in run.glyphs:
            yield run, glyph


def _pieces(line: Line, separates: Callable[[Face, int], bool] | None) -> Iterator[list[Placed]]:
    """Yield runs of glyphs between what separates, or each glyph with the marks on it."""
    piece: list[Placed] = []
    for run, glyph in _placed(line):
        if _is_space(run.face, glyph[0]):
            if piece:
                yield piece
            piece = []
            continue
        apart = separates is None and piece and abs(glyph[1] - piece[-1][1][1]) > _SAME_PLACE_EM * run.size_px
        if apart or (separates is not None and piece and _gap(piece[-1], (run, glyph)) > _SPACE_EM * run.size_px):
            yield piece
            piece = []
        piece.append((run, glyph))
    if piece:
        yield piece


def _gap(before: Placed, after: Placed) -> float:
    """Return the empty room between two glyphs of different runs: no glyph stands for the space where the style changes."""
    if before[0] is after[0]:
        return 0.0
    left, right = sorted((before, after), key=lambda placed: placed[1][1])
    return right[1][1] - left[1][1] - _advance(left[0], left[1][0])


def _is_space(face: Face, glyph: int) -> bool:
    return glyph in _glyphs_of(face, " ") and not face.color


def _glyphs_of(face: Face, characters: str) -> dict[int, str]:
    found = {}
    for character in characters:
        glyph = face.font.get_nominal_glyph(ord(character))
        if glyph:
            found[int(glyph)] = character
    return found


def _part(glyphs: Glyphs, line: Line, piece: Sequence[Placed], rules: tuple[Box, ...]) -> Glyphs:
    runs: list[GlyphRun] = []
    for run, glyph in piece:
        if runs and runs[-1].face is run.face and runs[-1].style == run.style and runs[-1].size_px == run.size_px:
            runs[-1] = replace(runs[-1], glyphs=(*runs[-1].glyphs, glyph))
        else:
            runs.append(replace(run, glyphs=(glyph,)))
    size = line_size(line)
    left = min(glyph[1] for _, glyph in piece)
    right = max(glyph[1] + _advance(run, glyph[0]) for run, glyph in piece)
    ascent = max(run.face.ascent_em * run.size_px for run in runs)
    descent = max(run.face.descent_em * run.size_px for run in runs)
    box = (left, line.baseline - ascent, right, line.baseline + descent)
    block = TextBlock((replace(line, x=left, width=right - left, runs=tuple(runs)),), glyphs.block.size_px, glyphs.block.asked_px, box)
    pad = size * _OVERHANG_EM + (glyphs.stroke.width * 2 if glyphs.stroke is not None else 0.0)
    reach = map_box(glyphs.matrix, (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad))
    return replace(glyphs, block=block, rules=rules, box=reach)


def _advance(run: GlyphRun, glyph: int) -> float:
    return float(run.face.font.get_glyph_h_advance(glyph)) / run.face.upem * run.size_px


def is_right_to_left(text: str) -> bool:
    """Return whether the first strong letter of a text runs from right to left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def number_in(text: str) -> bool:
    """Return whether a text has digits to count up to."""
    return any(character.isdigit() and character.isascii() for character in text)


def counted(glyphs: Glyphs, fraction: float) -> Glyphs:
    """Return the text with the first number in it at a fraction of its value: every digit stays where the last one will stand.

    Digits that are not needed yet are not drawn; what follows a decimal comma counts too. A font whose digits are not its plain ones
    (shaped by a feature) is shown as it ends.
    """
    lines = list(glyphs.block.lines)
    for index, line in enumerate(lines):
        digits = _first_number(line)
        if digits:
            lines[index] = _counted_line(line, digits, fraction)
            break
    return replace(glyphs, block=replace(glyphs.block, lines=tuple(lines)))


def _first_number(line: Line) -> list[tuple[int, int, str]]:
    """Return (run, glyph, digit) of the first number: digits with at most one glyph (a separator) between them."""
    found: list[tuple[int, int, str]] = []
    gap = 0
    for r, run in enumerate(line.runs):
        digits = _glyphs_of(run.face, "0123456789")
        for g, (glyph, _, _) in enumerate(run.glyphs):
            if glyph in digits:
                found.append((r, g, digits[glyph]))
                gap = 0
            elif found:
                gap += 1
                if gap > 1:
                    return found
    return found


def _counted_line(line: Line, digits: list[tuple[int, int, str]], fraction: float) -> Line:
    whole = int("".join(digit for _, _, digit in digits))
    shown = str(math.floor(whole * min(max(fraction, 0.0), 1.0) + 1e-9)).rjust(len(digits))
    first = len(shown) - len(shown.lstrip())
    start = digits[min(first, len(digits) - 1)][:2]
    begin = digits[0][:2]
    places = {(r, g): shown[index] for index, (r, g, _) in enumerate(digits)}
    runs: list[GlyphRun] = []
    for r, run in enumerate(line.runs):
        ids = {character: glyph for glyph, character in _glyphs_of(run.face, "0123456789").items()}
        kept: list[tuple[int, float, float]] = []
        for g, (glyph, x, y) in enumerate(run.glyphs):
            if begin <= (r, g) < start:
                continue
            digit = places.get((r, g))
            if digit is None or digit not in ids:
                kept.append((glyph, x, y))
            else:
                room = _advance(run, glyph) - _advance(run, ids[digit])
                kept.append((ids[digit], x + room / 2, y))
        runs.append(replace(run, glyphs=tuple(kept)))
    return replace(line, runs=tuple(runs))
