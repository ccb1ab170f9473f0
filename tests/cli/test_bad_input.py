"""Hostile and broken files by the command line: told with place and mend, exit code 2, within 20 s, and no picture is left."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from visualgen.settings import packaged

SECONDS = 20
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">{}</svg>'


def _told(*words: str, cwd: Path, code: int = 2) -> dict[str, Any]:
    """Run the command as a person would and return the error it tells."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "visualgen", *words, "--json"], capture_output=True, text=True, timeout=SECONDS + 5, cwd=cwd
    )
    assert time.monotonic() - start < SECONDS
    assert "Traceback" not in done.stderr
    assert done.returncode == code, (done.stdout, done.stderr)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _render_error(folder: Path, template: str, *words: str, kit: str = "levain") -> dict[str, Any]:
    error: dict[str, Any] = _told("render", template, "--kit", kit, *words, "-o", "out.png", cwd=folder)["error"]
    assert not (folder / "out.png").exists()
    assert error["message"]
    return error


def _use_bomb() -> str:
    levels = "".join(f'<g id="a{n}">' + f'<use href="#a{n + 1}"/>' * 10 + "</g>" for n in range(9))
    return SVG.format(f'<defs>{levels}<rect id="a9" width="1" height="1"/></defs><use href="#a0"/>')


