"""A proposal becomes a kit folder: brand.toml, brand.tokens.json, the logo; and its fonts, where they can be had."""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from visualgen.batch.files import open_folder, write_whole
from visualgen.brand.contrast import LARGE, ratio
from visualgen.brand.model import Artwork, BrandKit
from visualgen.errors import OutputError
from visualgen.kit_import.proposal import Choice
from visualgen.kit_import.raster_logo import in_svg, silhouette
from visualgen.kit_import.sources import Findings

FALLBACK = "Figtree"
_HEX = re.compile(r"(?<=[\"':\s])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?=[\"';\s}])")
_STYLES: Mapping[str, tuple[int, int, float]] = {
    "headline": (96, 700, 1.04), "text": (34, 400, 1.42), "label": (28, 600, 1.2), "numeral": (240, 700, 0.95), "quote": (72, 500, 1.15),
}  # fmt: skip


def available(found: Findings) -> list[str]:
    """Return those of the families that the given font files or an installed `fontpkg-*` package bring, each once."""
    own = found.families[: len(found.fonts)]
    return [family for family in dict.fromkeys(found.families) if family in own or _package(family)]


def with_logo(kit: BrandKit) -> BrandKit:
    """Return the kit as its sheet can be drawn: where there is no logo yet, a disc in the primary colour stands in."""
    if "logo" in kit.artwork:
        return kit
    disc = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><circle cx="10" cy="10" r="10" fill="var(--color-primary)"/></svg>'
    return replace(kit, artwork={**kit.artwork, "logo": Artwork("logo", kit.folder / "logos" / "primary.svg", disc.encode())})


def write_kit(folder: Path, title: str, choices: Mapping[str, Choice], found: Findings) -> None:
    """Write the kit. Raises `OutputError` where there is a kit already, or the folder cannot be written."""
    if (folder / "brand.toml").exists():
        raise OutputError("there is a kit already", mend="choose another --name, or another folder with --out", file=str(folder)).french(
            "il y a déjà un kit à cet endroit", "choisissez un autre --name, ou un autre dossier avec --out"
        )
    families = available(found) or [FALLBACK]
    own = found.families[: len(found.fonts)]
    open_folder(folder)
    packaged = [family for family in families[:2] if family not in own]
    fonts = "".join(f'\n[[fonts]]\nfamily = {json.dumps(family)}\npackage = "{_package(family)}"\n' for family in packaged)
    grounds = [f"color.{role}" for role in ("paper", "soft")]
    dark = [f"color.{role}" for role in ("primary", "shade") if ratio(choices["on-shade"].color, choices[role].color) >= LARGE]
    logos = f"\n[logos]\nclear_space = 0.25\nbackgrounds = {json.dumps(grounds)}\n\n[logos.reversed]\nbackgrounds = {json.dumps(dark)}\n"
    logos = logos if found.logo else ""
    accent = "primary" if ratio(choices["primary"].color, choices["paper"].color) >= LARGE else "accent"
    spans = f'\n[spans.accent]\ncolor = "color.{accent}"\n'
    write_whole(folder / "brand.toml", f"title = {json.dumps(title, ensure_ascii=False)}\n{fonts}{logos}{spans}".encode())
    write_whole(folder / "brand.tokens.json", (json.dumps(tokens(choices, families), ensure_ascii=False, indent=2) + "\n").encode())
    for name, data in found.fonts.items():
        open_folder(folder / "fonts")
        write_whole(folder / "fonts" / name, data)
    if found.logo:
        open_folder(folder / "logos")
        write_whole(folder / "logos" / "primary.svg", found.logo)
        light = choices["on-shade"].color
        reverse = in_svg(silhouette(found.logo_png, light)) if found.logo_png else reversed_logo(found.logo, choices)
        write_whole(folder / "logos" / "reversed.svg", reverse)


def reversed_logo(logo: bytes, choices: Mapping[str, Choice]) -> bytes:
    """Return the logo for dark grounds: what is lost on the primary colour or the shade takes the light colour of the shade's text."""
    light = choices["on-shade"].color

    def turned(match: re.Match[str]) -> str:
        lost = any(ratio(match[0], choices[role].color) < LARGE for role in ("primary", "shade"))
        return light if lost else match[0]

    text = _HEX.sub(turned, logo.decode("utf-8", "replace"))
    return re.sub(r"<svg\b(?![^>]*\sfill=)", f'<svg fill="{light}"', text, count=1).encode()


def tokens(choices: Mapping[str, Choice], families: Sequence[str]) -> dict[str, Any]:
    """Return the DTCG document: a colour for every role, five styles in the brand's families, corners and rules."""
    colors = {role: {"$value": _color(choice.color)} for role, choice in choices.items()}
    display, body = families[0], families[min(1, len(families) - 1)]
    styles = {
        name: {
            "$value": {
                "fontFamily": [body if name in ("text", "label") else display, "sans-serif"],
                "fontSize": {"value": size, "unit": "px"},
                "fontWeight": weight,
                "letterSpacing": {"value": 0, "unit": "px"},
                "lineHeight": leading,
            }
        }
        for name, (size, weight, leading) in _STYLES.items()
    }
    radius = {"$type": "dimension", "card": _px(24), "button": _px(16)}
    return {
        "color": {"$type": "color", **colors},
        "typography": {"$type": "typography", **styles},
        "radius": radius,
        "stroke": {"$type": "dimension", "rule": _px(3)},
    }


def _px(value: int) -> dict[str, Any]:
    return {"$value": {"value": value, "unit": "px"}}


def _color(code: str) -> dict[str, Any]:
    return {"colorSpace": "srgb", "components": [round(int(code[index : index + 2], 16) / 255, 4) for index in (1, 3, 5)], "hex": code}


def _package(family: str) -> str:
    name = f"fontpkg-{family.lower().replace(' ', '-')}"
    try:
        importlib.metadata.distribution(name)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return ""
    return name
