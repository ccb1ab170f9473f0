"""bind: from a job to one tree and the words beside it."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from visualgen.errors import ContentError, LimitExceeded, TemplateError, UnknownName
from visualgen.render.products import PictureValue, Source
from visualgen.template.names import ROLE

HEADLINE = '<rect id="frame:headline" width="500" height="200"/><text id="slot:headline" y="40">Exemple</text>'
PHOTO = PictureValue(b"x", "digest", "p.jpg")


def roles(source: Source) -> list[str]:
    return [str(element.get(ROLE)) for element in source.root.iter() if element.get(ROLE)]


def ids(source: Source) -> list[str]:
    return [str(element.get("id")) for element in source.root.iter() if element.get("id")]


def test_words_stay_beside_the_tree(bound: Any) -> None:
    source = bound(HEADLINE, {"headline": "Bonjour"})
    assert source.values == {"headline": "Bonjour"}
    assert source.size_px == (1080, 1350)
    assert roles(source) == ["frame:headline", "slot:headline"]
    assert source.specs["headline"].type == "text"
    assert source.samples_used == ()
    assert b"Exemple" in etree.tostring(source.root)
    assert source.root.get("viewBox") == "0 0 1080 1350"


def test_one_structure_serves_a_month(bound: Any) -> None:
    first = bound(HEADLINE, {"headline": "Un"})
    second = bound(HEADLINE, {"headline": "Deux"})
    assert first.root is second.root
    assert first.key == second.key
    assert bound(HEADLINE, {"headline": "Un"}, kit={"digest": "other"}).key != first.key
    assert bound(HEADLINE, {"headline": "Un"}, draft=True).key != first.key
    changed = bound(HEADLINE, {"headline": "Un"}, toml="[slots.headline]\nfit = [10, 20]")
    assert changed.specs["headline"].fit == (10, 20)


def test_what_is_not_given_keeps_its_sample_and_says_so(bound: Any) -> None:
    source = bound(HEADLINE + '<text id="slot:text">x</text>', {"headline": "Un"})
    assert "text" not in source.values
    assert source.samples_used == ("text",)


def test_an_empty_value_removes(bound: Any) -> None:
    for nothing in ("", "  ", None):
        source = bound(HEADLINE, {"headline": nothing})
        assert source.values == {"headline": ""}
        assert source.samples_used == ()


def test_a_required_slot(bound: Any) -> None:
    toml = '[slots.headline]\nrequired = true\nhelp = "Deux mots."'
    with pytest.raises(ContentError, match="required") as caught:
        bound(HEADLINE, toml=toml)
    assert caught.value.place == {"slot": "headline"}
    assert "Deux mots." in caught.value.mend
    with pytest.raises(ContentError, match="required"):
        bound(HEADLINE, {"headline": " "}, toml=toml)
    assert bound(HEADLINE, toml=toml, sample=True).samples_used == ("headline",)


def test_an_unknown_slot_names_the_nearest(bound: Any) -> None:
    with pytest.raises(ContentError, match="did you mean 'headline'") as caught:
        bound(HEADLINE, {"headlin": "x"})
    assert caught.value.place == {"slot": "headlin"}


def test_names_are_forgiving(bound: Any) -> None:
    assert bound('<text id="slot:old_price">1</text>', {"Old-Price": "9"}).values == {"old_price": "9"}


@pytest.mark.parametrize(
    ("layer", "value"),
    [
        (HEADLINE, ["a"]), (HEADLINE, {"a": 1}), (HEADLINE, True), (HEADLINE, PHOTO), (HEADLINE, b"x"), (HEADLINE, object()),
        ('<rect id="slot:photo"/>', "a.jpg"), ('<rect id="slot:photo"/>', 3),
        ('<rect id="slot:color"/>', "nope"), ('<rect id="slot:color"/>', [1]),
        ('<g id="each:items"><text id="slot:item">a</text></g>', 3),
        ('<g id="each:items"><text id="slot:item">a</text></g>', [{"unknown": 1}]),
        ('<g id="each:items"><text id="slot:item">a</text></g>', "[1, "),
        ('<rect id="slot:logo"/>', "mono"), ('<rect id="slot:qr"/>', ["a"]),
    ],
)  # fmt: skip
def test_a_wrong_type_is_refused(bound: Any, layer: str, value: Any) -> None:
    name = layer.rpartition(' id="')[2] if "each" not in layer else layer.partition('id="')[2]
    name = name.partition('"')[0].partition(":")[2]
    with pytest.raises(ContentError) as caught:
        bound(layer, {name: value})
    assert caught.value.mend
    assert str(caught.value.place["slot"]).startswith(name)


def test_text_has_limits(bound: Any) -> None:
    with pytest.raises(LimitExceeded, match="5,001"):
        bound(HEADLINE, {"headline": "x" * 5001})
    with pytest.raises(LimitExceeded, match="items"):
        bound('<g id="each:items"><text id="slot:item">a</text></g>', {"items": ["x"] * 61})
    with pytest.raises(LimitExceeded, match="QR"):
        bound('<rect id="slot:qr"/>', {"qr": "x" * 900})


def test_text_is_cleaned_spaced_and_cased(bound: Any) -> None:
    source = bound(HEADLINE, {"headline": "Ça\x00 va\x07 ?"}, kit={"french_spacing": True}, toml='[slots.headline]\ncase = "upper"')
    assert source.values["headline"] == "ÇA VA\u202f?"
    assert bound(HEADLINE, {"headline": "Ça va ?"}, kit={"french_spacing": False}).values["headline"] == "Ça va ?"
    assert bound(HEADLINE, {"headline": 12.5}).values["headline"] == "12,5"
    assert bound(HEADLINE, {"headline": 12}).values["headline"] == "12"


@pytest.mark.parametrize("number", [10**6000, float("nan"), float("inf"), -1e300], ids=["long", "nan", "inf", "huge"])
def test_numbers_have_limits(bound: Any, number: float) -> None:
    with pytest.raises(ContentError, match="too large"):
        bound(HEADLINE, {"headline": number})


def test_defaults_count_as_given(bound: Any) -> None:
    source = bound(HEADLINE, toml='[slots.headline]\ndefault = "Défaut"\nrequired = true')
    assert source.values == {"headline": "Défaut"}
    assert source.samples_used == ()


def test_values_are_computed(bound: Any) -> None:
    drawing = '<g id="if:was"><text id="slot:was">x</text></g><text id="slot:price">y</text>'
    toml = '[slots.was]\nvalue = "au lieu de {{ old | euros }} chez {{ brand.title }}"\n[slots.old]\n'
    source = bound(drawing, {"price": "9 €", "old": "12"}, toml=toml)
    assert source.values["was"] == "au lieu de 12\u00a0€ chez Bare"
    without = bound(drawing, {"price": "9 €"}, toml=toml)
    assert "was" not in without.specs
    assert bound(drawing, {"price": "9", "was": "soldes"}, toml=toml).values["was"] == "soldes"


def test_values_may_need_each_other_but_not_in_a_circle(bound: Any) -> None:
    drawing = '<text id="slot:a">x</text><text id="slot:b">x</text>'
    source = bound(drawing, {"c": 3}, toml="[slots.a]\nvalue = '{{ b }}.'\n[slots.b]\nvalue = '{{ c * 2 }}'\n[slots.c]")
    assert source.values == {"a": "6.", "b": "6"}
    with pytest.raises(TemplateError, match="a → b → a"):
        bound(drawing, toml="[slots.a]\nvalue = '{{ b }}'\n[slots.b]\nvalue = '{{ a }}'")


def test_samples(bound: Any) -> None:
    drawing = HEADLINE + '<text id="slot:text">dessiné</text><text id="slot:cta">x</text>'
    toml = '[slots.headline]\nsample = "De template.toml"\n[slots.cta]\nsample = false'
    source = bound(drawing, {}, toml=toml, sample=True)
    assert source.values == {"headline": "De template.toml", "cta": ""}
    assert source.samples_used == ("headline", "text")
    assert bound(drawing, {"headline": "Mien"}, toml=toml, sample=True).values["headline"] == "Mien"


def test_sample_photos(bound: Any) -> None:
    drawing = '<g id="if:photo"><rect id="slot:photo"/></g>'
    assert roles(bound(drawing, sample=True)) == []
    (bound.folder / "promo" / "sample" / "photo.png").write_bytes(b"png")
    source = bound(drawing, sample=True)
    assert source.values["photo"].data == b"png"
    assert bound(drawing).specs == {}
    with pytest.raises(TemplateError, match=r"other\.jpg"):
        bound(drawing, toml='[slots.photo]\nsample = "other.jpg"', sample=True)


def test_a_drawn_photo_is_a_sample(bound: Any) -> None:
    source = bound('<g id="if:photo"><g id="slot:photo"><circle r="9"/></g></g><g id="unless:photo"><rect id="plain"/></g>', sample=True)
    assert roles(source) == ["slot:photo"]
    assert "plain" not in ids(source)
    assert source.samples_used == ("photo",)


def test_a_photo_file_beside_the_drawing(bound: Any) -> None:
    bound("")
    (bound.folder / "promo" / "sample" / "a.png").write_bytes(b"png")
    drawing = '<image id="slot:photo" href="sample/a.png"/><image id="deco" href="sample/a.png"/><image id="gone" href="sample/b.png"/>'
    source = bound(drawing)
    assert source.values["photo"].data == b"png"
    assert source.samples_used == ("photo",)
    links = {element.get("id"): element.get("href") for element in source.root}
    assert links == {"slot:photo": None, "deco": "data:image/png;base64,cG5n", "gone": None}


def test_the_focus_of_a_photo(bound: Any) -> None:
    toml = '[slots.photo]\nfocus = "0.25,0.75"'
    assert bound('<rect id="slot:photo"/>', {"photo": PHOTO}, toml=toml).values["photo"].focus == (0.25, 0.75)
    chosen = PictureValue(b"x", "d", "p", (0.1, 0.1))
    assert bound('<rect id="slot:photo"/>', {"photo": chosen}, toml=toml).values["photo"].focus == (0.1, 0.1)


def test_conditions(bound: Any) -> None:
    drawing = '<g id="if:price"><rect id="a"/></g><g id="unless:price"><rect id="b"/></g><g id="if:!price"><rect id="c"/></g>'
    assert ids(bound(drawing, {"price": "9"})) == ["if:price", "a"]
    assert ids(bound(drawing, {})) == ["unless:price", "b", "if:!price", "c"]
    assert ids(bound(drawing, {"price": ""})) == ["unless:price", "b", "if:!price", "c"]


def test_pages(bound: Any) -> None:
    files = {"4x5.1.svg": '<text id="slot:a">1</text>', "4x5.2.svg": '<text id="slot:b">2</text>'}
    assert list(bound(files, {"a": "x", "b": "y"}, page=1).specs) == ["a"]
    second = bound(files, {"a": "x", "b": "y"}, page=2)
    assert second.values == {"b": "y"}
    with pytest.raises(UnknownName, match="no page 3"):
        bound(files, page=3)


def test_a_jinja_drawing(bound: Any) -> None:
    text = (
        "{% for row in rows %}<text id='slot:r{{ loop.index }}'>{{ row }}</text>{% endfor %}"
        "<title>{{ brand.title }} {{ page }}/{{ pages }}</title>"
    )
    toml = "[slots.rows]\ntype = 'list'\nsample = ['a']\n[slots.name]"
    source = bound({"4x5.svg.j2": text}, {"rows": "un | <deux>"}, toml=toml)
    assert [element.text for element in source.root] == ["un", "<deux>", "Bare 1/1"]
    with pytest.raises(TemplateError, match="undefined"):
        bound({"4x5.svg.j2": "{{ name }}"}, {}, toml="")


def test_a_list_that_a_jinja_drawing_was_not_given_has_no_items(bound: Any) -> None:
    text = "{% for row in rows %}<text>{{ row }}</text>{% endfor %}<rect/>"
    assert len(bound({"4x5.svg.j2": text}, {}, toml="").root) == 1
    assert [element.text for element in bound({"4x5.svg.j2": text}, {"rows": "a | b"}, toml="").root] == ["a", "b", None]


def test_drawn_colours_become_tokens(bound: Any) -> None:
    drawing = (
        "<style>.a{fill:#0a7d5c;stroke:red}</style><rect fill='#0A7D5C'/><rect fill='rgb(10,125,92)'/><rect style='fill:#0a7d5c'/>"
        "<rect fill='blue'/><text>red</text>"
    )
    source = bound(drawing, toml='[colors]\n"#0a7d5c" = "color.primary"\n"red" = "color.accent"')
    sheet, *rects, text = source.root
    assert sheet.text == ".a{fill:var(--color-primary, #0a7d5c);stroke:var(--color-accent, red)}"
    assert [rect.get("fill") for rect in rects] == ["var(--color-primary, #0A7D5C)", "var(--color-primary, rgb(10,125,92))", None, "blue"]
    assert rects[2].get("style") == "fill:var(--color-primary, #0a7d5c)"
    assert text.text == "red"


def test_drawn_families_become_the_kits(bound: Any) -> None:
    source = bound(HEADLINE, toml='[fonts]\n"Playfair Display" = "typography.headline"\nInter = "DM Sans"')
    assert source.font_map == {"playfair display": '"Fraunces", serif', "inter": "DM Sans"}


def test_another_ratio_is_derived_and_said(bound: Any) -> None:
    source = bound(HEADLINE, ratio="16x9")
    assert (source.size_px, source.derived_from) == ((1920, 1080), "4x5")
    assert source.root.get("viewBox") == "0 0 2400 1350"
    same = bound(HEADLINE, ratio="540x675")
    assert (same.size_px, same.derived_from) == ((540, 675), None)
    assert same.root.get("viewBox") == "0 0 1080 1350"


def test_fit_is_in_px_whatever_the_view_box(bound: Any) -> None:
    toml = "[slots.headline]\nfit = [40, 100]"
    assert bound(HEADLINE, {"headline": "x"}, toml=toml).specs["headline"].fit == (40, 100)
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1350" viewBox="0 0 108 135">{HEADLINE}</svg>'
    (bound.folder / "promo" / "4x5.svg").write_text(whole)
    source = bound.bind_folder({"headline": "x"})
    assert source.specs["headline"].fit == (4, 10)
    assert source.root.get("viewBox") == "0 0 108 135"


def test_drafts_are_stamped_and_show_samples(bound: Any) -> None:
    source = bound(HEADLINE, draft=True, toml="[slots.headline]\nrequired = true")
    assert "BROUILLON" in "".join(source.root.itertext())
    assert "DRAFT" in "".join(bound(HEADLINE, draft=True, kit={"locale": "en-GB", "digest": "english"}).root.itertext())


STRIP = """
<g id="if:price"><text id="slot:price" font-size="400" y="400">24 €</text></g>
<text id="slot:headline" font-size="90" y="600">Exemple</text>
<text id="slot:text" font-size="40" y="800">Petit</text>
"""


def test_a_strip_shows_the_largest_of_what_is_given(bound: Any) -> None:
    assert list(bound(STRIP, {"headline": "Un", "price": "5 €", "text": "Deux"}, ratio="728x90").specs) == ["price", "headline"]
    source = bound(STRIP, {"headline": "Un", "text": "Deux"}, ratio="728x90")
    assert set(source.specs) == {"headline", "text"}
    assert (source.size_px, source.specs["text"].valign) == ((728, 90), "middle")
    assert set(bound(STRIP, {"headline": "Un", "text": ""}, ratio="728x90").specs) == {"headline"}
