"""Names for the layers that have none: texts by size, place and words, photos by size; the same in every ratio of the import."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.importing.frames import container_of
from visualgen.importing.looks import Look, ShapeLook, TextLook, label_of, words_of
from visualgen.importing.model import Artboard, Candidate, LayerKind
from visualgen.svg.attributes import SVG, XLINK, local_url, style_value, tag
from visualgen.svg.matrix import Box, map_box, union
from visualgen.svg.shapes import geometry_box, ids_of
from visualgen.template.names import layer_name, named_layers, slot_name

PHOTO_AREA = 0.03
"""A picture smaller than this part of the canvas is an ornament."""
LINE_STEP = 2.2
"""Texts one below the other, no farther apart than this (in sizes), are lines of one text."""

_PRICE = re.compile(r"\d\s*(?:[.,]\d+)?\s*(?:€|\$|£|CHF|EUR)|(?:€|\$|£)\s*\d|[-–−]\s?\d+\s?%")
_LINK = re.compile(r"(?:www\.|https?://|@)\S+|\b[\w-]+\.(?:fr|com|org|net|eu|ch|be|io)\b", re.I)
_DATE = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|"
    r"january|february|march|april|june|july|august|september|october|november|december)\b"
    r"|\b\d{1,2}[/.]\d{1,2}\b|\b\d{1,2}\s?h(?:\s?\d\d)?\b",
    re.I,
)
_LOGO = re.compile(r"(?:^|[\W_])logo", re.I)
_MARKS = frozenset('«»“”"’')


@dataclass(frozen=True, slots=True)
class _Block:
    """A text of one drawing, its lines together."""

    board: int
    texts: tuple[TextLook, ...]
    box: Box
    size_px: float
    words: str
    boxed: bool


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture of one drawing: the layer that would become the slot."""

    board: int
    element: Element
    box: Box
    digest: str
    kind: LayerKind


def propose(boards: Sequence[Artboard], looks: Sequence[Look]) -> tuple[Candidate, ...]:
    """Return the layers that could be slots, with a name each.

    Texts are proposed only where no drawing has a slot already, photos only where none has a photo slot: what a designer left
    unnamed beside named layers is meant to stay.
    """
    named = {str(layer) for board in boards for _, layer in named_layers(board.root)}
    has_slots = any(name.startswith(("slot:", "each:")) for name in named)
    taken = {name.partition(":")[2].partition("/")[0] for name in named}
    has_photo = any(layer.kind == "slot" and not _holds_text(element) for board in boards for element, layer in named_layers(board.root))
    blocks = [] if has_slots else [block for place, look in enumerate(looks) for block in _blocks(place, look, boards[place])]
    pictures = [picture for place, look in enumerate(looks) for picture in _pictures(place, look, boards[place])]
    if has_photo:
        pictures = [picture for picture in pictures if picture.kind == "logo"]
    return (*_photo_names(pictures, taken), *_text_names(blocks, looks, taken))


def _holds_text(element: Element) -> bool:
    return any(tag(node) == "text" for node in element.iter("*"))


def inside_named(element: Element) -> bool:
    """Say whether a layer is, stands in, or holds a layer that has a role."""
    return any(
        (found := layer_name(node)) is not None and found.kind in ("slot", "brand", "frame", "each")
        for node in (element, *element.iterancestors())
    )


def _blocks(place: int, look: Look, board: Artboard) -> list[_Block]:
    """Return the texts of a drawing; neighbours of one style, one below the other, are lines of one text."""
    groups: list[list[TextLook]] = []
    for text in look.texts:
        if inside_named(text.element) or not text.words.strip() or not _on_canvas(text.box, look):
            continue
        last = groups[-1][-1] if groups else None
        if last is not None and _goes_on(last, text, board):
            groups[-1].append(text)
        else:
            groups.append([text])
    found = []
    for group in groups:
        box: Box | None = None
        for text in group:
            box = union(box, text.box)
        words = "\n".join(text.words for text in group)
        if box is not None:
            canvas = look.styled.size_px
            around = container_of(look, box)
            boxed = (around[2] - around[0]) * (around[3] - around[1]) < canvas[0] * canvas[1] * 0.12
            found.append(_Block(place, tuple(group), box, group[0].size_px, words, boxed))
    return found


