from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from visualgen.errors import ContentError, LimitExceeded, PictureError
from visualgen.render.content import parse_focus, picture_file, picture_value, settle_content
from visualgen.render.products import PictureValue
from visualgen.settings import Limits
from visualgen.template.model import SlotSpec

LIMITS = Limits(photo_bytes=10)
SLOTS = {
    "headline": SlotSpec("headline", "text"),
    "photo": SlotSpec("photo", "image"),
    "items": SlotSpec("items", "list", fields={"photo": SlotSpec("photo", "image"), "title": SlotSpec("title", "text")}),
}


def _open(source: str) -> PictureValue:
    return PictureValue(source.encode(), source, source)


def test_photos_are_read_and_the_rest_is_kept() -> None:
    raw: dict[str, Any] = {"headline": "a.jpg", "Photo": "p.jpg", "unknown": 3, "items": ["x", {"title": "t", "photo": "q.jpg"}]}
    assert settle_content(raw, SLOTS, _open) == {
        "headline": "a.jpg",
        "photo": _open("p.jpg"),
        "unknown": 3,
        "items": ["x", {"title": "t", "photo": _open("q.jpg")}],
    }


@pytest.mark.parametrize("value", ["", None, _open("kept.jpg")])
def test_what_is_no_source_is_kept(value: Any) -> None:
    assert settle_content({"photo": value}, SLOTS, _open) == {"photo": value}


@pytest.mark.parametrize(("focus", "point"), [("0.25, 1", (0.25, 1.0)), ("auto", "auto"), (" AUTO ", "auto")])
def test_a_photo_with_its_focal_point(focus: str, point: Any) -> None:
    settled = settle_content({"photo": {"src": "p.jpg", "focus": focus}}, SLOTS, _open)
    assert settled["photo"].focus == point


@pytest.mark.parametrize(
    "value", [3, ["p.jpg"], {}, {"src": 3}, {"focus": "auto"}, {"src": "p.jpg", "zoom": 2}, {"src": "p.jpg", "focus": "x"}]
)
def test_what_is_no_photo_is_told_with_its_slot(value: Any) -> None:
    with pytest.raises(ContentError) as caught:
        settle_content({"items": [{"photo": value}]}, SLOTS, _open)
    assert caught.value.place["slot"] == "items.0.photo"


@pytest.mark.parametrize("text", ["", "1", "1,2", "-0.1,0", "a,b", "0.5,0.5,0.5", "nan,0"])
def test_what_is_no_focal_point(text: str) -> None:
    with pytest.raises(ContentError):
        parse_focus(text, "photo")


def test_photos_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(b"JPEG")
    picture = picture_file(tmp_path / "p.jpg", LIMITS)
    assert (picture.data, picture.name, len(picture.digest)) == (b"JPEG", "p.jpg", 64)
    for path in (tmp_path / "none.jpg", tmp_path, tmp_path / "p.jpg" / "x.jpg", Path("/dev/zero"), tmp_path / "a\0b"):
        with pytest.raises(PictureError):
            picture_file(path, LIMITS)


def test_heavy_photos_are_refused(tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(bytes(11))
    with pytest.raises(LimitExceeded):
        picture_file(tmp_path / "p.jpg", LIMITS)
    with pytest.raises(LimitExceeded):
        picture_value(bytes(11), "p.jpg", LIMITS)
