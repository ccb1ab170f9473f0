"""What a template is once it has been read: frozen data, no file access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

SlotType = Literal["text", "image", "footage", "logo", "color", "list", "qr"]
Align = Literal["start", "center", "end"]
VAlign = Literal["top", "middle", "bottom"]

OWN_RATIO = "own"
"""The ratio name of a single-file template: its own width × height."""


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """How a slot behaves; everything is optional but its name and type.

    `sample` is what the drawing shows; `default` counts as a given value; `value` is a sandboxed Jinja2 expression;
    `fit` the smallest and largest size in px; `window` gives a photo the kit's window outline. `sample_drawn`: `sample` is
    the text of the drawing, not of template.toml. `fields` are the slots inside a list's `each:` group. `motion` is how it moves in a
    clip, as it is written (`visualgen.motion` reads it).
    """

    name: str
    type: SlotType
    required: bool = False
    sample: Any = None
    default: Any = None
    help: str = ""
    value: str | None = None
    fit: tuple[float, float] | None = None
    lines: int | None = None
    balance: bool | None = None
    align: Align | None = None
    valign: VAlign | None = None
    case: Literal["upper", "lower", "title", "none"] | None = None
    hyphenate: bool = False
    pin: tuple[str, ...] = ()
    priority: int = 0
    focus: str = "auto"
    window: bool = False
    sample_drawn: bool = False
    motion: Any = None
    fields: Mapping[str, SlotSpec] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be drawn: a drawn ratio (or the one to derive from), its size in px, and a placement if one was named."""

    size_px: tuple[int, int]
    ratio: str
    placement: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """One SVG file of a template: a ratio and a page. `size` is its width × height in px (of a Jinja2 drawing: with its samples; None
    when it cannot be drawn without content)."""

    ratio: str
    page: int
    path: Path
    source: bytes
    jinja: bool
    size: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Template:
    """A template folder or a single drawing.

    `drawings` maps (ratio, page from 1) to a drawing; `colors` maps a drawn colour (#rrggbb) to a token path;
    `fonts` a drawn family (lower case) to a token path or family; `pins` a layer name to its pins for derived ratios;
    `digest` is the SHA-256 of every file in it.
    """

    name: str
    title: str
    purpose: str
    folder: Path
    drawings: Mapping[tuple[str, int], Drawing]
    slots: Mapping[str, SlotSpec]
    colors: Mapping[str, str]
    fonts: Mapping[str, str]
    pins: Mapping[str, tuple[str, ...]]
    motion: Mapping[str, Any]
    tags: tuple[str, ...]
    digest: str

    @property
    def ratios(self) -> tuple[str, ...]:
        """The drawn ratios, in the order of the files."""
        return tuple(dict.fromkeys(ratio for ratio, _ in self.drawings))

    def pages(self, ratio: str) -> int:
        """Return how many pages the drawn ratio has."""
        return sum(1 for drawn, _ in self.drawings if drawn == ratio)
