"""Photos without one sharp edge: out of focus, shaken, or enlarged before they came here."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.checks.photo import enlargement
from visualgen.preflight.facts import Facts

BLURRED_PX = 2.7
"""Standard deviation of an edge's blur, in px on a canvas 1080 px wide, from which the sharpest part of a photo looks soft."""


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `photo_blurred` where even the sharpest parts of a photo are soft; `blur_px` on a canvas 1080 px wide."""
    for picture in facts.placed.pictures.values():
        blur, size = facts.photo_blurs.get(picture.slot), facts.photo_sizes.get(picture.slot)
        if blur is None or size is None:
            continue
        shown = blur * enlargement(facts, picture, size) * 1080 / max(facts.source.size_px[0], 600)
        if shown < BLURRED_PX:
            continue
        yield finding(
            "photo_blurred",
            "warns",
            fr=(
                f"La photo est floue (contours étalés sur {shown:.1f} px).".replace(".", ",", 1),
                "Prenez une photo plus nette, ou montrez-la plus petite.",
            ),
            en=(f"The photo is blurred (edges spread over {shown:.1f} px).", "Take a sharper photo, or show it smaller."),
            slot=picture.slot,
            box_px=facts.visible(facts.device_box(picture.element, picture.box)),
            blur_px=round(shown, 2),
        )
