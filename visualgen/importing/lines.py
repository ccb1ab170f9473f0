"""A slot's sample as plain lines: stretches that a tool set one by one (kerned pairs, words) are joined, one tspan a line."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.importing.families import set_style
from visualgen.importing.looks import TextLook, worded
from visualgen.render.place.text_style import text_style
from visualgen.svg.attributes import SVG, tag
from visualgen.svg.matrix import number_text


def join_stretches(text: TextLook) -> bool:
    """Rewrite a text whose lines are in pieces of one style as one tspan a line; return whether it was changed.

    Pieces of several styles stay as they are drawn.
    """
    pieces = [node for node in text.element.iter() if tag(node) in ("text", "tspan") and (node.text or "").strip()]
    tails = any((node.tail or "").strip() for node in text.element.iter() if tag(node) == "tspan")
    rows = text.rows
    if len(pieces) <= len(rows) and not tails:
        return False
    twins = [node for node in text.styled.iter() if tag(node) in ("text", "tspan") and ((node.text or "").strip() or node is text.styled)]
    if len({_shown(node) for node in twins if (node.text or "").strip()}) > 1:
        return False
    owner = worded(text.element)
    if owner is not text.element:
        _take_style(text.element, owner)
    anchor = {"start": 0.0, "center": 0.5, "end": 1.0}[text.style.anchor]
    for child in list(text.element):
        text.element.remove(child)
    text.element.text = None
    for row in rows:
        tspan = etree.SubElement(text.element, SVG + "tspan")
        tspan.set("x", number_text(round(row.x + row.width * anchor, 3)))
        tspan.set("y", number_text(round(row.baseline, 3)))
        tspan.text = row.words
    return True


def mixes_styles(text: TextLook) -> bool:
    """Say whether the words are drawn in more than one style."""
    parts = [node for node in text.styled.iter() if tag(node) in ("text", "tspan") and (node.text or "").strip()]
    return len({_shown(node) for node in parts}) > 1


def _shown(element: Element) -> tuple[object, ...]:
    style = text_style(element)
    return style.font, style.size_px, style.fill, style.case


def _take_style(text: Element, owner: Element) -> None:
    """Give the text what its first piece of words says."""
    classes = " ".join(part for part in (text.get("class"), owner.get("class")) if part)
    if classes:
        text.set("class", classes)
    for name, value in owner.attrib.items():
        if name not in ("x", "y", "dx", "dy", "id", "class", "style", "textLength", "lengthAdjust") and not str(name).startswith("{"):
            text.set(name, value)
    for part in (owner.get("style") or "").split(";"):
        name, colon, value = part.partition(":")
        if colon:
            set_style(text, name.strip(), value.strip())
