"""A kit's variants (`brand.dark.tokens.json`): how one is named, laid over the kit's tokens, and which logos stand on its grounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from visualgen.brand.model import Artwork
from visualgen.svg.color import parse_color

SEPARATOR = ":"
_FILE = re.compile(r"brand\.([a-z][a-z0-9-]*)\.tokens\.json")
_NAME = re.compile(r"[a-z][a-z0-9-]*")

GROUND_OF = {"logo": "color.paper", "logo/reversed": "color.primary"}
"""The ground that templates put a logo on."""


def variant_file(variant: str) -> str:
    """Return the name of the file that holds the tokens of a variant."""
    return f"brand.{variant}.tokens.json"


def variants_of(folder: Path) -> tuple[str, ...]:
    """Return the names of a kit's variants, sorted."""
    matches = (_FILE.fullmatch(path.name) for path in folder.glob("brand.*.tokens.json"))
    return tuple(sorted(match[1] for match in matches if match))


def split_variant(spec: str | Path) -> tuple[str | Path, str | None]:
    """Return a kit's name or folder, and the variant asked for: `levain:dark`, `kits/levain:dark`, or the variant's file."""
    if isinstance(spec, Path):
        match = _FILE.fullmatch(spec.name)
        if match:
            return spec.parent, match[1]
        folder, variant = split_variant(spec.name)
        return (spec.with_name(str(folder)), variant) if variant else (spec, None)
    folder, separator, variant = spec.rpartition(SEPARATOR)
    if separator and folder and _NAME.fullmatch(variant) and not Path(spec).is_dir():
        return folder, variant
    return spec, None


def lay_over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of tokens with a variant's laid over it: groups merge, tokens replace."""
    merged = dict(base)
    for name, child in own.items():
        under = merged.get(name)
        groups = isinstance(under, dict) and isinstance(child, dict) and not {"$value", "value", "$ref"} & {*under, *child}
        merged[name] = lay_over(under, child) if groups and isinstance(under, dict) else child
    return merged


def turned_artwork(artwork: Mapping[str, Artwork], base: Mapping[str, Any], tokens: Mapping[str, Any]) -> dict[str, Artwork]:
    """Return a kit's artwork as its variant shows it.

    The rules of the logos (`backgrounds`) speak of the kit's own colours. A ground of the variant takes the logos of that
    ground of the kit which is nearest in colour: on a paper that has turned dark, `logo` is what was allowed on the shade.
    """
    grounds = list(dict.fromkeys(ground for piece in artwork.values() for ground in piece.backgrounds if _color(base, ground)))
    if not grounds:
        return dict(artwork)
    nearest = {
        ground: min(grounds, key=lambda other: (_distance(_color(base, other), _color(tokens, ground)), other != ground))
        for ground in grounds
        if _color(tokens, ground)
    }
    turned = {
        name: replace(piece, backgrounds=tuple(ground for ground, like in nearest.items() if like in piece.backgrounds))
        if piece.backgrounds
        else piece
        for name, piece in artwork.items()
    }
    for name, ground in GROUND_OF.items():
        like = nearest.get(ground)
        if name in artwork and like is not None and like not in artwork[name].backgrounds:
            instead = next((f"logo/{other}" for other in ("primary", "reversed", "mono") if _allowed(artwork, other, like)), None)
            turned[name] = turned[instead] if instead else turned[name]
    return turned


def _allowed(artwork: Mapping[str, Artwork], name: str, ground: str) -> bool:
    return f"logo/{name}" in artwork and ground in artwork[f"logo/{name}"].backgrounds


def _color(tokens: Mapping[str, Any], path: str) -> tuple[float, float, float, float] | None:
    value = tokens.get(path)
    return parse_color(value) if isinstance(value, str) else None


def _distance(first: tuple[float, ...] | None, second: tuple[float, ...] | None) -> float:
    """Return how far two colours are from each other; how light they are counts most, for that is what a logo is lost by."""
    if first is None or second is None:
        return float("inf")
    return abs(sum(a - b for a, b in zip(first[:3], second[:3], strict=True))) + 0.5 * sum(
        abs(a - b) for a, b in zip(first[:3], second[:3], strict=True)
    )
