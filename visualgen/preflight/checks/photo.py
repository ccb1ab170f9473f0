"""Photos drawn larger than they are."""

from __future__ import annotations

import math
from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts
from visualgen.render.products import PlacedPicture

UPSCALED = 1.1
"""Canvas px per photo px from which it is worth saying."""
BLURRED = 1.6
"""Canvas px per photo px from which it shows."""


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `photo_upscaled` where a photo's pixels are stretched; `factor` is canvas px per photo px."""
    for picture in facts.placed.pictures.values():
        size = facts.photo_sizes.get(picture.slot)
        if size is None:
            continue
        factor = enlargement(facts, picture, size)
        if factor <= UPSCALED:
            continue
        has = f"{size[0]} × {size[1]} px"
        needs = f"{math.ceil(size[0] * factor)} × {math.ceil(size[1] * factor)} px"
        yield finding(
            "photo_upscaled",
            "warns" if factor > BLURRED else "notes",
            fr=(f"La photo ({has}) est agrandie {factor:.1f} fois.".replace(".", ",", 1), f"Donnez une photo d’au moins {needs}."),
            en=(f"The photo ({has}) is enlarged {factor:.1f} times.", f"Give a photo of at least {needs}."),
            slot=picture.slot,
            box_px=facts.visible(facts.device_box(picture.element, picture.box)),
            factor=round(factor, 2),
            width_px=size[0],
            height_px=size[1],
        )


def enlargement(facts: Facts, picture: PlacedPicture, size_px: tuple[int, int]) -> float:
    """Return how many canvas px a pixel of the photo takes."""
    a, b, c, d, _, _ = facts.to_device(picture.element)
    x0, y0, x1, y1 = picture.box
    return max((x1 - x0) * math.hypot(a, b) / size_px[0], (y1 - y0) * math.hypot(c, d) / size_px[1])
