"""How far colours are from each other (OKLab), and the kit's own colours as pixels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualgen.brand.model import BrandKit
from visualgen.svg.color import parse_color

Floats = NDArray[np.float64]

_CHANNEL = np.arange(256) / 255.0
_LINEAR = np.where(_CHANNEL <= 0.04045, _CHANNEL / 12.92, ((_CHANNEL + 0.055) / 1.055) ** 2.4)
_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]
)
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]]
)


def oklab(bgr: ArrayLike) -> Floats:
    """Return OKLab (L 0..1, a, b) of colours whose last axis is blue, green, red, 0..255 (Ottosson 2020)."""
    colors = np.clip(np.asarray(bgr, dtype=np.float64)[..., :3], 0, 255).round().astype(np.uint8)
    rgb = _LINEAR[colors[..., ::-1]]
    found: Floats = np.cbrt(rgb @ _TO_LMS.T) @ _TO_LAB.T
    return found


def difference(first: ArrayLike, second: ArrayLike) -> float:
    """Return the OKLab distance of two colours (blue, green, red); 0.02 is just seen side by side."""
    return float(np.linalg.norm(oklab(first) - oklab(second)))


def token_colors(kit: BrandKit) -> Mapping[str, NDArray[np.float64]]:
    """Return the kit's opaque colours by token path, as blue, green, red, 0..255."""
    found: dict[str, NDArray[np.float64]] = {}
    for path, value in kit.tokens.items():
        rgba = parse_color(value) if isinstance(value, str) and path.startswith(("color.", "palette.")) else None
        if rgba is not None and rgba[3] >= 1 and path.startswith("color."):
            found[path] = np.array([rgba[2], rgba[1], rgba[0]]) * 255.0
    return found
