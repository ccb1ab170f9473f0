"""The stamp of a draft: a ribbon across a corner, so that nobody publishes it by mistake."""

from __future__ import annotations

from lxml.etree import _Element as Element

from visualgen.svg.attributes import SVG
from visualgen.svg.matrix import Box

_WORDS = {"fr": "BROUILLON"}
_OTHER = "DRAFT"


def stamp_draft(root: Element, canvas: Box, locale: str) -> None:
    """Draw BROUILLON (or DRAFT) on a ribbon across the top right corner."""
    word = _WORDS.get(locale[:2].lower(), _OTHER)
    side = min(canvas[2] - canvas[0], canvas[3] - canvas[1])
    size = side * 0.026
    reach, thick = side * 0.15, size * 2.1
    group = root.makeelement(
        SVG + "g", {"transform": f"translate({canvas[2] - reach:.2f} {canvas[1] + reach:.2f}) rotate(45)", "opacity": "0.92"}
    )
    ribbon = {"x": f"{-reach * 2:.2f}", "y": f"{-thick / 2:.2f}", "width": f"{reach * 4:.2f}", "height": f"{thick:.2f}", "fill": "#16181d"}
    group.append(root.makeelement(SVG + "rect", ribbon))
    text = root.makeelement(
        SVG + "text",
        {
            "x": "0",
            "y": f"{size * 0.36:.2f}",
            "font-size": f"{size:.2f}",
            "font-family": "var(--typography-label-family, sans-serif)",
            "font-weight": "700",
            "letter-spacing": f"{size * 0.12:.2f}",
            "text-anchor": "middle",
            "fill": "#ffffff",
        },
    )
    text.text = word
    group.append(text)
    root.append(group)
