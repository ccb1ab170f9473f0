"""A face: metrics, coverage, outlines, colour bitmaps, and what a file that is no font gives."""

from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from visualgen.errors import FontError
from visualgen.text.faces import axes, open_face
from visualgen.text.fonts import EMOJI_PACKAGE, fallback_files

NOTO = next(file.path for file in fallback_files("fontpkg_noto_sans") if not file.italic)
OUTFIT = fallback_files("fontpkg_outfit")[0].path
EMOJI = fallback_files(EMOJI_PACKAGE)[0].path
JAPANESE = fallback_files("noto_cjk_sans_jp_regular")[0].path


def test_equal_arguments_give_the_same_face() -> None:
    assert open_face(NOTO, (("wght", 700.0),)) is open_face(NOTO, (("wght", 700.0),))
    assert open_face(NOTO, (("wght", 700.0),)).key != open_face(NOTO).key


@pytest.mark.parametrize("path", [NOTO, OUTFIT, JAPANESE])
def test_metrics_and_coverage_are_the_tables(path: Path) -> None:
    face = open_face(path)
    with TTFont(path, lazy=True) as font:
        typographic = bool(font["OS/2"].fsSelection & (1 << 7))
        ascent = font["OS/2"].sTypoAscender if typographic else font["hhea"].ascent
        descent = font["OS/2"].sTypoDescender if typographic else font["hhea"].descent
        assert face.upem == font["head"].unitsPerEm
        assert face.ascent_em == pytest.approx(ascent / face.upem)
        assert face.descent_em == pytest.approx(-descent / face.upem)
        assert face.coverage == frozenset(font.getBestCmap())


def test_axes() -> None:
    assert axes(OUTFIT) == {"wght": (100.0, 400.0, 900.0)} or set(axes(OUTFIT)) == {"wght"}
    assert axes(JAPANESE) == {}


def test_a_variable_weight_changes_the_outline() -> None:
    light, heavy = (open_face(OUTFIT, (("wght", weight),)) for weight in (100.0, 900.0))
    glyph = light.font.get_nominal_glyph(ord("l"))
    left, right = (
        max(segment[-2] for segment in face.outline(glyph) if segment[0] != "Z")
        - min(segment[-2] for segment in face.outline(glyph) if segment[0] != "Z")
        for face in (light, heavy)
    )
    assert right > 2 * left


@pytest.mark.parametrize("path", [NOTO, JAPANESE])
def test_outlines_are_closed_canonical_paths(path: Path) -> None:
    face = open_face(path)
    outline = face.outline(face.font.get_nominal_glyph(ord("O")))
    assert {segment[0] for segment in outline} <= {"M", "L", "C", "Z"}
    assert [segment[0] for segment in outline].count("M") == [segment[0] for segment in outline].count("Z") == 2
    assert {"M": 3, "L": 3, "C": 7, "Z": 1}.items() >= {(segment[0], len(segment)) for segment in outline}
    assert face.outline(face.font.get_nominal_glyph(ord(" "))) == ()
    assert face.outline(face.font.get_nominal_glyph(ord("O"))) is outline


def test_a_quadratic_becomes_the_same_cubic() -> None:
    face = open_face(OUTFIT)
    glyph = face.font.get_nominal_glyph(ord("O"))
    box = face.font.get_glyph_extents(glyph)
    points = [segment[-2:] for segment in face.outline(glyph) if segment[0] != "Z"]
    assert max(y for _, y in points) == pytest.approx(box.y_bearing, abs=1)
    assert min(x for x, _ in points) == pytest.approx(box.x_bearing, abs=1)


def test_an_emoji_is_a_premultiplied_picture() -> None:
    face = open_face(EMOJI)
    glyph = face.font.get_nominal_glyph(0x1F600)
    pixels, left, top = face.bitmap(glyph, 100.0)
    assert face.color
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 4
    assert 90 < pixels.shape[0] < 130
    assert top < -60
    assert 0 <= left < 20
    assert (pixels[..., :3].max(axis=2) <= pixels[..., 3]).all()
    middle = pixels[pixels.shape[0] // 2, pixels.shape[1] // 3]
    assert middle[3] == 255
    assert middle[2] > 200 > middle[0]
    assert face.bitmap(glyph, 100.0)[0] is pixels


def test_a_face_s_top_is_the_first_row() -> None:
    face = open_face(EMOJI)
    pixels, _, top = face.bitmap(face.font.get_nominal_glyph(0x1F53C), 96.0)
    rows = pixels[..., 3].sum(axis=1)
    assert top < 0
    assert rows.any()
    red_flag, _, _ = face.bitmap(face.font.get_nominal_glyph(0x1F6A9), 96.0)
    red = (red_flag[..., 2].astype(int) - red_flag[..., 0]).clip(0)
    assert red[: len(red) // 2].sum() > red[len(red) // 2 :].sum()


def test_a_space_has_no_bitmap() -> None:
    face = open_face(EMOJI)
    pixels, left, top = face.bitmap(face.font.get_nominal_glyph(0x20), 50.0)
    assert pixels.shape == (0, 0, 4)
    assert (left, top) == (0.0, 0.0)


@pytest.mark.parametrize("data", [b"", b"not a font", b"\x00\x01\x00\x00" + b"\x00" * 64])
def test_a_file_that_is_no_font(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)
    with pytest.raises(FontError, match=r"broken\.ttf.*TrueType or OpenType"):
        open_face(path)


def test_a_truncated_font(tmp_path: Path) -> None:
    path = tmp_path / "short.ttf"
    path.write_bytes(OUTFIT.read_bytes()[:3000])
    with pytest.raises(FontError, match="cut short"):
        open_face(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FontError, match="cannot be opened"):
        open_face(tmp_path / "none.ttf")
