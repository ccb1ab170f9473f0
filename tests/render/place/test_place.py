"""place: slots in their frames, samples where they were drawn, photos in their windows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from visualgen.brand.model import BrandKit, PhotoTreatment, SpanStyle
from visualgen.brand.reading import load_kit
from visualgen.errors import SvgError
from visualgen.render.place import place
from visualgen.render.products import PictureValue, Placed, Source, Styled
from visualgen.settings import Settings
from visualgen.svg.matrix import IDENTITY
from visualgen.template.model import SlotSpec
from visualgen.template.names import ROLE
from visualgen.text.fonts import FontBook

PHOTO = PictureValue(b"", "digest", "photo.jpg")


@pytest.fixture(scope="module")
def kit() -> BrandKit:
    return load_kit("levain", Settings.from_environment({}))


@pytest.fixture(scope="module")
def book(kit: BrandKit) -> FontBook:
    return FontBook(kit.fonts)


def placed(body: str, values: Mapping[str, Any], specs: Mapping[str, SlotSpec], kit: BrandKit, book: FontBook) -> Placed:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" font-family="DM Sans" font-size="40">{body}</svg>'
    root = etree.fromstring(svg)
    for element in root.iter():
        name = element.get("id", "")
        if name.partition(":")[0] in ("slot", "frame"):
            element.set(ROLE, name.partition("#")[0])
    styled = Styled(root, "key", (1000, 1000), (1000.0, 1000.0), IDENTITY, {}, {})
    source = Source(root, "key", (1000, 1000), {}, {}, values, specs)
    return place(styled, source, kit, book)


def only_text(product: Placed) -> Any:
    assert len(product.texts) == 1
    return next(iter(product.texts.values()))


def text_spec(name: str, **rules: Any) -> dict[str, SlotSpec]:
    return {name: SlotSpec(name, "text", **rules)}


FRAMED = '<rect id="frame:title" x="100" y="200" width="500" height="300"/><text id="slot:title" x="100" y="240">Exemple</text>'


def test_words_go_into_the_frame_and_the_frame_is_not_drawn(kit: BrandKit, book: FontBook) -> None:
    product = placed(FRAMED, {"title": "Un long titre qui passe sur plusieurs lignes sans jamais sortir"}, text_spec("title"), kit, book)
    block = only_text(product).block
    assert len(block.lines) > 1
    assert block.box[0] >= 100
    assert block.box[1] >= 200 - 0.01
    assert block.box[2] <= 600
    assert block.box[3] <= 500
    assert {element.get("id") for element in product.removed} == {"frame:title"}


def test_fit_takes_the_largest_size_that_fits(kit: BrandKit, book: FontBook) -> None:
    short = only_text(placed(FRAMED, {"title": "Pain"}, text_spec("title", fit=(20, 300)), kit, book)).block
    long = only_text(placed(FRAMED, {"title": "Pain " * 60}, text_spec("title", fit=(20, 300)), kit, book)).block
    assert short.size_px > 150 > long.size_px >= 20
    assert short.lines[0].width <= 500
    assert long.box[3] <= 500


def test_the_nearest_frame_of_that_name_is_taken(kit: BrandKit, book: FontBook) -> None:
    body = (
        '<g><rect id="frame:title" x="0" y="0" width="300" height="100"/><text id="slot:title">a</text></g>'
        '<g><rect id="frame:title#2" x="500" y="600" width="300" height="100"/><text id="slot:title#2">a</text></g>'
    )
    product = placed(body, {"title": "Bonjour"}, text_spec("title"), kit, book)
    assert sorted(round(text.block.box[0]) for text in product.texts.values()) == [0, 500]


def test_a_frame_in_another_space_is_brought_to_the_texts_own(kit: BrandKit, book: FontBook) -> None:
    body = (
        '<g transform="translate(100 50)"><rect id="frame:title" width="300" height="100"/></g>'
        '<g transform="scale(2)"><text id="slot:title">a</text></g>'
    )
    block = only_text(placed(body, {"title": "Bonjour"}, text_spec("title"), kit, book)).block
    assert block.box[0] == pytest.approx(50)
    assert block.box[1] == pytest.approx(25)


@pytest.mark.parametrize(("anchor", "edge"), [("start", 100.0), ("middle", 350.0), ("end", 600.0)])
def test_alignment_follows_the_drawn_anchor(anchor: str, edge: float, kit: BrandKit, book: FontBook) -> None:
    body = FRAMED.replace("<text ", f'<text text-anchor="{anchor}" ')
    line = only_text(placed(body, {"title": "Pain"}, text_spec("title"), kit, book)).block.lines[0]
    at = {"start": line.x, "middle": line.x + line.width / 2, "end": line.x + line.width}[anchor]
    assert at == pytest.approx(edge, abs=0.6)


def test_alignment_is_read_from_lines_with_a_common_middle(kit: BrandKit, book: FontBook) -> None:
    lines = '<tspan x="120" y="240">Une ligne bien longue</tspan><tspan x="256" y="290">courte</tspan>'
    body = FRAMED.replace("Exemple", lines).replace('x="100" y="240"', "")
    line = only_text(placed(body, {"title": "Pain"}, text_spec("title"), kit, book)).block.lines[0]
    assert line.x + line.width / 2 == pytest.approx(350, abs=1)


def test_leading_is_read_from_the_drawn_lines(kit: BrandKit, book: FontBook) -> None:
    body = FRAMED.replace("Exemple", '<tspan x="100" y="240">Une</tspan><tspan x="100" dy="60">deux</tspan>')
    block = only_text(placed(body, {"title": "Le pain au levain de la maison cuit au feu de bois"}, text_spec("title"), kit, book)).block
    assert block.lines[1].baseline - block.lines[0].baseline == pytest.approx(1.5 * block.size_px)


def test_arabic_lines_are_set_apart_and_stay_in_their_frame(kit: BrandKit, book: FontBook) -> None:
    body = FRAMED.replace("<text ", '<text line-height="0.95" ')
    block = only_text(
        placed(body, {"title": "يفتح المخبز أبوابه كل صباح من السابعة حتى المساء"}, text_spec("title", fit=(20, 90)), kit, book)
    ).block
    assert block.lines[1].baseline - block.lines[0].baseline == pytest.approx(1.35 * block.size_px)
    assert block.box[3] <= 500


def test_without_a_frame_the_samples_box_is_the_room(kit: BrandKit, book: FontBook) -> None:
    body = '<text id="slot:badge" x="100" y="300">Nouveau</text>'
    same = only_text(placed(body, {"badge": "Nouveau"}, text_spec("badge"), kit, book)).block
    longer = only_text(placed(body, {"badge": "Nouveautés"}, text_spec("badge"), kit, book)).block
    assert same.size_px == 40
    assert same.lines[0].baseline == pytest.approx(300, abs=0.2)
    assert 24 < longer.size_px < 40
    assert longer.lines[0].width <= same.lines[0].width * 1.01


def test_an_empty_value_removes_the_layer(kit: BrandKit, book: FontBook) -> None:
    product = placed(FRAMED, {"title": "  "}, text_spec("title"), kit, book)
    assert not product.texts
    assert "slot:title" in {element.get("id") for element in product.removed}


def test_bold_and_accent_take_the_kits_styles(kit: BrandKit, book: FontBook) -> None:
    styled = replace(kit, bold=SpanStyle(weight=800), accent=SpanStyle(color="#ff0000", italic=True))
    text = only_text(placed(FRAMED, {"title": "le **bon** *pain*"}, text_spec("title"), styled, book))
    assert text.fills[2] == "#ff0000"
    assert {run.style for line in text.block.lines for run in line.runs} == {0, 1, 2}


def test_drawn_text_keeps_its_lines_anchors_and_styles(kit: BrandKit, book: FontBook) -> None:
    lines = 'Du <tspan fill="#f00" font-weight="700">pain</tspan> chaud<tspan x="500" dy="50">ici</tspan>'
    body = f'<text x="500" y="100" text-anchor="middle">{lines}</text>'
    text = only_text(placed(body, {}, {}, kit, book))
    first, second = text.block.lines
    assert (first.text, second.text) == ("Du pain chaud", "ici")
    assert first.x + first.width / 2 == pytest.approx(500)
    assert second.x + second.width / 2 == pytest.approx(500)
    assert second.baseline == pytest.approx(150)
    assert text.fills == ("#000000", "#f00")


@pytest.mark.parametrize(("direction", "edges"), [("ltr", "left"), ("rtl", "right")])
def test_drawn_right_to_left_words_stand_at_their_anchor(direction: str, edges: str, kit: BrandKit, book: FontBook) -> None:
    line = only_text(placed(f'<text x="500" y="100" direction="{direction}">שלום עולם</text>', {}, {}, kit, book)).block.lines[0]
    assert (line.x if edges == "left" else line.x + line.width) == pytest.approx(500)
    glyphs = [x for run in line.runs for _, x, _ in run.glyphs]
    assert min(glyphs) >= line.x - 1
    assert max(glyphs) <= line.x + line.width


def test_white_space_of_the_source_collapses(kit: BrandKit, book: FontBook) -> None:
    body = '<text x="0" y="100">\n   Du pain\n   <tspan>chaud</tspan>\n</text>'
    assert only_text(placed(body, {}, {}, kit, book)).block.lines[0].text == "Du pain chaud"


@pytest.mark.parametrize(
    "between",
    ["<a>pains</a> blancs", " <a>pains</a> blancs", "<a>pains </a>blancs", "<a>pains</a><a> blancs</a>", "<a>pains</a> <a>blancs</a>"],
)
@pytest.mark.parametrize("anchor", ["start", "end"])
def test_spaces_around_a_span_are_kept(between: str, anchor: str, kit: BrandKit, book: FontBook) -> None:
    """Each space has its room, on whichever side of the tag it is written."""
    spans = between.replace("<a>", '<tspan fill="#f00">').replace("</a>", "</tspan>")
    plain = re.sub("<.*?>", "", between)

    def glyphs(inner: str) -> list[float]:
        body = f'<text x="500" y="100" text-anchor="{anchor}">deux{inner} chauds</text>'
        line = only_text(placed(body, {}, {}, kit, book)).block.lines[0]
        spaces = {run.face.font.get_nominal_glyph(ord(" ")) for run in line.runs}
        return [x for run in line.runs for glyph, x, _ in run.glyphs if glyph not in spaces]

    assert glyphs(spans) == pytest.approx(glyphs(plain), abs=0.6)  # the pair across a tag is not kerned


def test_uppercase_keeps_accents(kit: BrandKit, book: FontBook) -> None:
    body = FRAMED.replace("<text ", '<text text-transform="uppercase" ')
    block = only_text(placed(body, {"title": "été"}, text_spec("title"), kit, book)).block
    assert block.lines[0].text == "ÉTÉ"


def test_a_photo_takes_the_drawn_outline_or_the_kits_window(kit: BrandKit, book: FontBook) -> None:
    arched = replace(kit, photo=PhotoTreatment(window="arch"))
    body = '<rect id="slot:photo" x="10" y="20" width="200" height="400"/>'
    plain = placed(body, {"photo": PHOTO}, {"photo": SlotSpec("photo", "image")}, arched, book)
    window = placed(body, {"photo": PHOTO}, {"photo": SlotSpec("photo", "image", window=True)}, arched, book)
    first, second = (next(iter(product.pictures.values())) for product in (plain, window))
    assert first.box == second.box == (10, 20, 210, 420)
    assert not any(segment[0] == "C" for segment in first.outline)
    assert sum(segment[0] == "C" for segment in second.outline) == 2


def test_a_photo_layer_without_size_is_an_error(kit: BrandKit, book: FontBook) -> None:
    body = '<rect id="slot:photo" width="0" height="10"/>'
    with pytest.raises(SvgError, match="no size"):
        placed(body, {"photo": PHOTO}, {"photo": SlotSpec("photo", "image")}, kit, book)


def test_text_on_a_path_is_refused_with_its_layer(kit: BrandKit, book: FontBook) -> None:
    with pytest.raises(SvgError, match="badge"):
        placed('<text id="badge"><textPath href="#p">rond</textPath></text>', {}, {}, kit, book)
