"""What a brand kit is once it has been read: frozen data, no file access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font file of a family. `weight` is the range it covers; `axes` its variation axes with (min, default, max).

    `variations` are the kit's own settings of axes CSS has no property for (SOFT, WONK…), under whatever a text asks for.
    """

    path: Path
    family: str
    weight: tuple[int, int]
    italic: bool
    axes: Mapping[str, tuple[float, float, float]]
    variations: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Artwork:
    """A piece of the brand's own vector art: a logo or a graphic device.

    `name` is what a layer asks for (`logo`, `logo/reversed`, `device`, `pattern`…); `svg` its bytes;
    `clear_space` a fraction of its height kept free around it; `backgrounds` the tokens it may stand on.
    """

    name: str
    path: Path
    svg: bytes
    clear_space: float = 0.0
    min_width_px: float = 0.0
    backgrounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoTreatment:
    """How the brand shows photos.

    `grade`: none, duotone (dark, light: sRGB hex), warm, cool or mono, at `strength` 0..1; `grain` 0..1;
    `window`: the outline a windowed photo slot takes: none, round, arch, cut, circle; `window_radius` in px at 1080 wide.
    """

    grade: Literal["none", "duotone", "warm", "cool", "mono"] = "none"
    dark: str = "#000000"
    light: str = "#ffffff"
    strength: float = 1.0
    grain: float = 0.0
    window: Literal["none", "round", "arch", "cut", "circle"] = "none"
    window_radius: float = 48.0


@dataclass(frozen=True, slots=True)
class SpanStyle:
    """How `**bold**` and `*accent*` differ from the text around them; None keeps what is around."""

    color: str | None = None
    weight: int | None = None
    italic: bool | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class BrandKit:
    """A brand, ready to combine with any template.

    `tokens` maps a dotted path (`color.primary`) to its resolved value; `css` maps a custom property
    (`--color-primary`) to CSS text; `fonts` maps a lower-case family name to its files;
    `charter` and `strategy` are the validated files, kept for later missions; `digest` is the SHA-256 of all that
    changes pictures. `variant` is the name of the variant this is ("" for the kit itself; `name` is then `levain:dark`),
    `variants` what variants the folder has.
    """

    name: str
    title: str
    folder: Path
    locale: str
    timezone: str
    contact: Mapping[str, str]
    legal: Mapping[str, str]
    tokens: Mapping[str, Any]
    css: Mapping[str, str]
    fonts: Mapping[str, tuple[FontFile, ...]]
    artwork: Mapping[str, Artwork]
    photo: PhotoTreatment
    bold: SpanStyle
    accent: SpanStyle
    french_spacing: bool
    accounts: Mapping[str, str]
    charter: Mapping[str, Any]
    strategy: Mapping[str, Any]
    digest: str
    tagline: str = ""
    about: str = ""
    locales: tuple[str, ...] = ()
    variant: str = ""
    variants: tuple[str, ...] = ()
