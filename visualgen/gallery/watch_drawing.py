"""The designer's drawing as a browser is to show it: its own markup with the kit's colours, type and fonts put in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from lxml import etree

from visualgen.brand.model import BrandKit, FontFile
from visualgen.errors import TemplateError
from visualgen.motion.choreography import choreograph, for_browser
from visualgen.motion.directions import read_directions
from visualgen.render.bind.drawing import map_colors
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG, XLINK, href
from visualgen.template.model import Template
from visualgen.template.reading import SAMPLE_TYPES, drawing_tree

SCENE_S = 10.0
"""How long what lasts a whole scene lasts until the page knows the scene's length."""


@dataclass(frozen=True, slots=True)
class BrowserDrawing:
    """An SVG file that asks only for `fonts` (`/font/<id>`) and `pictures` (`/beside/<id>`), which map an id to a file."""

    svg: bytes
    size: tuple[float, float]
    fonts: Mapping[str, Path]
    pictures: Mapping[str, Path]


def browser_drawing(template: Template, kit: BrandKit, ratio: str, page: int, limits: Limits) -> BrowserDrawing:
    """Return the drawing of a ratio and page. Raises what reading a drawing raises."""
    drawing = template.drawings[ratio, page]
    samples = {name: spec.sample for name, spec in template.slots.items() if spec.sample is not None}
    size = drawing.size or (1080.0, 1080.0)
    given = {"brand": {}, "ratio": ratio, "page": page, "pages": template.pages(ratio), "width": size[0], "height": size[1]}
    root = drawing_tree(drawing, limits, {**samples, **given}, lenient=True)
    if template.colors:
        map_colors(root, template.colors)
    with suppress(TemplateError):  # what is wrong with its motion is said beside it
        choreograph(root, read_directions(template), template.slots, {}, kit.css)
    for_browser(root, SCENE_S)
    fonts: dict[str, Path] = {}
    style = etree.Element(SVG + "style")
    style.text = f":root{{{_properties(kit)}}}" + "".join(_faces(template, kit, fonts))
    root.insert(0, style)
    pictures: dict[str, Path] = {}
    for image in root.iter(SVG + "image"):
        link = href(image)
        if not link or link.startswith(("#", "data:")):
            continue
        path = template.folder / unquote(link)
        image.attrib.pop(XLINK + "href", "")
        if path.suffix.lower() in SAMPLE_TYPES and path.resolve().is_relative_to(template.folder.resolve()) and path.is_file():
            name = _id(path)
            pictures[name] = path
            image.set("href", f"/beside/{quote(name)}")
        else:
            image.attrib.pop("href", "")
    return BrowserDrawing(etree.tostring(root), size, fonts, pictures)


def _properties(kit: BrandKit) -> str:
    """Return the kit's custom properties: stronger than what the drawing declares, as in our own render."""
    return "".join(f"{name}:{value}!important;" for name, value in kit.css.items())


def _faces(template: Template, kit: BrandKit, fonts: dict[str, Path]) -> Iterator[str]:
    """Yield an @font-face for every font file of the kit, under its own name and under the drawn names it stands for."""
    names = {family: family for family in kit.fonts}
    for drawn, wanted in template.fonts.items():
        family = kit.css.get(f"--{wanted.replace('.', '-')}-family", wanted).partition(",")[0].strip(" '\"").lower()
        if family in kit.fonts:
            names[drawn] = family
    for name, family in names.items():
        for file in kit.fonts[family]:
            fonts[_id(file.path)] = file.path
            yield _face(name, file)


def _face(name: str, file: FontFile) -> str:
    family = name.replace("\\", "").replace("'", "")
    width = file.axes.get("wdth")
    stretch = f"font-stretch:{width[0]:g}% {width[2]:g}%;" if width else ""
    style = "italic" if file.italic else "normal"
    axes = ",".join(f"'{axis}' {value:g}" for axis, value in file.variations.items())
    variations = f"font-variation-settings:{axes};" if axes else ""
    weight = f"{file.weight[0]} {file.weight[1]}"
    source = f"font-family:'{family}';src:url(/font/{_id(file.path)})"
    return f"@font-face{{{source};font-weight:{weight};font-style:{style};{stretch}{variations}}}"


def _id(path: Path) -> str:
    """Return a name for a file in an address: it tells nothing of where the file lies, and changes with its content's date."""
    stamp = path.stat().st_mtime_ns
    return hashlib.sha256(f"{path.resolve()} {stamp}".encode()).hexdigest()[:20] + path.suffix.lower()
