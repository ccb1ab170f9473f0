"""Words too small to be read where the picture is seen."""

from __future__ import annotations

import math
from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.formats import min_text_px
from visualgen.preflight.facts import Facts
from visualgen.preflight.ink import text_box

TOLERANCE_PX = 0.5


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `text_small` for each text below the smallest size of its placement (28 px on a short side of 1080)."""
    least = min_text_px(facts.source.placement, facts.source.size_px)
    for element, text in facts.placed.texts.items():
        if not any(char.isalnum() for line in text.block.lines for char in line.text):
            continue
        a, b, c, d, _, _ = facts.to_device(element)
        size = text.block.size_px * math.sqrt(abs(a * d - b * c))
        if size >= least - TOLERANCE_PX:
            continue
        css = size * facts.phone_scale
        yield finding(
            "text_small",
            "warns",
            fr=(
                f"Le texte fait {size:.0f} px, soit {css:.0f} px sur un téléphone ; il en faut {least:.0f}.",
                "Raccourcissez-le pour qu’il grandisse, ou agrandissez-le dans le modèle.",
            ),
            en=(
                f"The text is {size:.0f} px, {css:.0f} px on a phone; it needs {least:.0f}.",
                "Shorten it so that it grows, or enlarge it in the template.",
            ),
            slot=text.slot,
            box_px=text_box(facts, element, text),
            size_px=round(size, 1),
            min_px=round(least, 1),
            size_css_px=round(css, 1),
        )
