"""Bad input is a user story: each case ends with an error that says where and what to do, soon, with exit code 2."""

from __future__ import annotations

import json
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from visualgen.cli.main import run

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100" viewBox="0 0 100 100">{}</svg>'
DRAWING = SVG.format('<rect id="slot:photo" width="100" height="100"/><text id="slot:title" x="5" y="50" font-size="20">Titre</text>')
SECONDS = 20


class Case:
    """One folder, and the command run in it."""

    def __init__(self, folder: Path, output: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.output = output

    def write(self, name: str, data: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def run(self, *words: str | Path) -> tuple[int, str]:
        start = time.monotonic()
        with pytest.raises(SystemExit) as end:
            run([str(word) for word in words])
        assert time.monotonic() - start < SECONDS
        captured = self.output.readouterr()
        text = captured.out + captured.err
        assert "Traceback" not in text
        return int(str(end.value.code)), text

    def render(self, template: Path | str, *words: str | Path, kit: str | Path = "levain") -> tuple[int, str]:
        return self.run("render", template, "--kit", kit, "-o", self.folder / "out.png", *words)

    def refused(self, template: Path | str, *words: str | Path, kit: str | Path = "levain") -> str:
        code, text = self.render(template, *words, kit=kit)
        assert code == 2, text
        assert text.startswith("Error: "), text
        assert not (self.folder / "out.png").exists()
        return text


@pytest.fixture
def case(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Case:
    return Case(tmp_path, capfd)


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
DRAWINGS: dict[str, Callable[[], str | bytes]] = {
    "malformed": lambda: SVG.format("<g><rect></g>"),
    "empty": lambda: "",
    "not svg": lambda: "<html><body>page</body></html>",
    "binary": lambda: bytes(range(256)) * 40,
    "external entity": lambda: '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + SVG.format("<text>&x;</text>"),
    "nested entities": lambda: ENTITIES + SVG.format("<text>&c;</text>"),
    "external image": lambda: SVG.format('<image href="https://example.com/a.png" width="9" height="9"/>'),
    "file image": lambda: SVG.format('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'),
    "relative image outside": lambda: SVG.format('<image href="../../secret.png" width="9" height="9"/>'),
    "external use": lambda: SVG.format('<use href="other.svg#logo"/>'),
    "a million nodes": lambda: SVG.format("<g/>" * 1_000_000),
    "a hundred thousand levels": lambda: SVG.format("<g>" * 100_000 + "</g>" * 100_000),
    "huge canvas": lambda: DRAWING.replace('width="100" height="100" viewBox', 'width="100000" height="100000" viewBox'),
    "use bomb": lambda: SVG.format(
        "<defs><rect id='u0' width='1' height='1'/>"
        + "".join(f"<g id='u{n}'>" + f"<use href='#u{n - 1}'/>" * 10 + "</g>" for n in range(1, 9))
        + "</defs><use href='#u8'/>"
    ),
    "use cycle": lambda: SVG.format('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "gigantic blur": lambda: SVG.format('<filter id="f"><feMorphology radius="90000"/></filter><rect width="9" height="9" filter="url(#f)"/>'),
    "text on a path": lambda: SVG.format('<path id="p" d="M0 9H90"/><text><textPath href="#p">rond</textPath></text>'),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_that_cannot_be_used(name: str, case: Case) -> None:
    path = case.write("promo.svg", DRAWINGS[name]())
    assert "promo" in case.refused(path, "--sample")


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{% for a in range(10**9) %}x{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'x' * 10**10 }}",
        "{{ 9**9**9 }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '/etc/passwd' %}",
        "{{ missing.attribute }}",
        "{% if %}",
    ],
)
def test_a_jinja_drawing_that_does_harm(source: str, case: Case) -> None:
    path = case.write("promo.svg.j2", SVG.format(f"<text>{source}</text>"))
    assert "promo" in case.refused(path, "--sample")


def photo(kind: str) -> bytes:
    """Return the bytes of a photo that is not what it says."""
    import io

    data = io.BytesIO()
    Image.fromarray(np.zeros((40, 40, 3), np.uint8)).save(data, "JPEG")
    if kind == "truncated":
        return data.getvalue()[:300]
    if kind == "text":
        return b"this is no photo"
    if kind == "svg":
        return DRAWING.encode()
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pieces = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000), 9)), (b"IEND", b"")]
    chunks = b"".join(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in pieces)
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("kind", ["truncated", "text", "svg", "bomb"])
def test_a_photo_that_cannot_be_used(kind: str, case: Case) -> None:
    drawing, broken = case.write("promo.svg", DRAWING), case.write("photo.jpg", photo(kind))
    assert "photo.jpg" in case.refused(drawing, "--set", f"photo={broken}", "--set", "title=a")


def test_a_photo_that_is_not_there(case: Case) -> None:
    assert "absent.jpg" in case.refused(case.write("promo.svg", DRAWING), "--set", f"photo={case.folder / 'absent.jpg'}")


def test_an_unknown_slot_names_its_neighbour(case: Case) -> None:
    assert "title" in case.refused(case.write("promo.svg", DRAWING), "--set", "titel=Bonjour")


