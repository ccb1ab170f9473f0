"""Texts that only one program can draw become SVG text with a frame: HTML inside the drawing (Penpot), Inkscape's old flowed text.

The words are set in lines with the kit's fonts, as a browser would set them in that box (CSS Text 3: line boxes of `line-height`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.brand.model import FontFile
from visualgen.importing.families import families, font_name, with_drawn_names
from visualgen.importing.looks import named
from visualgen.importing.model import Artboard
from visualgen.svg.attributes import SVG, tag
from visualgen.svg.color import parse_color, to_hex
from visualgen.svg.lengths import UNITS, length
from visualgen.svg.matrix import Box, number_text
from visualgen.svg.shapes import geometry_box
from visualgen.text.fonts import FontBook
from visualgen.text.layout import lay_out
from visualgen.text.model import FontRequest, Frame, SpanText

Style = dict[str, str]

_HTML = "{http://www.w3.org/1999/xhtml}"
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "li", "flowPara", "flowDiv"})
_INHERITED = frozenset(
    {
        "color", "fill", "font-family", "font-size", "font-weight", "font-style", "letter-spacing", "line-height", "text-align",
        "text-transform", "align-items", "text-anchor",
    }
)  # fmt: skip
_PENPOT_FILL = re.compile(r"fill-color\W+(#[0-9a-fA-F]{6})")
_ALIGN: Mapping[str, Literal["start", "center", "end"]] = {"center": "center", "right": "end", "end": "end"}
_RISE = {"center": 0.5, "flex-end": 1.0, "end": 1.0}


def settle_boxed_texts(board: Artboard, fonts: Mapping[str, tuple[FontFile, ...]]) -> None:
    """Turn every `foreignObject` and `flowRoot` with words into text, its box into that text's frame; take the others away."""
    for element in [node for node in board.root.iter(SVG + "foreignObject", SVG + "flowRoot") if node.getparent() is not None]:
        runs = list(_runs(element, {}))
        box = _box(element)
        parent = element.getparent()
        if parent is None:
            continue
        if box is None or not any(words.strip() for words, _ in runs):
            _drop_effect(board, element)
            parent.remove(element)
            continue
        text = _text(element, box, runs, fonts, board)
        frame = etree.Element(SVG + "rect")
        for name, value in zip(("x", "y", "width", "height"), (box[0], box[1], box[2] - box[0], box[3] - box[1]), strict=True):
            frame.set(name, number_text(round(value, 3)))
        frame.set("style", "fill:none;stroke:none")
        for made in (frame, text):
            if element.get("transform"):
                made.set("transform", str(element.get("transform")))
        place = parent.index(element)
        text.tail = element.tail
        parent.remove(element)
        parent.insert(place, text)
        parent.insert(place, frame)
        board.frames[text] = frame
        if tag(element) == "flowRoot":
            what = "its flowed text, which browsers do not draw, is set in lines"
            board.note("approximated", what, "use text in a shape (Text › Flow into Frame) of Inkscape 1.0 or later", named(text))
    for empty in list(board.root.iter(SVG + "flowRegion")):
        home = empty.getparent()
        if home is not None:
            home.remove(empty)


def _drop_effect(board: Artboard, element: Element) -> None:
    markup = etree.tostring(element, encoding="unicode")
    if "backdrop-filter" in markup:
        mend = "put a half-transparent shape there instead of the background blur"
        board.note("approximated", "its background blur is left out", mend, named(element))
    elif len(element) and not any(name in markup for name in ("<style", "flowRegion")):
        board.note("refused", "HTML inside the drawing is left out", "draw it as shapes, or place it as a picture", named(element))


def _box(element: Element) -> Box | None:
    if tag(element) == "foreignObject":
        x, y, w, h = (length(element.get(side), 0.0, 16.0, 0.0) for side in ("x", "y", "width", "height"))
        return (x, y, x + w, y + h) if w > 0 and h > 0 else None
    region = next(element.iter(SVG + "flowRegion"), None)
    shape = next((child for child in region if tag(child)), None) if region is not None else None
    return geometry_box(shape, {}, (1000.0, 1000.0)) if shape is not None else None


def _runs(element: Element, around: Style) -> Iterator[tuple[str, Style]]:
    """Yield the stretches of words with what they inherit; a line end is a run "\\n"."""
    name = str(element.tag).rpartition("}")[2]
    if not isinstance(element.tag, str) or name in ("style", "flowRegion", "title"):
        return
    style = {**around, **_own(element)}
    if name == "br":
        yield "\n", style
    block = name in _BLOCKS
    if element.text:
        yield _spaces(element.text), style
    for child in element:
        yield from _runs(child, style)
        if child.tail:
            yield _spaces(child.tail), style
    if block and (element.text or len(element)):
        yield "\n", style


