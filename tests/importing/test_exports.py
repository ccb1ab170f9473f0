"""Every tool's export, file by file: the tool is told, the slots are found and framed, and Chromium draws the import as the export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.model import BrandKit
from visualgen.importing.compare import ALIKE, compare_import
from visualgen.settings import Limits
from visualgen.svg.attributes import tag
from visualgen.template.check import check_template
from visualgen.template.names import layer_name, named_layers
from visualgen.template.reading import drawing_tree

EXPORTS: dict[str, tuple[str, str, set[str]]] = {
    "affinity-lines": ("Affinity", "4x5", {"headline", "text", "photo"}),
    "affinity-unnamed": ("Affinity", "1x1", {"headline", "text", "link"}),
    "canva-post": ("Canva", "4x5", {"photo"}),
    "figma-announcement": ("Figma", "4x5", {"headline", "text", "photo"}),
    "figma-centred": ("Figma", "4x5", {"quote", "author", "note"}),
    "figma-effects": ("Figma", "191x100", {"headline", "cta"}),
    "figma-mask-alpha": ("Figma", "1x1", {"headline", "price", "text", "photo"}),
    "figma-unnamed": ("Figma", "9x16", {"label", "headline", "text", "cta", "photo"}),
    "illustrator-export-as": ("Illustrator", "1x1", {"headline", "date"}),
    "illustrator-point-text": ("Illustrator", "4x5", {"headline", "price", "text", "note"}),
    "illustrator-save-as": ("Illustrator", "4x5", {"headline", "text", "photo"}),
    "inkscape-flowed": ("Inkscape", "1x1", {"headline", "text"}),
    "inkscape-millimetres": ("Inkscape", "4x5", {"headline", "text"}),
    "inkscape-shape-inside": ("Inkscape", "4x5", {"headline", "text"}),
    "penpot-foreign-object": ("Penpot", "4x5", {"headline", "text", "photo"}),
    "penpot-svg-text": ("Penpot", "1x1", {"headline", "text"}),
    "sketch-post": ("Sketch", "4x5", {"headline", "text", "cta", "photo"}),
    "sketch-symbols": ("Sketch", "1x1", {"headline"}),
}
"""What each file is: its tool, its ratio, its slots."""

NOT_DRAWN_BY_BROWSERS = {
    "inkscape-flowed": "Chromium does not draw flowRoot; the import shows its words",
    "inkscape-millimetres": "Chromium takes no colour of `#e2dfbc icc-color(…)`; the import takes its sRGB half",
}


def test_the_corpus_is_known() -> None:
    assert {path.stem for path in (Path(__file__).parent / "exports").glob("*.svg")} == set(EXPORTS)


@pytest.mark.parametrize("name", EXPORTS)
def test_what_each_export_becomes(
    name: str, import_svg: Callable[..., Any], export_bytes: Callable[[str], bytes], levain: BrandKit
) -> None:
    tool, ratio, slots = EXPORTS[name]
    done = import_svg({f"{name}.svg": export_bytes(name)}, levain)
    assert done.proposal.boards[0].tool == tool
    assert done.template.ratios == (ratio,)
    assert set(done.template.slots) == slots
    assert [p for p in check_template(done.template, Limits()) if p.severity == "error"] == []
    markup = done.drawing()
    assert "data:image" not in markup
    assert not any(mark in markup for mark in ("inkscape", "sodipodi", "serif", "penpot", "ns.adobe", "foreignObject", "flowRoot", "urn:"))
    root = drawing_tree(done.template.drawings[ratio, 1], Limits(), {})
    texts = {layer.name for element, layer in named_layers(root) if layer.kind == "slot" and any(tag(n) == "text" for n in element.iter())}
    frames = {layer.name for _, layer in named_layers(root) if layer.kind == "frame"}
    assert texts <= frames
    assert all(layer_name(element) is not None for element in root.iter("*") if element.get("data-slot"))


@pytest.mark.parametrize("name", EXPORTS)
def test_chromium_draws_the_import_as_the_export(
    name: str, import_svg: Callable[..., Any], export_bytes: Callable[[str], bytes], levain: BrandKit, draw: Any, tmp_path: Path
) -> None:
    done = import_svg({f"{name}.svg": export_bytes(name)}, levain)
    (found,) = compare_import(done.exports, done.proposal.boards, done.built, levain, tmp_path / "compared", draw)
    if name in NOT_DRAWN_BY_BROWSERS:
        assert not found.alike
        assert found.where is not None
        assert "differs from the export" in str(found)
    else:
        assert found.index >= ALIKE, str(found)
        assert "like the export" in str(found)


def test_three_ratios_share_their_names(import_svg: Callable[..., Any], export_bytes: Callable[[str], bytes], levain: BrandKit) -> None:
    story = export_bytes("figma-unnamed").decode()
    post = story.replace('height="1920" viewBox="0 0 1080 1920"', 'height="1350" viewBox="0 0 1080 1350"').replace(
        'font-size="104"', 'font-size="36"'
    )
    done = import_svg({"story.svg": story, "post.svg": post, "post 2.svg": post}, levain)
    assert set(done.template.ratios) == {"9x16", "4x5"}
    assert done.template.pages("4x5") == 2
    assert set(done.template.slots) == {"label", "headline", "text", "cta", "photo"}
    assert done.template.slots["headline"].sample == "La brioche\naux pralines"
    assert sorted(path.name for path in (done.folder / "sample").iterdir()) == ["photo.png"]


@pytest.mark.parametrize(
    ("name", "slot", "said"),
    [
        ("figma-announcement", "headline", "2 lines of 96 px, left, leading 1.00, tracking -2.0 %"),
        ("figma-centred", "quote", "3 lines of 72 px, centred, leading 1.14, tracking -1.2 %"),
        ("illustrator-save-as", "text", "Illustrator's area type"),
        ("inkscape-shape-inside", "headline", "frame 700 × 409 from Inkscape's text-in-shape"),
        ("inkscape-shape-inside", "text", "frame 620 × 95 from Inkscape's wrapped text"),
        ("penpot-foreign-object", "headline", "frame 840 × 230 from the text box of the tool"),
        ("inkscape-millimetres", "headline", "2 lines of 96 px, left, leading 1.10"),
        ("sketch-post", "cta", "1 line of 34 px, centred"),
    ],
)
def test_how_a_sample_is_set_is_read_from_it(
    name: str, slot: str, said: str, import_svg: Callable[..., Any], export_bytes: Callable[[str], bytes], levain: BrandKit
) -> None:
    told = import_svg(export_bytes(name), levain).messages("kept")
    assert any(f"slot:{slot}: " in line and said in line for line in told.splitlines()), told
