"""Relative colours, `rgb(from red r g b / 50%)`: the origin's channels are put into the function (CSS Color 5, §4)."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tinycss2
from tinycss2 import color4
from tinycss2.ast import NumberToken

from visualgen.svg.calc import css_length

Triple = tuple[float, float, float]
Rgb = Sequence[float]

_RANGES: dict[str, Triple] = {
    "rgb": (255, 255, 255),
    "hsl": (360, 100, 100),
    "hwb": (360, 100, 100),
    "lab": (100, 125, 125),
    "lch": (100, 150, 360),
    "oklab": (1, 0.4, 0.4),
    "oklch": (1, 0.4, 360),
}
"""What 100 % of each channel is (CSS Color 4); its keys are the functions that may be relative."""

_PERCENT = {"hsl": (1, 2), "hwb": (1, 2)}
_D65_TO_D50 = (
    (1.0479297925449969, 0.022946870601609652, -0.05019226628920524),
    (0.02962780877005599, 0.9904344267538799, -0.017073799063418826),
    (-0.009243040646204504, 0.015055191490298152, 0.7518742814281371),
)


def is_relative(function: Any) -> bool:
    """Say whether a colour function starts with `from`."""
    first = next((token for token in function.arguments if token.type not in ("whitespace", "comment")), None)
    return first is not None and first.type == "ident" and first.lower_value == "from"


def written_out(
    function: Any,
    origin: Callable[[Any], Sequence[float] | None],
    to_xyz: Callable[[Rgb], Triple],
    to_oklab: Callable[[Rgb], Triple],
) -> str | None:
    """Return a relative colour as plain CSS text; None when it is not valid.

    `origin` gives sRGB and alpha of the colour after `from`; `to_xyz` (D65) and `to_oklab` convert sRGB.
    """
    name = function.lower_name.removesuffix("a") if function.lower_name in ("rgba", "hsla") else function.lower_name
    tokens = [token for token in function.arguments if token.type not in ("whitespace", "comment")]
    if name not in _RANGES or len(tokens) not in (5, 7):
        return None
    rgba = origin(tokens[1])
    if rgba is None:
        return None
    channels = dict(zip(name[-3:], _channels(name, rgba[:3], to_xyz, to_oklab), strict=True)) | {"alpha": rgba[3]}
    values = [_value(token, channels, reference) for token, reference in zip(tokens[2:5], _RANGES[name], strict=True)]
    alpha = rgba[3] if len(tokens) == 5 else _value(tokens[6], channels, 1.0)
    if alpha is None or (len(tokens) == 7 and not (tokens[5].type == "literal" and tokens[5].value == "/")):
        return None
    texts = [
        None if value is None else f"{value:.10g}{'%' if index in _PERCENT.get(name, ()) else ''}" for index, value in enumerate(values)
    ]
    known = [text for text in texts if text is not None]
    return f"{name}({' '.join(known)} / {alpha:.10g})" if len(known) == 3 else None


def _channels(name: str, rgb: Rgb, to_xyz: Callable[[Rgb], Triple], to_oklab: Callable[[Rgb], Triple]) -> Triple:
    red, green, blue = rgb
    if name == "rgb":
        return red * 255, green * 255, blue * 255
    if name in ("hsl", "hwb"):
        hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
        if name == "hsl":
            return hue * 360, saturation * 100, lightness * 100
        return hue * 360, min(rgb) * 100, (1 - max(rgb)) * 100
    if name in ("oklab", "oklch"):
        lightness, a, b = to_oklab(rgb)
    else:
        xyz = to_xyz(rgb)
        adapted = [sum(row[i] * xyz[i] for i in range(3)) for row in _D65_TO_D50]
        lightness, a, b = color4.Color("xyz-d50", adapted, 1).to("lab").coordinates
    if name.endswith("lab"):
        return lightness, a, b
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _value(token: Any, channels: Mapping[str, float], reference: float) -> float | None:
    """Return a channel: a keyword, a number, a percentage of `reference`, or calc() over them."""
    if token.type == "ident" and token.lower_value == "none":
        return 0.0
    return css_length([_with_numbers(token, channels)], reference)


def _with_numbers(token: Any, channels: Mapping[str, float]) -> Any:
    if token.type == "ident" and token.lower_value in channels:
        value = channels[token.lower_value]
        return NumberToken(0, 0, value, None, repr(value))
    if token.type == "function":
        return tinycss2.ast.FunctionBlock(0, 0, token.name, [_with_numbers(argument, channels) for argument in token.arguments])
    if token.type == "() block":
        return tinycss2.ast.ParenthesesBlock(0, 0, [_with_numbers(inner, channels) for inner in token.content])
    return token
