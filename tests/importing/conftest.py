"""Exports as the tools write them, with photos put in, and the browser that judges their imports."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.importing.build import Built, build, write_template
from visualgen.importing.model import Choices, Export
from visualgen.importing.study import Proposal, study
from visualgen.settings import Limits, Settings
from visualgen.template.model import Template
from visualgen.template.reading import load_template

EXPORTS = Path(__file__).parent / "exports"


def _encoded(height: int, kind: str) -> str:
    rows, columns = np.mgrid[0:height, 0:480]
    pixels = np.stack([columns * 255 // 480, rows * 255 // height, 128 + 60 * np.sin(columns / 20)], axis=-1).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture(scope="session")
def export_bytes() -> Callable[[str], bytes]:
    """Return a function that gives an export of the corpus with its photos in."""

    def run(name: str) -> bytes:
        text = (EXPORTS / f"{name}.svg").read_text(encoding="utf-8")
        return text.replace("@PHOTO@", _encoded(320, "JPEG")).replace("@PNG@", _encoded(480, "PNG")).encode()

    return run


@pytest.fixture(scope="session")
def levain() -> BrandKit:
    return load_kit("levain", Settings.from_environment({}))


@dataclass
class Imported:
    """An import from end to end: what was proposed, built, and read back."""

    exports: tuple[Export, ...]
    proposal: Proposal
    built: Built
    folder: Path
    template: Template

    def messages(self, kind: str) -> str:
        return "\n".join(str(note) for note in self.built.of_kind(kind))

    def drawing(self) -> str:
        return self.built.files[self.proposal.boards[0].target].decode()


@pytest.fixture
def import_svg(tmp_path: Path) -> Callable[..., Imported]:
    """Return a function that imports SVG text (or bytes, or several drawings by name) and reads the template back."""

    def run(source: Any, kit: BrandKit | None = None, choices: Callable[[Proposal], Choices] | None = None) -> Imported:
        named = source if isinstance(source, dict) else {"drawing.svg": source}
        exports = tuple(Export(name, data.encode() if isinstance(data, str) else data) for name, data in named.items())
        proposal = study(exports, kit, Limits())
        built = build(proposal, choices(proposal) if choices else proposal.choices(), "Test")
        folder = tmp_path / "imported"
        write_template(built, folder)
        return Imported(exports, proposal, built, folder, load_template(folder, Settings()))

    return run


@pytest.fixture(scope="module")
def draw(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bytes, tuple[int, int]], NDArray[np.uint8]]]:
    """Yield a function that draws an SVG in Chromium as an `<img>`."""
    page = chromium.new_page()
    folder = tmp_path_factory.mktemp("drawn")
    count = iter(range(10_000))

    def run(svg: bytes, size: tuple[int, int]) -> NDArray[np.uint8]:
        name = f"{next(count)}"
        (folder / f"{name}.svg").write_bytes(svg)
        style = f"display:block;width:{size[0]}px;height:{size[1]}px"
        (folder / f"{name}.html").write_text(f'<!doctype html><body style="margin:0"><img src="{name}.svg" style="{style}">')
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto((folder / f"{name}.html").as_uri())
        assert page.evaluate("document.images[0].decode().then(() => document.images[0].naturalWidth)") > 0
        return np.asarray(Image.open(io.BytesIO(page.screenshot()), formats=("PNG",)).convert("RGB"))

    yield run
    page.close()
