"""Drawn colours and families, matched to what the kit has: the nearest token by ΔE 2000, the same family or the one of its rank.

Source of the difference: Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from visualgen.brand.model import BrandKit
from visualgen.importing.families import compact, families, kit_family
from visualgen.importing.looks import Look
from visualgen.importing.model import ColorMatch, FontMatch
from visualgen.svg.attributes import computed, tag
from visualgen.svg.color import Rgba, parse_color, to_hex
from visualgen.svg.shapes import SHAPES
from visualgen.template.check import COLORS

NEAR = 10.0
"""Colours closer than this are proposed to be one: a person sees that they differ, and takes them for the same role."""
SAME = 0.4
_GROUND_FIRST = ("paper", "soft", "primary", "accent", "line", "shade")
_WORDS_FIRST = ("ink", "muted", "on-primary", "on-accent", "on-soft", "on-shade", "primary", "accent")
_PAINTED = SHAPES | {"use", "text", "tspan", "stop", "feFlood", "feDropShadow"}
_PAINTS = ("fill", "stroke", "stop-color", "flood-color")
Lab = tuple[float, float, float]


def match_colors(looks: Sequence[Look], kit: BrandKit) -> tuple[ColorMatch, ...]:
    """Return each drawn colour, the most used first, with the kit's nearest colour token."""
    on_words, on_shapes = Counter[str](), Counter[str]()
    for look in looks:
        for element in look.styled.root.iter("*"):
            kind = tag(element)
            if kind not in _PAINTED or any(tag(node) in ("mask", "clipPath") for node in element.iterancestors()):
                continue
            seen = on_words if kind in ("text", "tspan") else on_shapes
            stored = any(tag(node) in ("defs", "symbol") for node in element.iterancestors())
            values = {} if stored or kind in ("tspan", "use") else computed(element)
            for name in _PAINTS:
                value = element.get(name) or values.get(name)
                rgba = parse_color(value) if value and value.startswith("#") else None
                if rgba is not None:
                    seen[to_hex(rgba)] += 1
    tokens = {
        name: (text, rgba)
        for name, value in kit.tokens.items()
        if name.startswith("color.") and (rgba := parse_color(text := str(value))) is not None
    }
    found = [
        _nearest(color, on_words[color] > on_shapes[color], on_words[color] + on_shapes[color], tokens)
        for color, _ in (on_words + on_shapes).most_common()
    ]
    return tuple(match for match in found if match is not None)


def _nearest(drawn: str, words: bool, uses: int, tokens: dict[str, tuple[str, Rgba]]) -> ColorMatch | None:
    """Return the nearest token; of equals, the one whose role fits."""
    rgba = parse_color(drawn)
    if rgba is None or not tokens:
        return None
    order = _WORDS_FIRST if words else _GROUND_FIRST

    def rank(name: str) -> tuple[int, str]:
        role = name.removeprefix("color.")
        return (order.index(role) if role in order else len(order)), name

    distances = {name: delta_e(rgba, token) for name, (_, token) in tokens.items()}
    usual = {name: distance for name, distance in distances.items() if name.removeprefix("color.") in COLORS}
    if min(usual.values(), default=NEAR + 1) <= NEAR:
        distances = usual  # every kit has these: the template works with other kits, too
    least = min(distances.values())
    name = min((name for name, distance in distances.items() if distance <= least + SAME), key=rank)
    return ColorMatch(drawn, name, to_hex(tokens[name][1]), distances[name], uses, distances[name] <= NEAR)


def match_fonts(looks: Sequence[Look], kit: BrandKit) -> tuple[FontMatch, ...]:
    """Return each drawn family with the typography token that replaces it: the one of that family, else by the size it is set in."""
    sizes: dict[str, float] = {}
    for look in looks:
        short = min(look.styled.size_px)
        for text in look.texts:
            for element in (text.styled, *text.styled.iter()):
                names = families(element.get("font-family"))
                if names and tag(element) in ("text", "tspan"):
                    sizes[names[0]] = max(sizes.get(names[0], 0.0), text.size_px / short)
    ranked = sorted(sizes, key=lambda name: -sizes[name])
    found = []
    for place, drawn in enumerate(ranked):
        own = kit_family(drawn, kit.fonts)
        first = "headline" if place == 0 else "text"
        token = _token_of(own, first, kit) if own is not None else f"typography.{first}"
        family = _family_of(token, kit)
        found.append(FontMatch(drawn, token if family else "", family or drawn, own is not None))
    return tuple(found)


def _token_of(family: str, first: str, kit: BrandKit) -> str:
    """Return the typography token that uses a family of the kit, the one of its rank first; "" when none does."""
    for name in (first, "headline", "text", "label", "numeral", "quote"):
        if compact(_family_of(f"typography.{name}", kit)) == compact(family):
            return f"typography.{name}"
    return ""


def _family_of(token: str, kit: BrandKit) -> str:
    names = families(kit.css.get(f"--{token.replace('.', '-')}-family"))
    return names[0] if names else ""


def delta_e(first: Rgba, second: Rgba) -> float:
    """Return ΔE 2000 of two sRGB colours (alpha left out)."""
    (l1, a1, b1), (l2, a2, b2) = _lab(first), _lab(second)
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    boost = 1 + 0.5 * (1 - math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    c1, c2 = math.hypot(a1 * boost, b1), math.hypot(a2 * boost, b2)
    h1 = math.degrees(math.atan2(b1, a1 * boost)) % 360 if c1 else 0.0
    h2 = math.degrees(math.atan2(b2, a2 * boost)) % 360 if c2 else 0.0
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    d_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    turn_weight = math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    rotation = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7)) * turn_weight
    parts = ((l2 - l1) / s_light, (c2 - c1) / s_chroma, d_hue / s_hue)
    return math.sqrt(parts[0] ** 2 + parts[1] ** 2 + parts[2] ** 2 + rotation * parts[1] * parts[2])


def _lab(rgba: Rgba) -> Lab:
    """Return CIE L*a*b* (D65) of an sRGB colour."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgba[:3])
    xyz = (
        (0.4123908 * red + 0.3575843 * green + 0.1804808 * blue) / 0.9504559,
        0.2126390 * red + 0.7151687 * green + 0.0721923 * blue,
        (0.0193308 * red + 0.1191948 * green + 0.9505322 * blue) / 1.0890578,
    )
    x, y, z = (value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116 for value in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
