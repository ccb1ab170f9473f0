"""Where to look in a photo: at its faces, else at its most telling detail."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_LONG_SIDE = 240
_DETAIL_SIDE = 64
_SMALLEST_FACE = 1 / 10
"""Of the shorter side: a smaller face does not decide a crop, and looking for it would take twice as long."""


def focal_point(image: Image.Image) -> tuple[float, float]:
    """Return the point (x, y), in fractions of the picture, that a crop should keep near its middle.

    Faces are found by OpenCV's frontal-face cascade and weighed by their area; without one, the point is the middle of the
    salient detail (spectral residual, Hou and Zhang 2007), drawn a little to the centre. The same picture gives the same point.
    """
    grey = image.convert("L")
    grey.thumbnail((_LONG_SIDE, _LONG_SIDE), Image.Resampling.BILINEAR, reducing_gap=1.5)
    values = np.asarray(grey)
    return _faces(values) or _detail(values)


def _faces(grey: NDArray[np.uint8]) -> tuple[float, float] | None:
    height, width = grey.shape
    smallest = max(20, int(min(height, width) * _SMALLEST_FACE))
    found, _, weights = _cascade().detectMultiScale3(
        grey, scaleFactor=1.15, minNeighbors=6, minSize=(smallest, smallest), outputRejectLevels=True
    )
    if len(found) == 0:
        return None
    boxes = np.asarray(found, np.float64)
    certainty = np.maximum(np.asarray(weights, np.float64).reshape(-1), 0.01)
    areas = boxes[:, 2] * boxes[:, 3] * certainty
    x = float(np.average(boxes[:, 0] + boxes[:, 2] / 2, weights=areas)) / width
    y = float(np.average(boxes[:, 1] + boxes[:, 3] / 2, weights=areas)) / height
    return x, y


@lru_cache(maxsize=1)
def _cascade() -> Any:
    import cv2  # loaded late: it costs a cold start a tenth of a second

    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"))


def _detail(grey: NDArray[np.uint8]) -> tuple[float, float]:
    small = Image.fromarray(grey).resize((_DETAIL_SIDE, _DETAIL_SIDE), Image.Resampling.BOX)
    values = np.asarray(small, np.float64)
    if values.max() - values.min() < 4:
        return 0.5, 0.5
    spectrum = np.fft.fft2(values)
    strength = np.log(np.abs(spectrum) + 1e-9)
    residual = strength - _averaged(strength, 1)
    saliency = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    saliency = _averaged(saliency, 3)
    places = (np.arange(_DETAIL_SIDE) + 0.5) / _DETAIL_SIDE
    nearness = np.exp(-((places - 0.5) ** 2) / (2 * 0.35**2))
    saliency = saliency * nearness[:, None] * nearness[None, :]
    saliency = np.where(saliency >= np.quantile(saliency, 0.9), saliency, 0.0)
    total = saliency.sum()
    if total <= 0:
        return 0.5, 0.5
    return float((saliency.sum(axis=0) * places).sum() / total), float((saliency.sum(axis=1) * places).sum() / total)


def _averaged(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return each value's mean over the square of `reach` around it (edges repeat)."""
    side = 2 * reach + 1
    padded = np.pad(values, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    mean: NDArray[np.float64] = windows.mean(axis=(2, 3))
    return mean
