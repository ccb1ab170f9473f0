"""CSS colours to sRGB: CSS Color 4 by tinycss2, the conversions it leaves out, color-mix(), light-dark() and relative colours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import tinycss2
from tinycss2 import color4

from visualgen.svg.calc import comma_parts
from visualgen.svg.relative_color import is_relative, written_out

Rgba = tuple[float, float, float, float]
Triple = tuple[float, float, float]

# CSS Color 4, §10 sample code: linear-light conversions, D65 but for the first (Bradford D50 → D65).
_D50_TO_D65 = (
    (0.9554734527042182, -0.023098536874261423, 0.0632593086610217),
    (-0.028369706963208136, 1.0099954580058226, 0.021041398966943008),
    (0.012314001688319899, -0.020507696433477912, 1.3303659366080753),
)
_XYZ_TO_SRGB = (
    (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
    (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
    (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
)
_SRGB_TO_XYZ = (
    (0.41239079926595934, 0.357584339383878, 0.1804807884018343),
    (0.21263900587151027, 0.715168678767756, 0.07219231536073371),
    (0.01933081871559182, 0.11919477979462598, 0.9505321522496607),
)
_P3_TO_XYZ = (
    (0.4865709486482162, 0.26566769316909306, 0.1982172852343625),
    (0.2289745640697488, 0.6917385218365064, 0.079286914093745),
    (0.0, 0.04511338185890264, 1.043944368900976),
)
_XYZ_TO_LMS = (
    (0.819022437996703, 0.3619062600528904, -0.1288737815209879),
    (0.0329836539323885, 0.9292868615863434, 0.0361446663506424),
    (0.0481771893596242, 0.2642395317527308, 0.6335478284694309),
)
_LMS_TO_OKLAB = (
    (0.210454268309314, 0.7936177747023054, -0.0040720430116193),
    (1.9779985324311684, -2.4285922420485799, 0.450593709617411),
    (0.0259040424655478, 0.7827717124575296, -0.8086757549230774),
)


def parse_color(text: str | Any, current: Rgba | None = None) -> Rgba | None:
    """Return (red, green, blue, alpha) in sRGB, 0..1, of a CSS colour; None when it is not one.

    `text` is a string or one tinycss2 component value; `current` stands for `currentColor`. Colours outside sRGB are clipped.
    """
    token = tinycss2.parse_one_component_value(text, skip_comments=True) if isinstance(text, str) else text
    if token.type == "function":
        if token.lower_name == "color-mix":
            return _mixed(token.arguments, current)
        if token.lower_name == "light-dark":
            schemes = comma_parts(token.arguments)
            return parse_color(schemes[0][0], current) if [len(part) for part in schemes] == [1, 1] else None
        if is_relative(token):
            plain = written_out(token, lambda origin: parse_color(origin, current), _to_xyz, _to_oklab)
            return parse_color(plain, current) if plain is not None else None
    try:
        color = color4.parse_color(token)
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError, AssertionError):  # tinycss2 on odd arguments
        return None
    if color is None:
        return None
    if color == "currentcolor":
        return current
    channels = _to_srgb(color)
    if channels is None or not all(math.isfinite(channel) for channel in channels):
        return None
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in channels)
    return red, green, blue, color.alpha


def to_hex(rgba: Sequence[float]) -> str:
    """Return `#rrggbb` of a colour (its alpha is left out)."""
    return "#{:02x}{:02x}{:02x}".format(*(math.floor(channel * 255 + 0.5) for channel in rgba[:3]))


def _to_srgb(color: Any) -> Triple | None:
    space = color.space
    first, second, third = (coordinate or 0.0 for coordinate in color.coordinates)
    values = (first, second, third)
    if space in ("srgb", "hsl", "hwb"):
        red, green, blue = color.to("srgb").coordinates
        return red, green, blue
    if space == "srgb-linear":
        return _encoded(values)
    if space == "display-p3":
        return _encoded(_product(_XYZ_TO_SRGB, _product(_P3_TO_XYZ, _linear(values))))
    if space in ("lab", "lch", "xyz-d50"):
        return _encoded(_product(_XYZ_TO_SRGB, _product(_D50_TO_D65, color.to("xyz-d50").coordinates)))
    if space in ("oklab", "oklch", "xyz-d65"):
        return _encoded(_product(_XYZ_TO_SRGB, color.to("xyz-d65").coordinates))
    return None


def _product(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> Triple:
    x, y, z = (row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2] for row in matrix)
    return x, y, z


def _encoded(linear: Iterable[float]) -> Triple:
    """Return sRGB values of linear light."""
    red, green, blue = (math.copysign(12.92 * abs(v) if abs(v) <= 0.0031308 else 1.055 * abs(v) ** (1 / 2.4) - 0.055, v) for v in linear)
    return red, green, blue


def _linear(encoded: Iterable[float]) -> Triple:
    """Return linear light of sRGB (or display-p3) values."""
    red, green, blue = (math.copysign(abs(v) / 12.92 if abs(v) <= 0.04045 else ((abs(v) + 0.055) / 1.055) ** 2.4, v) for v in encoded)
    return red, green, blue


def _to_xyz(rgb: Sequence[float]) -> Triple:
    return _product(_SRGB_TO_XYZ, _linear(rgb))


def _to_oklab(rgb: Sequence[float]) -> Triple:
    lms = _product(_XYZ_TO_LMS, _to_xyz(rgb))
    return _product(_LMS_TO_OKLAB, [math.copysign(abs(value) ** (1 / 3), value) for value in lms])


def _mixed(tokens: Sequence[Any], current: Rgba | None) -> Rgba | None:
    """Return color-mix(in <space>, a p%, b q%) for srgb, srgb-linear, oklab and oklch (shorter hue); other spaces mix in oklab."""
    parts = comma_parts(tokens)
    if len(parts) != 3 or len(parts[0]) < 2:
        return None
    space = getattr(parts[0][1], "lower_value", "oklab")
    colors: list[Rgba] = []
    shares: list[float | None] = []
    for part in parts[1:]:
        share = next((token.value / 100 for token in part if token.type == "percentage"), None)
        token = next((token for token in part if token.type != "percentage"), None)
        color = parse_color(token, current) if token is not None else None
        if color is None:
            return None
        colors.append(color)
        shares.append(share)
    p, q = _shares(*shares)
    if p + q <= 0:
        return None
    return _weighted(space, colors[0], colors[1], p / (p + q), min(1.0, p + q))


def _shares(p: float | None, q: float | None) -> tuple[float, float]:
    if p is None and q is None:
        return 0.5, 0.5
    if p is None:
        return 1 - (q or 0.0), q or 0.0
    return p, 1 - p if q is None else q


def _weighted(space: str, a: Rgba, b: Rgba, share: float, multiplier: float) -> Rgba:
    """Return the premultiplied mix of two colours (CSS Color 4, §12.3)."""
    alpha = a[3] * share + b[3] * (1 - share)
    if alpha <= 0:
        return 0.0, 0.0, 0.0, 0.0
    forward: dict[str, Any] = {"srgb": lambda rgb: tuple(rgb), "srgb-linear": _linear}
    there = forward.get(space, _to_oklab)
    first, second = there(a[:3]), there(b[:3])
    weight = a[3] * share / alpha
    if space == "oklch":
        mixed = _polar_mix(first, second, weight)
    else:
        mixed = tuple(x * weight + y * (1 - weight) for x, y in zip(first, second, strict=True))
    if space == "srgb":
        red, green, blue = mixed
    elif space == "srgb-linear":
        red, green, blue = _encoded(mixed)
    else:
        red, green, blue = _encoded(_product(_XYZ_TO_SRGB, color4.Color("oklab", mixed, 1).to("xyz-d65").coordinates))
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return red, green, blue, alpha * multiplier


def _polar_mix(a: Triple, b: Triple, weight: float) -> Triple:
    chroma_a, chroma_b = math.hypot(a[1], a[2]), math.hypot(b[1], b[2])
    hue_a, hue_b = math.atan2(a[2], a[1]), math.atan2(b[2], b[1])
    if chroma_a < 4e-6:
        hue_a = hue_b
    if chroma_b < 4e-6:
        hue_b = hue_a
    turn = (hue_b - hue_a + math.pi) % (2 * math.pi) - math.pi
    hue = hue_a + turn * (1 - weight)
    chroma = chroma_a * weight + chroma_b * (1 - weight)
    return a[0] * weight + b[0] * (1 - weight), chroma * math.cos(hue), chroma * math.sin(hue)