def test_a_missing_required_slot_is_named(case: Case) -> None:
    assert "headline" in case.refused("annonce", "--set", "text=Bonjour")


def test_unknown_names_list_what_there_is(case: Case) -> None:
    assert "annonce" in case.refused("anonce", "--sample")
    assert "levain" in case.refused("annonce", "--sample", kit="levin")
    assert "4x5" in case.refused("annonce", "--sample", "--ratio", "5x")


@pytest.mark.parametrize("ratio", ["100000x100000", "0x10", "-4x5", "instagram.nowhere"])
def test_a_size_that_cannot_be(ratio: str, case: Case) -> None:
    case.refused("annonce", "--sample", "--ratio", ratio)


def test_a_five_thousand_character_headline_is_drawn_and_said(case: Case) -> None:
    code, text = case.render("annonce", "--set", "headline=" + "Bonjour à tous " * 333, "--lang", "en")
    assert code == 0
    assert "do not fit" in text or "passes its frame" in text


def test_text_beyond_the_limit_is_refused(case: Case) -> None:
    assert "headline" in case.refused("annonce", "--set", "headline=" + "x" * 5_001)


def test_control_characters_do_no_harm(case: Case) -> None:
    code, _ = case.render("annonce", "--set", "headline=Bon\x00jour\x1b[31m \u202eà tous\ufffe")
    assert code in (0, 2)


def test_content_that_is_not_json(case: Case) -> None:
    text = case.refused("annonce", "--content", case.write("c.json", '{"headline": }'))
    assert "c.json" in text
    assert "line 1" in text


def kit_with(case: Case, **files: str | bytes) -> Path:
    import shutil

    from visualgen.settings import packaged

    folder = case.folder / "kits" / "levain"
    shutil.copytree(packaged("brand_kits") / "levain", folder)
    for name, data in files.items():
        case.write(f"kits/levain/{name.replace('__', '.')}", data)
    return folder


def test_a_font_that_is_not_a_font(case: Case) -> None:
    kit = kit_with(case)
    (kit / "fonts").mkdir(exist_ok=True)
    (kit / "fonts" / "Titre.ttf").write_bytes(b"not a font")
    assert "Titre.ttf" in case.refused("annonce", "--sample", kit=kit)


def test_a_token_cycle_is_named(case: Case) -> None:
    kit = kit_with(case)
    tokens = json.loads((kit / "brand.tokens.json").read_text(encoding="utf-8"))
    tokens["color"]["a"] = {"$type": "color", "$value": "{color.b}"}
    tokens["color"]["b"] = {"$type": "color", "$value": "{color.a}"}
    (kit / "brand.tokens.json").write_text(json.dumps(tokens), encoding="utf-8")
    assert "color.a" in case.refused("annonce", "--sample", kit=kit)


@pytest.mark.parametrize(("name", "data"), [("brand.toml", "name = "), ("brand.tokens.json", "{"), ("brand.toml", b"\xff\xfe\x00")])
def test_a_kit_file_that_cannot_be_read(name: str, data: str | bytes, case: Case) -> None:
    kit = kit_with(case)
    case.write(f"kits/levain/{name}", data)
    assert name in case.refused("annonce", "--sample", kit=kit)


def batch(case: Case, calendar: str | bytes, *words: str) -> tuple[int, str]:
    path = case.write("calendar.csv", calendar)
    return case.run("batch", path, "--kit", "levain", "--out", case.folder / "out", "--workers", "1", "--lang", "en", *words)


def test_a_calendar_without_its_columns(case: Case) -> None:
    code, text = batch(case, "date,headline\n2026-12-01,Bonjour\n")
    assert code == 2
    assert "template" in text


def test_an_ambiguous_date_is_asked_about(case: Case) -> None:
    code, text = batch(case, "date,template,headline\n03/04/2026,annonce,Bonjour\n")
    assert code in (1, 2)
    assert "2026-04-03" in text
    assert "--dates" in text


def test_a_broken_row_leaves_the_others_be(case: Case) -> None:
    rows = "2026-12-01,annonce,Bonjour\n2026-13-45,annonce,Perdu\n2026-12-03,inconnu,Perdu\n2026-12-04,annonce,Bonsoir\n"
    code, text = batch(case, "date,template,headline\n" + rows)
    assert code == 1
    assert "2026-13-45" in text
    assert "inconnu" in text
    assert len(list((case.folder / "out").rglob("*.jpg"))) == 2


def test_a_calendar_in_an_encoding_nobody_knows(case: Case) -> None:
    code, text = batch(case, b"\x00\x01\x02\xff\xfe\xfd" * 50)
    assert code == 2
    assert "calendar.csv" in text


def test_an_output_type_that_is_not_made(case: Case) -> None:
    code, text = case.run("render", "annonce", "--kit", "levain", "--sample", "-o", case.folder / "out.docx")
    assert code == 2
    assert "jpg" in text


def test_an_output_folder_that_is_a_file(case: Case) -> None:
    blocked = case.write("file", "x")
    code, text = case.run("render", "annonce", "--kit", "levain", "--sample", "-o", blocked / "out.png")
    assert code == 2
    assert "file" in text
