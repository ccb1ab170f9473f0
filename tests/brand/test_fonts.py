from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from visualgen.brand.fonts import FontSource, font_files, package_files, read_face, read_fonts
from visualgen.errors import FontError


def square_font(family: str, *, weight: int = 400, italic: bool = False, axis: tuple[float, float, float] | None = None) -> bytes:
    """Return a font of one square glyph, with a `wght` axis where `axis` (min, default, max) is given."""
    pen = TTGlyphPen(None)
    for point in ((0, 0), (0, 700), (700, 700), (700, 0)):
        (pen.lineTo if point != (0, 0) else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    builder.setupGlyf({".notdef": pen.glyph(), "A": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (750, 0), "A": (750, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=weight, fsSelection=1 if italic else 64)
    builder.setupPost()
    if axis:
        builder.setupFvar([("wght", *axis, "Weight")], [])
    data = BytesIO()
    builder.save(data)
    return data.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "acme-400.ttf").write_bytes(square_font("Acme"))
    (fonts / "acme-700i.TTF").write_bytes(square_font("Acme", weight=700, italic=True))
    (fonts / "LICENSE.txt").write_text("OFL")
    (fonts / "inner").mkdir()
    (fonts / "inner" / "var.ttf").write_bytes(square_font("Acme Var", axis=(300, 400, 900)))
    return fonts


def test_what_a_font_is(folder: Path) -> None:
    bold = read_face(folder / "acme-700i.TTF")
    assert (bold.family, bold.weight, bold.italic, bold.axes) == ("Acme", (700, 700), True, {})
    variable = read_face(folder / "inner" / "var.ttf")
    assert (variable.weight, variable.axes) == ((300, 900), {"wght": (300, 400, 900)})


def test_every_family_of_the_folder_is_found(folder: Path) -> None:
    families = read_fonts(folder, [])
    assert {name: len(faces) for name, faces in families.items()} == {"acme": 2, "acme var": 1}
    assert read_fonts(folder / "none", []) == {}


def test_a_family_from_named_files_takes_the_name_asked_for(folder: Path) -> None:
    source = FontSource("Brand Sans", files=(folder / "acme-400.ttf",))
    faces = read_fonts(folder, [source])["brand sans"]
    assert [face.family for face in faces] == ["Brand Sans"]


def test_a_family_from_a_package() -> None:
    source = FontSource("Fraunces", package="fontpkg-fraunces", variations={"SOFT": 100})
    faces = read_fonts(Path("none"), [source])["fraunces"]
    assert {face.italic for face in faces} == {True, False}
    assert faces[0].weight == (100, 900)
    assert faces[0].variations == {"SOFT": 100}
    assert {"SOFT", "WONK", "opsz", "wght"} == set(faces[0].axes)


def test_a_package_of_many_families_is_searched() -> None:
    assert {face.family for face in read_fonts(Path("none"), [FontSource("Inter", package="deckr-fonts")])["inter"]} == {"Inter"}
    with pytest.raises(FontError, match="did you mean 'Inter'"):
        read_fonts(Path("none"), [FontSource("Intre", package="deckr-fonts")])


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (FontSource("A", package="fontpkg-that-is-not-there"), "pip install fontpkg-that-is-not-there"),
        (FontSource("A", package="typer"), "no font files"),
        (FontSource("A", package="../etc"), "not the name of a package"),
        (FontSource("A", package=""), "fonts/"),
        (FontSource("A", files=(Path("missing.ttf"),)), "cannot be read"),
        (FontSource("Fraunces", package="fontpkg-fraunces", variations={"SOFTY": 1}), "no axis 'SOFTY'"),
        (FontSource("Fraunces", package="fontpkg-fraunces", variations={"SOFT": 300}), "give 0 to 100"),
        (FontSource("Fraunces", package="fontpkg-fraunces", variations={"wght": 300}), "fontWeight"),
    ],
)
def test_sources_that_do_not_work(source: FontSource, says: str) -> None:
    with pytest.raises(FontError) as caught:
        read_fonts(Path("fonts"), [source])
    assert says in str(caught.value)
    assert caught.value.mend


@pytest.mark.parametrize("data", [b"", b"not a font at all, only words", b"OTTO", b"\x00\x01\x00\x00\xff\xff" + b"\x00" * 600])
def test_a_file_that_is_no_font(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)
    with pytest.raises(FontError) as caught:
        read_face(path)
    assert caught.value.place == {"file": str(path)}
    assert "TrueType" in caught.value.mend


def test_a_font_that_is_cut_short(tmp_path: Path) -> None:
    whole = package_files("fontpkg-figtree")[0].read_bytes()
    path = tmp_path / "cut.ttf"
    for length in (4, 12, 300, 2_000, len(whole) // 2, len(whole) - 400):
        path.write_bytes(whole[:length])
        with pytest.raises(FontError, match="cut short"):
            read_face(path)


def test_a_font_without_letters(tmp_path: Path) -> None:
    path = tmp_path / "hollow.ttf"
    path.write_bytes(square_font("Hollow").replace(b"glyf", b"gxyf"))
    with pytest.raises(FontError, match="no letters"):
        read_face(path)


@pytest.mark.parametrize("suffix", [".woff2", ".WOFF", ".ttc"])
def test_other_containers_are_refused_by_name(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"acme{suffix}").write_bytes(b"wOF2")
    with pytest.raises(FontError) as caught:
        font_files(tmp_path)
    assert ".ttf or .otf" in caught.value.mend
