"""A colour of any DTCG colour space to sRGB: what CSS can say goes through the CSS parser, the three wide RGB spaces are here.

Source: CSS Color 4 §10 (sample code for a98-rgb, prophoto-rgb and rec2020), DTCG Color Module 2025.10 §4.2.
"""

from __future__ import annotations

from visualgen.svg.color import parse_color

Triple = tuple[float, float, float]

_CSS = {
    "srgb": "color(srgb {} {} {})",
    "srgb-linear": "color(srgb-linear {} {} {})",
    "display-p3": "color(display-p3 {} {} {})",
    "xyz-d65": "color(xyz-d65 {} {} {})",
    "xyz-d50": "color(xyz-d50 {} {} {})",
    "hsl": "hsl({} {}% {}%)",
    "hwb": "hwb({} {}% {}%)",
    "lab": "lab({} {} {})",
    "lch": "lch({} {} {})",
    "oklab": "oklab({} {} {})",
    "oklch": "oklch({} {} {})",
}

_TO_XYZ = {
    "a98-rgb": (
        "xyz-d65",
        (
            (0.5766690429101305, 0.1855582379065463, 0.1882286462349947),
            (0.29734497525053605, 0.6273635662554661, 0.07529145849399788),
            (0.02703136138641234, 0.07068885253582723, 0.9913375368376388),
        ),
    ),
    "prophoto-rgb": (
        "xyz-d50",
        (
            (0.7977666449006423, 0.13518129740053308, 0.0313477341283922),
            (0.2880748288194013, 0.711835234241873, 0.00008993693872564),
            (0.0, 0.0, 0.8251046025104602),
        ),
    ),
    "rec2020": (
        "xyz-d65",
        (
            (0.6369580483012914, 0.14461690358620832, 0.1688809751641721),
            (0.2627002120112671, 0.6779980715188708, 0.05930171646986196),
            (0.0, 0.028072693049087428, 1.060985057710791),
        ),
    ),
}


def in_srgb(space: str, components: Triple) -> Triple | None:
    """Return (red, green, blue) in sRGB, 0..1 and clipped; None when the colour space is unknown."""
    if space in _TO_XYZ:
        space, components = _wide(space, components)
    if space not in _CSS:
        return None
    if space == "srgb":
        return _clipped(components)
    rgba = parse_color(_CSS[space].format(*(f"{component:.10f}" for component in components)))
    return None if rgba is None else rgba[:3]


def _clipped(components: Triple) -> Triple:
    red, green, blue = (min(1.0, max(0.0, component)) for component in components)
    return red, green, blue


def _wide(space: str, components: Triple) -> tuple[str, Triple]:
    target, matrix = _TO_XYZ[space]
    linear = tuple(_linear(space, component) for component in components)
    x, y, z = (sum(factor * value for factor, value in zip(row, linear, strict=True)) for row in matrix)
    return target, (x, y, z)


def _linear(space: str, value: float) -> float:
    """Return linear light of one encoded channel."""
    size = min(1.0, abs(value))
    if space == "a98-rgb":
        light: float = size ** (563 / 256)
    elif space == "prophoto-rgb":
        light = size / 16 if size <= 16 / 512 else size**1.8
    else:
        alpha, beta = 1.09929682680944, 0.018053968510807
        light = size / 4.5 if size < beta * 4.5 else ((size + alpha - 1) / alpha) ** (1 / 0.45)
    return light if value >= 0 else -light
