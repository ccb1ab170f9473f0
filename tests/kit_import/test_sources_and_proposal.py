from __future__ import annotations

import io
import json
from pathlib import Path

import cairocffi
import pytest
from PIL import Image

from visualgen.brand.check import check_kit
from visualgen.brand.contrast import PAIRS, ratio
from visualgen.errors import InputError
from visualgen.kit_import.folder import write_kit
from visualgen.kit_import.proposal import adjusted, propose
from visualgen.kit_import.sources import Findings, read_sources, shares
from visualgen.settings import Limits, Settings

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    '<path d="M0 0h30v20H0z" fill="#123456"/><path d="M30 0h10v20H30z" fill="#e07030"/></svg>'
)
CSS = """
:root { --color-primary: #0a7d5c; --bg: #fbf7ef; }
body { background: var(--bg); color: #222; font-family: "DM Sans", sans-serif }
@media (min-width: 40em) { .hero { background-color: rgb(10 125 92) } }
@media (prefers-color-scheme: dark) { body { background: #101010 } }
a { color: #c1440e }
"""
STUDIO = {
    "core": {"colors": {"red": {"value": "#c0182b", "type": "color"}}},
    "brand": {"primary": {"value": "{colors.red}", "type": "color"}, "background": {"value": "#fff8f0", "type": "color"}},
    "$themes": [],
    "$metadata": {"tokenSetOrder": ["core", "brand"]},
}


def charter(path: Path) -> Path:
    surface = cairocffi.PDFSurface(str(path), 600, 800)
    context = cairocffi.Context(surface)
    for color, box in (((0.98, 0.95, 0.88), (0, 0, 600, 800)), ((0.65, 0.24, 0.1), (0, 0, 600, 200)), ((0.1, 0.2, 0.5), (50, 300, 80, 80))):
        context.set_source_rgb(*color)
        context.rectangle(*box)
        context.fill()
    context.set_source_rgb(0.1, 0.05, 0.02)
    context.select_font_face("sans-serif")
    context.move_to(60, 700)
    context.show_text("Charte")
    surface.finish()
    return path


def passes(found: Findings, wished: dict[str, str] | None = None) -> None:
    choices = propose(found, wished)
    for text, ground, least in PAIRS:
        assert ratio(choices[text].color, choices[ground].color) >= least, (text, ground)


def test_a_charter_pdf(tmp_path: Path) -> None:
    found = read_sources([charter(tmp_path / "charter.pdf")], Limits())
    assert next(iter(shares(found.colors))) == "#faf2e0"
    choices = propose(found)
    assert (choices["paper"].color, choices["primary"].color, choices["accent"].color) == ("#faf2e0", "#a63d1a", "#1a3380")
    assert choices["ink"].color == "#1a0d05"
    passes(found)


def test_a_style_sheet(tmp_path: Path) -> None:
    path = tmp_path / "site.css"
    path.write_text(CSS)
    found = read_sources([path], Limits())
    choices = propose(found)
    assert (choices["paper"].color, choices["primary"].color) == ("#fbf7ef", "#0a7d5c")
    assert "#101010" not in found.colors
    assert found.families == ["DM Sans"]
    passes(found)


def test_tokens_of_tokens_studio(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(json.dumps(STUDIO))
    found = read_sources([path], Limits())
    choices = propose(found)
    assert (choices["primary"].color, choices["primary"].origin, choices["paper"].color) == ("#c0182b", "named", "#fff8f0")
    passes(found)


def test_logos(tmp_path: Path) -> None:
    drawing, picture = tmp_path / "logo.svg", tmp_path / "logo.png"
    drawing.write_text(LOGO)
    image = Image.new("RGBA", (400, 200), "#00000000")
    image.paste("#123456", (0, 0, 300, 200))
    data = io.BytesIO()
    image.save(data, "PNG")
    picture.write_bytes(data.getvalue())
    found = read_sources([drawing], Limits())
    assert found.colors == pytest.approx({"#123456": 0.75, "#e07030": 0.25})
    assert found.logo
    assert list(read_sources([picture], Limits()).colors) == ["#123456"]
    passes(found)


@pytest.mark.parametrize(
    "colors", [["#ffff00"], ["#777777"], ["#ff8800", "#00ccff"], ["#000000"], ["#ffffff"], ["#808000", "#efefef", "#f0e0ff"]]
)
def test_every_pair_passes_whatever_was_found(colors: list[str]) -> None:
    found = Findings(dict.fromkeys(colors, 1.0))
    passes(found)
    passes(found, {"paper": colors[0]})


def test_a_colour_is_adjusted_as_little_as_needed() -> None:
    darker = adjusted("#ffb000", "#ffffff", 3.0)
    assert 3.0 <= ratio(darker, "#ffffff") < 3.15
    assert adjusted("#000000", "#ffffff", 7.0) == "#000000"
    choice = propose(Findings({"#ffffff": 5.0, "#ffb000": 2.0, "#111111": 1.0}))["primary"]
    assert choice.adjusted_from == "#ffb000"


def test_a_lively_dark_colour_is_the_brands_and_not_its_ink() -> None:
    """Burgundy and gold: the burgundy as it is, its deep shade for words; no mustard that is nobody's colour."""
    found = Findings({"#7a1f2b": 3.0, "#f2c14e": 1.0})
    choices = propose(found)
    assert (choices["primary"].color, choices["accent"].color) == ("#7a1f2b", "#f2c14e")
    assert ratio(choices["ink"].color, "#ffffff") > ratio("#7a1f2b", "#ffffff")
    passes(found)
    heavier = propose(Findings({"#c0392b": 5.0, "#7a1f2b": 1.0}))
    assert (heavier["primary"].color, heavier["ink"].color) == ("#c0392b", "#7a1f2b")


def test_the_kit_is_accepted(tmp_path: Path) -> None:
    drawing = tmp_path / "logo.svg"
    drawing.write_text(LOGO)
    found = read_sources([drawing], Limits())
    found.families = ["DM Sans", "Unheard Of"]
    write_kit(tmp_path / "acme", "Acme", propose(found), found)
    report = check_kit(tmp_path / "acme", Settings.from_environment({}))
    assert report.usable
    turned = (tmp_path / "acme" / "logos" / "reversed.svg").read_text()
    assert "#123456" not in turned
    assert propose(found)["on-shade"].color in turned
    assert [item.code for item in report.findings if item.severity == "warns"] == []
    with pytest.raises(InputError, match="already"):
        write_kit(tmp_path / "acme", "Acme", propose(found), found)


@pytest.mark.parametrize(
    ("name", "data"), [("a.pdf", b"%PDF-1.7 no"), ("a.png", b"\x89PNG no"), ("a.json", b"{"), ("a.css", b""), ("a.doc", b"x")]
)
@pytest.mark.logs
def test_bad_files(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_sources([tmp_path / name], Limits())
    assert caught.value.mend
