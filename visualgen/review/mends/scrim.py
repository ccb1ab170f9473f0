"""Put a soft scrim under the words, shaped to them, as faint as it may be while their contrast holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.brand.contrast import luminance, ratio
from visualgen.brand.model import BrandKit
from visualgen.errors import InputError
from visualgen.findings import Finding
from visualgen.render.bind import drawn_plainly
from visualgen.render.place.roles import matrix_to_root
from visualgen.render.products import StillJob
from visualgen.review.mends.specs import with_template
from visualgen.review.model import Step
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG
from visualgen.svg.matrix import invert, map_box, multiply, number_text
from visualgen.svg.shapes import canvas_size, view_box, view_box_matrix

STRENGTHS = (0.4, 0.6, 0.8, 0.92)
"""Opacities, tried from the faintest."""

ENOUGH = 6.0
"""A colour of the kit with this contrast to the words is taken before plain black or white."""

_PAD_EM = 0.9


def tries(job: StillJob, finding: Finding) -> Iterator[tuple[StillJob, Step]]:
    """Yield the job with a scrim under the slot's words, ever denser: dark under light words, light under dark ones."""
    if finding.box_px is None or finding.slot is None:
        return
    try:
        drawing = drawn_plainly(job, Limits())
    except InputError:
        return
    color = _scrim_color(str(finding.numbers.get("text_color", "#ffffff")), job.kit)
    for strength in STRENGTHS:
        source = _with_scrim(drawing.source, job, finding, color, strength)
        if source is None:
            return
        key = (job.target.ratio, job.page)
        template = replace(job.template, drawings={**job.template.drawings, key: replace(drawing, source=source)})
        percent = f"{strength * 100:.0f}"
        yield (
            with_template(job, template, f"scrim {finding.slot} {strength} {color}"),
            Step(
                finding.code,
                finding.slot,
                f"Voile à {percent} % sous le texte : le contraste tient.",
                f"A scrim of {percent} % under the text: its contrast holds.",
            ),
        )


def _scrim_color(text: str, kit: BrandKit) -> str:
    """Return the kit's colour that is farthest from the words' in lightness: its shade or ink, or its paper."""
    light = luminance(text) > 0.35
    names = ("color.shade", "color.ink") if light else ("color.paper", "color.on-primary")
    own = [str(kit.tokens[name]) for name in names if name in kit.tokens]
    fallback = "#000000" if light else "#ffffff"
    best = max([*own, fallback], key=lambda color: ratio(text, color))
    return next((color for color in own if ratio(text, color) >= ENOUGH), best)


def _with_scrim(source: bytes, job: StillJob, finding: Finding, color: str, strength: float) -> bytes | None:
    """Return the drawing with the scrim right under the slot's text; None where the drawing does not have it by that name."""
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True))
    layers = [element for element in root.iter("*") if _is_slot(element, finding.slot or "")]
    if not layers or finding.box_px is None:
        return None
    inner, (width, height) = view_box(root), canvas_size(root)
    scale = (job.target.size_px[0] / width, 0.0, 0.0, job.target.size_px[1] / height, 0.0, 0.0)
    to_device = multiply(scale, view_box_matrix(inner, width, height, root.get("preserveAspectRatio")))
    size = float(finding.numbers.get("size_css_px", 14)) * job.target.size_px[0] / 375
    pad = size * _PAD_EM
    x0, y0, x1, y1 = finding.numbers.get("text_box_px", finding.box_px)
    for number, layer in enumerate(layers):
        parent = layer.getparent()
        if parent is None:
            continue
        box = map_box(invert(multiply(to_device, matrix_to_root(parent))), (x0 - pad, y0 - pad, x1 + pad, y1 + pad))
        parent.insert(
            parent.index(layer), _scrim(box, color, strength, 0.4 * pad * (box[3] - box[1]) / (y1 - y0 + 2 * pad), f"scrim-{number}")
        )
    return etree.tostring(root)


def _is_slot(element: Element, slot: str) -> bool:
    name = (element.get("id") or element.get("{http://www.inkscape.org/namespaces/inkscape}label") or "").strip().lower()
    return name == f"slot:{slot}" or (name.startswith(f"slot:{slot}-") and name.rpartition("-")[2].isdigit())


def _scrim(box: tuple[float, float, float, float], color: str, strength: float, soft: float, identifier: str) -> Element:
    x0, y0, x1, y1 = box
    group = etree.Element(SVG + "g", {"id": identifier})
    blur = etree.SubElement(
        group, SVG + "filter", {"id": f"{identifier}-soft", "x": "-20%", "y": "-40%", "width": "140%", "height": "180%"}
    )
    etree.SubElement(blur, SVG + "feGaussianBlur", {"stdDeviation": number_text(soft)})
    sides = {"x": x0, "y": y0, "width": x1 - x0, "height": y1 - y0, "rx": (y1 - y0) / 3}
    shape = {name: number_text(value) for name, value in sides.items()}
    etree.SubElement(group, SVG + "rect", {**shape, "fill": color, "opacity": f"{strength:g}", "filter": f"url(#{identifier}-soft)"})
    return group
