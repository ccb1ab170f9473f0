"""Bad input: each gets a sentence with the layer's name and what to do in that tool."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from visualgen.brand.model import BrandKit
from visualgen.errors import LimitExceeded, PictureError, SvgError, TemplateError
from visualgen.importing.archive import read_exports
from visualgen.importing.study import Proposal

HEAD = '<svg width="1080" height="1350" viewBox="0 0 1080 1350" fill="none" xmlns="http://www.w3.org/2000/svg">'
TEXT = '<text id="{0}" x="{1}" y="{2}" font-size="60" fill="#000">{3}</text>'
GLYPH = '<path id="{0}" d="M72 100C80 60 120 60 130 100L120 140H80Z" fill="black"/>'


def figma(*layers: str) -> str:
    return HEAD + "".join(layers) + '<defs><clipPath id="clip0_1_2"><rect width="1" height="1"/></clipPath></defs></svg>'


def test_everything_outlined_is_refused_with_the_box_to_tick(import_svg: Callable[..., Any]) -> None:
    with pytest.raises(TemplateError) as error:
        import_svg(figma('<g id="Post">', *[GLYPH.format(f"Vector_{n}") for n in range(12)], "</g>"))
    assert "no text and no photo, only outlines (12)" in str(error.value)
    assert "layer Post" in str(error.value)
    assert "“Outline text” unticked" in str(error.value)


@pytest.mark.parametrize(
    ("mark", "mend"),
    [
        ('xmlns:serif="http://www.serif.com/"', "Export text as curves"),
        ('data-name="Layer 1"', "Object IDs: Layer names"),
        ('xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"', "Object to Path"),
        ('zoomAndPan="magnify"', "Canva always turns words into outlines"),
        ('xmlns:penpot="https://penpot.app/xmlns"', "not turned into paths"),
    ],
)
def test_each_tool_gets_its_own_words(mark: str, mend: str, import_svg: Callable[..., Any]) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {mark} width="1080" height="1080">{GLYPH.format("a")}</svg>'
    with pytest.raises(TemplateError) as error:
        import_svg(svg)
    assert mend in str(error.value)


def test_an_outlined_slot_beside_text(import_svg: Callable[..., Any]) -> None:
    done = import_svg(figma(GLYPH.format("slot:headline"), TEXT.format("slot:text", 72, 600, "Mots")))
    assert set(done.template.slots) == {"text"}
    assert "layer “slot:headline”: slot:headline holds outlines, no text — export again with “Outline text” unticked" in done.messages(
        "refused"
    )


def test_an_empty_drawing(import_svg: Callable[..., Any]) -> None:
    with pytest.raises(TemplateError, match="there is nothing in it"):
        import_svg(figma())


def test_no_named_layer_is_proposed_a_name(import_svg: Callable[..., Any]) -> None:
    done = import_svg(
        figma(TEXT.format("", 72, 300, "Un grand titre"), '<text x="72" y="500" font-size="30" fill="#000">Et des mots au-dessous.</text>')
    )
    assert [(candidate.name, candidate.words) for candidate in done.proposal.candidates] == [
        ("headline", "Un grand titre"),
        ("text", "Et des mots au-dessous."),
    ]


def test_one_name_in_two_places(import_svg: Callable[..., Any]) -> None:
    done = import_svg(figma(TEXT.format("slot:price", 72, 300, "4 €"), TEXT.format("slot:price_2", 600, 900, "9 €")))
    told = done.messages("approximated")
    assert "slot:price is in 2 places (x 72, y 2" in told
    assert "price2" in told
    assert "Include id attribute" in told


def test_a_frame_with_no_text(import_svg: Callable[..., Any]) -> None:
    frame = '<rect id="frame:price" x="72" y="900" width="400" height="100"/>'
    done = import_svg(figma(frame, TEXT.format("slot:headline", 72, 300, "Titre")))
    assert "layer “frame:price”: frame:price has no text — name the text slot:price" in done.messages("refused")
    assert "frame:price" not in done.drawing()


def test_a_frame_names_the_text_in_it(import_svg: Callable[..., Any]) -> None:
    frame = '<rect id="frame:price" x="72" y="230" width="700" height="120"/>'
    done = import_svg(figma(frame, TEXT.format("a1", 72, 300, "12 €")))
    assert set(done.template.slots) == {"price"}


def test_a_slot_outside_the_artboard(import_svg: Callable[..., Any]) -> None:
    done = import_svg(figma(TEXT.format("slot:headline", 72, 300, "Titre"), TEXT.format("slot:price", 1400, 300, "4 €")))
    assert set(done.template.slots) == {"headline"}
    assert "layer “slot:price”: slot:price lies outside the artboard (x 1400" in done.messages("refused")
    assert "move it on to the artboard" in done.messages("refused")


def test_forty_megabytes_of_embedded_png(import_svg: Callable[..., Any]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (3650, 3650, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "PNG", compress_level=0)
    assert len(buffer.getvalue()) > 39_000_000
    data = base64.b64encode(buffer.getvalue()).decode()
    image = f'<image id="Four.png" width="1080" height="1080" href="data:image/png;base64,{data}"/>'
    done = import_svg(figma(image, TEXT.format("slot:headline", 72, 1200, "Titre")))
    told = done.messages("approximated")
    assert "layer “Four.png”: the photo of 3,650 × 3,650 px and 40.0 MB became a sample of 2,400 × 2,400 px" in told
    assert "place photos of about 2,400 px" in told
    assert (done.folder / "sample" / "photo.jpg").stat().st_size < 12_000_000
    assert done.template.slots["photo"].type == "image"


def test_a_photo_of_too_many_pixels(import_svg: Callable[..., Any]) -> None:
    buffer = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    with pytest.raises(LimitExceeded, match="layer Affiche"):
        import_svg(figma(f'<image id="Affiche" width="9" height="9" href="data:image/png;base64,{data}"/>'))


def test_a_broken_photo_names_its_layer(import_svg: Callable[..., Any]) -> None:
    with pytest.raises(PictureError, match="layer Four"):
        import_svg(figma('<image width="9" height="9" href="data:image/png;base64,AAAA" id="Four"/>'))


def test_a_linked_photo_names_its_layer(import_svg: Callable[..., Any]) -> None:
    with pytest.raises(SvgError, match="embed the picture") as error:
        import_svg(figma('<image id="Four" width="9" height="9" href="file:///home/anne/four.jpg"/>'))
    assert "Four" in str(error.value)


def test_a_font_nobody_has(import_svg: Callable[..., Any], levain: BrandKit) -> None:
    text = '<text id="slot:headline" x="72" y="300" font-size="60" font-family="Zapfino Extra" fill="#2b160e">Titre</text>'
    done = import_svg(figma(text), levain)
    assert "the kit has no font Zapfino Extra: Fraunces (typography.headline) takes its place" in done.messages("approximated")
    assert done.template.fonts == {"zapfino extra": "typography.headline"}


def test_three_thousand_layers(import_svg: Callable[..., Any]) -> None:
    leaves = "".join(f'<path d="M{n % 1000} {n // 3}h9v9z" fill="#0a7"/>' for n in range(3000))
    start = time.process_time()
    done = import_svg(figma(TEXT.format("slot:headline", 72, 300, "Titre"), f'<g id="Feuillage">{leaves}</g>'))
    assert time.process_time() - start < 10
    assert "layer “Feuillage”: 3,00" in done.messages("kept")
    assert "merge what never changes" in done.messages("kept")


def test_a_cmyk_photo_and_cmyk_colours(import_svg: Callable[..., Any]) -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (400, 300), (0, 200, 200, 20)).save(buffer, "JPEG")
    data = base64.b64encode(buffer.getvalue()).decode()
    profile = '<color-profile name="Coated" href="file:///usr/share/color/icc/coated.icc"/>'
    ground = '<rect id="Fond" width="1080" height="1350" style="fill:#e2dfbc icc-color(Coated, 0.1, 0.1, 0.3, 0)"/>'
    image = f'<image id="Photo CMJN" width="900" height="675" href="data:image/jpeg;base64,{data}"/>'
    done = import_svg(figma(profile, ground, image))
    told = done.messages("approximated")
    assert "layer “Photo CMJN”: the photo" in told
    assert "it was CMYK" in told
    assert "layer “Fond”: its CMYK colour" in told
    assert "colour profile is left out" in told
    with Image.open(next((done.folder / "sample").iterdir())) as picture:
        assert picture.mode == "RGB"


def test_millimetres_become_pixels_of_the_ratio(import_svg: Callable[..., Any]) -> None:
    text = '<text x="10" y="40" font-size="12">Titre</text>'
    done = import_svg(f'<svg xmlns="http://www.w3.org/2000/svg" width="200mm" height="250mm" viewBox="0 0 200 250">{text}</svg>')
    assert done.template.ratios == ("4x5",)
    assert done.template.drawings["4x5", 1].size == (1080, 1350)
    assert "65 px" in done.messages("kept")


def test_a_page_of_no_ratio_is_named_by_its_size(import_svg: Callable[..., Any]) -> None:
    text = '<text x="10" y="40" font-size="12">Titre</text>'
    done = import_svg(f'<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">{text}</svg>')
    assert done.template.ratios == ("794x1123",)


def test_a_negative_scale(import_svg: Callable[..., Any]) -> None:
    photo = '<g transform="matrix(-1 0 0 1 1080 0)"><rect id="slot:photo" width="500" height="500" fill="#ccc"/></g>'
    text = f'<g transform="scale(1 -1)">{TEXT.format("slot:headline", 72, -700, "Titre")}</g>'
    told = import_svg(figma(photo, text)).messages("approximated")
    assert "layer “slot:photo”: slot:photo is mirrored (a negative scale)" in told
    assert "layer “slot:headline”: its words are mirrored" in told


def test_a_layer_without_size_does_not_stop_the_import(import_svg: Callable[..., Any]) -> None:
    flat = f'<g transform="scale(0 1)">{TEXT.format("slot:price", 72, 300, "4 €")}</g>'
    assert "headline" in import_svg(figma(flat, TEXT.format("slot:headline", 72, 700, "Titre"))).template.slots


def test_text_on_a_path(import_svg: Callable[..., Any]) -> None:
    text = '<text id="slot:round" font-size="40"><textPath href="#p">Tout autour</textPath></text><path id="p" d="M0 500H900"/>'
    done = import_svg(figma(text, TEXT.format("slot:headline", 72, 300, "Titre")))
    assert "layer “slot:round”: text on a path cannot be drawn" in done.messages("refused")


@pytest.mark.parametrize("path", ["../../etc/cron.d/x.svg", "/etc/x.svg", "C:\\x.svg", "a/..\\..\\x.svg"])
def test_a_zip_with_paths_outside_it(path: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr(path, HEAD + "</svg>")
    with pytest.raises(TemplateError, match="leads outside the archive") as error:
        read_exports([tmp_path / "export.zip"])
    assert "x.svg" in str(error.value)


def test_candidates_that_nobody_wants_stay_drawn(import_svg: Callable[..., Any]) -> None:
    from visualgen.importing.model import Choices

    def none(proposal: Proposal) -> Choices:
        return Choices({candidate.key: "" for candidate in proposal.candidates}, {}, {})

    done = import_svg(figma(TEXT.format("a", 72, 300, "Titre")), choices=none)
    assert not done.template.slots
    assert "Titre" in done.drawing()
