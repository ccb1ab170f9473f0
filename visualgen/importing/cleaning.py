"""What only the design tool needs goes: private markup, editor settings, print colours, definitions that nothing uses."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.importing.model import Artboard
from visualgen.svg.attributes import SVG, XLINK, element_name, href, tag
from visualgen.svg.tree import in_foreign, remove
from visualgen.template.names import layer_name

KEY = "{urn:visualgen}key"
"""The attribute by which an element is found again in a styled copy."""

PENPOT = "{https://penpot.app/xmlns}"
_PROFILE = re.compile(rb"<(?:svg:)?color-profile\b[^>]*?(?:/>|>.*?</(?:svg:)?color-profile>)", re.S | re.I)
_PRINT_COLOR = re.compile(r"\s*\b(?:icc-color|device-cmyk)\([^()]*\)", re.I)
_OWN_PROPERTY = re.compile(r"-inkscape-[\w-]+\s*:[^;]*;?")
_KEPT_PREFIXES = ("{http://www.w3.org/XML/1998/namespace}", XLINK)
_DEFINED = frozenset(
    {
        "linearGradient", "radialGradient", "pattern", "clipPath", "mask", "filter", "symbol", "marker",
        "image", "path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "g", "use", "text",
    }
)  # fmt: skip
_IDENTIFIER = re.compile(r"url\(\s*[\"']?\s*#([^\"')]+)|#([\w.:-]+)")
_TOOL_ATTRIBUTES = ("data-name", "data-testid", "enable-background", "contentScriptType", "contentStyleType", "zoomAndPan")


def without_profiles(data: bytes) -> tuple[bytes, bool]:
    """Return the SVG without its colour profiles (files outside it), and whether it had any."""
    if b"color-profile" not in data:
        return data, False
    cleaned = _PROFILE.sub(b"", data)
    return cleaned, cleaned != data


def take_tool_markup_away(board: Artboard) -> None:
    """Open Illustrator's `switch`, drop elements of other namespaces, and leave the sRGB half of print colours."""
    for switch in list(board.root.iter(SVG + "switch")):
        if any(tag(child) == "foreignObject" and child.get("requiredExtensions") for child in switch):
            _unwrap(switch)
    for element in list(board.root.iter("*")):
        _keep_penpot_name(element)
        if tag(element) == "metadata" or (tag(element) is None and not in_foreign(element)):
            remove(element)
    _settle_print_colors(board)


def drop_unused(root: Element) -> int:
    """Remove definitions that nothing refers to, and empty groups in `defs`; return how many went."""
    dropped = 0
    while True:
        used = _used(root)
        gone = [
            child
            for home in root.iter(SVG + "defs")
            for child in home
            if tag(child) in _DEFINED and not any(node.get("id") in used for node in child.iter("*"))
        ]
        gone += [
            element
            for name in ("linearGradient", "radialGradient", "pattern", "clipPath", "mask", "filter", "symbol", "marker")
            for element in root.iter(SVG + name)
            if (home := element.getparent()) is not None
            and tag(home) != "defs"
            and not any(node.get("id") in used for node in element.iter("*"))
        ]
        for element in gone:
            remove(element)
        dropped += len(gone)
        if not gone:
            break
    for home in list(root.iter(SVG + "defs")):
        if not len(home) and home.getparent() is not None:
            remove(home)
    return dropped


def take_tool_attributes_away(root: Element) -> None:
    """Write each layer's name as `data-slot`, and drop attributes of other namespaces, keys, and what tools keep for themselves.

    An id stays where something may refer to it, and where it is a plain name.
    """
    for element in root.iter("*"):
        name = layer_name(element)
        if name is not None:
            element.set("data-slot", name.full_name if name.kind == "slot" else str(name))
    used = _used(root)
    for element in root.iter("*"):
        if "-inkscape" in (element.get("style") or ""):
            element.set("style", _OWN_PROPERTY.sub("", str(element.get("style"))))
        for attribute in list(element.attrib):
            text = str(attribute)
            if (text.startswith("{") and not text.startswith(_KEPT_PREFIXES)) or text in _TOOL_ATTRIBUTES:
                del element.attrib[attribute]
        if element.get("data-slot") is not None and element.get("id") is not None and element.get("id") not in used:
            del element.attrib["id"]
    etree.cleanup_namespaces(root)


def forget_name(element: Element) -> None:
    """Take a layer's role away: it stays as it is drawn."""
    for attribute in list(element.attrib):
        text = str(attribute)
        if text in ("data-slot", "data-name") or (text.startswith("{") and not text.startswith(_KEPT_PREFIXES) and text != KEY):
            del element.attrib[attribute]
    if layer_name(element) is not None and "id" in element.attrib:
        old = str(element.attrib["id"])
        fresh = "layer-" + re.sub(r"[^\w-]", "-", old)
        element.set("id", fresh)
        _rename(element.getroottree().getroot(), old, fresh)


def _rename(root: Element, old: str, fresh: str) -> None:
    for element in root.iter("*"):
        for attribute, value in element.attrib.items():
            text = str(value)
            if text == f"#{old}":
                element.set(attribute, f"#{fresh}")
            elif f"url(#{old})" in text:
                element.set(attribute, text.replace(f"url(#{old})", f"url(#{fresh})"))


def _keep_penpot_name(element: Element) -> None:
    """Penpot may write a layer's name on a `<penpot:shape>` inside it, which goes."""
    parent = element.getparent()
    if isinstance(element.tag, str) and element.tag == PENPOT + "shape" and parent is not None:
        name = element.get(PENPOT + "name") or element.get("name")
        if name and parent.get(PENPOT + "name") is None:
            parent.set(PENPOT + "name", str(name))


def _unwrap(switch: Element) -> None:
    parent = switch.getparent()
    if parent is None:
        return
    place = parent.index(switch)
    for child in list(switch):
        if tag(child) is not None and tag(child) != "foreignObject":
            parent.insert(place, child)
            place += 1
    parent.remove(switch)


def _settle_print_colors(board: Artboard) -> None:
    for element in board.root.iter("*"):
        for attribute, value in element.attrib.items():
            text = str(value)
            if "icc-color" in text.lower() or "device-cmyk" in text.lower():
                rest = _PRINT_COLOR.sub("", text).strip()
                mend = "check it beside the brand's screen colours; design in RGB"
                board.note("approximated", "its CMYK colour is drawn in the sRGB the tool wrote beside it", mend, element_name(element))
                if rest:
                    element.set(attribute, rest)
                else:
                    del element.attrib[attribute]


def _used(root: Element) -> frozenset[str]:
    """Return every id something refers to, style sheets and animations included."""
    found: set[str] = set()
    for element in root.iter("*"):
        link = href(element)
        if link.startswith("#"):
            found.add(link[1:])
        texts = [str(value) for value in element.attrib.values() if "url(" in str(value)]
        if tag(element) == "style":
            texts.append("".join(str(part) for part in element.itertext()))
        for text in texts:
            found.update(first or second for first, second in _IDENTIFIER.findall(text))
    return frozenset(found)
