"""Photos drawn larger than they are."""

from __future__ import annotations

import math
from collections.abc import Iterator

from visualgen.findings import Finding
from visualgen.preflight.facts import Facts

UPSCALED = 1.1
BLURRED = 1.6


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `photo_upscaled` where a photo's pixels are stretched; `factor` is canvas px per photo px."""
    for picture in facts.placed.pictures.values():
        size = facts.photo_sizes.get(picture.slot)
        if size is None:
            continue
        matrix = facts.to_device(picture.element)
        x0, y0, x1, y1 = picture.box
        width = (x1 - x0) * math.hypot(matrix[0], matrix[1])
        height = (y1 - y0) * math.hypot(matrix[2], matrix[3])
        factor = max(width / size[0], height / size[1])
        if factor <= UPSCALED:
            continue
        need = f"{math.ceil(size[0] * factor)} × {math.ceil(size[1] * factor)} px"
        yield Finding(
            "photo_upscaled",
            "warns" if factor > BLURRED else "notes",
            {
                "fr": f"La photo ({size[0]} × {size[1]} px) est agrandie {factor:.1f} fois.",
                "en": f"The photo ({size[0]} × {size[1]} px) is enlarged {factor:.1f} times.",
            },
            {"fr": f"Donnez une photo d’au moins {need}.", "en": f"Give a photo of at least {need}."},
            picture.slot,
            {"factor": round(factor, 2), "width_px": size[0], "height_px": size[1]},
        )
