"""Photos in the scene: those placed in a slot, and the pictures that a drawing carries in itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import urllib.parse
from collections.abc import Mapping

from lxml.etree import _Element as Element

from visualgen.errors import SvgError
from visualgen.render.layers.plain import hull
from visualgen.render.products import Box, Matrix, PictureValue, PlacedPicture
from visualgen.render.scene import Bitmap
from visualgen.svg.attributes import element_name, href, style_value
from visualgen.svg.lengths import length
from visualgen.svg.matrix import map_box
from visualgen.svg.path import Segment

_DATA = re.compile(r"data:([^,;]*)((?:;[^,;]*)*),(.*)$", re.S)
_ALIGN = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
_CRISP = ("pixelated", "optimizeSpeed", "crisp-edges")


def placed_bitmap(placed: PlacedPicture, matrix: Matrix, inherited: Mapping[str, str]) -> tuple[Bitmap, ...]:
    """Return a slot's photo, covering its box inside its outline; nothing where the layer is hidden."""
    if inherited.get("visibility") in ("hidden", "collapse"):
        return ()
    outline = placed.outline or _rectangle(placed.box)
    return (Bitmap(placed.picture, matrix, placed.box, outline, hull(outline, matrix)),)


def drawn_bitmap(
    element: Element,
    matrix: Matrix,
    inherited: Mapping[str, str],
    viewport: tuple[float, float],
    known: dict[Element, PictureValue],
) -> tuple[Bitmap, ...]:
    """Return a picture embedded in the drawing, fitted as its `preserveAspectRatio` says; `known` keeps what has been decoded.

    Raises `SvgError` where the data cannot be read, or where the picture is not embedded at all.
    """
    if inherited.get("visibility") in ("hidden", "collapse"):
        return ()
    x, width = (length(element.get(name), viewport[0], default=0.0) for name in ("x", "width"))
    y, height = (length(element.get(name), viewport[1], default=0.0) for name in ("y", "height"))
    if width <= 0 or height <= 0:
        return ()
    area = (x, y, x + width, y + height)
    words = (element.get("preserveAspectRatio") or "xMidYMid meet").replace("defer", "").split()
    align = words[0] if words else "xMidYMid"
    fit = "stretch" if align == "none" else ("cover" if "slice" in words else "contain")
    place = (_ALIGN.get(align[1:4], 0.5), _ALIGN.get(align[5:8], 0.5))
    picture = known.get(element)
    if picture is None:
        picture = known[element] = _embedded(element, place)
    smooth = (style_value(element, "image-rendering") or inherited.get("image-rendering", "")) not in _CRISP
    box = map_box(matrix, area)
    return (Bitmap(picture, matrix, area, _rectangle(area), box, fit, place, graded=False, smooth=smooth),)  # type: ignore[arg-type]


def _rectangle(box: Box) -> tuple[Segment, ...]:
    x0, y0, x1, y1 = box
    return (("M", x0, y0), ("L", x1, y0), ("L", x1, y1), ("L", x0, y1), ("Z",))


def _embedded(element: Element, focus: tuple[float, float]) -> PictureValue:
    match = _DATA.match(href(element))
    if match is None:
        raise SvgError(
            "the picture is not in the file",
            mend="embed it in the drawing, or name the layer slot:… and give the photo as content",
            layer=element_name(element),
            line=element.sourceline,
        )
    try:
        if "base64" in match.group(2):
            data = base64.b64decode("".join(match.group(3).split()), validate=False)
        else:
            data = urllib.parse.unquote_to_bytes(match.group(3))
    except (binascii.Error, ValueError) as error:
        raise SvgError("the embedded picture is damaged", mend="export the drawing again", layer=element_name(element)) from error
    return PictureValue(data, hashlib.sha256(data).hexdigest(), element_name(element), focus)
