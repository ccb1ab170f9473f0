"""What is weak in a kit's drawings: logos that are lost on a ground they are allowed on, variables nobody defines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from visualgen.brand.contrast import LARGE, ratio
from visualgen.brand.model import Artwork, BrandKit
from visualgen.findings import Finding, finding
from visualgen.settings import Limits
from visualgen.svg.attributes import tag
from visualgen.svg.color import parse_color
from visualgen.svg.reading import read_svg

_VARIABLE = re.compile(rb"var\(\s*--([A-Za-z0-9_-]+)\s*(,)?")
_PAINTS = ("fill", "stroke")


def check_artwork(kit: BrandKit, limits: Limits) -> Iterator[Finding]:
    """Yield what is wrong with the kit's logos on their grounds, and variables in its drawings that no token defines."""
    yield from _logos(kit, limits)
    yield from _variables(kit)


def _logos(kit: BrandKit, limits: Limits) -> Iterator[Finding]:
    for name, piece in kit.artwork.items():
        if not name.startswith("logo/"):
            continue
        for ground in piece.backgrounds:
            color = kit.tokens.get(ground)
            if not isinstance(color, str) or parse_color(color) is None:
                near = difflib.get_close_matches(ground, kit.tokens, 1)
                hint = f" ({near[0]} ?)" if near else ""
                yield finding(
                    "logo_background_unknown",
                    "blocks",
                    fr=(f"{name} est permis sur {ground}, qui n’est pas une couleur du kit.", f"Nommez un jeton de couleur{hint}."),
                    en=(f"{name} is allowed on {ground}, which is no colour of the kit.", f"Name a colour token{hint}."),
                    logo=name,
                    ground=ground,
                )
                continue
            best = max((ratio(paint, color) for paint in _paints(piece, kit, limits)), default=21.0)
            if best < LARGE:
                yield finding(
                    "logo_contrast",
                    "warns",
                    fr=(f"{name} se perd sur {ground} ({best:.2f}:1).", "Ôtez ce fond de la règle, ou donnez-lui un autre logo."),
                    en=(f"{name} is lost on {ground} ({best:.2f}:1).", "Take the ground out of the rule, or give it another logo."),
                    logo=name,
                    ground=ground,
                    ratio=round(best, 2),
                )


def _paints(piece: Artwork, kit: BrandKit, limits: Limits) -> set[str]:
    """Return the colours a logo is painted with."""
    root = read_svg(piece.svg, name=str(piece.path), limits=limits)
    found: set[str] = set()
    for element in root.iter("*"):
        if tag(element) is None:
            continue
        written = [element.get(paint) for paint in _PAINTS] + re.findall(r"(?:fill|stroke)\s*:\s*([^;]+)", element.get("style") or "")
        for text in written:
            name = re.match(r"var\(\s*(--[\w-]+)", text or "")
            value = kit.css.get(name[1], "") if name else text or ""
            if value not in ("", "none") and parse_color(value) is not None:
                found.add(value)
    return found


def _variables(kit: BrandKit) -> Iterator[Finding]:
    for piece in {piece.path: piece for piece in kit.artwork.values()}.values():
        unknown = sorted(
            {name.decode() for name, comma in _VARIABLE.findall(piece.svg) if not comma and f"--{name.decode()}" not in kit.css}
        )
        if unknown:
            listed = ", ".join(f"--{name}" for name in unknown)
            yield finding(
                "artwork_variable_unknown",
                "warns",
                fr=(
                    f"{piece.path.name} emploie {listed}, que le kit ne définit pas.",
                    "Définissez le jeton, ou donnez une valeur de repli.",
                ),
                en=(f"{piece.path.name} uses {listed}, which the kit does not define.", "Define the token, or write a fallback."),
                artwork=piece.name,
                variables=unknown,
            )