def _own(element: Element) -> Style:
    found = {name: str(value) for name, value in element.attrib.items() if isinstance(name, str) and name in _INHERITED}
    for part in (element.get("style") or "").split(";"):
        name, _, value = part.partition(":")
        if name.strip() in _INHERITED:
            found[name.strip()] = value.strip()
        elif name.strip() == "--fills" and (match := _PENPOT_FILL.search(value)):
            found["color"] = match.group(1)
    return found


def _spaces(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _text(element: Element, box: Box, runs: list[tuple[str, Style]], fonts: Mapping[str, tuple[FontFile, ...]], board: Artboard) -> Element:
    style = next(style for words, style in runs if words.strip())
    words = re.sub(r" *\n *(?:\n *)*", "\n", "".join(words for words, _ in runs)).strip("\n ")
    if len({_shown(style) for words_, style in runs if words_.strip()}) > 1:
        board.note(
            "approximated",
            "its words have several styles: they take the first one",
            "set a part apart as its own layer, or write **bold** and *accent* in the words",
            named(element),
        )
    size = _size(style)
    leading = _leading(style.get("line-height"), size)
    names = families(style.get("font-family"))
    meant = [font_name(name) for name in names]
    weight = _weight(style.get("font-weight"), meant[0].weight if meant else None)
    italic = style.get("font-style", "").startswith(("italic", "oblique")) or bool(meant and meant[0].italic)
    request = FontRequest(tuple(name.family.lower() for name in meant), weight, italic)
    tracking = _spacing(style.get("letter-spacing"), size)
    align = _ALIGN.get(style.get("text-align", ""), "start")
    case = style.get("text-transform", "none")
    shown = words.upper() if case == "uppercase" else words
    book = FontBook(with_drawn_names(names, fonts))
    frame = Frame(box[0], box[1], box[2] - box[0], None, size, leading=leading, tracking=tracking, align=align)
    block = lay_out([SpanText(shown, request)], frame, book)
    height = len(block.lines) * leading * size
    rise = max(0.0, box[3] - box[1] - height) * _RISE.get(style.get("align-items", ""), 0.0)
    anchor = {"start": box[0], "center": (box[0] + box[2]) / 2, "end": box[2]}[align]
    text = etree.Element(SVG + "text")
    text.set("style", _written(style, meant[0].family if meant else "", size, weight, italic, leading, tracking, align, case))
    for attribute, value in element.attrib.items():
        if attribute in ("id", "data-slot", "data-name") or str(attribute).startswith("{"):
            text.set(attribute, value)
    rest = words
    for line in block.lines:
        tspan = etree.SubElement(text, SVG + "tspan")
        tspan.set("x", number_text(round(anchor, 3)))
        tspan.set("y", number_text(round(line.baseline + rise, 3)))
        drawn = line.text.strip()
        tspan.text, rest = rest[: len(drawn)].strip(), rest[len(drawn) :].lstrip()
    return text


def _shown(style: Style) -> tuple[str, ...]:
    return tuple(style.get(name, "") for name in ("color", "font-family", "font-size", "font-weight", "font-style"))


def _written(
    style: Style, family: str, size: float, weight: int, italic: bool, leading: float, tracking: float, align: str, case: str
) -> str:
    rgba = parse_color(style.get("color") or style.get("fill") or "#000000")
    parts = [
        f"fill:{to_hex(rgba) if rgba else '#000000'}",
        f"font-family:'{family}'" if family else "",
        f"font-size:{number_text(round(size, 3))}px",
        f"font-weight:{weight}",
        "font-style:italic" if italic else "",
        f"line-height:{number_text(round(leading, 4))}",
        f"letter-spacing:{number_text(round(tracking, 4))}em" if tracking else "",
        f"text-transform:{case}" if case != "none" else "",
        {"center": "text-anchor:middle", "end": "text-anchor:end"}.get(align, ""),
    ]
    return ";".join(part for part in parts if part)


def _size(style: Style) -> float:
    return length(style.get("font-size"), 16.0, 16.0, 16.0) or 16.0


def _weight(text: str | None, meant: int | None) -> int:
    if text in ("bold", "bolder"):
        return 700
    number = int(text) if text and text.isdigit() else 400
    return meant if meant is not None and number == 400 else number


def _leading(text: str | None, size: float) -> float:
    match = re.fullmatch(r"\s*([\d.]+)\s*(%|[a-z]*)\s*", text or "")
    if match is None:
        return 1.2
    number, unit = float(match.group(1)), match.group(2)
    if unit == "%":
        number /= 100
    elif unit in UNITS:
        number = number * UNITS[unit] / size
    return number if 0.3 <= number <= 5 else 1.2


def _spacing(text: str | None, size: float) -> float:
    value = length(text, size, size, None) if text else None
    return value / size if value else 0.0