def _goes_on(above: TextLook, below: TextLook, board: Artboard) -> bool:
    """Say whether a text is the next line of another: one parent (or a wrapper a line), one style, one left edge or middle."""
    if above.element in board.frames or below.element in board.frames:
        return False
    if len(above.lines) > 1 or len(below.lines) > 1 or above.style.font != below.style.font or above.style.fill != below.style.fill:
        return False
    if abs(above.size_px - below.size_px) > 0.02 * above.size_px or not _neighbours(above.element, below.element):
        return False
    step = below.box[1] - above.box[1]
    middles = abs(above.box[0] + above.box[2] - below.box[0] - below.box[2]) / 2
    edges = min(abs(above.box[0] - below.box[0]), middles, abs(above.box[2] - below.box[2]))
    return 0.6 * above.size_px < step < LINE_STEP * above.size_px * 0.75 and edges < 0.12 * above.size_px


def _neighbours(above: Element, below: Element) -> bool:
    """Say whether nothing stands between two texts, each with the group that holds it alone."""
    return any(first.getnext() is second for first in (above, line_unit(above)) for second in (below, line_unit(below)))


def line_unit(text: Element) -> Element:
    """Return the group that a tool wraps around a line of its own, else the text."""
    parent = text.getparent()
    return parent if parent is not None and tag(parent) == "g" and len(parent) == 1 and not layer_name(parent) else text


def _pictures(place: int, look: Look, board: Artboard) -> list[_Picture]:
    ids = ids_of(board.root)
    width, height = look.styled.size_px
    found: list[_Picture] = []
    for shape in look.shapes:
        digest = _shown_photo(shape.element, board, ids)
        if digest is None or inside_named(shape.element):
            continue
        element = _clipped(shape.element)
        box = _seen_box(shape, element, look, ids)
        area = (min(box[2], width) - max(box[0], 0)) * (min(box[3], height) - max(box[1], 0)) / (width * height)
        is_logo = bool(_LOGO.search(label_of(shape.element)))
        if area >= PHOTO_AREA or is_logo:
            found.append(_Picture(place, element, box, digest, "logo" if is_logo else "photo"))
    for element in board.root.iter(SVG + "g"):
        if _LOGO.search(str(element.get("id") or element.get("data-name") or "")) and not inside_named(element):
            around = look.box_of(element)
            nested = any(picture.element in element.iter() for picture in found if picture.board == place)
            if around is not None and not nested and (around[2] - around[0]) < 0.6 * width:
                found.append(_Picture(place, element, around, "logo", "logo"))
    return found


def _shown_photo(element: Element, board: Artboard, ids: dict[str, Element]) -> str | None:
    """Return the digest of the photo an element shows: its own, or the one its pattern fill holds."""
    source: Element | None = element
    if tag(element) != "image":
        reference = local_url(style_value(element, "fill"))[0]
        source = ids.get(reference) if reference is not None else None
        if tag(element) == "use":
            source = ids.get((element.get("href") or element.get(XLINK + "href") or "")[1:])
    if source is None or (tag(source) not in ("pattern", "image")):
        return None
    for node in source.iter("*"):
        link = str(node.get("href") or node.get(XLINK + "href") or "")
        if link.startswith("#") and (target := ids.get(link[1:])) is not None:
            node, link = target, str(target.get("href") or target.get(XLINK + "href") or "")
        if tag(node) == "image" and link in board.photos:
            return board.photos[link].digest
    return None


def _clipped(element: Element) -> Element:
    """Return the layer whose outline the photo fills: the picture, or the group around it alone that clips or masks it."""
    node = element
    parent = element.getparent()
    while (
        parent is not None and tag(parent) == "g" and len([child for child in parent if tag(child) not in ("defs", "clipPath", None)]) == 1
    ):
        if parent.get("clip-path") or parent.get("mask") or "clip-path" in (parent.get("style") or ""):
            return parent
        node, parent = parent, parent.getparent()
    return element if node is not element else node


def _seen_box(shape: ShapeLook, layer: Element, look: Look, ids: dict[str, Element]) -> Box:
    """Return the box of a photo on the canvas, cut by its layer's clip."""
    reference = local_url(layer.get("clip-path") or style_value(layer, "clip-path"))[0]
    clip = ids.get(reference) if reference is not None else None
    matrix = look.matrix_of(layer)
    if clip is None or matrix is None:
        return shape.box
    cut: Box | None = None
    for child in clip:
        box = geometry_box(child, ids, (1080.0, 1080.0))
        cut = union(cut, map_box(matrix, box) if box is not None else None)
    if cut is None:
        return shape.box
    box = shape.box
    return max(box[0], cut[0]), max(box[1], cut[1]), min(box[2], cut[2]), min(box[3], cut[3])


