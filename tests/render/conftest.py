"""Drawings made from a line of SVG, and pictures compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import etree
from numpy.typing import NDArray

from visualgen.brand.model import Artwork, BrandKit, PhotoTreatment, SpanStyle
from visualgen.render.bind import bind
from visualgen.render.cache import Cache
from visualgen.render.canvas import Canvas
from visualgen.render.layers import layers
from visualgen.render.paint import paint
from visualgen.render.place import place
from visualgen.render.products import Placed, Source, StillJob
from visualgen.render.scene import Node, Scene
from visualgen.render.style import style
from visualgen.settings import Limits, Settings
from visualgen.svg.shapes import canvas_size
from visualgen.template.model import SlotSpec
from visualgen.template.names import ROLE
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target
from visualgen.text.fonts import FontBook

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

BARE_KIT = BrandKit(
    name="bare",
    title="Bare",
    folder=Path(),
    locale="fr-FR",
    timezone="Europe/Paris",
    contact={},
    legal={},
    tokens={},
    css={},
    fonts={},
    artwork={},
    photo=PhotoTreatment(),
    bold=SpanStyle(weight=700),
    accent=SpanStyle(),
    french_spacing=True,
    accounts={},
    charter={},
    strategy={},
    digest="bare",
)


@dataclass
class Studio:
    """Runs the passes on SVG text with a kit that has nothing; all text is set in the packaged fallback fonts."""

    cache: Cache = field(default_factory=lambda: Cache(64_000_000))
    book: FontBook = field(default_factory=lambda: FontBook({}))
    limits: Limits = field(default_factory=Limits)

    def placed(self, svg: str | bytes, values: Mapping[str, Any] | None = None, specs: Mapping[str, SlotSpec] | None = None) -> Placed:
        """Return the placed drawing; a body without <svg> is put on 100 × 100."""
        text = svg if isinstance(svg, bytes) else whole(svg).encode()
        root = etree.fromstring(text, etree.XMLParser(remove_comments=True, remove_pis=True, huge_tree=True))
        for element in root.iter():
            if element.get("id", "").partition(":")[0] in ("slot", "frame"):
                element.set(ROLE, element.get("id"))
        width, height = canvas_size(root)
        size = (max(1, round(width)), max(1, round(height)))
        source = Source(root, f"{hash(text)}", size, {}, {}, values or {}, specs or {})
        return place(style(source, Cache(0)), source, BARE_KIT, self.book)

    def scene(self, svg: str | bytes, **content: Any) -> Scene:
        """Return the drawing's scene."""
        return layers(self.placed(svg, **content))

    def nodes(self, svg: str | bytes, **content: Any) -> tuple[Node, ...]:
        """Return the drawing's nodes."""
        return self.scene(svg, **content).nodes

    def canvas(self, svg: str | bytes, treatment: PhotoTreatment | None = None, **content: Any) -> Canvas:
        """Return the painted drawing."""
        return paint(self.scene(svg, **content), self.cache, treatment or PhotoTreatment(), self.limits)

    def rgb(self, svg: str | bytes, **content: Any) -> NDArray[np.uint8]:
        """Return the painted drawing on white, (height, width, 3) RGB."""
        return self.canvas(svg, **content).over_white().pixels[..., 2::-1]


def whole(svg: str) -> str:
    """Return `svg` with its root element; a bare body gets one of 100 × 100."""
    return svg if svg.lstrip().startswith(("<svg", "<?xml", "<!")) else f'<svg {SVG} width="100" height="100">{svg}</svg>'


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture(scope="session")
def difference() -> Callable[[NDArray[np.uint8], NDArray[np.uint8]], tuple[float, int]]:
    """Return a function: two pictures → (mean difference in levels of 255, largest difference)."""

    def compare(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[float, int]:
        assert one.shape == other.shape
        apart = np.abs(one.astype(np.int16) - other.astype(np.int16))
        return float(apart.mean()), int(apart.max(initial=0))

    return compare


LOGO = f'<svg {SVG} viewBox="0 0 200 100"><style>.a{{fill:red}}path{{stroke:none}}</style><path class="a" id="p"/></svg>'
PATTERN = f'<svg {SVG} viewBox="0 0 10 10" preserveAspectRatio="none"><rect width="10" height="10"/></svg>'


@dataclass
class Binder:
    """Writes a template's files, binds it under a kit with a logo and a pattern, and returns the Source."""

    folder: Path
    kit: BrandKit
    cache: Cache = field(default_factory=lambda: Cache(10**8))

    def __call__(
        self,
        drawing: str | Mapping[str, str],
        content: Mapping[str, Any] | None = None,
        *,
        toml: str = "",
        ratio: str | None = None,
        kit: Mapping[str, Any] | None = None,
        **job: Any,
    ) -> Source:
        files = {"4x5.svg": drawing} if isinstance(drawing, str) else drawing
        place = self.folder / "promo"
        (place / "sample").mkdir(parents=True, exist_ok=True)
        for name, body in {**files, "template.toml": toml}.items():
            wide, high = (1080, 1920) if name.startswith("9x16") else (1080, 1350)
            text = f'<svg {SVG} width="{wide}" height="{high}">{body}</svg>' if ".svg" in name else body
            (place / name).write_text(text, encoding="utf-8")
        return self.bind_folder(content, ratio, kit, **job)

    def bind_folder(
        self, content: Mapping[str, Any] | None, ratio: str | None = None, kit: Mapping[str, Any] | None = None, **job: Any
    ) -> Source:
        """Bind the files as they are now."""
        place = self.folder / "promo"
        template = load_template(place, Settings())
        made = StillJob(template, replace(self.kit, **(kit or {})), resolve_target(ratio, template), dict(content or {}), **job)
        return bind(made, Settings(), self.cache)


@pytest.fixture
def bound(tmp_path: Path) -> Binder:
    """Return a function that binds a template given as text."""
    logo = Artwork("logo", Path("logos/primary.svg"), LOGO.encode(), clear_space=0.1)
    pattern = Artwork("pattern", Path("art/pattern.svg"), PATTERN.encode())
    css = {"--color-accent": "#ff6600", "--typography-headline-family": '"Fraunces", serif'}
    return Binder(tmp_path, replace(BARE_KIT, artwork={"logo": logo, "pattern": pattern}, css=css))
