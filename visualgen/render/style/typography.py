"""Font properties: the `font` shorthand taken apart, sizes and spacings in px, weights as numbers, drawn families mapped to the kit's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tinycss2

from visualgen.svg.calc import comma_parts, css_length
from visualgen.svg.matrix import number_text

FONT_PROPERTIES = (
    "font-family", "font-size", "font-weight", "font-style", "font-stretch", "font-variant", "font-kerning",
    "font-feature-settings", "font-variation-settings", "letter-spacing", "word-spacing", "line-height",
    "text-transform", "text-anchor", "direction",
)  # fmt: skip
"""What is written on every text and tspan, so that later passes need not look upwards."""

TEXT_ELEMENTS = frozenset({"text", "tspan", "textPath"})

_SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32, "xxx-large": 48}
_STRETCHES = frozenset(
    {
        "ultra-condensed", "extra-condensed", "condensed", "semi-condensed",
        "semi-expanded", "expanded", "extra-expanded", "ultra-expanded",
    }
)  # fmt: skip
_STYLES = frozenset({"italic", "oblique"})
_WEIGHTS = frozenset({"bold", "bolder", "lighter"})
_SYSTEM = frozenset({"caption", "icon", "menu", "message-box", "small-caption", "status-bar"})
_KEYWORDS = frozenset({"inherit", "initial", "unset", "revert"})


def expand_font(text: str) -> dict[str, str]:
    """Return the longhands of a `font` shorthand (CSS Fonts 4, §2.7), the ones it resets included; empty when it is invalid."""
    tokens = tinycss2.parse_component_value_list(text, skip_comments=True)
    words = [token for token in tokens if token.type != "whitespace"]
    if len(words) == 1 and words[0].type == "ident" and words[0].lower_value in _KEYWORDS:
        return dict.fromkeys(("font-style", "font-weight", "font-stretch", "font-size", "line-height", "font-family"), text)
    found = {"font-style": "normal", "font-weight": "400", "font-stretch": "100%", "line-height": "normal"}
    index = 0
    while index < len(words) and _before_size(words[index], found):
        index += 1
    if index >= len(words) or not _is_size(words[index]):
        return {}
    found["font-size"] = words[index].serialize()
    index += 1
    if index + 1 < len(words) and words[index].type == "literal" and words[index].value == "/":
        found["line-height"] = words[index + 1].serialize()
        index += 2
    family = tinycss2.serialize(_from(tokens, words[index:])).strip()
    if not family or family.lower() in _SYSTEM:
        return {}
    return {**found, "font-family": family}


def _from(tokens: Sequence[Any], words: Sequence[Any]) -> list[Any]:
    """Return the tokens, white space included, from the first of `words` on."""
    for index, token in enumerate(tokens):
        if words and token is words[0]:
            return list(tokens[index:])
    return []


def _before_size(token: Any, found: dict[str, str]) -> bool:
    if token.type == "number" and 1 <= token.value <= 1000:
        found["font-weight"] = token.serialize()
        return True
    if token.type != "ident":
        return False
    word = token.lower_value
    if word in _WEIGHTS:
        found["font-weight"] = word
    elif word in _STYLES:
        found["font-style"] = word
    elif word in _STRETCHES:
        found["font-stretch"] = word
    elif word == "small-caps":
        found["font-variant"] = word
    elif word != "normal":
        return False
    return True


def _is_size(token: Any) -> bool:
    if token.type == "ident":
        return token.lower_value in _SIZES or token.lower_value in ("smaller", "larger")
    return token.type in ("dimension", "percentage", "number", "function")


def font_size(text: str, parent_px: float) -> float | None:
    """Return a font size in px; None when it is not one."""
    word = text.strip().lower()
    if word in _SIZES:
        return float(_SIZES[word])
    if word in ("smaller", "larger"):
        return parent_px / 1.2 if word == "smaller" else parent_px * 1.2
    size = css_length(text, parent_px, parent_px)
    return size if size is not None and size >= 0 else None


def font_weight(text: str, parent: str) -> str | None:
    """Return a weight as a number in text, relative ones against the parent's (CSS Fonts 4, §2.4); None when invalid."""
    word = text.strip().lower()
    if word in ("normal", "bold"):
        return "400" if word == "normal" else "700"
    around = float(parent or 400)
    if word == "bolder":
        return "400" if around < 350 else "700" if around < 550 else "900"
    if word == "lighter":
        return number_text(around) if around < 100 else "100" if around < 550 else "400" if around < 750 else "700"
    weight = css_length(text)
    return number_text(weight) if weight is not None and 1 <= weight <= 1000 else None


def spacing(text: str, size_px: float) -> str | None:
    """Return letter-spacing or word-spacing in px, as a number; None when invalid."""
    if text.strip().lower() == "normal":
        return "0"
    value = css_length(text, size_px, size_px)
    return None if value is None else number_text(value)


def line_height(text: str, size_px: float) -> str | None:
    """Return a line height: `normal`, a plain number (a multiple), or a length in px with its unit; None when invalid."""
    word = text.strip().lower()
    if word == "normal":
        return word
    token = tinycss2.parse_one_component_value(word, skip_comments=True)
    value = css_length(text, size_px, size_px)
    if value is None or value < 0:
        return None
    return number_text(value) if token.type == "number" else f"{number_text(value)}px"


def map_families(text: str, font_map: Mapping[str, str]) -> str:
    """Return a family list in which the drawn families that `font_map` (lower case) knows are replaced."""
    if not font_map:
        return text
    names = []
    for part in comma_parts(tinycss2.parse_component_value_list(text, skip_comments=True)):
        name = part[0].value if len(part) == 1 and part[0].type == "string" else " ".join(token.serialize() for token in part)
        names.append(font_map.get(name.lower(), tinycss2.serialize(part) if len(part) == 1 else name))
    return "".join(character for character in ", ".join(names) if character >= " ")
