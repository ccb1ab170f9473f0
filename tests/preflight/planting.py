"""What faults are planted with: cases on the real templates, their words, photos and greys of a known contrast."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from visualgen.render.products import Output, PictureValue

WORDS: Mapping[str, Mapping[str, Any]] = {
    "annonce": {
        "kicker": "Au fournil",
        "headline": "Le carnet est ouvert",
        "text": "Seigle, couronnes et bûches : réservez avant le 20.",
        "date": "Jusqu’au dimanche 20 décembre",
        "cta": "Commandez",
    },
    "produit": {"name": "La miche", "price": "7,80 €", "description": "Farine de meule, levain naturel.", "badge": ""},
    "citation": {"quote": "Je fais le tour du pâté de maisons pour cette odeur.", "author": "Georges", "role": "voisin du 14"},
    "promo": {"headline": "La fournée du soir", "price": "5 €", "text": "Après 18 h, tout le pain du jour.", "badge": ""},
}


@dataclass(frozen=True)
class Case:
    """A picture to judge: a real template, its words, and what is changed in its drawing (each old text must be there)."""

    template: str = "annonce"
    ratio: str = "4x5"
    edits: tuple[tuple[str, str], ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)
    kit: str = "levain"
    output: Output = field(default_factory=Output)
    sample: bool = False


def photo(width: int, height: int, *, blur: float = 0.0, ground: int | None = None, seed: int = 5, noise: bool = False) -> PictureValue:
    """Return a photo of sharp-edged tiles, or a flat one, blurred by a Gaussian of `blur` px."""
    if noise:
        image = Image.fromarray(np.random.default_rng(seed).integers(0, 255, (height, width, 3)).astype(np.uint8))
    elif ground is None:
        tiles = np.random.default_rng(seed).integers(30, 225, (9, 9, 3)).astype(np.uint8)
        image = Image.fromarray(tiles).resize((width, height), Image.Resampling.NEAREST)
        image = image.filter(ImageFilter.GaussianBlur(0.7))
    else:
        image = Image.new("RGB", (width, height), (ground, ground, ground))
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    file = io.BytesIO()
    image.save(file, "PNG")
    data = file.getvalue()
    return PictureValue(data, hashlib.sha256(data).hexdigest(), "photo.png", (0.5, 0.5))


def grey_for(ratio: float, ground: tuple[int, int, int], *, lighter: bool = False) -> str:
    """Return the grey that stands out from `ground` by `ratio`:1, as near as eight bits come."""
    base = _luminance(ground)
    wanted = ratio * (base + 0.05) - 0.05 if lighter else (base + 0.05) / ratio - 0.05
    grey = min(range(256), key=lambda value: abs(_luminance((value, value, value)) - wanted))
    return f"#{grey:02x}{grey:02x}{grey:02x}"


def _luminance(color: tuple[int, int, int]) -> float:
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (c / 255 for c in color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
