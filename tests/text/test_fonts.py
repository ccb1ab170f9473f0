"""CSS font matching in the kit, and the packaged fallbacks behind it."""

from pathlib import Path

import pytest

from visualgen.brand.model import FontFile
from visualgen.errors import FontError
from visualgen.text.fonts import FontBook, fallback_files, match
from visualgen.text.model import FontRequest

FRAUNCES = fallback_files("fontpkg_fraunces")
OUTFIT = fallback_files("fontpkg_outfit")


def files(*weights: int, italic: bool = False) -> list[FontFile]:
    return [FontFile(Path(f"{weight}.ttf"), "f", (weight, weight), italic, {}) for weight in weights]


@pytest.mark.parametrize(
    ("have", "wanted", "chosen"),
    [
        ((400, 700), 700, 700),
        ((400, 700), 600, 700),
        ((400, 700), 450, 400),
        ((400, 500, 700), 450, 500),
        ((300, 700), 400, 300),
        ((600, 700), 400, 600),
        ((300, 500), 400, 500),
        ((200, 700), 300, 200),
        ((400, 700), 300, 400),
        ((300, 400), 900, 400),
        ((100, 900), 600, 900),
    ],
)
def test_the_nearest_weight_is_css_s(have: tuple[int, ...], wanted: int, chosen: int) -> None:
    assert match(files(*have), wanted, italic=False).weight == (chosen, chosen)


def test_style_comes_before_weight() -> None:
    both = [*files(700), *files(400, italic=True)]
    assert match(both, 700, italic=True).italic
    assert match(both, 400, italic=False).weight == (700, 700)
    assert match(files(400), 400, italic=True).weight == (400, 400)


def test_a_range_covers_its_weights() -> None:
    variable = FontFile(Path("v.ttf"), "f", (300, 800), False, {"wght": (300.0, 400.0, 800.0)})
    assert match([*files(900), variable], 750, italic=False) is variable


def test_families_in_order_then_the_packaged_fonts() -> None:
    book = FontBook({"Fraunces": FRAUNCES, "outfit": OUTFIT})
    names = [face.path.name for face in book.faces(FontRequest(("georgia", "outfit", "fraunces"), 700), 40.0)]
    assert names[:2] == ["Outfit[wght].ttf", "Fraunces[SOFT,WONK,opsz,wght].ttf"]
    assert [name.partition("[")[0] for name in names[2:]] == [
        "NotoSans",
        "NotoSansArabic",
        "Heebo",
        "NotoSansCJKjp-Regular.otf",
        "NotoColorEmoji-Regular.ttf",
    ]
    assert book.has("FRAUNCES")
    assert not book.has("georgia")


def test_an_unknown_family_falls_to_the_packaged_font_at_its_weight() -> None:
    face = FontBook({}).chain(FontRequest(("serif",), 650, italic=True), 30.0).primary
    assert face.path.name.startswith("NotoSans-Italic")
    assert dict(face.key[1])["wght"] == 650.0


def test_axes_are_set_and_kept_in_range() -> None:
    book = FontBook({"fraunces": FRAUNCES})
    request = FontRequest(("fraunces",), 1000, variations=(("SOFT", 50.0), ("none", 1.0)))
    small, large = (dict(book.chain(request, size).primary.key[1]) for size in (6.0, 72.0))
    assert small == {"SOFT": 50.0, "opsz": 9.0, "wght": 900.0}
    assert large["opsz"] == 72.0


def test_one_chain_for_every_size_unless_there_is_an_optical_size() -> None:
    book = FontBook({"fraunces": FRAUNCES, "outfit": OUTFIT})
    plain, optical = FontRequest(("outfit",)), FontRequest(("fraunces",))
    assert book.chain(plain, 20.0) is book.chain(plain, 90.0)
    assert book.chain(optical, 20.0) is not book.chain(optical, 90.0)
    assert book.chain(optical, 20.0) is book.chain(optical, 20.0)


def test_a_broken_file_of_the_kit_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kit.ttf"
    path.write_bytes(b"nothing")
    book = FontBook({"kit": (FontFile(path, "kit", (400, 400), False, {}),)})
    with pytest.raises(FontError, match=r"kit\.ttf"):
        book.faces(FontRequest(("kit",)), 20.0)


def test_a_package_that_is_not_there_gives_no_file() -> None:
    assert fallback_files("fontpkg_of_nobody") == ()
