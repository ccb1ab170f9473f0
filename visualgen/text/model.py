"""What text layout takes and returns: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from visualgen.text.faces import Face


@dataclass(frozen=True, slots=True)
class FontRequest:
    """What CSS asks for. `families` in order, lower case; `stretch` in percent; `size_px` chooses the optical size."""

    families: tuple[str, ...]
    weight: int = 400
    italic: bool = False
    stretch: float = 100.0
    variations: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SpanText:
    """A stretch of text in one style. `style` is the caller's index (0 plain, 1 bold, 2 accent…), kept in the glyph runs."""

    text: str
    font: FontRequest
    style: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """The box the text is laid out in, in px of the text's own user space, and the rules of its fit.

    `height` None: as tall as it needs. `fit` (smallest, largest) px: the largest size that fits is taken; None: `size_px` only.
    `lines` caps the lines (then clamped with an ellipsis). `leading` is a multiple of the size, `tracking` in em.
    `wrap` False keeps one line per hard break (the size may still shrink to the width). `word_spacing` is in em.
    `direction` "auto": each paragraph runs as its first strong letter does. An infinite `width` makes `x` the anchor of `align`.
    """

    x: float
    y: float
    width: float
    height: float | None
    size_px: float
    fit: tuple[float, float] | None = None
    lines: int | None = None
    leading: float = 1.2
    tracking: float = 0.0
    word_spacing: float = 0.0
    align: Literal["start", "center", "end"] = "start"
    valign: Literal["top", "middle", "bottom"] = "top"
    balance: bool = False
    hyphenate: bool = False
    wrap: bool = True
    language: str = "fr"
    features: tuple[tuple[str, int], ...] = ()
    direction: Literal["auto", "ltr", "rtl"] = "auto"


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Glyphs of one face on one baseline. `glyphs` = (glyph id, x, y) in px of the text's user space, y on the baseline."""

    face: Face
    size_px: float
    style: int
    glyphs: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, left edge, baseline and advance width in px."""

    text: str
    x: float
    baseline: float
    width: float
    runs: tuple[GlyphRun, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text laid out. `box` is the union of the line boxes (x0, y0, x1, y1); `asked_px` the largest size allowed.

    `clamped` is the text that an ellipsis replaced; `overflow_px` (x, y) by how much it passes its frame at its size;
    `missing` the characters no font had.
    """

    lines: tuple[Line, ...]
    size_px: float
    asked_px: float
    box: tuple[float, float, float, float]
    clamped: str = ""
    overflow_px: tuple[float, float] = (0.0, 0.0)
    missing: str = ""
