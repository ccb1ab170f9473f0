"""What a drawing's named layers cannot do as they are: each a sentence with the layer's name and what to do in that tool."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml.etree import _Element as Element

from visualgen.errors import TemplateError
from visualgen.importing.cleaning import forget_name
from visualgen.importing.looks import Look, label_of, named
from visualgen.importing.model import Artboard
from visualgen.importing.tools import NAME_LAYERS, OUTLINE, TEXT_AS_TEXT
from visualgen.svg.attributes import SVG, tag
from visualgen.svg.matrix import Box, determinant
from visualgen.svg.shapes import SHAPES
from visualgen.svg.tree import remove
from visualgen.template.names import LayerName, layer_name, named_layers

MANY_LAYERS = 2_000
OUTLINES = 8
_WORDS = (
    "headline", "title", "titre", "text", "texte", "subtitle", "sous_titre", "price", "prix", "cta", "date", "label", "quote", "citation",
    "name", "nom", "author", "auteur", "legal", "mention", "kicker", "intro", "body", "button", "bouton",
)  # fmt: skip


def judge(board: Artboard, look: Look) -> None:
    """Put the drawing's problems into its notes; a layer that cannot be used as named loses its name.

    Raises `TemplateError` where nothing is left that words or photos could fill.
    """
    for check in CHECKS:
        check(board, look)


def _nothing_to_fill(board: Artboard, look: Look) -> None:
    paths = sum(1 for shape in look.shapes if tag(shape.element) in SHAPES)
    named_at_all = any(layer.kind in ("slot", "brand", "each") for _, layer in named_layers(board.root))
    if look.texts or board.photos or named_at_all:
        return
    what = f"it has no text and no photo, only outlines ({paths})" if paths else "there is nothing in it"
    raise TemplateError(what, mend=TEXT_AS_TEXT[board.tool], file=board.file, layer=_fullest(board) or None)


def _outlined_words(board: Artboard, look: Look) -> None:
    """A layer called slot:headline that holds outlines only: its words cannot be replaced."""
    for element, layer in list(named_layers(board.root)):
        if layer.kind != "slot" or not _sounds_like_words(layer.name) or next(_texts(element), None) is not None:
            continue
        shapes = [node for node in element.iter("*") if tag(node) in SHAPES]
        glyphs = all(tag(node) == "path" for node in shapes) and shapes
        if glyphs:
            _refuse(board, element, f"{layer} holds outlines, no text", TEXT_AS_TEXT[board.tool])
    if not look.texts and sum(1 for shape in look.shapes if tag(shape.element) == "path") >= OUTLINES:
        board.note("refused", "all its text is outlined, so no words can be replaced", TEXT_AS_TEXT[board.tool], _fullest(board))


def _outside(board: Artboard, look: Look) -> None:
    width, height = look.styled.size_px
    for element, layer in list(named_layers(board.root)):
        if layer.kind not in ("slot", "frame", "brand"):
            continue
        box = look.box_of(element)
        if box is None:
            if layer.kind == "slot" and not any(tag(node) in SHAPES or tag(node) in ("text", "image", "use") for node in element.iter("*")):
                _refuse(board, element, f"{layer} is empty", "draw its sample, or remove the layer")
            continue
        if box[2] <= 0 or box[3] <= 0 or box[0] >= width or box[1] >= height:
            _refuse(board, element, f"{layer} lies outside the artboard ({_place(box)})", "move it on to the artboard, or remove it")
        elif _inside(box, width, height) < 0.5 and layer.kind == "slot":
            board.note(
                "approximated",
                f"more than half of {layer} lies outside the artboard ({_place(box)})",
                "move it, or give it a frame on the artboard",
                named(element),
            )


def _same_name_twice(board: Artboard, look: Look) -> None:
    found: dict[str, list[tuple[Element, Box]]] = {}
    for element, layer in named_layers(board.root):
        if layer.kind in ("slot", "frame") and not _in_condition(element):
            box = look.box_of(element)
            if box is not None:
                found.setdefault(str(layer), []).append((element, box))
    for name, places in found.items():
        far = [box for _, box in places[1:] if not _overlap(places[0][1], box)]
        if far:
            where = " and ".join(_place(box) for box in (places[0][1], *far))
            board.note(
                "approximated",
                f"{name} is in {len(far) + 1} places ({where}): each will show the same words",
                f"if they differ, give each its own name, {name}2 say: {NAME_LAYERS[board.tool]}",
                named(places[0][0]),
            )


def _frames_alone(board: Artboard, look: Look) -> None:
    """A frame without a slot takes the one text that stands in it; where there is none, it is said."""
    slots = {layer.name for _, layer in named_layers(board.root) if layer.kind in ("slot", "each")}
    for element, layer in list(named_layers(board.root)):
        if layer.kind != "frame" or layer.name in slots:
            continue
        box = look.box_of(element)
        inside = [text for text in look.texts if box is not None and _overlap(box, text.box) and not _is_named(text.element)]
        if len(inside) == 1:
            inside[0].element.set("data-slot", layer.name)
            board.note("kept", f"the text in {layer} is slot:{layer.name}", "", named(inside[0].element))
            slots.add(layer.name)
        else:
            what = f"{layer} has no text" if not inside else f"{layer} has {len(inside)} texts in it"
            _refuse(board, element, what, f"name the text slot:{layer.name} ({NAME_LAYERS[board.tool]}), or remove the frame")


def _mirrored(board: Artboard, look: Look) -> None:
    for text in look.texts:
        if determinant(text.matrix) < 0:
            board.note("approximated", "its words are mirrored (a negative scale)", "flip it back in the tool", named(text.element))
    for element, layer in named_layers(board.root):
        matrix = look.matrix_of(element)
        if layer.kind == "slot" and matrix is not None and determinant(matrix) < 0 and next(_texts(element), None) is None:
            mend = "flip the layer back, and mirror the photo itself"
            board.note("approximated", f"{layer} is mirrored (a negative scale): every photo in it will be", mend, named(element))


def _text_on_path(board: Artboard, look: Look) -> None:
    for text in look.texts:
        if any(tag(node) == "textPath" for node in text.element.iter("*")):
            mend = f"set it as a plain line, or {OUTLINE[board.tool]}"
            board.note("refused", "text on a path cannot be drawn: it is left out", mend, named(text.element))
            remove(text.element)


def _very_many(board: Artboard, look: Look) -> None:
    layers = sum(1 for element in board.root.iter("*") if tag(element) in SHAPES or tag(element) in ("g", "use", "text", "image"))
    if layers >= MANY_LAYERS:
        board.note(
            "kept",
            f"{layers:,} layers, most of them here: every picture takes longer",
            "merge what never changes (one compound path a colour), or place it as a picture",
            _fullest(board),
        )


CHECKS: tuple[Callable[[Artboard, Look], None], ...] = (
    _nothing_to_fill,
    _text_on_path,
    _outlined_words,
    _outside,
    _frames_alone,
    _same_name_twice,
    _mirrored,
    _very_many,
)


def _refuse(board: Artboard, element: Element, what: str, mend: str) -> None:
    board.note("refused", what, mend, label_of(element))
    forget_name(element)


def _sounds_like_words(name: str) -> bool:
    return any(word in name for word in _WORDS)


def _texts(element: Element) -> Iterator[Element]:
    return iter(node for node in element.iter("*") if tag(node) == "text")


def _is_named(element: Element) -> bool:
    return any(layer_name(node) is not None for node in (element, *element.iterancestors()))


def _in_condition(element: Element) -> bool:
    kinds: list[LayerName | None] = [layer_name(node) for node in element.iterancestors()]
    return any(name is not None and name.kind in ("if", "unless", "each") for name in kinds)


def _fullest(board: Artboard) -> str:
    """Return the name of the group that holds most of the drawing."""
    groups = [group for group in board.root.iter(SVG + "g") if label_of(group)]
    total = sum(1 for _ in board.root.iter("*"))
    fullest = [group for group in groups if sum(1 for _ in group.iter("*")) > total / 2]
    return label_of(fullest[-1]) if fullest else (label_of(groups[0]) if groups else "")


def _overlap(a: Box, b: Box) -> bool:
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return wide > 0 and tall > 0 and wide * tall > 0.3 * smaller


def _inside(box: Box, width: float, height: float) -> float:
    wide = min(box[2], width) - max(box[0], 0.0)
    tall = min(box[3], height) - max(box[1], 0.0)
    area = (box[2] - box[0]) * (box[3] - box[1])
    return max(0.0, wide) * max(0.0, tall) / area if area > 0 else 1.0


def _place(box: Box) -> str:
    return f"x {box[0]:.0f}, y {box[1]:.0f}"
