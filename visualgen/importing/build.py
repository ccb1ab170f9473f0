"""A proposal and its choices become the files of a template: layers named and framed, photos beside it, template.toml, a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.errors import TemplateError
from visualgen.importing.behaviour_file import SlotFacts, behaviour_text
from visualgen.importing.cleaning import drop_unused, forget_name, take_tool_attributes_away
from visualgen.importing.clipped_photos import settle_clipped_photo
from visualgen.importing.families import set_style
from visualgen.importing.frames import Setting, forget_shape, setting_of, write_frame
from visualgen.importing.lines import join_stretches, mixes_styles
from visualgen.importing.looks import Look, TextLook, label_of, named
from visualgen.importing.model import Artboard, Choices, Note, Photo
from visualgen.importing.naming import line_unit
from visualgen.importing.study import Proposal
from visualgen.svg.attributes import SVG, XLINK, local_url, style_value, tag
from visualgen.svg.matrix import number_text
from visualgen.svg.shapes import ids_of
from visualgen.template.names import LayerName, layer_name, named_layers, parse_role

DISPLAY_PX = 40.0
"""From this size on, the drawn line ends are meant, and kept in the sample."""


@dataclass(frozen=True, slots=True)
class Built:
    """A template, not yet written: its files by path inside the folder, and the report."""

    files: Mapping[str, bytes]
    notes: tuple[Note, ...]

    def of_kind(self, kind: str) -> tuple[Note, ...]:
        """Return the notes of one kind."""
        return tuple(note for note in self.notes if note.kind == kind)


def build(proposal: Proposal, choices: Choices, title: str) -> Built:
    """Return the template that the choices make of a proposal; the proposal's drawings are used up."""
    files: dict[str, bytes] = {}
    facts: dict[str, SlotFacts] = {}
    samples: dict[str, str] = {}
    for place, (board, look) in enumerate(zip(proposal.boards, proposal.looks, strict=True)):
        _apply_names(place, board, proposal, choices)
        for element, layer in list(named_layers(board.root)):
            if layer.kind == "slot":
                settle_clipped_photo(board, look, element, layer)
        for name, fact in _settle_slots(board, look).items():
            facts[name] = facts[name].merged(fact) if name in facts else fact
        _move_photos(board, files, samples)
        drop_unused(board.root)
        take_tool_attributes_away(board.root)
        files[board.target] = etree.tostring(board.root, encoding="utf-8")
    notes = [note for board in proposal.boards for note in board.notes]
    notes += _match_notes(proposal, choices)
    unmatched = [match for match in proposal.colors if match.drawn not in choices.colors]
    files["template.toml"] = behaviour_text(title, facts, choices, unmatched).encode()
    return Built(files, tuple(dict.fromkeys(notes)))


def write_template(built: Built, folder: Path) -> tuple[Path, ...]:
    """Write the files into a new folder and return their paths. Raises `TemplateError` where it is there already or cannot be written."""
    if folder.exists():
        raise TemplateError("it is there already", mend="choose another --name, or remove it", file=str(folder))
    paths = []
    try:
        for name, data in built.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            paths.append(path)
    except OSError as error:
        raise TemplateError(f"it cannot be written: {error.strerror}", mend="choose another folder with --out", file=str(folder)) from None
    return tuple(paths)


def _apply_names(place: int, board: Artboard, proposal: Proposal, choices: Choices) -> None:
    for candidate in proposal.candidates:
        elements = candidate.elements.get(place)
        name = choices.names.get(candidate.key, candidate.name)
        if not elements:
            continue
        if not name:
            continue
        role = parse_role(name) or LayerName("brand" if candidate.kind == "logo" else "slot", name)
        owner = _together(elements) if len(elements) > 1 else elements[0]
        if layer_name(owner) is not None:
            forget_name(owner)
        owner.set("data-slot", role.full_name if role.kind == "slot" else str(role))


def _together(elements: Sequence[Element]) -> Element:
    """Return a new group around neighbouring lines, where the first stood."""
    units = [line_unit(element) for element in elements]
    parent = units[0].getparent()
    if parent is None or any(unit.getparent() is not parent for unit in units):
        units = list(elements)
        parent = units[0].getparent()
    group = etree.Element(SVG + "g")
    if parent is not None:
        parent.insert(parent.index(units[0]), group)
    for unit in units:
        group.append(unit)
    return group


