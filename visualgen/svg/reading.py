"""Read an SVG file that comes from outside: bounded, without network, DTD or nested entities, and with nothing active left in it.

Two steps. A streaming guard (expat) counts nodes and levels and judges entity declarations before any tree exists;
then lxml builds the tree, and what refers outside the file is refused or taken away.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.errors import LimitExceeded, SvgError
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG, element_name, tag
from visualgen.svg.links import check_links
from visualgen.svg.references import check_references
from visualgen.svg.shapes import canvas_size

_EXPORT_AGAIN = "correct it, or export the drawing again"
_EXPORT_AGAIN_FR = "corrigez-le, ou exportez le dessin à nouveau"
_ATTRIBUTES = 500
_ENTITY_CHARS = 2_000
_ENTITIES = 200


def read_svg(data: bytes, *, name: str, limits: Limits) -> Element:
    """Return the root of the drawing in `data`; `name` is what messages call the file.

    A DOCTYPE is ignored, flat entities (Adobe's `ns_*`) are expanded; comments, scripts, event attributes and link targets
    are gone. Raises `SvgError` for markup that cannot be used (malformed, external or nested entities, references out of
    the file) and `LimitExceeded` for what is too large.
    """
    return _read(data, name, limits, nesting=0)


def _read(data: bytes, name: str, limits: Limits, nesting: int) -> Element:
    if len(data) > limits.svg_bytes:
        raise LimitExceeded(
            f"the drawing has {len(data):,} bytes, {limits.svg_bytes:,} are allowed", mend="simplify or crop its artwork", file=name
        )
    if data[:2] == b"\x1f\x8b":
        raise SvgError("the drawing is compressed (.svgz)", mend="save it as plain SVG", file=name).french(
            "le dessin est compressé (.svgz)", "enregistrez-le en SVG simple"
        )
    if not data.strip():
        raise SvgError("the file is empty", mend="export the drawing again", file=name).french(
            "le fichier est vide", "exportez le dessin à nouveau"
        )
    _guard(data, name, limits)
    root = _tree(data, name)
    if tag(root) != "svg":
        raise SvgError(
            f"the root element is <{_plain(root.tag)}>, not an <svg> of the SVG namespace",
            mend='start the file with <svg xmlns="http://www.w3.org/2000/svg" …>',
            file=name,
            line=root.sourceline,
        )
    _strip_active(root)
    _check_canvas(root, name, limits)
    check_links(root, name, lambda inner, layer: _nested(inner, name, layer, limits, nesting))
    check_references(root, name, limits)
    return root


def _nested(data: bytes, name: str, layer: str, limits: Limits, nesting: int) -> None:
    """Judge an SVG embedded in a `data:` reference by the same rules."""
    if nesting >= 2:
        raise LimitExceeded("drawings are embedded in drawings more than twice", mend="flatten them", file=name, layer=layer)
    _read(data, f"{name} (embedded in {layer})", limits, nesting + 1)


class _Guard:
    """Counts what a document would cost and judges its declarations, before a tree is built."""

    def __init__(self, name: str, limits: Limits, parser: expat.XMLParserType) -> None:
        self.name, self.limits, self.parser = name, limits, parser
        self.nodes = self.depth = self.entities = self.expanded = 0
        self.entity_sizes: dict[str, int] = {}
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.EntityDeclHandler = self.entity
        parser.ExternalEntityRefHandler = self.external

    def start(self, tag_name: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        self.depth += 1
        if self.nodes > self.limits.svg_nodes:
            raise LimitExceeded(
                f"the drawing has more than {self.limits.svg_nodes:,} elements",
                mend="simplify it (expand no brushes, trace no photos)",
                file=self.name,
                line=self.parser.CurrentLineNumber,
            )
        if len(attributes) > _ATTRIBUTES:
            raise LimitExceeded(
                f"<{tag_name}> has more than {_ATTRIBUTES} attributes",
                mend=_EXPORT_AGAIN,
                file=self.name,
                line=self.parser.CurrentLineNumber,
            )
        if self.depth > self.limits.svg_depth:
            raise LimitExceeded(
                f"groups are nested more than {self.limits.svg_depth} levels deep",
                mend="ungroup",
                file=self.name,
                line=self.parser.CurrentLineNumber,
            )

    def end(self, tag_name: str) -> None:
        self.depth -= 1

    def entity(self, entity: str, is_parameter: bool, value: str | None, *where: str | None) -> None:
        """Judge `<!ENTITY entity "value">`; `where` = base, system id, public id, notation."""
        self.entities += 1
        if is_parameter or value is None or any(where[1:]):
            self.refuse(f"the entity {entity!r} is declared outside the file")
        if "&" in value or "<" in value or "%" in value:
            self.refuse(f"the entity {entity!r} contains markup or another entity")
        if len(value) > _ENTITY_CHARS or self.entities > _ENTITIES:
            self.refuse(f"the entity {entity!r} is too long, or there are too many")

    def external(self, context: str | None, base: str | None, system: str | None, public: str | None) -> int:
        self.refuse("an external entity is used")

    def refuse(self, what: str) -> NoReturn:
        raise SvgError(
            what, mend="write the text in its place and remove the declaration", file=self.name, line=self.parser.CurrentLineNumber
        )


def _guard(data: bytes, name: str, limits: Limits) -> None:
    """Raise what the streaming guard finds, and what is not well-formed."""
    parser = expat.ParserCreate()
    _Guard(name, limits, parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _malformed(data, name, str(expat.ErrorString(error.code)), error.lineno, error.offset + 1) from None
    except (LookupError, UnicodeError, ValueError) as error:
        raise SvgError(f"the text encoding cannot be read ({error})", mend="save the file as UTF-8", file=name) from None


def _malformed(data: bytes, name: str, reason: str, line: int, column: int) -> SvgError:
    if "invalid token" in reason and not _is_utf8(data) and b"encoding" not in data[:200]:
        return SvgError("the file is not in the encoding it claims (UTF-8)", mend="save it as UTF-8", file=name, line=line)
    what = f"the markup is broken: {reason} (column {column})"
    return SvgError(what, mend=_EXPORT_AGAIN, file=name, line=line).french(
        f"le balisage est cassé : {reason} (colonne {column})", _EXPORT_AGAIN_FR
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _tree(data: bytes, name: str) -> Element:
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]  # lxml 5; the stubs know bool only
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # the guard has bounded bytes, nodes, levels and entities; embedded photos pass libxml2's own limits
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else None
        raise SvgError(f"the markup is broken: {error.msg}", mend=_EXPORT_AGAIN, file=name, line=line).french(
            f"le balisage est cassé : {error.msg}", _EXPORT_AGAIN_FR
        ) from None
    except (ValueError, LookupError) as error:
        raise SvgError(f"the file cannot be read: {error}", mend="save it as UTF-8", file=name) from None
    return root


def _plain(name: object) -> str:
    return re.sub(r"^\{.*\}", "", str(name))


def _strip_active(root: Element) -> None:
    """Take away scripts, event attributes and `xml:base`."""
    for script in list(root.iter(SVG + "script", SVG + "handler", SVG + "listener")):
        parent = script.getparent()
        if parent is not None:
            _remove(script, parent)
    for element in root.iter("*"):
        for attribute in list(element.attrib):
            if str(attribute).startswith("on") or attribute == "{http://www.w3.org/XML/1998/namespace}base":
                del element.attrib[attribute]


def _remove(element: Element, parent: Element) -> None:
    """Remove an element, but keep the text that follows it."""
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _check_canvas(root: Element, name: str, limits: Limits) -> None:
    width, height = canvas_size(root)
    if max(width, height) > limits.canvas_px or width * height > limits.canvas_area_px:
        raise LimitExceeded(
            f"the canvas is {width:,.0f} × {height:,.0f} px;"
            f" {limits.canvas_px:,} px a side and {limits.canvas_area_px:,} px in all are allowed",
            mend="lower width and height, and keep the viewBox",
            file=name,
            line=root.sourceline,
            layer=element_name(root),
        )
