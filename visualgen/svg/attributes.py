"""Names and attributes of SVG elements: tags, references, and what is inherited from whom."""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"

INHERITED = frozenset(
    {
        "clip-rule",
        "color",
        "color-interpolation",
        "color-interpolation-filters",
        "color-rendering",
        "cursor",
        "direction",
        "fill",
        "fill-opacity",
        "fill-rule",
        "font-family",
        "font-feature-settings",
        "font-kerning",
        "font-size",
        "font-size-adjust",
        "font-stretch",
        "font-style",
        "font-variant",
        "font-variation-settings",
        "font-weight",
        "image-rendering",
        "letter-spacing",
        "line-height",
        "marker-end",
        "marker-mid",
        "marker-start",
        "paint-order",
        "pointer-events",
        "shape-rendering",
        "stroke",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-opacity",
        "stroke-width",
        "text-align",
        "text-anchor",
        "text-rendering",
        "text-transform",
        "visibility",
        "white-space",
        "word-spacing",
        "writing-mode",
    }
)
"""The inherited properties that matter to a drawing (SVG 2, appendix "Property index")."""

_URL = re.compile(r"\s*url\(\s*[\"']?\s*#([^\"')]+?)\s*[\"']?\s*\)\s*(.*)$", re.S | re.I)


def tag(element: Element) -> str | None:
    """Return the local name of an SVG element; None for any other namespace, a comment or an instruction."""
    name = element.tag
    if isinstance(name, str) and name.startswith(SVG):
        return name[len(SVG) :]
    return None


def href(element: Element) -> str:
    """Return the element's reference (`href` before `xlink:href`), "" when it has none."""
    return str(element.get("href") or element.get(XLINK + "href") or "").strip()


def local_url(value: str | None) -> tuple[str | None, str]:
    """Return the id of a leading `url(#id)` and the rest of the value; (None, value) when there is none."""
    match = _URL.match(value or "")
    return (match.group(1), match.group(2).strip()) if match else (None, value or "")


def style_value(element: Element, name: str) -> str | None:
    """Return a property from the element's `style` text, else from its attribute of that name; None when it has neither."""
    for declaration in (element.get("style") or "").split(";"):
        key, colon, value = declaration.partition(":")
        if colon and key.strip() == name:
            return value.strip()
    return element.get(name)


def computed(element: Element) -> dict[str, str]:
    """Return the inherited presentation attributes seen from `element`, its own included.

    The tree must have been styled: `inherit` and the cascade are settled, so the nearest attribute wins.
    """
    found: dict[str, str] = {}
    node: Element | None = element
    while node is not None:
        for name, value in node.attrib.items():
            if name in INHERITED:
                found.setdefault(str(name), str(value))
        if "style" in node.attrib and "paint-order" not in found:
            order = style_value(node, "paint-order")
            if order:
                found["paint-order"] = order
        node = node.getparent()
    return found


def element_name(element: Element) -> str:
    """Return how messages name an element: its layer name or id, else its tag."""
    for name in ("data-slot", "{http://www.inkscape.org/namespaces/inkscape}label", "data-name", "id"):
        value = element.get(name)
        if value:
            return str(value)
    return f"<{tag(element) or element.tag}>"
