"""From the colours that were found to the roles that templates use: by name, area, lightness and contrast; every pair passes."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass

from visualgen.brand.contrast import BEST, LARGE, TEXT, luminance, ratio
from visualgen.kit_import.sources import Findings, shares

ASKED = ("paper", "ink", "primary", "accent", "soft")
"""The roles a person is asked about; the others follow from them."""

_NAMES = {
    "paper": ("paper", "background", "bg", "base", "fond"),
    "ink": ("ink", "text", "foreground", "fg", "texte", "encre"),
    "primary": ("primary", "brand", "main", "principal"),
    "accent": ("accent", "secondary", "highlight", "cta"),
    "soft": ("soft", "surface", "muted-background", "subtle"),
}
STEP = 0.005
LIVELY = 0.25
"""The chroma from which a colour is a brand's rather than an ink's."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One role's colour, where it comes from (`found`, `named`, `derived`), and the found colour it was adjusted from ("" if none)."""

    role: str
    color: str
    origin: str
    adjusted_from: str = ""


_ORIGINS = {"found": ("trouvée", "found"), "named": ("choisie", "named"), "derived": ("déduite", "derived")}


def origin_words(choice: Choice, language: str) -> str:
    """Return where a colour comes from, in words."""
    said = _ORIGINS[choice.origin][language != "fr"]
    if not choice.adjusted_from:
        return said
    fr = f"{said}, {choice.adjusted_from} ajustée pour le contraste"
    return fr if language == "fr" else f"{said}, adjusted from {choice.adjusted_from} for contrast"


def propose(found: Findings, wished: Mapping[str, str] | None = None) -> dict[str, Choice]:
    """Return a colour for every role; `wished` are roles a person has decided. Every pair of `brand.contrast.PAIRS` passes."""
    palette = shares(found.colors)
    wished = wished or {}
    picked: dict[str, tuple[str, str]] = {role: (color, "named") for role, color in wished.items()}
    for role, names in _NAMES.items():
        known = next((found.named[name] for name in names if name in found.named), None)
        if role not in picked and known:
            picked[role] = (known, "named")
    _pick_grounds(picked, palette)
    _keep_for_the_brand(picked, palette)
    asked = picked["paper"][0]
    picked["paper"] = (_readable_paper(asked), picked["paper"][1])
    _pick_brand(picked, palette)
    paper = picked["paper"][0]
    soft = picked.get("soft") or (mixed(paper, picked["primary"][0], 0.12), "derived")
    choices = [
        Choice("paper", *picked["paper"], asked if asked != paper else ""),
        _fitted("ink", *picked["ink"], paper, BEST),
        _fitted("muted", mixed(picked["ink"][0], paper, 0.35), "derived", paper, TEXT),
        Choice("soft", *soft),
        _fitted("primary", *picked["primary"], paper, LARGE),
        Choice("accent", *picked["accent"]),
    ]
    colors = {choice.role: choice.color for choice in choices}
    shade = min((colors["ink"], "#16130f"), key=luminance)
    grounds = {"soft": colors["soft"], "primary": colors["primary"], "accent": colors["accent"], "shade": shade}
    choices += [Choice(f"on-{role}", _readable(ground, colors), "derived") for role, ground in grounds.items()]
    choices += [Choice("line", mixed(colors["ink"], paper, 0.8), "derived"), Choice("shade", shade, "derived")]
    return {choice.role: choice for choice in choices}


def _pick_grounds(picked: dict[str, tuple[str, str]], palette: Mapping[str, float]) -> None:
    light = [color for color in palette if luminance(color) > 0.72]
    picked.setdefault("paper", (light[0], "found") if light else ("#ffffff", "derived"))
    paper = picked["paper"][0]
    if luminance(paper) > 0.18:
        ink = min(palette, key=lambda color: (luminance(color), -palette[color]))
    else:
        ink = max(palette, key=lambda color: (luminance(color), palette[color]))
    picked.setdefault(
        "ink", (ink, "found") if ratio(ink, paper) >= TEXT else ("#1a1a1a" if luminance(paper) > 0.18 else "#ffffff", "derived")
    )
    second = [color for color in light if color != paper and chroma(color) < 0.5]
    if second:
        picked.setdefault("soft", (second[0], "found"))


def _keep_for_the_brand(picked: dict[str, tuple[str, str]], palette: Mapping[str, float]) -> None:
    """Let a lively dark colour be the brand's, and its deep shade the ink, unless a heavier lively one can be the brand's as it is."""
    (ink, origin), paper = picked["ink"], picked["paper"][0]
    if origin != "found" or chroma(ink) < LIVELY or picked.get("primary", (ink,))[0] != ink:
        return
    heavier = [color for color in palette if color != ink and chroma(color) >= LIVELY and palette[color] >= palette[ink]]
    if "primary" in picked or not any(ratio(color, paper) >= LARGE for color in heavier):
        picked.setdefault("primary", (ink, "found"))
        picked["ink"] = (adjusted(mixed(ink, "#000000" if luminance(paper) > 0.18 else "#ffffff", 0.6), paper, BEST), "derived")


def _readable_paper(paper: str) -> str:
    """Return the ground, made lighter or darker by as little as lets black or white be read on it."""
    return adjusted(paper, max(("#000000", "#ffffff"), key=lambda color: ratio(color, paper)), BEST)


def _pick_brand(picked: dict[str, tuple[str, str]], palette: Mapping[str, float]) -> None:
    taken = {color for color, _ in picked.values()}
    lively = sorted((color for color in palette if color not in taken), key=lambda color: -chroma(color) * palette[color] ** 0.4)
    lively = [color for color in lively if chroma(color) > 0.12]
    strong = [color for color in lively if ratio(color, picked["paper"][0]) >= 2.0] or lively
    picked.setdefault("primary", (strong[0], "found") if strong else (picked["ink"][0], "derived"))
    primary = picked["primary"][0]
    rest = [color for color in lively if color != primary]
    picked.setdefault("accent", (rest[0], "found") if rest else (mixed(primary, "#ffffff", 0.45), "derived"))


def _fitted(role: str, color: str, origin: str, ground: str, least: float) -> Choice:
    fitted = adjusted(color, ground, least)
    return Choice(role, fitted, origin, color if fitted != color and origin != "derived" else "")


def adjusted(color: str, ground: str, least: float) -> str:
    """Return the colour, made darker or lighter (HSL, the hue kept) by as little as gives it `least` contrast on `ground`."""
    red, green, blue = (int(color[index : index + 2], 16) / 255 for index in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    away = -STEP if ratio("#000000", ground) > ratio("#ffffff", ground) else STEP
    while ratio(color, ground) < least and 0 <= lightness + away <= 1:
        lightness += away
        color = "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
    return color if ratio(color, ground) >= least else ("#000000" if away < 0 else "#ffffff")


def _readable(ground: str, known: Mapping[str, str]) -> str:
    """Return paper or ink where one of them reads well on the ground, else black or white: one of those always does."""
    best = max((known["paper"], known["ink"]), key=lambda color: ratio(color, ground))
    return best if ratio(best, ground) >= TEXT else max(("#000000", "#ffffff"), key=lambda color: ratio(color, ground))


def mixed(first: str, second: str, share: float) -> str:
    """Return the first colour with `share` (0..1) of the second in it."""
    pairs = ((int(first[index : index + 2], 16), int(second[index : index + 2], 16)) for index in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def chroma(color: str) -> float:
    """Return how lively a colour is: the span of its channels, 0..1."""
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    return max(channels) - min(channels)
