"""What an import is at each step: the exported file, what is proposed, what a person chose, and the notes of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lxml.etree import _Element as Element

from visualgen.svg.matrix import Box

Tool = Literal["Figma", "Illustrator", "Inkscape", "Penpot", "Affinity", "Sketch", "Canva", "the design tool"]
NoteKind = Literal["kept", "approximated", "refused"]
LayerKind = Literal["text", "photo", "logo"]


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the report. `layer` is what the tool's layers panel shows; `mend` says what to do, in that tool's words."""

    kind: NoteKind
    message: str
    mend: str = ""
    layer: str = ""
    file: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return the note as JSON data."""
        return {key: getattr(self, key) for key in ("kind", "message", "mend", "layer", "file")}

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.layer and f"layer “{self.layer}”") if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} — {self.mend}" if self.mend else text


@dataclass(frozen=True, slots=True)
class Export:
    """One exported SVG: its file name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that was embedded: `token` stands for it in the drawing, `suffix` is its file type, `digest` tells equal ones."""

    token: str
    suffix: str
    data: bytes
    size_px: tuple[int, int]
    digest: str


@dataclass(slots=True)
class Artboard:
    """One drawing while it is worked on: the tree belongs to the import and is changed in place.

    `size_px` is the canvas, `ratio` its file name (`4x5`); `frames` are text boxes the tool wrote down: text → frame element.
    """

    file: str
    tool: Tool
    root: Element
    size_px: tuple[float, float]
    ratio: str
    page: int = 1
    photos: dict[str, Photo] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    frames: dict[Element, Element] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The file name of the drawing in the template folder."""
        return f"{self.ratio}.svg" if self.page == 1 else f"{self.ratio}.{self.page}.svg"

    def note(self, kind: NoteKind, message: str, mend: str = "", layer: str = "") -> None:
        """Add a line to the report."""
        note = Note(kind, message, mend, layer, self.file)
        if note not in self.notes:
            self.notes.append(note)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A layer without a name that could be a slot: `key` is shared by the drawings that show the same thing.

    `elements` are by drawing (place in the list of artboards): one or several text lines, or one picture.
    """

    key: str
    kind: LayerKind
    name: str
    label: str
    words: str
    box: Box
    size_px: float
    elements: Mapping[int, tuple[Element, ...]]

    def to_dict(self) -> dict[str, object]:
        """Return the proposal as JSON data."""
        box = [round(value, 1) for value in self.box]
        return {"key": self.key, "kind": self.kind, "name": self.name, "layer": self.label, "words": self.words, "box": box}


@dataclass(frozen=True, slots=True)
class ColorMatch:
    """A drawn colour and the kit's nearest token. `distance` is ΔE 2000; `taken`: near enough to be proposed."""

    drawn: str
    token: str
    color: str
    distance: float
    uses: int
    taken: bool

    def to_dict(self) -> dict[str, object]:
        """Return the match as JSON data."""
        return {
            "drawn": self.drawn,
            "token": self.token,
            "color": self.color,
            "delta_e": round(self.distance, 1),
            "uses": self.uses,
            "taken": self.taken,
        }


@dataclass(frozen=True, slots=True)
class FontMatch:
    """A drawn family and what replaces it: a typography token of the kit (`typography.headline`), or "" when nothing does.

    `same`: the kit has this very family.
    """

    drawn: str
    token: str
    family: str
    same: bool

    def to_dict(self) -> dict[str, object]:
        """Return the match as JSON data."""
        return {"drawn": self.drawn, "token": self.token, "family": self.family, "same": self.same}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person settled: candidate key → name ("" leaves the layer as it is drawn), and the colours and fonts to map."""

    names: Mapping[str, str]
    colors: Mapping[str, str]
    fonts: Mapping[str, str]