DRAWINGS: dict[str, tuple[Callable[[], str], str, str]] = {
    # name: drawing, code, a place that is told
    "not markup": (lambda: "hello", "svg", "line"),
    "empty": (lambda: "", "svg", "file"),
    "not closed": (lambda: SVG.format("<g>"), "svg", "line"),
    "not svg": (lambda: "<html></html>", "svg", "file"),
    "external entity": (lambda: '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&x;</text>"), "svg", "file"),
    "nested entities": (
        lambda: '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SVG.format("<text>&b;</text>"),
        "svg",
        "file",
    ),
    "external href": (lambda: SVG.format('<image href="http://192.0.2.1/a.png" width="9" height="9"/>'), "svg", "line"),
    "file path": (lambda: SVG.format('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'), "svg", "line"),
    "external use": (lambda: SVG.format('<use href="other.svg#a"/>'), "svg", "line"),
    "million nodes": (lambda: SVG.format("<g/>" * 1_000_000), "limit", "file"),
    "hundred thousand levels": (lambda: SVG.format("<g>" * 100_000 + "</g>" * 100_000), "limit", "file"),
    "huge canvas": (lambda: '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"/>', "limit", ""),
    "use bomb": (_use_bomb, "limit", ""),
    "use cycle": (lambda: SVG.format('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), "svg", ""),
    "costly filter": (
        lambda: SVG.format(
            '<filter id="f"><feMorphology operator="dilate" radius="99999"/></filter><g filter="url(#f)"><path d="M0 0h9v9z"/></g>'
        ),
        "limit",
        "",
    ),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    make, code, place = DRAWINGS[name]
    (tmp_path / "bad.svg").write_text(make())
    error = _render_error(tmp_path, "bad.svg")
    assert error["code"] == code, error
    assert error["mend"]
    assert not place or place in error["place"], error


@pytest.mark.parametrize(
    ("logic", "code"),
    [
        ("{{ ''.__class__.__mro__ }}", "template"),
        ("{% for a in range(99999999) %}{% for b in range(99999999) %}x{% endfor %}{% endfor %}", "limit"),
        ("{{ 'a' * 999999999 }}", "limit"),
        ("{% include '/etc/passwd' %}", "template"),
        ("{{ headline", "template"),
        ("{{ 1 / 0 }}", "template"),
    ],
)
def test_logic_that_cannot_be_used(tmp_path: Path, logic: str, code: str) -> None:
    (tmp_path / "bad.svg.j2").write_text(SVG.format(f"<text>{logic}</text>"))
    error = _render_error(tmp_path, "bad.svg.j2")
    assert error["code"] in (code, "template", "limit"), error
    assert "bad.svg.j2" in str(error["place"])


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")


def _jpeg() -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((900, 900), 60).save(stream, "JPEG")
    return stream.getvalue()


PHOTOS: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.png": (lambda: _png(50_000, 50_000), "limit"),
    "cut.jpg": (lambda: _jpeg()[:20_000], "picture"),
    "text.jpg": (lambda: b"not a photo", "picture"),
    "empty.jpg": (lambda: b"", "picture"),
    "drawing.svg": (lambda: SVG.format("").encode(), "picture"),
}


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    make, code = PHOTOS[name]
    (tmp_path / name).write_bytes(make())
    error = _render_error(tmp_path, "annonce", "--sample", "--set", f"photo={name}")
    assert error["code"] in (code, "picture"), error
    assert error["mend"]
    assert name in str(error) or "photo" in str(error["place"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--set", "headlin=x"), "content"),
        ((), "content"),
        (("--set", f"headline={'mot ' * 1251}"), "limit"),
        (("--sample", "--set", "photo=/etc"), "picture"),
    ],
)
def test_words_that_cannot_be_used(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    error = _render_error(tmp_path, "annonce", *words)
    assert error["code"] == code, error
    assert error["mend"]


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    shutil.copytree(packaged("brand_kits") / "levain", tmp_path / "kit")
    return tmp_path / "kit"


def test_a_font_that_is_none(tmp_path: Path, kit: Path) -> None:
    (kit / "fonts").mkdir(exist_ok=True)
    (kit / "fonts" / "brand.ttf").write_bytes(b"not a font")
    error = _render_error(tmp_path, "annonce", "--sample", kit="kit")
    assert error["code"] == "font", error
    assert "brand.ttf" in str(error["place"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            lambda tokens: tokens["color"].update(
                primary={"$type": "color", "$value": "{color.accent}"}, accent={"$value": "{color.primary}"}
            ),
            "token",
        ),
        (lambda tokens: tokens["color"].update(primary={"$type": "color", "$value": "not a colour"}), "token"),
        (lambda tokens: tokens["color"].update(primary={"$type": "color", "$value": "{color.none}"}), "token"),
    ],
)
def test_tokens_that_cannot_be_used(tmp_path: Path, kit: Path, change: Callable[[dict[str, Any]], None], code: str) -> None:
    tokens = json.loads((kit / "brand.tokens.json").read_text(encoding="utf-8"))
    change(tokens)
    (kit / "brand.tokens.json").write_text(json.dumps(tokens), encoding="utf-8")
    error = _render_error(tmp_path, "annonce", "--sample", kit="kit")
    assert error["code"] == code, error
    assert "color." in str(error)


@pytest.mark.parametrize("name", ["brand.toml", "brand.tokens.json", "charter.toml"])
@pytest.mark.parametrize("data", [b"\xff\xfe", b"= [", b'{"a":'])
def test_a_kits_file_that_is_broken(tmp_path: Path, kit: Path, name: str, data: bytes) -> None:
    (kit / name).write_bytes(data)
    error = _render_error(tmp_path, "annonce", "--sample", kit="kit")
    assert error["code"] in ("kit", "token"), error
    assert name in str(error["place"])


@pytest.mark.parametrize(
    ("calendar", "told"),
    [
        (b"date,headline\n2027-01-04,Bonjour\n", "modèle"),
        (b"date;template\n03/04/2027;annonce\n05/06/2027;annonce\n", "2027-03-04"),
        (b"", ""),
        (b"\x00\x01\x02\xff" * 50, ""),
        (b"PK\x03\x04 not a workbook", ""),
    ],
    ids=["missing column", "ambiguous dates", "empty", "bytes", "broken workbook"],
)
def test_a_calendar_that_cannot_be_used(tmp_path: Path, calendar: bytes, told: str) -> None:
    name = "calendar.xlsx" if calendar.startswith(b"PK") else "calendar.csv"
    (tmp_path / name).write_bytes(calendar)
    error = _told("batch", name, "--kit", "levain", "--out", "out", cwd=tmp_path)["error"]
    assert error["code"] in ("calendar", "ambiguous_date"), error
    assert told in str(error)
    assert error["mend"]


@pytest.mark.parametrize(
    "command", [("template", "check", "bad.svg"), ("kit", "check", "nowhere"), ("kit", "show", "nowhere", "-o", "a.png")]
)
def test_the_other_commands_tell_as_well(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "bad.svg").write_text("hello")
    done = subprocess.run([sys.executable, "-m", "visualgen", *command], capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert "bad.svg" in done.stdout + done.stderr or "nowhere" in done.stdout + done.stderr
