"""Tokens to CSS custom properties: `color.primary` → `--color-primary`, `typography.headline` → `--typography-headline-family`…"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from visualgen.brand.kinds import FOREIGN
from visualgen.brand.tokens import Token
from visualgen.svg.color import parse_color

_UNFIT_NAME = re.compile(r"[^\w-]")
_UNFIT_FAMILY = re.compile(r"[\x00-\x1f'\"\\;{}<>]")
_GENERIC = ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui")


def custom_properties(tokens: Iterable[Token]) -> dict[str, str]:
    """Return CSS text by custom property for every token."""
    properties: dict[str, str] = {}
    for token in tokens:
        name = "--" + _UNFIT_NAME.sub("-", token.path)
        if token.type == "typography":
            properties |= {f"{name}-{part}": text for part, text in _typography(token.value).items()}
        elif token.type not in FOREIGN:
            properties[name] = _text(token.type, token.value)
    return properties


def _typography(style: Mapping[str, Any]) -> dict[str, str]:
    """Return every part, defaults included: a template may set any of them without a fallback."""
    variations = style.get("variations", {})
    return {
        "family": _families(style["family"]),
        "size": f"{style['size']:g}px",
        "weight": str(style["weight"]),
        "leading": _plain(style["leading"]),
        "tracking": f"{_plain(style['tracking'])}em",
        "case": style.get("case", "none"),
        "stretch": f"{style.get('stretch', 100.0):g}%",
        "style": style.get("style", "normal"),
        "variations": ", ".join(f'"{axis}" {value:g}' for axis, value in variations.items()) or "normal",
    }


def _plain(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".") or "0"


def _families(names: Iterable[str]) -> str:
    return ", ".join(name if name in _GENERIC else f"'{_UNFIT_FAMILY.sub('', name)}'" for name in names)


def _text(kind: str, value: Any) -> str:
    if kind == "dimension":
        return f"{value:g}px"
    if kind == "duration":
        return f"{value:g}ms"
    if kind == "fontFamily":
        return _families(value)
    if kind == "cubicBezier":
        return f"cubic-bezier({', '.join(f'{number:g}' for number in value)})"
    if kind == "color":
        return _color(value)
    if kind == "gradient":
        return f"linear-gradient({', '.join(f'{_color(color)} {position * 100:g}%' for color, position in value)})"
    if kind == "shadow":
        return ", ".join(_shadow(layer) for layer in value)
    if kind == "border":
        style = value["style"] if isinstance(value["style"], str) else "dashed"
        return f"{value['width']:g}px {style} {_color(value['color'])}"
    if kind == "transition":
        return f"{value['duration']:g}ms {_text('cubicBezier', value['timingFunction'])} {value['delay']:g}ms"
    if kind == "strokeStyle":
        return value if isinstance(value, str) else " ".join(f"{dash:g}" for dash in value["dashArray"])
    return f"{value:g}"


def _color(text: str) -> str:
    """Return `#rrggbb`, or rgb() with its alpha: SVG 1.1 readers do not know eight-digit hex."""
    rgba = parse_color(text)
    if len(text) == 7 or rgba is None:
        return text
    red, green, blue = (round(channel * 255) for channel in rgba[:3])
    return f"rgba({red}, {green}, {blue}, {rgba[3]:.3g})"


def _shadow(layer: Mapping[str, Any]) -> str:
    inset = "inset " if layer["inset"] else ""
    return f"{inset}{layer['x']:g}px {layer['y']:g}px {layer['blur']:g}px {layer['spread']:g}px {_color(layer['color'])}"
