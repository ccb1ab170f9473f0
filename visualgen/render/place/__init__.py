"""place: every text gets its lines and every photo its box; transforms that waited for text boxes are settled.

What is drawn without words of its own (no slot, no frame) keeps the designer's lines; a slot's words are laid out in its frame.
"""

from __future__ import annotations

from visualgen.brand.model import BrandKit
from visualgen.errors import SvgError
from visualgen.render.place.roles import Roles, roles_of
from visualgen.render.place.slot_text import lay_out_slot
from visualgen.render.place.static_text import lay_out_drawn
from visualgen.render.place.windows import window_outline
from visualgen.render.products import Matrix, Placed, PlacedPicture, PlacedText, Source, Styled
from visualgen.render.transforms import settle_transform
from visualgen.svg.attributes import Element, tag
from visualgen.svg.shapes import geometry_box, outline
from visualgen.text.fonts import FontBook

UNSUPPORTED = {"textPath": "text on a path", "tref": "a text reference"}


def place(styled: Styled, source: Source, kit: BrandKit, book: FontBook) -> Placed:
    """Return where every text and photo goes, in px of its own user space.

    Raises `SvgError` for text that cannot be laid out (on a path).
    """
    roles = roles_of(styled.root)
    removed = set(roles.frames_to_hide)
    texts = _texts(styled, source, kit, book, roles, removed)
    boxes = {element: text.block.box for element, text in texts.items()}
    pictures = _pictures(styled, source, kit, roles, removed)
    matrices: dict[Element, Matrix] = {}
    for element in reversed(tuple(styled.late)):
        transform, origin, box_name = styled.late[element]
        box = geometry_box(element, styled.ids, styled.viewport, text_boxes=boxes)
        matrices[element] = settle_transform(element, transform, origin, box_name, box, styled.viewport)
    return Placed(styled, texts, pictures, matrices, frozenset(removed))


def _texts(styled: Styled, source: Source, kit: BrandKit, book: FontBook, roles: Roles, removed: set[Element]) -> dict[Element, PlacedText]:
    placed: dict[Element, PlacedText] = {}
    taken: set[Element] = set()
    for name, element in roles.slots:
        lines = [e for e in element.iter() if tag(e) == "text"]
        if not lines:
            continue
        if name not in source.values and name not in source.specs:
            continue
        taken.update(lines)
        removed.update(lines[1:])
        value = source.values.get(name)
        given = name in source.values
        if given and (value is None or not str(value).strip()):
            removed.add(element)
            continue
        frame = roles.frame_of(name, lines[0])
        if not given and frame is None:
            removed.difference_update(lines[1:])
            placed.update((line, _drawn(line, book, styled, name)) for line in lines)
            continue
        words = str(value) if given else None
        text = lay_out_slot(lines, words, frame, source.specs.get(name), kit, book, name)
        if text is None:
            removed.add(element)
        else:
            placed[lines[0]] = text
    for element in styled.root.iter():
        if tag(element) == "text" and element not in taken:
            placed[element] = _drawn(element, book, styled, None)
    return placed


def _drawn(element: Element, book: FontBook, styled: Styled, slot: str | None) -> PlacedText:
    for child in element.iter():
        if tag(child) in UNSUPPORTED:
            raise SvgError(
                f"{UNSUPPORTED[tag(child) or '']} is not drawn",
                mend="turn it into outlines in the design tool, or set it as a plain line",
                layer=element.get("id") or "text",
                line=element.sourceline,
            )
    return lay_out_drawn(element, book, slot)


def _pictures(styled: Styled, source: Source, kit: BrandKit, roles: Roles, removed: set[Element]) -> dict[Element, PlacedPicture]:
    placed: dict[Element, PlacedPicture] = {}
    for name, element in roles.slots:
        spec = source.specs.get(name)
        if spec is None or spec.type not in ("image", "footage") or name not in source.values:
            continue
        value = source.values[name]
        if value is None or value == "":
            removed.add(element)
            continue
        box = geometry_box(element, styled.ids, styled.viewport)
        if box is None or box[2] <= box[0] or box[3] <= box[1]:
            raise SvgError(
                "the photo's layer has no size", mend="draw it as a rectangle, a shape or an image", layer=name, line=element.sourceline
            )
        shape = window_outline(kit.photo, box) if spec.window else None
        if shape is None:
            shape = outline(element, styled.viewport) or window_outline(None, box)
        placed[element] = PlacedPicture(element, value, box, tuple(shape or ()), name)
    return placed