def _settle_slots(board: Artboard, look: Look) -> dict[str, SlotFacts]:
    """Frame each text slot, join its stretches, write its leading; return what template.toml says about each slot."""
    facts: dict[str, SlotFacts] = {}
    framed = {layer.name for _, layer in named_layers(board.root) if layer.kind == "frame"}
    by_element = {text.element: text for text in look.texts}
    slots = [(element, layer) for element, layer in named_layers(board.root) if layer.kind == "slot"]
    for element, layer in slots:
        texts = [by_element[node] for node in element.iter("*") if node in by_element]
        if not texts or not all(text.lines for text in texts):
            facts.setdefault(layer.name, SlotFacts("text" if texts else "image"))
            if not texts:
                board.note("kept", f"{layer} takes a photo", "", label_of(element))
            continue
        setting = setting_of(board, look, texts, look.texts)
        words = "\n".join(text.words for text in texts) if setting.lines > 1 and setting.size_px >= DISPLAY_PX else ""
        facts[layer.name] = SlotFacts("text", setting.lines, setting.align, words)
        if any(mixes_styles(text) for text in texts):
            board.note(
                "approximated",
                f"{layer} has words in several styles: new words take the first one",
                "write **bold** and *accent* in the words, or make a second slot",
                named(element),
            )
        elif sum(join_stretches(text) for text in texts):
            board.note("approximated", f"{layer} was drawn in pieces (kerning by hand): they are joined", "", named(element))
        for text in texts:
            if setting.leading is not None:
                set_style(text.element, "line-height", number_text(round(setting.leading, 4)))
            forget_shape(text.element)
        in_list = any((above := layer_name(node)) is not None and above.kind == "each" for node in element.iterancestors())
        if layer.name not in framed and not in_list:
            _frame(board, texts[0], layer.name, setting)
        board.note("kept", f"{layer}: {_told(setting, texts[0])}", "", named(element))
    return facts


def _frame(board: Artboard, text: TextLook, name: str, setting: Setting) -> None:
    known = board.frames.get(text.element)
    if known is not None:
        parent = known.getparent()
        if parent is not None:
            parent.remove(known)
    write_frame(text.element, name, setting.frame)


def _told(setting: Setting, text: TextLook) -> str:
    lines = "1 line" if setting.lines == 1 else f"{setting.lines} lines"
    align = {"start": "left", "center": "centred", "end": "right"}[setting.align]
    leading = f", leading {setting.leading:.2f}" if setting.leading is not None else ""
    tracking = f", tracking {setting.tracking * 100:+.1f} %" if abs(setting.tracking) > 5e-4 else ""
    scale = text.size_px / text.style.size_px
    width, height = ((setting.frame[end] - setting.frame[end - 2]) * scale for end in (2, 3))
    return f"{lines} of {setting.size_px:.0f} px, {align}{leading}{tracking}; frame {width:.0f} × {height:.0f} from {setting.source}"


def _move_photos(board: Artboard, files: dict[str, bytes], samples: dict[str, str]) -> None:
    """Write the photos into sample/, those of slots by the slot's name, and refer to them."""
    if not board.photos:
        return
    names: dict[str, str] = {}
    for element, layer in named_layers(board.root):
        if layer.kind == "slot":
            for token in _tokens_in(element, board):
                names.setdefault(token, layer.name)
    for image in board.root.iter(SVG + "image"):
        for attribute in ("href", XLINK + "href"):
            token = str(image.get(attribute) or "")
            if token in board.photos:
                image.set(attribute, _stored(board.photos[token], names.get(token), files, samples))
    for token, photo in board.photos.items():
        if photo.digest in samples:
            width, height = photo.size_px
            board.note("kept", f"{samples[photo.digest]} ({width} × {height} px)", "", names.get(token, ""))


def _stored(photo: Photo, slot: str | None, files: dict[str, bytes], samples: dict[str, str]) -> str:
    known = samples.get(photo.digest)
    if known is not None:
        return known
    stem, number = slot or "picture", 1
    path = f"sample/{stem}.{photo.suffix}"
    while path in files:
        number += 1
        path = f"sample/{stem}-{number}.{photo.suffix}"
    files[path] = photo.data
    samples[photo.digest] = path
    return path


def _tokens_in(element: Element, board: Artboard) -> list[str]:
    """Return the photos that a layer shows: its own images, and those of the pattern it is filled with."""
    ids = ids_of(board.root)
    found: list[str] = []
    homes = [element]
    for node in element.iter("*"):
        reference = local_url(style_value(node, "fill"))[0]
        if reference in ids and tag(ids[reference]) == "pattern":
            homes.append(ids[reference])
    for home in homes:
        for node in home.iter("*"):
            link = str(node.get("href") or node.get(XLINK + "href") or "")
            if link.startswith("#") and link[1:] in ids:
                target = ids[link[1:]]
                link = str(target.get("href") or target.get(XLINK + "href") or "")
            if link in board.photos:
                found.append(link)
    return found


def _match_notes(proposal: Proposal, choices: Choices) -> list[Note]:
    notes = []
    for match in proposal.colors:
        if match.drawn in choices.colors:
            notes.append(Note("kept", f"{match.drawn} → {choices.colors[match.drawn]} {match.color} (ΔE {match.distance:.1f})"))
        else:
            nearest = f"{match.token} {match.color} (ΔE {match.distance:.1f})"
            what = f"{match.drawn} stays as it is drawn: the nearest colour of the kit is {nearest}"
            notes.append(Note("approximated", what, "add a line to [colors] in template.toml to map it"))
    for font in proposal.fonts:
        token = choices.fonts.get(font.drawn, "")
        if font.same:
            notes.append(Note("kept", f"font {font.drawn} → {token or font.family}"))
        else:
            what = f"the kit has no font {font.drawn}" + (f": {font.family} ({token}) takes its place" if token else "")
            notes.append(Note("approximated", what, "add the font's files to the kit, or look at the lengths of the lines"))
    return notes
