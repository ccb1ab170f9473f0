"""The export and its import side by side in Chromium: how alike they are (SSIM), and where they are not.

Both are shown as `<img>`, in which a browser runs no script and fetches nothing. Source of the index: Wang, Bovik, Sheikh and
Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity" (2004).
"""

from __future__ import annotations

import base64
import functools
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from lxml import etree
from numpy.typing import NDArray
from PIL import Image

from visualgen.brand.model import BrandKit, FontFile
from visualgen.errors import PartMissing
from visualgen.importing.build import Built
from visualgen.importing.families import families, font_name, kit_family
from visualgen.importing.model import Artboard, Export
from visualgen.svg.attributes import SVG, XLINK
from visualgen.text.fonts import TEXT_FALLBACKS, fallback_files

ALIKE = 0.98
"""From this index on, two pictures are taken for the same drawing."""
LONGEST_PX = 1_350
SECONDS = 60
_FONT_FAMILIES = re.compile(r"font-family\s*:\s*([^;{}<>\"]+)|font-family\s*=\s*\"([^\"]*)\"|font-family\s*=\s*'([^']*)'")
_QUOTES = re.compile("&(?:quot|apos|#34|#39|#x22|#x27);", re.I)
_MIME = {"jpg": "jpeg", "png": "png", "webp": "webp"}
Draw = Callable[[bytes, tuple[int, int]], NDArray[np.uint8]]
_CONSTANT = ((0.01 * 255) ** 2, (0.03 * 255) ** 2)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An export beside its import: `index` is the SSIM; `where` the box that differs most (px), None where nothing does."""

    file: str
    drawing: str
    index: float
    where: tuple[int, int, int, int] | None
    before: Path
    after: Path

    @property
    def alike(self) -> bool:
        """Whether the import looks like the export."""
        return self.index >= ALIKE

    def to_dict(self) -> dict[str, object]:
        """Return the comparison as JSON data."""
        return {
            "file": self.file,
            "drawing": self.drawing,
            "ssim": round(self.index, 4),
            "alike": self.alike,
            "where": list(self.where) if self.where else None,
            "before": str(self.before),
            "after": str(self.after),
        }

    def __str__(self) -> str:
        sign = "✓" if self.alike else "≈"
        text = f"{sign} {self.file}: like the export in Chromium (SSIM {self.index:.4f})"
        if not self.alike:
            x0, y0, x1, y1 = self.where or (0, 0, 0, 0)
            text = f"{sign} {self.file}: differs from the export in Chromium (SSIM {self.index:.4f}), most at x {x0}-{x1}, y {y0}-{y1}"
        return f"{text}: {self.before.name}, {self.after.name} in {self.after.parent}"


def compare_import(
    exports: Sequence[Export], boards: Sequence[Artboard], built: Built, kit: BrandKit | None, folder: Path, draw: Draw | None = None
) -> tuple[Comparison, ...]:
    """Draw each export and its import in Chromium, keep the pictures in `folder`, and return how alike they are.

    `draw` gives the RGB pixels of an SVG at a size; without it the Chromium of this machine does.
    Raises `PartMissing` where Chromium is not installed.
    """
    draw = draw or _chromium()
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for export, board in zip(exports, boards, strict=True):
        scale = min(1.0, LONGEST_PX / max(board.size_px))
        size = (round(board.size_px[0] * scale), round(board.size_px[1] * scale))
        imported = _with_photos(built.files[board.target], built.files)
        fonts = kit.fonts if kit is not None else {}
        stem = board.target.removesuffix(".svg")
        before, after = folder / f"{stem}-before.png", folder / f"{stem}-after.png"
        faces = _faces(export.data + imported, fonts)
        pictures = [draw(_with_faces(svg, faces), size) for svg in (export.data, imported)]
        for path, picture in zip((before, after), pictures, strict=True):
            Image.fromarray(picture).save(path)
        index, where = similarity(*pictures)
        found.append(Comparison(board.file, board.target, index, where, before, after))
    return tuple(found)


def _chromium() -> Draw:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise PartMissing("Chromium is not installed", mend="install it (Debian: sudo apt-get install chromium), or leave --compare out")
    return functools.partial(_draw, found)


def similarity(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> tuple[float, tuple[int, int, int, int] | None]:
    """Return the mean SSIM of two RGB pictures of one size, and the box (x0, y0, x1, y1) where they differ most; None for equal ones."""
    maps = []
    for channel in range(3):
        x, y = (picture[..., channel].astype(np.float64) for picture in (first, second))
        mean_x, mean_y = _smooth(x), _smooth(y)
        variance_x, variance_y = _smooth(x * x) - mean_x**2, _smooth(y * y) - mean_y**2
        covariance = _smooth(x * y) - mean_x * mean_y
        light = (2 * mean_x * mean_y + _CONSTANT[0]) / (mean_x**2 + mean_y**2 + _CONSTANT[0])
        maps.append(light * (2 * covariance + _CONSTANT[1]) / (variance_x + variance_y + _CONSTANT[1]))
    local = np.mean(maps, axis=0)
    off = cv2.dilate((local < 0.9).astype(np.uint8), np.ones((25, 25), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(off)
    if count < 2:
        return float(local.mean()), None
    left, top, width, height, _ = (int(value) for value in max(boxes[1:], key=lambda box: int(box[4])))
    return float(local.mean()), (left, top, left + width, top + height)


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), dtype=np.float64)


def _draw(chromium: str, svg: bytes, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the SVG as Chromium draws it on white."""
    width, height = size
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "drawing.svg").write_bytes(svg)
        page = f'<!doctype html><body style="margin:0"><img src="drawing.svg" style="display:block;width:{width}px;height:{height}px">'
        (folder / "page.html").write_text(page, encoding="utf-8")
        shot = folder / "shot.png"
        command = [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb",
            "--force-device-scale-factor=1", "--no-first-run", "--disable-background-networking", "--disable-sync",
            "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},{height + 200}", f"--screenshot={shot}", (folder / "page.html").as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env={**os.environ, "HOME": name})
            picture = Image.open(io.BytesIO(shot.read_bytes()), formats=("PNG",)).convert("RGB")
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PartMissing(f"Chromium could not draw the picture ({type(error).__name__})", mend="leave --compare out") from None
        return np.asarray(picture)[:height, :width].copy()


