from __future__ import annotations

import json
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.model import PhotoTreatment, SpanStyle
from visualgen.brand.reading import find_kit, find_kits, kit_folders, load_kit
from visualgen.errors import FontError, InputError, KitError, TokenError, UnknownName
from visualgen.settings import Settings

WHOLE = """
title = "Acme"
tagline = "Outils"
locales = ["fr-FR", "en"]
timezone = "Europe/Paris"
[contact]
city = "Lyon"
[accounts]
instagram = "@acme"
[[fonts]]
family = "Figtree"
package = "fontpkg-figtree"
[logos]
clear_space = 0.25
[photo]
grade = "duotone"
dark = "color.ink"
light = "#eeeeee"
window = "arch"
[spans.bold]
weight = 800
[spans.accent]
color = "color.primary"
italic = true
"""


def test_a_whole_kit(make_kit: Any, settings: Settings) -> None:
    kit = load_kit(make_kit(brand=WHOLE), settings)
    assert (kit.name, kit.title, kit.tagline, kit.locale, kit.locales) == ("acme", "Acme", "Outils", "fr-FR", ("fr-FR", "en"))
    assert kit.contact == {"city": "Lyon"}
    assert kit.css["--color-primary"] == kit.tokens["color.primary"] == "#0a5a3c"
    assert kit.fonts["figtree"][0].weight == (300, 900)
    assert kit.artwork["logo"].clear_space == 0.25
    assert kit.photo == PhotoTreatment("duotone", "#111111", "#eeeeee", window="arch")
    assert (kit.bold, kit.accent) == (SpanStyle(weight=800), SpanStyle(color="#0a5a3c", italic=True))
    assert kit.french_spacing


def test_the_least_kit_has_defaults(make_kit: Any, settings: Settings) -> None:
    kit = load_kit(make_kit(), settings)
    assert (kit.timezone, kit.locale, kit.photo.grade, kit.bold, kit.accent.color) == (
        "Europe/Paris",
        "fr-FR",
        "none",
        SpanStyle(weight=700),
        None,
    )


def test_french_spacing_needs_a_french_brand(make_kit: Any, settings: Settings) -> None:
    assert not load_kit(make_kit("english", brand='title = "A"\nlocales = ["en-GB"]'), settings).french_spacing
    off = make_kit("off", files={"charter.toml": "[spelling]\nfrench_spacing = false"})
    assert not load_kit(off, settings).french_spacing


def test_typography_takes_in_our_extensions(make_kit: Any, settings: Settings) -> None:
    style = {"fontFamily": "Archivo", "fontSize": "90px", "fontWeight": 900, "letterSpacing": "0px", "lineHeight": 1}
    token = {"$type": "typography", "$value": style, "$extensions": {"org.visualgen": {"case": "uppercase", "stretch": 125}}}
    kit = load_kit(make_kit(tokens={"typography": {"headline": token, "again": {"$value": "{typography.headline}"}}}), settings)
    assert kit.css["--typography-headline-case"] == kit.css["--typography-again-case"] == "uppercase"
    assert kit.css["--typography-headline-stretch"] == "125%"
    token["$extensions"]["org.visualgen"]["case"] = "shout"  # type: ignore[index]
    with pytest.raises(TokenError, match="shout"):
        load_kit(make_kit("bad", tokens={"typography": {"headline": token}}), settings)


