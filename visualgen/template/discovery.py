"""The slots of a drawing, found by its layers' names: type, sample text, and the fields of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from visualgen.svg.attributes import tag
from visualgen.svg.lengths import length
from visualgen.template.model import SlotType
from visualgen.template.names import named_layers, role_of

_SPACES = re.compile(r"\s+")
_QR = re.compile(r"qr(_?code)?(_|$)")
_LOGO = re.compile(r"(.*_)?logos?(_.*)?$")
_COLOR = re.compile(r"(.*_)?(colou?r|couleur)(_.*)?$")
_HOLDERS = frozenset({"g", "svg", "a", "switch", "use", "image"})


@dataclass(slots=True)
class Found:
    """A slot as one drawing shows it; `sample` is its drawn text."""

    name: str
    type: SlotType
    sample: str = ""
    fields: dict[str, Found] = field(default_factory=dict)


def slots_of(root: Element) -> dict[str, Found]:
    """Return the slots of a drawing in order of appearance. `each:` groups are lists, what is named inside them their fields."""
    found: dict[str, Found] = {}
    conditions: list[str] = []
    for element, layer in named_layers(root):
        home = _home(element, root, found)
        match layer.kind:
            case "each":
                kept = home.setdefault(layer.name, Found(layer.name, "list"))
                kept.type = "list"
            case "slot" if home is not found and layer.name == "index":
                continue
            case "slot":
                slot = _slot(element, layer.name)
                known = home.get(layer.name)
                if known is None:
                    home[layer.name] = slot
                elif not known.sample:
                    known.sample = slot.sample
            case "if" | "unless":
                conditions.append(layer.name)
    for name in conditions:
        if not _is_known(name, found):
            found[name] = Found(name, "text")
    return found


def sample_text(element: Element) -> str:
    """Return the drawn words of a slot's element, one line a drawn line."""
    lines: list[str] = []
    for text in element.iter():
        if tag(text) == "text":
            lines.extend(_lines(text))
    return "\n".join(line for line in lines if line)


def slot_type(element: Element, name: str) -> SlotType:
    """Return what a slot holds: words where it has text, else what its name says (qr, logo, color), else a picture."""
    if any(tag(child) in ("text", "tspan") for child in element.iter()):
        return "text"
    for pattern, kind in _BY_NAME:
        if pattern.match(name):
            return kind
    return "image"


def shows_sample(element: Element) -> bool:
    """Say whether a picture slot's layer is a sample that can stand in a picture, not a flat placeholder."""
    return tag(element) in _HOLDERS or (element.get("fill") or "").lstrip().startswith("url(")


def _slot(element: Element, name: str) -> Found:
    return Found(name, slot_type(element, name), sample_text(element))


def _home(element: Element, root: Element, found: dict[str, Found]) -> dict[str, Found]:
    """Return the slots among which a layer counts: those of the list around it, else the drawing's."""
    chain: list[str] = []
    for ancestor in element.iterancestors():
        kind, name = role_of(ancestor)
        if kind == "each":
            chain.append(name.partition("/")[0])
    home = found
    for name in reversed(chain):
        home = home.setdefault(name, Found(name, "list")).fields
    return home


def _is_known(name: str, found: dict[str, Found]) -> bool:
    return name in found or any(_is_known(name, slot.fields) for slot in found.values())


def _lines(text: Element) -> Iterator[str]:
    """Yield the lines of a text element: a tspan on another height starts a new one."""
    words = text.text or ""
    height = length(text.get("y"), default=0.0)
    for child in text:
        if tag(child) != "tspan":
            words += child.tail or ""
            continue
        moved = child.get("dy") is not None and length(child.get("dy"), 1.0, 16.0, 0.0) != 0.0
        own = length(child.get("y"), default=height)
        if moved or abs(own - height) > 0.5 or (child.get("x") is not None and words.strip() and own == height and child.get("y") is None):
            yield _SPACES.sub(" ", words).strip()
            words = ""
        height = own
        words += "".join(str(part) for part in child.itertext()) + (child.tail or "")
    yield _SPACES.sub(" ", words).strip()


_BY_NAME: tuple[tuple[re.Pattern[str], SlotType], ...] = ((_QR, "qr"), (_LOGO, "logo"), (_COLOR, "color"))