def _with_photos(svg: bytes, files: Mapping[str, bytes]) -> bytes:
    """Return the drawing with its sample photos inside, as an `<img>` needs them."""
    root = etree.fromstring(svg)
    for image in root.iter(SVG + "image"):
        for attribute in ("href", XLINK + "href"):
            link = str(image.get(attribute) or "")
            if link in files:
                mime = _MIME[link.rpartition(".")[2]]
                image.set(attribute, f"data:image/{mime};base64,{base64.b64encode(files[link]).decode()}")
    return etree.tostring(root)


def _faces(markup: bytes, fonts: Mapping[str, tuple[FontFile, ...]]) -> str:
    """Return @font-face rules for every family that the two drawings name: the kit's file, else the packaged fallback.

    A PostScript name (`Inter-Bold`) gets the face it means, so that both drawings are seen as the designer saw them.
    """
    names: dict[str, None] = {}
    for found in _FONT_FAMILIES.findall(_QUOTES.sub("'", markup.decode("utf-8", "replace"))):
        names.update(dict.fromkeys(name for name in families("".join(found)) if not re.search(r"[<>&'\"{}]", name)))
    rules = []
    for drawn in names:
        meant = font_name(drawn)
        family = kit_family(drawn, fonts)
        files = fonts[family] if family is not None else fallback_files(TEXT_FALLBACKS[0])
        upright = [file for file in files if not file.italic] or list(files)
        chosen = [file for file in files if file.italic == meant.italic] or upright if meant.italic or meant.weight else files
        for file in chosen:
            low, high = file.weight
            weight = f"{meant.weight}" if meant.weight is not None and meant.family != drawn else f"{low} {high}"
            style = "italic" if file.italic and not meant.italic else "normal"
            data = base64.b64encode(file.path.read_bytes()).decode()
            rules.append(
                f"@font-face{{font-family:'{drawn}';font-weight:{weight};font-style:{style};src:url(data:font/ttf;base64,{data})}}"
            )
    return "".join(rules)


def _with_faces(svg: bytes, faces: str) -> bytes:
    start = re.search(rb"<svg\b[^>]*>", svg)
    if start is None or not faces:
        return svg
    if svg[start.end() - 2 : start.end()] == b"/>":
        return svg
    style = f'<style xmlns="http://www.w3.org/2000/svg">{faces}</style>'.encode()
    return svg[: start.end()] + style + svg[start.end() :]
