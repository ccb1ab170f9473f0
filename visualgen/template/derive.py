"""A ratio nobody drew, made from the nearest drawing."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element as Element


def derive(
    root: Element,
    inner: tuple[float, float, float, float],
    size_px: tuple[int, int],
    safe: tuple[float, float, float, float],
    pins: Mapping[str, tuple[str, ...]],
) -> tuple[float, float, float, float]:
    """Rearrange the tree for a canvas of another shape; return its new viewBox."""
    x, y, width, height = inner
    scale = min(size_px[0] / width, size_px[1] / height)
    new_width, new_height = size_px[0] / scale, size_px[1] / scale
    return x - (new_width - width) / 2, y - (new_height - height) / 2, new_width, new_height
