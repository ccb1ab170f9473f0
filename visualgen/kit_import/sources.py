"""What a file says of a brand: its colours by how much they cover, the names they go by, the font families, the logo."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tinycss2
from PIL import Image

from visualgen.brand.fonts import SUFFIXES, read_face
from visualgen.brand.tokens import read_tokens
from visualgen.brand.variants import lay_over
from visualgen.errors import KitError, LimitExceeded
from visualgen.kit_import.charter_pdf import read_charter_pdf
from visualgen.kit_import.marks import MOST_CANDIDATES, Mark, find_marks
from visualgen.kit_import.raster_logo import in_svg, picture_logo
from visualgen.settings import Limits
from visualgen.svg.attributes import computed, tag
from visualgen.svg.color import parse_color, to_hex
from visualgen.svg.reading import read_svg
from visualgen.svg.shapes import SHAPES, canvas_size, geometry_box, ids_of

MOST_BYTES = 80_000_000
SAMPLE_PX = 200
_BARE = re.compile(r"[0-9a-f]{3}|[0-9a-f]{6}")
_WRITTEN = 8.0
"""What a colour that a person wrote first weighs: more than any that a file covers."""
_WEIGHTS = {"background": 4.0, "background-color": 4.0, "color": 2.0}
_GENERIC = {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "inherit", "initial", "ui-sans-serif", "ui-serif"}


@dataclass(slots=True)
class Findings:
    """What the files say together. `colors` maps #rrggbb to its weight; `named` a token's or variable's name to #rrggbb."""

    colors: dict[str, float] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    families: list[str] = field(default_factory=list)
    logo: bytes = b""
    logo_png: bytes = b""
    """The picture that `logo` shows, where it is one."""
    fonts: dict[str, bytes] = field(default_factory=dict)
    """The font files that were given, by name; their families come first in `families`."""
    marks: list[Mark] = field(default_factory=list)
    """What may be the logo in the charter PDFs, the likeliest first."""

    def add(self, color: Any, weight: float, name: str = "") -> None:
        """Take in a colour; what is not one, or is transparent, is left out."""
        rgba = parse_color(color) if color else None
        if rgba is None or rgba[3] < 0.5:
            return
        code = to_hex((*rgba[:3], 1.0))
        self.colors[code] = self.colors.get(code, 0.0) + weight
        if name:
            self.named.setdefault(name, code)


def read_sources(paths: list[Path], limits: Limits, colors: Sequence[str] = ()) -> Findings:
    """Return what the files say, and the colours a person wrote (`#7a1f2b`, `primary=#7a1f2b`), the main one first.

    Raises `KitError` for a file that cannot be read or is of no known kind, for what is no colour, and what a file's reader raises.
    """
    found = Findings()
    for rank, text in enumerate(colors, 1):
        role, _, color = (part.strip().lower() for part in text.rpartition("="))
        color = f"#{color}" if _BARE.fullmatch(color) else color
        if parse_color(color) is None:
            raise KitError(f"{color!r} is not a colour", mend="write it as '#7a1f2b'", option="--color").french(
                f"« {color} » n’est pas une couleur", "écrivez-la ainsi : '#7a1f2b'"
            )
        found.add(color, _WRITTEN / rank, role)
    for path in paths:
        _read(path, found, limits)
    if not found.colors:
        raise KitError(
            "no colour was found", mend="give a charter PDF, a logo, a token file or a style sheet, or --color '#7a1f2b'"
        ).french(
            "aucune couleur n’a été trouvée",
            "donnez une charte PDF, un logo, des tokens ou une feuille de style, ou --color '#7a1f2b'",
        )
    return found


def _read(path: Path, found: Findings, limits: Limits) -> None:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LimitExceeded(f"the file has more than {MOST_BYTES:,} bytes", mend="export a smaller one", file=str(path))
        data = path.read_bytes()
    except OSError as problem:
        raise KitError(f"the file cannot be read: {problem.strerror}", mend="check its name and its rights", file=str(path)).french(
            f"le fichier ne peut pas être lu ({problem.strerror})", "vérifiez son nom et vos droits"
        ) from None
    kind = path.suffix.lower()
    if kind == ".pdf":
        colors, families, filled = read_charter_pdf(data, str(path))
        for color, weight in colors.items():
            found.add(color, weight)
        found.families += families
        found.marks = [*found.marks, *find_marks(filled)][:MOST_CANDIDATES]
    elif kind == ".svg":
        _read_svg(data, path, found, limits)
    elif kind in (".png", ".jpg", ".jpeg", ".webp"):
        _read_picture(data, path, found, limits)
    elif kind == ".json":
        _read_tokens(data, path, found)
    elif kind == ".css":
        _read_rules(tinycss2.parse_stylesheet_bytes(data, skip_comments=True, skip_whitespace=True)[0], found)
    elif kind in SUFFIXES:
        family = read_face(path).family
        found.families.insert(len(found.fonts), family)
        found.fonts[path.name] = data
    else:
        raise KitError(
            "this kind of file says nothing of a brand", mend="give a .pdf, .svg, .png, .json, .css, .ttf or .otf file", file=str(path)
        ).french("ce type de fichier ne dit rien d’une marque", "donnez un fichier .pdf, .svg, .png, .json, .css, .ttf ou .otf")


