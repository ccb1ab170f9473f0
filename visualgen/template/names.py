"""What a layer is, read from its name as each design tool exports it: forgiving in spelling, strict in meaning.

A name is `kind:name` (`slot:headline`, `frame:headline`, `brand:logo/reversed`, `if:price`, `unless:photo`, `each:items`,
`each:items/2`). It is looked for in `data-slot`, Illustrator's `data-name`, `inkscape:label`, Affinity's `serif:id`,
`penpot:name` and `id`, in this order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from lxml.etree import _Element as Element

from visualgen.svg.attributes import tag

ROLE = "{urn:visualgen}role"
"""The attribute in which `mark_roles` writes a layer's role: `slot:headline`, `frame:items.0.title`, `brand:logo`…"""

Kind = Literal["slot", "frame", "brand", "if", "unless", "each"]
KINDS: frozenset[str] = frozenset(get_args(Kind))

_LABELS = (
    "data-name",
    "{http://www.inkscape.org/namespaces/inkscape}label",
    "{http://www.serif.com/}id",
    "{https://penpot.app/xmlns}name",
    "data-testid",
    "id",
)
_PENPOT = "{https://penpot.app/xmlns}"
_LAYERS = frozenset(
    {
        "svg", "g", "a", "switch", "text", "tspan", "path", "rect", "circle", "ellipse",
        "line", "polyline", "polygon", "image", "use", "foreignObject",
    }
)  # fmt: skip
_HEX = re.compile(r"_x([0-9A-Fa-f]{2,4})_")
_APPENDED = re.compile(r"(?:_\d+_|[_-]\d+)$")
_COPY = re.compile(r"[\s_-]*\(?\b(?:copy|copie|kopie|copia)\b[\s_-]*\d*\)?$", re.I)
_ROLE = re.compile(r"(slot|frame|brand|if|unless|each)([:_-])(.+)$", re.S)
_VARIANT = re.compile(r"/(.+)$")
_NAME = re.compile(r"[^\W\d][\w.]*$|\d\w*$")


@dataclass(frozen=True, slots=True)
class LayerName:
    """A layer's role. `variant` is what follows a slash: `reversed` of `brand:logo/reversed`, `2` of `each:items/2`."""

    kind: Kind
    name: str
    variant: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.full_name}"

    @property
    def full_name(self) -> str:
        """The name with its variant."""
        return f"{self.name}/{self.variant}" if self.variant else self.name


def layer_name(element: Element) -> LayerName | None:
    """Return the role an element's name gives it; None when it has none, or is not something that is drawn."""
    if tag(element) not in _LAYERS:
        return None
    explicit = element.get("data-slot")
    if explicit is not None:
        return parse_role(explicit) or parse_role(f"slot:{explicit}")
    for label in _LABELS:
        value = element.get(label)
        found = parse_role(clean_label(value)) if value else None
        if found is not None:
            return found
    return _penpot_name(element)


def clean_label(label: str) -> str:
    """Return a label without Illustrator's hex escapes and without what tools append to copies (`_2`, `-2`, `_1_`, ` copy 2`)."""
    previous = None
    text = _HEX.sub(lambda match: chr(int(match.group(1), 16)), label.strip())
    while previous != text:
        previous, text = text, _APPENDED.sub("", _COPY.sub("", text)).rstrip()
    return text


def parse_role(text: str) -> LayerName | None:
    """Return the role that `kind:name` spells (case and spaces ignored; `kind_name` and `kind-name` too), or None."""
    match = _ROLE.match(re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).lower())
    if match is None:
        return None
    kind, separator, rest = match.group(1), match.group(2), match.group(3)
    if kind == "if" and rest.startswith("!"):
        kind, rest = "unless", rest[1:]
    variant = _VARIANT.search(rest)
    name = slot_name(rest[: variant.start()] if variant else rest)
    if not _NAME.match(name) or (separator != ":" and not _is_plain(kind, name)):
        return None
    return LayerName(_kind(kind), name, variant.group(1) if variant else None)


def slot_name(name: str) -> str:
    """Return the one spelling of a slot's name: lower case, no spaces, `-` as `_`."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", name)).lower().replace("-", "_")


def named_layers(root: Element) -> Iterator[tuple[Element, LayerName]]:
    """Yield every named layer in drawing order; of nested equal names only the outermost counts."""
    stack: list[tuple[Element, frozenset[LayerName]]] = [(root, frozenset())]
    while stack:
        element, around = stack.pop()
        found = layer_name(element)
        if found is not None and found not in around:
            yield element, found
            around = around | {found}
        stack.extend((child, around) for child in reversed(element))


def mark_roles(root: Element) -> None:
    """Write each named layer's role in its `ROLE` attribute."""
    for element in root.iter("*"):
        if ROLE in element.attrib:
            del element.attrib[ROLE]
    for element, name in list(named_layers(root)):
        element.set(ROLE, str(name))


def role_of(element: Element) -> tuple[str, str]:
    """Return (kind, name) of a marked element, ("", "") of any other."""
    kind, _, name = (element.get(ROLE) or "").partition(":")
    return kind, name


def _kind(text: str) -> Kind:
    return next(kind for kind in get_args(Kind) if kind == text)


def _is_plain(kind: str, name: str) -> bool:
    """Say whether `kind_name` is meant as a role: tools call frames `Frame_1`, and `brand-blue` is a colour's id."""
    return name.startswith("logo") if kind == "brand" else not name.isdigit()


def _penpot_name(element: Element) -> LayerName | None:
    """Penpot may write a layer's name on a `<penpot:shape name="…">` inside it."""
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(_PENPOT):
            label = child.get(_PENPOT + "name") or child.get("name")
            found = parse_role(clean_label(label)) if label else None
            if found is not None:
                return found
    return None
