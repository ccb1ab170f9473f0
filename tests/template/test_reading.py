"""A template on disk becomes a Template, or an error that names file and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualgen.errors import LimitExceeded, SvgError, TemplateError, UnknownName
from visualgen.settings import Limits, Settings
from visualgen.template.model import OWN_RATIO, Template
from visualgen.template.reading import drawing_tree, find_templates, load_template, sample_file, template_paths, unused_drawings

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}">{}</svg>'
HEADLINE = (
    '<rect id="frame:headline" width="500" height="200"/>'
    '<text id="slot:headline"><tspan y="10">Un</tspan><tspan y="30">titre</tspan></text>'
)
SETTINGS = Settings()


def folder(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_a_folder(tmp_path: Path) -> None:
    place = folder(
        tmp_path / "promo",
        {
            "4x5.svg": SVG.format(1080, 1350, HEADLINE + '<rect id="slot:photo"/><g id="each:items"><text id="slot:item">a</text></g>'),
            "4x5.2.svg": SVG.format(1080, 1350, '<text id="slot:end">Fin</text>'),
            "9x16.svg": SVG.format(1080, 1920, HEADLINE + '<g id="if:price"/>'),
            "notes.txt": "x",
            "template.toml": 'title = "Promo"\n[slots.headline]\nrequired = true\nfit = [40, 90]\n[pins]\nlogo = "left"',
        },
    )
    template = load_template(place, SETTINGS)
    assert (template.name, template.title, template.folder) == ("promo", "Promo", place)
    assert template.ratios == ("4x5", "9x16")
    assert (template.pages("4x5"), template.pages("9x16")) == (2, 1)
    assert template.drawings["4x5", 1].size == (1080, 1350)
    assert {name: spec.type for name, spec in template.slots.items()} == {
        "end": "text", "headline": "text", "photo": "image", "items": "list", "price": "text",
    }  # fmt: skip
    headline = template.slots["headline"]
    assert (headline.required, headline.fit, headline.sample, headline.sample_drawn) == (True, (40, 90), "Un\ntitre", True)
    assert template.slots["items"].fields["item"].type == "text"
    assert template.pins == {"logo": ("left",)}
    assert len(template.digest) == 64


def test_a_single_drawing(tmp_path: Path) -> None:
    place = folder(tmp_path, {"my-promo.svg": SVG.format(800, 600, HEADLINE)}) / "my-promo.svg"
    template = load_template(place, SETTINGS)
    assert (template.name, template.title, template.ratios) == ("my-promo", "My promo", (OWN_RATIO,))
    assert template.drawings[OWN_RATIO, 1].size == (800, 600)


def test_a_jinja_drawing(tmp_path: Path) -> None:
    text = "{% for row in rows %}<text y='{{ loop.index * 40 }}'>{{ row | upper }}</text>{% endfor %}<text>{{ brand.title }}</text>"
    folder(tmp_path / "menu", {"4x5.svg.j2": SVG.format(1080, 1350, text), "template.toml": '[slots.rows]\ntype = "list"\nsample = ["a"]'})
    template = load_template(tmp_path / "menu", SETTINGS)
    drawing = template.drawings["4x5", 1]
    assert drawing.jinja
    assert drawing.size == (1080, 1350)
    assert template.slots["rows"].type == "list"
    tree = drawing_tree(drawing, Limits(), {"rows": ["x & y"], "brand": {"title": "Levain"}})
    assert [element.text for element in tree] == ["X & Y", "Levain"]


def test_what_logic_loops_over_is_a_list(tmp_path: Path) -> None:
    text = "{% for row in rows %}<text>{{ row.name }}</text>{% endfor %}{% for tag in tags %}{{ tag }}{% endfor %}<text>{{ title }}</text>"
    slots = load_template(folder(tmp_path, {"menu.svg.j2": SVG.format(10, 10, text)}) / "menu.svg.j2", SETTINGS).slots
    assert {name: spec.type for name, spec in slots.items()} == {"rows": "list", "tags": "list", "title": "text"}
    assert list(slots["rows"].fields) == ["name"]
    assert not slots["tags"].fields


def test_types_are_inferred(tmp_path: Path) -> None:
    layers = (
        '<g id="slot:title"><text>a</text></g><rect id="slot:qr"/><rect id="slot:qr_menu"/><rect id="slot:partner_logo"/>'
        '<rect id="slot:ground-color"/><image id="slot:portrait"/><path id="slot:shape"/>'
    )
    place = folder(tmp_path, {"a.svg": SVG.format(10, 10, layers)}) / "a.svg"
    assert {name: spec.type for name, spec in load_template(place, SETTINGS).slots.items()} == {
        "title": "text", "qr": "qr", "qr_menu": "qr", "partner_logo": "logo", "ground_color": "color", "portrait": "image",
        "shape": "image",
    }  # fmt: skip


def test_names_are_looked_up_in_order(tmp_path: Path) -> None:
    for number, home in enumerate(("first", "second")):
        folder(tmp_path / home / "promo", {"4x5.svg": SVG.format(1080, 1350, ""), "template.toml": f'title = "{number}"'})
    folder(tmp_path / "second", {"solo.svg": SVG.format(10, 10, "")})
    folder(tmp_path / "second" / "broken", {"4x5.svg": "<svg"})
    folder(tmp_path / "second" / "empty", {"readme.md": ""})
    settings = Settings(templates_dirs=(tmp_path / "first", tmp_path / "second", tmp_path / "nowhere"))
    assert load_template("promo", settings).title == "0"
    assert load_template("solo", settings).ratios == (OWN_RATIO,)
    assert set(template_paths(settings)) == {"promo", "solo", "broken"}
    assert [template.name for template in find_templates(settings)] == ["promo", "solo"]
    with pytest.raises(UnknownName, match="did you mean 'promo'"):
        load_template("prom", settings)


@pytest.mark.parametrize(
    ("files", "error", "words"),
    [
        ({"promo.svg": SVG.format(1, 1, "")}, TemplateError, "named by its ratio"),
        ({"readme.md": ""}, TemplateError, "no drawings"),
        ({"4x5.svg": "<svg", "1x1.svg": SVG.format(1, 1, "")}, SvgError, "4x5.svg"),
        ({"4x5.svg": SVG.format(1, 1, ""), "4x5.svg.j2": SVG.format(1, 1, "")}, TemplateError, "same ratio and page"),
        ({"4x5.1.svg": SVG.format(1, 1, ""), "4x5.3.svg": SVG.format(1, 1, "")}, TemplateError, "page 2 of 4x5"),
        ({"4x5.svg": SVG.format(1, 1, ""), "template.toml": "titel = 1"}, TemplateError, "title"),
        ({"4x5.svg": SVG.format(1, 1, ""), "template.toml": '[slots.a]\nvalue = "{{ x"'}, TemplateError, "slot a"),
        ({"4x5.svg.j2": "{% for %}"}, TemplateError, "4x5.svg.j2"),
        ({"4x5.svg.j2": "{% for i in range(10**9) %}{% endfor %}"}, LimitExceeded, "4x5.svg.j2"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, files: dict[str, str], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words.replace("(", r"\(")) as caught:
        load_template(folder(tmp_path / "t", files), SETTINGS)
    assert getattr(caught.value, "mend", "")


@pytest.mark.parametrize("spec", ["/nowhere/at/all", "../../etc", "a\0b", "x" * 5000, ""])
def test_odd_names_are_unknown(spec: str, tmp_path: Path) -> None:
    with pytest.raises((UnknownName, TemplateError)):
        load_template(spec, Settings(templates_dirs=(tmp_path,)))


def test_a_file_that_is_no_drawing(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="not a drawing"):
        load_template(folder(tmp_path, {"a.txt": ""}) / "a.txt", SETTINGS)


def test_the_digest_changes_with_every_file(tmp_path: Path) -> None:
    place = folder(tmp_path / "t", {"4x5.svg": SVG.format(1080, 1350, ""), "template.toml": "", "sample/photo.jpg": "1"})

    def digest() -> str:
        return load_template(place, SETTINGS).digest

    digests = [digest(), digest()]
    for name, text in (("template.toml", "title = 'x'"), ("sample/photo.jpg", "2"), ("4x5.svg", SVG.format(1080, 1350, " "))):
        (place / name).write_text(text)
        digests.append(digest())
    assert len(set(digests)) == 4
    assert digests[0] == digests[1]


def test_sample_files_stay_in_the_folder(tmp_path: Path) -> None:
    place = folder(tmp_path / "t", {"4x5.svg": SVG.format(1, 1, ""), "sample/photo.png": "", "sample/cafe.jpg": "", "../out.jpg": ""})
    template: Template = load_template(place, SETTINGS)
    assert sample_file(template, "photo", None) == place / "sample" / "photo.png"
    assert sample_file(template, "photo", "cafe.jpg") == place / "sample" / "cafe.jpg"
    assert sample_file(template, "photo", "sample/cafe.jpg") == place / "sample" / "cafe.jpg"
    assert sample_file(template, "photo", "../out.jpg") is None
    assert sample_file(template, "other", None) is None


def test_unused_drawings(tmp_path: Path) -> None:
    assert unused_drawings(folder(tmp_path, {"4x5.svg": "", "old.svg": "", "9X16.svg": ""})) == ("old.svg",)