def _read_svg(data: bytes, path: Path, found: Findings, limits: Limits) -> None:
    root = read_svg(data, name=str(path), limits=limits)
    size = canvas_size(root)
    ids = ids_of(root)
    for element in root.iter("*"):
        if tag(element) in SHAPES:
            box = geometry_box(element, ids, size)
            area = (box[2] - box[0]) * (box[3] - box[1]) / max(size[0] * size[1], 1e-9) if box else 0.0
            found.add(computed(element).get("fill", "#000"), min(area, 1.0))
    if not found.logo or found.logo_png:  # a drawing goes before a picture
        found.logo, found.logo_png = data, b""


def _read_picture(data: bytes, path: Path, found: Findings, limits: Limits) -> None:
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
        if image.width * image.height > limits.photo_pixels:
            raise LimitExceeded("the picture has too many pixels", mend="give a smaller one", file=str(path))
        logo = b"" if found.logo else picture_logo(image)
        image.thumbnail((SAMPLE_PX, SAMPLE_PX), Image.Resampling.NEAREST)
        pixels = image.convert("RGBA").getcolors(SAMPLE_PX * SAMPLE_PX) or []
    except (OSError, ValueError, Image.DecompressionBombError) as problem:
        raise KitError(f"the picture cannot be read: {problem}", mend="export it again as PNG", file=str(path)) from None
    if logo:
        found.logo, found.logo_png = in_svg(logo), logo
    total = sum(count for count, _ in pixels) or 1
    for count, pixel in pixels:
        if isinstance(pixel, tuple) and pixel[3] > 200:
            found.add("#{:02x}{:02x}{:02x}".format(*pixel[:3]), count / total)


def _read_tokens(data: bytes, path: Path, found: Findings) -> None:
    """Take in a DTCG document, or an export of Tokens Studio, whose sets lie side by side and name each other's tokens without the set."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and ("$metadata" in document or "$themes" in document):
        merged: dict[str, Any] = {}
        for name, tokens in document.items():
            if not name.startswith("$") and isinstance(tokens, dict):
                merged = lay_over(merged, tokens)
        data = json.dumps(merged).encode()
    for token in read_tokens(data, file=str(path)).values():
        if token.type == "color":
            found.add(token.value, 1.0, token.path.rpartition(".")[2].lower())
        family = token.value.get("family") if token.type == "typography" else token.value if token.type == "fontFamily" else None
        if isinstance(family, (list, tuple)) and family:
            found.families.append(str(family[0]))


def _read_rules(rules: list[Any], found: Findings) -> None:
    for rule in rules:
        if rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in ("media", "supports", "layer"):
            if "dark" not in tinycss2.serialize(rule.prelude):
                _read_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), found)
        elif rule.type == "qualified-rule":
            for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if item.type == "declaration":
                    _read_declaration(item, found)


def _read_declaration(item: Any, found: Findings) -> None:
    name = item.lower_name
    if name == "font-family":
        family = tinycss2.serialize(item.value).split(",")[0].strip().strip("\"'")
        if family and family.lower() not in _GENERIC and not family.startswith("var("):
            found.families.append(family)
    for token in _leaves(item.value):
        label = name.removeprefix("--").rpartition("color-")[2] if name.startswith("--") else ""
        found.add(token, _WEIGHTS.get(name, 1.0), label)


def _leaves(tokens: list[Any]) -> Iterator[Any]:
    for token in tokens:
        if token.type == "hash" or token.type == "ident":
            yield token.serialize()
        elif token.type == "function":
            if token.lower_name in ("rgb", "rgba", "hsl", "hsla", "oklch", "oklab", "lab", "lch", "hwb", "color"):
                yield token.serialize()
            elif token.lower_name.endswith("gradient"):
                yield from _leaves(token.arguments)


def shares(colors: Mapping[str, float]) -> dict[str, float]:
    """Return the colours by weight, the heaviest first, the weights adding up to 1; near twins become one."""
    kept: dict[str, float] = {}
    for code, weight in sorted(colors.items(), key=lambda item: -item[1]):
        twin = next((other for other in kept if sum(abs(a - b) for a, b in zip(_bytes(code), _bytes(other), strict=True)) <= 24), code)
        kept[twin] = kept.get(twin, 0.0) + weight
    total = sum(kept.values()) or 1.0
    return {code: weight / total for code, weight in sorted(kept.items(), key=lambda item: -item[1])}


def _bytes(code: str) -> bytes:
    return bytes.fromhex(code[1:7])
