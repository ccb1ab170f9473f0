"""Font names as tools write them (`PlayfairDisplay-BoldItalic`, `'Playfair Display'`) and the family, weight and slant they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.brand.model import FontFile
from visualgen.svg.attributes import style_value, tag

_WEIGHTS = {
    "thin": 100, "hairline": 100, "extralight": 200, "ultralight": 200, "light": 300, "book": 400, "regular": 400, "roman": 400,
    "normal": 400, "medium": 500, "semibold": 600, "demibold": 600, "demi": 600, "bold": 700, "extrabold": 800, "ultrabold": 800,
    "heavy": 800, "black": 900, "ultra": 900,
}  # fmt: skip
_SLANTS = ("italic", "oblique", "ital")
_OPTICAL = re.compile(r"(?<=[a-z])(?:\d+pt|Variable|VF|VariableRoman)$")
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-sans-serif", "ui-serif"})


@dataclass(frozen=True, slots=True)
class FontName:
    """A family with what its PostScript name says: `weight` None and `italic` False where it says nothing."""

    family: str
    weight: int | None = None
    italic: bool = False


def font_name(drawn: str) -> FontName:
    """Return what one family name of a `font-family` list means."""
    text = drawn.strip().strip("\"'").strip()
    base, dash, suffix = text.partition("-")
    weight, italic = _suffix(suffix) if dash else (None, False)
    if dash and weight is None and not italic:
        return FontName(text)
    if " " in base or not base:
        return FontName(base or text, weight, italic)
    base = re.sub(r"(?:PSMT|PS|MT)$", "", base) or base
    base = _OPTICAL.sub("", base)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", base)
    return FontName(spaced if dash or spaced != base else text, weight, italic)


def families(value: str | None) -> tuple[str, ...]:
    """Return the names of a `font-family` list, generic ones left out."""
    names = (part.strip().strip("\"'").strip() for part in (value or "").split(","))
    return tuple(name for name in names if name and name.lower() not in _GENERIC)


def compact(family: str) -> str:
    """Return the letters and digits of a family name, in lower case: how names are compared."""
    return re.sub(r"[^0-9a-z]", "", family.lower())


def kit_family(drawn: str, fonts: Mapping[str, tuple[FontFile, ...]]) -> str | None:
    """Return the kit's family that a drawn name means, None when the kit has none."""
    wanted = {compact(drawn), compact(font_name(drawn).family)}
    return next((family for family in fonts if compact(family) in wanted), None)


def with_drawn_names(drawn: Iterable[str], fonts: Mapping[str, tuple[FontFile, ...]]) -> dict[str, tuple[FontFile, ...]]:
    """Return the kit's fonts, reachable by the drawn names too."""
    found = dict(fonts)
    for name in drawn:
        family = kit_family(name, fonts)
        if family is not None:
            found.setdefault(name.lower(), fonts[family])
    return found


def settle_family(element: Element, styled: Element) -> None:
    """Write a PostScript name as family, weight and slant, on the drawing's element and on its styled twin."""
    names = families(styled.get("font-family"))
    if not names:
        return
    meant = font_name(names[0])
    if meant.weight is None and not meant.italic and meant.family == names[0]:
        return
    settled = {"font-family": f"'{meant.family}'"}
    if meant.weight is not None:
        settled["font-weight"] = str(meant.weight)
    if meant.italic:
        settled["font-style"] = "italic"
    for name, value in settled.items():
        set_style(element, name, value)
        styled.set(name, value)


def set_style(element: Element, name: str, value: str | None) -> None:
    """Write a property where nothing overrules it: in the element's `style`; None takes it away from there and from the attribute."""
    kept = [part.strip() for part in (element.get("style") or "").split(";") if part.strip() and part.partition(":")[0].strip() != name]
    if value is None:
        if name in element.attrib:
            del element.attrib[name]
    elif style_value(element, name) == value and element.get(name) == value and not kept and not element.get("class"):
        return
    else:
        kept.append(f"{name}:{value}")
    if kept:
        element.set("style", ";".join(kept))
    elif "style" in element.attrib:
        del element.attrib["style"]


def is_text(element: Element) -> bool:
    """Say whether an element carries words."""
    return tag(element) in ("text", "tspan")


def _suffix(text: str) -> tuple[int | None, bool]:
    word = re.sub(r"[^a-z]", "", text.lower())
    word = re.sub(r"(?:ps)?mt$", "", word)
    italic = False
    for slant in _SLANTS:
        if word.endswith(slant):
            word, italic = word.removesuffix(slant), True
            break
    word = re.sub(r"^(?:condensed|cond|narrow|extended|display|text)", "", word)
    return (_WEIGHTS.get(word) if word else None), italic
