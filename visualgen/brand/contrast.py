"""How well colours stand out from each other: WCAG contrast ratios, and the pairs of tokens that templates set text in.

Source: WCAG 2.2, "relative luminance" and "contrast ratio"; success criteria 1.4.3 (AA) and 1.4.6 (AAA).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from visualgen.svg.color import parse_color

Mark = Literal["AAA", "AA", "AA large", "fails"]

TEXT = 4.5
LARGE = 3.0
BEST = 7.0

PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "paper", BEST),
    ("muted", "paper", TEXT),
    ("primary", "paper", LARGE),
    ("on-soft", "soft", TEXT),
    ("on-primary", "primary", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-shade", "shade", TEXT),
)
"""(text, ground, least ratio): what templates set on what, by the last part of the tokens' names."""

TEXTS = ("ink", "muted", "primary", "accent", "on-soft", "on-primary", "on-accent", "on-shade")
GROUNDS = ("paper", "soft", "primary", "accent", "shade")


@dataclass(frozen=True, slots=True)
class Contrast:
    """One text on one ground. `needed` is the ratio templates rely on, 0 where no template sets this pair."""

    text: str
    ground: str
    ratio: float
    needed: float = 0.0

    @property
    def mark(self) -> Mark:
        """The WCAG level that the pair reaches."""
        return "AAA" if self.ratio >= BEST else "AA" if self.ratio >= TEXT else "AA large" if self.ratio >= LARGE else "fails"

    @property
    def enough(self) -> bool:
        """Whether templates may rely on the pair."""
        return self.ratio >= self.needed


def luminance(color: str) -> float:
    """Return the relative luminance of an sRGB colour, 0 (black) to 1 (white); 0 for what is not a colour."""
    rgba = parse_color(color) or (0.0, 0.0, 0.0, 1.0)
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in rgba[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def marked_color(fill: str, wished: str | None, tokens: Mapping[str, Any]) -> str:
    """Return the colour of a marked word within text filled with `fill`: `wished`, where it stands out from the ground.

    The grounds are those whose text colour `fill` is (`PAIRS`); where `wished` would sink into one of them, the accent
    colour is taken instead, and where that sinks too, `fill`.
    """
    if not wished:
        return fill
    text = parse_color(fill)
    grounds = [
        tokens[f"color.{ground}"]
        for name, ground, _ in PAIRS
        if text is not None and f"color.{ground}" in tokens and parse_color(str(tokens.get(f"color.{name}", ""))) == text
    ]
    choices = (color for color in (wished, tokens.get("color.accent")) if color)
    return next((color for color in choices if all(ratio(color, ground) >= LARGE for ground in grounds)), fill)


def matrix(tokens: Mapping[str, Any]) -> tuple[Contrast, ...]:
    """Return every text token on every ground token that the kit has, row by row."""
    needed = {(text, ground): least for text, ground, least in PAIRS}
    return tuple(
        Contrast(text, ground, ratio(tokens[f"color.{text}"], tokens[f"color.{ground}"]), needed.get((text, ground), 0.0))
        for text in TEXTS
        for ground in GROUNDS
        if text != ground and f"color.{text}" in tokens and f"color.{ground}" in tokens
    )
