"""How a brand shows photos: duotone, warm, cool or mono, at a strength, and film grain that is the same every time."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops

from visualgen.brand.model import PhotoTreatment
from visualgen.svg.color import parse_color

_GRAIN_TILE = 256
_GRAIN_RANGE = 44.0
"""The standard deviation of full grain, in levels of 255."""

_CURVES = {
    "warm": ((1.05, 6.0, 0.96), (1.01, 2.0, 0.99), (0.90, 4.0, 1.06)),
    "cool": ((0.92, 4.0, 1.05), (1.0, 1.0, 1.0), (1.05, 7.0, 0.96)),
}
"""Gain, lift and gamma of red, green and blue."""


def treated(image: Image.Image, treatment: PhotoTreatment, digest: str, levels: tuple[int, int] | None = None) -> Image.Image:
    """Return an RGB or RGBA picture as the brand shows it; its alpha stays. The grain is seeded by `digest`.

    A duotone stretches `levels` (`levels_of` another picture), else the picture's own.
    """
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colors = image.convert("RGB")
    graded = _graded(colors, treatment, levels)
    if treatment.strength < 1:
        graded = Image.blend(colors, graded, max(0.0, treatment.strength))
    if treatment.grain > 0:
        graded = _grained(graded, min(1.0, treatment.grain), digest)
    if alpha is not None:
        graded.putalpha(alpha)
    return graded


def _graded(colors: Image.Image, treatment: PhotoTreatment, levels: tuple[int, int] | None) -> Image.Image:
    if treatment.grade == "duotone":
        return _duotone(colors, treatment.dark, treatment.light, levels)
    if treatment.grade == "mono":
        grey = colors.convert("L")
        return Image.merge("RGB", (grey, grey, grey))
    if treatment.grade in _CURVES:
        table: list[int] = []
        for gain, lift, gamma in _CURVES[treatment.grade]:
            table += [_level(255 * (value / 255) ** gamma * gain + lift * (1 - value / 255)) for value in range(256)]
        return colors.point(table)
    return colors


def _duotone(colors: Image.Image, dark: str, light: str, levels: tuple[int, int] | None) -> Image.Image:
    """Return the picture's light mapped from `dark` to `light`, its contrast stretched to the full range first."""
    low, high = parse_color(dark) or (0.0, 0.0, 0.0, 1.0), parse_color(light) or (1.0, 1.0, 1.0, 1.0)
    grey = colors.convert("L")
    first, last = levels or levels_of(grey)
    channels = []
    for start, end in zip(low[:3], high[:3], strict=True):
        shares = [min(1.0, max(0.0, (value - first) / (last - first))) for value in range(256)]
        channels.append(grey.point([_level(255 * (start + (end - start) * share)) for share in shares]))
    return Image.merge("RGB", channels)


def levels_of(image: Image.Image) -> tuple[int, int]:
    """Return the levels of grey below and above which one pixel in a hundred lies."""
    counts = np.cumsum(np.asarray(image.convert("L").histogram(), np.float64))
    first, last = (int(np.searchsorted(counts, counts[-1] * share)) for share in (0.01, 0.99))
    return (first, last) if last - first >= 16 else (0, 255)


def _grained(colors: Image.Image, amount: float, digest: str) -> Image.Image:
    dice = np.random.Generator(np.random.PCG64(int(digest[:16] or "0", 16)))
    noise = dice.normal(128.0, _GRAIN_RANGE * amount, (_GRAIN_TILE, _GRAIN_TILE))
    tile = np.clip(np.rint(noise), 0, 255).astype(np.uint8)
    width, height = colors.size
    grain = Image.fromarray(np.tile(tile, (-(-height // _GRAIN_TILE), -(-width // _GRAIN_TILE)))[:height, :width])
    return ImageChops.add(colors, Image.merge("RGB", (grain, grain, grain)), 1.0, -128)


def _level(value: float) -> int:
    return min(255, max(0, round(value)))
