"""The drawing a job starts from: read, its colours mapped to tokens, brought to the job's size; the same for a month of posts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.errors import UnknownName
from visualgen.formats import safe_zone
from visualgen.render.products import StillJob
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG, XLINK, href, tag
from visualgen.svg.color import parse_color, to_hex
from visualgen.svg.matrix import Box
from visualgen.svg.shapes import canvas_size, view_box
from visualgen.template.derive import derive
from visualgen.template.derive_strip import is_strip, strip_box
from visualgen.template.discovery import shows_sample
from visualgen.template.model import OWN_RATIO, Drawing, Template
from visualgen.template.names import role_of
from visualgen.template.reading import SAMPLE_TYPES, drawing_tree
from visualgen.template.target import is_same_aspect

_PAINTED = frozenset({"fill", "stroke", "stop-color", "flood-color", "lighting-color", "color", "style"})
_COLOR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|hwb)\([^()]*\)|(?<=:)\s*[a-zA-Z]+\b(?=\s*(?:;|\}|!|$))"
)
_MIME = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A drawing at a size. `canvas` is its box in user units, `unit` how many of them make a px of the drawing's own size;
    `drawn_pictures` are the slots whose layer can stand as a sample, `beside` the photo files that picture slots show;
    `derived_from` is the drawn ratio (of a single file its name), where another one is asked for; `digest` the SHA-256 of the markup.
    `strip_of` is the drawing's own box, where its structure must be settled before it is laid as a strip.
    """

    root: Element
    canvas: Box
    unit: float
    drawn_pictures: frozenset[str]
    beside: Mapping[str, Path]
    derived_from: str | None
    digest: str
    weight_bytes: int
    strip_of: Box | None = None


def find_drawing(job: StillJob) -> Drawing:
    """Return the drawing of the job's ratio and page. Raises `UnknownName` for a page that is not drawn."""
    drawing = job.template.drawings.get((job.target.ratio, job.page))
    if drawing is None:
        pages = job.template.pages(job.target.ratio)
        if not pages:
            raise UnknownName(
                f"the template {job.template.name!r} has no drawing {job.target.ratio}", mend=f"it has: {', '.join(job.template.ratios)}"
            )
        raise UnknownName(f"{job.target.ratio} has no page {job.page}", mend=f"give a page from 1 to {pages}")
    return drawing


def prepare(job: StillJob, drawing: Drawing, limits: Limits, values: Mapping[str, Any]) -> Prepared:
    """Return the job's drawing, ready to be filled. `values` are what a Jinja2 drawing is written with.

    Raises what reading raises, and `LimitExceeded`.
    """
    root = drawing_tree(drawing, limits, values)
    drawn = canvas_size(root)
    inner = view_box(root) or (0.0, 0.0, *drawn)
    unit = inner[2] / drawn[0]
    derived = not is_same_aspect(drawn, job.target.size_px)
    if job.template.colors:
        map_colors(root, job.template.colors)
    beside = _embed_pictures(root, job.template, limits)
    strip = derived and is_strip((inner[2], inner[3]), job.target.size_px)
    strip_of = (inner[0], inner[1], inner[0] + inner[2], inner[1] + inner[3]) if strip else None
    if strip:
        inner = strip_box(job.target.size_px)
    elif derived:
        inner = derive(root, inner, job.target.size_px, safe_zone(job.target.placement, job.target.size_px), job.template.pins)
    root.set("viewBox", " ".join(f"{value:.10g}" for value in inner))
    root.set("width", str(job.target.size_px[0]))
    root.set("height", str(job.target.size_px[1]))
    root.set("preserveAspectRatio", "xMidYMid slice")
    pictures = frozenset(
        name for element in root.iter("*") for kind, name in (role_of(element),) if kind == "slot" and shows_sample(element)
    )
    canvas = (inner[0], inner[1], inner[0] + inner[2], inner[1] + inner[3])
    markup = etree.tostring(root)
    digest = hashlib.sha256(markup).hexdigest()
    origin = drawing.path.name if drawing.ratio == OWN_RATIO else drawing.ratio
    return Prepared(root, canvas, unit, pictures, beside, origin if derived else None, digest, len(markup) * 8, strip_of)


def map_colors(root: Element, colors: Mapping[str, str]) -> None:
    """Turn every drawn colour that `colors` knows into its token, the drawn colour staying as the fallback.

    Inside a mask colours are amounts of light, and stay.
    """

    def mapped(match: re.Match[str]) -> str:
        drawn = match.group(0)
        rgba = parse_color(drawn.strip())
        token = colors.get(to_hex(rgba)) if rgba is not None and rgba[3] >= 1 else None
        return f"var(--{token.replace('.', '-')}, {drawn.strip()})" if token else drawn

    masks = {node for mask in root.iter(SVG + "mask") for node in mask.iter("*")}
    for element in root.iter("*"):
        for key, value in element.attrib.items() if element not in masks else ():
            if key in _PAINTED and "var(" not in str(value):
                text = str(value)
                whole = _COLOR.sub(mapped, text) if key == "style" else mapped(_WHOLE.match(text))  # type: ignore[arg-type]
                if whole != text:
                    element.set(key, whole)
        if element.tag == SVG + "style" and element.text:
            element.text = _COLOR.sub(mapped, element.text)


_WHOLE = re.compile(r"(?s).*")


def _embed_pictures(root: Element, template: Template, limits: Limits) -> dict[str, Path]:
    """Take the pictures beside the drawing into it; return those that belong to a slot, by slot."""
    slots: dict[str, Path] = {}
    for image in list(root.iter(SVG + "image")):
        link = href(image)
        if not link or link.startswith(("#", "data:")):
            continue
        path = template.folder / unquote(link)
        usable = path.suffix.lower() in SAMPLE_TYPES and path.resolve().is_relative_to(template.folder.resolve()) and path.is_file()
        for key in ("href", XLINK + "href"):
            if key in image.attrib:
                del image.attrib[key]
        if not usable or path.stat().st_size > limits.photo_bytes:
            continue
        slot = _slot_around(image)
        if slot is not None:
            slots[slot] = path
        elif path.suffix.lower() in _MIME:
            data = base64.b64encode(path.read_bytes()).decode()
            image.set("href", f"data:image/{_MIME[path.suffix.lower()]};base64,{data}")
    return slots


def _slot_around(element: Element) -> str | None:
    node: Element | None = element
    while node is not None and tag(node) is not None:
        kind, name = role_of(node)
        if kind == "slot":
            return name
        node = node.getparent()
    return None
