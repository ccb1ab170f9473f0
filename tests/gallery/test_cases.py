"""The cases: what each puts into the slots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image

from visualgen.gallery.cases import CASES, LANDSCAPES, PORTRAITS, Photos, cases_of, content_of, draw_photo, photos_from
from visualgen.render.products import PictureValue
from visualgen.settings import Limits, Settings
from visualgen.template.model import SlotSpec
from visualgen.template.reading import load_template

BY_NAME = {case.name: case for case in CASES}


def photos() -> Photos:
    drawn = {(name, wide): f"{name}{wide}".encode() for names, wide in ((PORTRAITS, False), (LANDSCAPES, True)) for name in names}
    return photos_from(drawn, Limits())


def test_a_template_without_photo_has_no_photo_cases(settings: Settings, folder: Path) -> None:
    template = load_template(folder, settings)
    assert [case.name for case in cases_of(template)] == [case.name for case in CASES]
    words_only = replace(template, slots={name: spec for name, spec in template.slots.items() if name != "photo"})
    assert [case.name for case in cases_of(words_only)] == ["short", "normal", "long", "emoji", "arabic"]


def test_each_case_gives_what_it_says(settings: Settings, folder: Path) -> None:
    template = load_template(folder, settings)
    assert content_of(BY_NAME["normal"], template, None) == {}
    assert content_of(BY_NAME["short"], template, None) == {"headline": "Portes", "price": "5 €"}
    assert content_of(BY_NAME["no-photo"], template, None) == {"photo": ""}
    upright, wide = (content_of(BY_NAME[name], template, photos())["photo"] for name in ("portrait", "landscape"))
    assert isinstance(upright, PictureValue)
    assert (upright.name, wide.name) == ("nour-portrait.jpg", "galette-landscape.jpg")
    both = content_of(BY_NAME["long-photo"], template, photos())
    assert both["headline"].startswith("Portes ouvertes ")
    assert both["photo"] == upright


def test_lists_get_items_of_their_fields(settings: Settings, folder: Path) -> None:
    template = load_template(folder, settings)
    fields = {"title": SlotSpec("title", "text", sample="Croissant au beurre"), "picture": SlotSpec("picture", "image")}
    listed = replace(template, slots={"items": SlotSpec("items", "list", fields=fields)})
    short = content_of(BY_NAME["short"], listed, None)["items"]
    assert short == [{"title": "Croissant"}, {"title": "Croissant"}]
    pictured = content_of(BY_NAME["portrait"], listed, photos())["items"]
    assert [item["picture"].name for item in pictured] == ["nour-portrait.jpg", "croissants-portrait.jpg", "nour-portrait.jpg"]
    given = replace(template, slots={"steps": SlotSpec("steps", "list", sample=["Pétrir", "Cuire"], fields={})})
    assert len(content_of(BY_NAME["long"], given, None)["steps"]) == 2


def test_two_photo_slots_get_two_photos(settings: Settings, folder: Path) -> None:
    template = load_template(folder, settings)
    slots = {name: SlotSpec(name, "image") for name in ("before", "after")}
    content = content_of(BY_NAME["portrait"], replace(template, slots=slots), photos())
    assert content["before"] != content["after"]


def test_photos_are_upright_and_wide(tmp_path: Path) -> None:
    for landscape in (False, True):
        path = tmp_path / "photo.jpg"
        path.write_bytes(draw_photo("petrissage", landscape=landscape))
        with Image.open(path) as image:
            assert (image.width > image.height) == landscape
