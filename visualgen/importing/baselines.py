"""`dominant-baseline` as numbers: a text that hangs from its top, middle or foot gets the y of its alphabetic baseline."""

from __future__ import annotations

from lxml.etree import _Element as Element

from visualgen.importing.families import set_style
from visualgen.render.place.text_style import text_style
from visualgen.svg.attributes import tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import number_text
from visualgen.text.fonts import FontBook

_PROPERTIES = ("dominant-baseline", "alignment-baseline")
_X_HEIGHT = 0.5
_HANGING = 0.8


def settle_baseline(element: Element, twin: Element, book: FontBook) -> None:
    """Move a text, and its styled twin, to the alphabetic baseline that `dominant-baseline` amounts to (CSS Inline 3, §3)."""
    asked = next((value for node in (twin, *twin.iterancestors()) if (value := node.get("dominant-baseline"))), "auto")
    style = text_style(twin)
    face = book.chain(style.font, style.size_px).primary
    shifts = {
        "ideographic": -face.descent_em,
        "text-after-edge": -face.descent_em,
        "text-bottom": -face.descent_em,
        "text-before-edge": face.ascent_em,
        "text-top": face.ascent_em,
        "hanging": face.ascent_em * _HANGING,
        "middle": _X_HEIGHT / 2,
        "central": (face.ascent_em - face.descent_em) / 2,
    }
    shift = shifts.get(asked, 0.0) * style.size_px
    if not shift:
        return
    for drawn, styled in zip(element.iter("*"), twin.iter("*"), strict=False):
        for node in (drawn, styled):
            if tag(node) in ("text", "tspan") and (node is element or node is twin or node.get("y") is not None):
                node.set("y", number_text(round(length(node.get("y"), 0.0, style.size_px, 0.0) + shift, 3)))
        for name in _PROPERTIES:
            set_style(drawn, name, None)
    element.set("dominant-baseline", "alphabetic")
