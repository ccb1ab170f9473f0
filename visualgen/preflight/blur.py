"""How sharp a photo is, from its steepest edges, measured once a photo."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from visualgen.render.cache import Cache
from visualgen.render.pictures import inspect, thumbnail
from visualgen.render.products import PictureValue
from visualgen.settings import Limits

MEASURED_PX = 1000
"""The longest side on which a photo is measured; a smaller photo is measured as it is."""

_TILE = 48
_CONTRAST = 40.0
"""The range of grey in a tile that can tell: flat tiles have no edge to measure."""
_SHARPEST = 10
"""Percent of the tiles that may be sharp: a photo is judged by its subject, not by the blurred ground behind it."""
_ACROSS = np.array([[-1.0, 1.0]], np.float32)
_KNOWN = Cache(4_096)
"""The blur of the photos seen last, by digest; None too."""


def measured_blur(picture: PictureValue, limits: Limits) -> float | None:
    """Return the blur of the photo's sharpest parts in its own px (standard deviation); None where no edge can tell.

    Raises what decoding raises.
    """
    known: tuple[float | None] | None = _KNOWN.get(picture.digest)
    if known is None:
        size = inspect(picture, limits)
        small = thumbnail(picture, MEASURED_PX, limits)
        blur = blur_px(small)
        known = (None if blur is None else blur * max(size) / max(small.shape[:2]),)
        _KNOWN.put(picture.digest, known, 1)
    return known[0]


def blur_px(bgr: NDArray[np.uint8]) -> float | None:
    """Return how far the sharpest edges of a picture are spread (the standard deviation of the blur, px); None where it has no edge.

    A step of height C blurred by a Gaussian of deviation s has the steepest slope C / (s √(2π)): s is read off tile by tile.
    """
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(bgr[..., :3]), cv2.COLOR_BGR2GRAY), dtype=np.float32)
    rows, columns = grey.shape[0] // _TILE, grey.shape[1] // _TILE
    if rows == 0 or columns == 0:
        return None
    grey = grey[: rows * _TILE, : columns * _TILE]
    slope = cv2.magnitude(cv2.filter2D(grey, -1, _ACROSS), cv2.filter2D(grey, -1, _ACROSS.T))
    heights = _by_tile(grey, _TILE).max(axis=(1, 3)) - _by_tile(grey, _TILE).min(axis=(1, 3))
    quarters = _by_tile(_by_tile(np.asarray(slope), _TILE // 2).max(axis=(1, 3)), 2)
    steepest = np.sort(quarters.swapaxes(1, 2).reshape(rows, columns, 4), axis=2)[..., 2]  # the second of four: no lone pixel decides
    telling = heights >= _CONTRAST
    if np.count_nonzero(telling) < 3:
        return None
    spreads = heights[telling] / (np.maximum(steepest[telling], 0.5) * np.sqrt(2 * np.pi))
    return float(np.percentile(spreads, _SHARPEST))


def _by_tile(pixels: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    return pixels.reshape(pixels.shape[0] // side, side, pixels.shape[1] // side, side)
