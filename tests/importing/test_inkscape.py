"""Files that Inkscape itself writes: its own SVG, plain SVG, paths instead of words, a page in millimetres."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.model import BrandKit
from visualgen.importing.compare import ALIKE, compare_import

LAYERS = """\
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="1080" height="1350"
 viewBox="0 0 1080 1350">
<defs><rect id="box" x="90" y="300" width="760" height="420"/></defs>
<rect width="1080" height="1350" fill="#faf0de"/>
<text id="slot:headline" inkscape:label="slot:headline" xml:space="preserve" style="font-size:96px;line-height:1.1;font-family:Fraunces;\
font-weight:600;white-space:pre;shape-inside:url(#box);fill:#2b160e">Le marché du jeudi sous la halle</text>
<g id="slot:text" inkscape:label="slot:text"><text x="90" y="900" style="font-size:34px;font-family:'DM Sans';fill:#76594a">De sept \
heures à midi.</text></g>
<image id="slot:photo" inkscape:label="slot:photo" x="700" y="1000" width="300" height="200" preserveAspectRatio="xMidYMid slice" href="@"/>
</svg>
"""
UNNAMED = """\
<svg xmlns="http://www.w3.org/2000/svg" width="270mm" height="270mm" viewBox="0 0 270 270">
<rect width="270" height="270" fill="#a83e1b"/>
<g transform="scale(0.26458333)">
<text x="80" y="400" font-family="Fraunces" font-weight="600" font-size="110" fill="#fff6e6">Ouvert</text></g>
<text x="21.2" y="140" font-family="DM Sans" font-size="10" fill="#fff6e6">Tous les jours, de sept heures à vingt heures.</text>
</svg>
"""


@pytest.fixture
def saved(require_part: Any, tmp_path: Path, export_bytes: Callable[[str], bytes]) -> Callable[..., bytes]:
    """Return a function that has Inkscape save a drawing."""
    inkscape = require_part("inkscape")

    def run(svg: str, *options: str) -> bytes:
        photo = export_bytes("figma-unnamed").decode().partition('xlink:href="data:image')[2].partition('"')[0]
        source, target = tmp_path / "source.svg", tmp_path / "saved.svg"
        source.write_text(svg.replace('href="@"', f'href="data:image{photo}"'), encoding="utf-8")
        home = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
        command = [str(inkscape), f"--export-filename={target}", "--export-overwrite", *options, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env=home)
        return target.read_bytes()

    return run


@pytest.mark.parametrize(
    "options", [("--export-type=svg",), ("--export-plain-svg",), ("--export-area-page", "--vacuum-defs")], ids="-".join
)
def test_names_and_text_boxes_come_through(
    options: tuple[str, ...], saved: Callable[..., bytes], import_svg: Callable[..., Any], levain: BrandKit, draw: Any, tmp_path: Path
) -> None:
    done = import_svg(saved(LAYERS, *options), levain)
    assert set(done.template.slots) == {"headline", "text", "photo"}
    assert "frame 760 × 4" in done.messages("kept")
    assert "Inkscape's text-in-shape" in done.messages("kept")
    assert (done.folder / "sample" / "photo.png").is_file()
    (found,) = compare_import(done.exports, done.proposal.boards, done.built, levain, tmp_path / "compared", draw)
    assert found.index >= ALIKE, str(found)


@pytest.mark.parametrize("options", [("--export-type=svg",), ("--export-plain-svg",)], ids="-".join)
def test_a_drawing_without_names_in_millimetres(
    options: tuple[str, ...], saved: Callable[..., bytes], import_svg: Callable[..., Any], levain: BrandKit, draw: Any, tmp_path: Path
) -> None:
    done = import_svg(saved(UNNAMED, *options), levain)
    assert done.template.ratios == ("1x1",)
    assert set(done.template.slots) == {"headline", "text"}
    (found,) = compare_import(done.exports, done.proposal.boards, done.built, levain, tmp_path / "compared", draw)
    assert found.index >= ALIKE, str(found)


def test_words_turned_into_paths_are_told(saved: Callable[..., bytes], import_svg: Callable[..., Any]) -> None:
    done = import_svg(saved(LAYERS, "--export-text-to-path"))
    assert set(done.template.slots) == {"photo"}
    told = done.messages("refused")
    assert "layer “slot:headline”: slot:headline holds outlines, no text" in told
    assert "Object to Path" in told