def test_names_and_paths(make_kit: Any, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_kit()
    assert find_kit("acme", settings) == folder
    assert find_kit(str(folder), settings) == folder
    assert find_kit(folder, settings) == folder
    assert find_kit(folder / "brand.toml", settings) == folder
    monkeypatch.chdir(folder.parent)
    assert find_kit("acme", Settings.from_environment({})).resolve() == folder
    for unknown in ("acmee", "nothing/here", tmp_path):
        with pytest.raises(UnknownName) as caught:
            find_kit(unknown, settings)
        assert caught.value.mend
    with pytest.raises(UnknownName, match="did you mean 'acme'"):
        find_kit("acmee", settings)


def test_the_first_folder_wins(make_kit: Any, settings: Settings) -> None:
    own = make_kit("levain", brand='title = "Mon Levain"')
    assert kit_folders(settings)["levain"] == own
    assert {kit.name: kit.title for kit in find_kits(settings)} == {
        "appui": "Cabinet Appui", "levain": "Mon Levain", "prise": "La Prise",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("brand", "key"),
    [
        ("tagline = 'x'", "title"),
        ("title = 5", "title"),
        ("title = 'A'\ntimezone = 'Europe/Lyon'", "timezone"),
        ("title = 'A'\ntimezone = '../../etc/passwd'", "timezone"),
        ("title = 'A'\ntagling = 'x'", "tagling"),
        ("title = 'A'\n[photo]\ngrade = 'sepia'", "photo.grade"),
        ("title = 'A'\n[photo]\nstrength = 4", "photo.strength"),
        ("title = 'A'\n[photo]\ndark = 'color.inc'", "photo.dark"),
        ("title = 'A'\n[spans.accent]\ncolor = 'color.primry'", "spans.accent.color"),
        ("title = 'A'\n[spans.bold]\nwieght = 700", "spans.bold.wieght"),
        ("title = 'A'\n[spans.strong]\nweight = 700", "spans.strong"),
        ("title = 'A'\n[[fonts]]\nfamily = 'X'\nfiles = ['../../secret.ttf']", "fonts[1].files"),
        ("title = 'A'\n[[fonts]]\npackage = 'fontpkg-figtree'", "fonts[1].family"),
        ("title = 'A'\n[[fonts]]\nfamily = 'X'\nvariations = { SOFT = 'x' }", "fonts[1].variations.SOFT"),
        ("title = 'A'\nlocales = []", "locales"),
        ("title = 'A'\nlocales = ['']", "locales"),
        ("title = 'A'\nlocales = ['français']", "locales"),
    ],
)
def test_faults_of_brand_toml(make_kit: Any, settings: Settings, brand: str, key: str) -> None:
    folder = make_kit(brand=brand)
    with pytest.raises(KitError) as caught:
        load_kit(folder, settings)
    assert caught.value.place == {"file": str(folder / "brand.toml"), "key": key}
    assert caught.value.mend


def test_a_kit_without_tokens_or_with_a_broken_font(make_kit: Any, settings: Settings) -> None:
    folder = make_kit("no-tokens", files={"brand.tokens.json": None})
    with pytest.raises(KitError, match=r"brand\.tokens\.json"):
        load_kit(folder, settings)
    with pytest.raises(FontError):
        load_kit(make_kit("bad-font", files={"fonts/a.ttf": b"words"}), settings)


def test_the_digest_follows_what_changes_pictures(make_kit: Any, settings: Settings, tmp_path: Path) -> None:
    folder = make_kit(brand=WHOLE, files={"charter.toml": "[voice]\naddress = 'tu'"})
    first = load_kit(folder, settings).digest
    for path in folder.rglob("*"):
        os.utime(path, (1, 1))
    assert load_kit(folder, settings).digest == first
    copy = tmp_path / "elsewhere" / "acme"
    shutil.copytree(folder, copy)
    assert load_kit(copy, settings).digest == first
    (folder / "charter.toml").write_text("[voice]\naddress = 'vous'")
    assert load_kit(folder, settings).digest == first, "the charter's words draw nothing"
    changes = {
        "brand.toml": WHOLE.replace("0.25", "0.3"),
        "logos/primary.svg": (folder / "logos/primary.svg").read_text().replace("#111111", "#222222"),
        "brand.tokens.json": json.dumps({"color": {"ink": {"$value": "#000"}, "primary": {"$value": "#000"}}}),
        "art/device.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    }
    digests = {first}
    for path, text in changes.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
        digests.add(load_kit(folder, settings).digest)
    assert len(digests) == len(changes) + 1


def test_kits_travel_between_processes(make_kit: Any, settings: Settings) -> None:
    kit = load_kit(make_kit(brand=WHOLE), settings)
    assert pickle.loads(pickle.dumps(kit)) == kit


def test_every_fault_is_an_input_error(make_kit: Any, settings: Settings) -> None:
    folder = make_kit()
    for name, data in (("brand.toml", b"\x00"), ("brand.tokens.json", b"\x00"), ("charter.toml", b"\xff"), ("strategy.toml", b"x")):
        before = (folder / name).read_bytes() if (folder / name).is_file() else None
        (folder / name).write_bytes(data)
        with pytest.raises(InputError) as caught:
            load_kit(folder, settings)
        assert name in str(caught.value.place["file"])
        (folder / name).write_bytes(before) if before is not None else (folder / name).unlink()
