"""How well a colour stands out from pixels: WCAG 2.2's contrast ratio, and APCA's lightness contrast beside it.

Sources: WCAG 2.2, "relative luminance" and "contrast ratio"; APCA 0.0.98G-4g, "the base algorithm" (SAPC-APCA, W3 version).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LARGE_PX = 24.0
LARGE_BOLD_PX = 56 / 3
"""From these sizes on (18 pt, or 14 pt bold, in CSS px) text is large and needs 3:1 instead of 4.5:1 (WCAG 2.2, 1.4.3)."""

_CHANNEL = np.arange(256) / 255.0
_LINEAR = np.where(_CHANNEL <= 0.04045, _CHANNEL / 12.92, ((_CHANNEL + 0.055) / 1.055) ** 2.4)
_SCREEN = _CHANNEL**2.4


def luminance(bgr: NDArray[np.uint8]) -> Floats:
    """Return the relative luminance (0..1) of pixels whose last axis is blue, green, red (a fourth channel is ignored)."""
    found: Floats = 0.0722 * _LINEAR[bgr[..., 0]] + 0.7152 * _LINEAR[bgr[..., 1]] + 0.2126 * _LINEAR[bgr[..., 2]]
    return found


def ratio(first: Floats | float, second: Floats | float) -> Floats:
    """Return the contrast ratio (1..21) of two luminances, element by element."""
    found: Floats = (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)
    return found


def needed(size_css_px: float, *, bold: bool) -> float:
    """Return the least ratio for text seen at this size: 3 for large text, else 4.5."""
    return 3.0 if size_css_px >= (LARGE_BOLD_PX if bold else LARGE_PX) - 0.05 else 4.5


def apca(text: Sequence[int], ground: Sequence[int]) -> float:
    """Return APCA's Lc, -108..106, of a text colour on a ground (red, green, blue, 0..255); negative for light text on dark."""
    text_y, ground_y = (_soft_clipped(_screen_luminance(color)) for color in (text, ground))
    if abs(ground_y - text_y) < 0.0005:
        return 0.0
    if ground_y > text_y:
        contrast = (ground_y**0.56 - text_y**0.57) * 1.14
        return 0.0 if contrast < 0.1 else (contrast - 0.027) * 100
    contrast = (ground_y**0.65 - text_y**0.62) * 1.14
    return 0.0 if contrast > -0.1 else (contrast + 0.027) * 100


def _screen_luminance(color: Sequence[int]) -> float:
    red, green, blue = (float(_SCREEN[channel]) for channel in color)
    return 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue


def _soft_clipped(value: float) -> float:
    return value if value >= 0.022 else value + math.pow(0.022 - value, 1.414)
