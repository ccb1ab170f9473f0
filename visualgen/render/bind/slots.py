"""Slots that change the drawing itself: colours, QR codes and logos take their value before anything is styled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml.etree import _Element as Element

from visualgen.errors import ContentError, KitError
from visualgen.render.bind.artwork import ArtworkShelf, fill_layer
from visualgen.render.products import PictureValue
from visualgen.svg.attributes import SVG, style_value, tag
from visualgen.svg.matrix import Box
from visualgen.svg.shapes import SHAPES
from visualgen.template.boxes import own_box
from visualgen.template.model import SlotSpec
from visualgen.template.names import ROLE, role_of

QUIET_MODULES = 4
"""The light border a QR code needs (ISO/IEC 18004)."""
_LOOKS = ("id", "class", "style", "transform", "opacity", "fill", "fill-opacity", "filter", "mask", "clip-path")


def settle_slots(root: Element, specs: Mapping[str, SlotSpec], values: Mapping[str, Any], shelf: ArtworkShelf, canvas: Box) -> None:
    """Carry out every colour, QR and logo slot that has a value; "" takes the layer away.

    Raises `ContentError` for a text no QR code can hold, and for a logo the kit does not have.
    """
    drawn = [(element, role_of(element)[1]) for element in root.iter("*") if role_of(element)[0] == "slot"]
    for number, (element, name) in enumerate(drawn):
        spec = specs.get(name)
        if spec is None or spec.type not in ("color", "qr", "logo") or name not in values:
            continue
        value = values[name]
        if isinstance(value, PictureValue):
            continue
        if value in ("", None):
            _remove(element)
        elif spec.type == "color":
            _recolor(element, str(value))
        elif spec.type == "qr":
            _draw_code(element, str(value), name)
        else:
            _put_logo(element, str(value), shelf, canvas, name, number)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _recolor(element: Element, color: str) -> None:
    """Give the layer's shapes a colour: the fill, or the stroke of what is drawn as a line."""
    del element.attrib[ROLE]
    for shape in element.iter():
        if tag(shape) in SHAPES or tag(shape) in ("text", "use"):
            stroked = style_value(shape, "fill") == "none" and style_value(shape, "stroke") not in (None, "none")
            style = (shape.get("style") or "").rstrip("; ")
            shape.set("style", f"{style};{'stroke' if stroked else 'fill'}:{color}".lstrip(";"))


def _draw_code(element: Element, text: str, name: str) -> None:
    """Replace the layer by a QR code, as large as its box allows, in the layer's own fill."""
    import segno  # loaded only where a code is drawn

    box, parent = own_box(element), element.getparent()
    if box is None or parent is None:
        return
    try:
        code = segno.make(text, error="m", micro=False, boost_error=False)
    except ValueError as error:
        raise ContentError(f"no QR code can hold it: {error}", mend="shorten it", slot=name).french(
            "aucun code QR ne peut le contenir", "raccourcissez-le"
        ) from None
    rows = [bytes(row) for row in code.matrix]
    count = len(rows) + 2 * QUIET_MODULES
    module = min(box[2] - box[0], box[3] - box[1]) / count
    left = (box[0] + box[2] - module * count) / 2 + QUIET_MODULES * module
    top = (box[1] + box[3] - module * count) / 2 + QUIET_MODULES * module
    source = element if tag(element) in SHAPES else next((shape for shape in element.iter() if tag(shape) in SHAPES), element)
    path = element.makeelement(SVG + "path", {"d": _modules(rows, module, left, top)})
    for key in _LOOKS:
        holder = element if key in ("id", "transform", "opacity", "filter", "mask", "clip-path") else source
        if holder.get(key) is not None:
            path.set(key, str(holder.get(key)))
    if (style_value(path, "fill") or "#000") == "none":
        path.set("fill", "#000")
    path.set("stroke", "none")
    path.tail = element.tail
    parent.replace(element, path)


def _modules(rows: list[bytes], module: float, left: float, top: float) -> str:
    """Return one path for all dark modules, each run of a row one rectangle."""
    parts: list[str] = []
    for down, row in enumerate(rows):
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            x, y = left + start * module, top + down * module
            parts.append(f"M{x:.3f} {y:.3f}H{left + end * module:.3f}V{y + module:.3f}H{x:.3f}Z")
            start = end
    return "".join(parts)


def _put_logo(element: Element, wanted: str, shelf: ArtworkShelf, canvas: Box, name: str, number: int) -> None:
    artwork = shelf.find(wanted) or shelf.find(f"logo/{wanted}")
    if artwork is None:
        there = ", ".join(key for key in shelf.kit.artwork if key.startswith("logo")) or "none"
        raise ContentError(
            f"the kit {shelf.kit.name!r} has no logo {wanted!r}",
            mend=f"it has: {there}",
            slot=name,
        ).french(f"le kit « {shelf.kit.name} » n’a pas de logo « {wanted} »", f"ses logos : {there}")
    try:
        fill_layer(element, artwork, shelf, canvas, 1000 + number)
    except KitError as error:
        raise ContentError(error.message, mend=error.mend, slot=name) from None