def _photo_names(pictures: Sequence[_Picture], taken: set[str]) -> list[Candidate]:
    """Name photos by size: the largest is `photo`; the same picture in several drawings is one candidate."""
    groups: dict[tuple[str, str, int], list[_Picture]] = {}
    for picture in pictures:
        seen = sum(1 for known in groups.values() for other in known if other.board == picture.board and other.digest == picture.digest)
        groups.setdefault((picture.kind, picture.digest, seen), []).append(picture)
    found = []
    for (kind, digest, number), group in sorted(groups.items(), key=lambda item: -max(_area(p.box) for p in item[1])):
        first = group[0]
        if kind == "logo":
            name = "logo"
            if "logo" in taken:
                continue
            taken.add(name)
        else:
            name = _free(_own_name(first.element) or "photo", taken)
        key = f"{kind}:{digest[:12]}:{number}"
        elements = {picture.board: (picture.element,) for picture in group}
        found.append(Candidate(key, first.kind, name, label_of(first.element), "", first.box, 0.0, elements))
    return found


def _text_names(blocks: Sequence[_Block], looks: Sequence[Look], taken: set[str]) -> list[Candidate]:
    """Name texts: the largest words are the headline; prices, dates, links and buttons tell themselves; the rest by size."""
    groups: dict[tuple[str, int], list[_Block]] = {}
    for block in blocks:
        words = _plain(block.words)
        number = sum(1 for (known, _), group in groups.items() if known == words and any(b.board == block.board for b in group))
        groups.setdefault((words, number), []).append(block)
    ranked = sorted(groups.items(), key=lambda item: -max(_weight(block, looks[block.board]) for block in item[1]))
    meanings: dict[tuple[str, int], str] = {}
    for known, group in ranked:
        block = group[0]
        meanings[known] = _own_name(block.texts[0].element) or _meaning(block, looks[block.board], "headline" in meanings.values())
    bodies = [known for known, _ in ranked if meanings[known] == "text"]
    longest = max(bodies, key=lambda known: len(known[0]), default=None)
    found = []
    for known, group in sorted(ranked, key=lambda item: item[0] != longest):
        words, number = known
        block = group[0]
        name = _free("note" if meanings[known] == "text" and known != longest and len(words) < 24 else meanings[known], taken)
        elements = {b.board: tuple(text.element for text in b.texts) for b in group}
        key = f"text:{words[:40]}:{number}"
        label = label_of(block.texts[0].element) or words_of(block.texts[0].element)
        found.append(Candidate(key, "text", name, label, block.words, block.box, block.size_px, elements))
    return sorted(found, key=lambda candidate: (candidate.box[1], candidate.box[0]))


def _weight(block: _Block, look: Look) -> float:
    """How much a text counts: its size as part of the canvas; prices and single signs a little less."""
    width, height = look.styled.size_px
    size = block.size_px / min(width, height)
    letters = len(re.sub(r"\W", "", block.words))
    return size * (0.5 if letters < 4 or _PRICE.search(block.words) else 1.0)


def _meaning(block: _Block, look: Look, headline: bool) -> str:
    words, height = block.words, look.styled.size_px[1]
    middle = (block.box[1] + block.box[3]) / 2 / height
    if _PRICE.search(words) and len(words) < 24:
        return "price"
    if not headline:
        return "headline"
    if _LINK.search(words) and len(words) < 60:
        return "link"
    if block.boxed and len(words) < 40:
        return "cta"
    if _DATE.search(words) and len(words) <= 36:
        return "date"
    if len(words) < 32 and middle < 0.35:
        return "label"
    if middle > 0.9 and block.size_px < 0.03 * min(look.styled.size_px):
        return "mention"
    return "text"


def _own_name(element: Element) -> str | None:
    """Return the layer's own name where it can be a slot's: one or two plain words that the designer gave."""
    label = label_of(element) if element.get("id") or element.get("data-name") else ""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    if not re.fullmatch(r"[A-Za-z][A-Za-z]*(?:[ _-][A-Za-z]+)?\d?", plain) or len(plain) > 20 or _GENERIC.match(plain):
        return None
    return slot_name(plain.replace(" ", "-"))


_GENERIC = re.compile(
    r"(?:text|texte|rectangle|rect|image|img|group|groupe|frame|layer|calque|path|vector|svgid|artboard|shape|mask|clip|slot|ellipse|"
    r"bitmap|fill|union|boolean|svg|use|tspan|flowroot)[\W_]*\w?\d*$|(?:layer|calque|frame|svgid|page|background|artboard)\b",
    re.I,
)


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name}{number}", number + 1
    taken.add(found)
    return found


def _plain(words: str) -> str:
    return " ".join("".join(c for c in words.lower() if c not in _MARKS).split())


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _on_canvas(box: Box, look: Look) -> bool:
    width, height = look.styled.size_px
    return box[2] > 0 and box[3] > 0 and box[0] < width and box[1] < height
