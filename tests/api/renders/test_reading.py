from __future__ import annotations

import base64
import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.renders.reading import Upload, open_picture, with_uploads
from visualgen.errors import ContentError, LimitExceeded
from visualgen.settings import Limits

LIMITS = Limits(photo_bytes=100)
UPLOADS = {"photo": Upload(b"PNG", "chat.png"), "items.1.photo": Upload(b"JPG", "pain.jpg")}


def test_a_part_is_opened_by_its_name() -> None:
    picture = open_picture("part:photo", UPLOADS, LIMITS)
    assert (picture.data, picture.name) == (b"PNG", "chat.png")


@pytest.mark.parametrize("head", ["data:image/png;base64,", "data:;base64,", "data:image/png;name=a.png;base64,"])
def test_a_data_address_is_opened(head: str) -> None:
    assert open_picture(head + base64.b64encode(b"PNG").decode(), {}, LIMITS).data == b"PNG"


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "photo.png",
        "../x.png",
        "http://192.0.2.1/x.png",
        "data:image/png,abc",
        "data:;base64,é",
        "part:none",
        "",
    ],
)
def test_nothing_else_is_ever_opened(source: str) -> None:
    with pytest.raises(ContentError):
        open_picture(source, UPLOADS, LIMITS)


def test_a_heavy_photo_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        open_picture("part:photo", {"photo": Upload(b"x" * 101, "x.png")}, LIMITS)


@pytest.mark.parametrize(
    ("content", "filled"),
    [
        ({}, {"photo": "part:photo", "items.1.photo": "part:items.1.photo"}),
        ({"photo": {"focus": "auto"}}, {"photo": {"focus": "auto", "src": "part:photo"}, "items.1.photo": "part:items.1.photo"}),
        (
            {"photo": "part:items.1.photo", "items": [{}, {"title": "b"}]},
            {"photo": "part:photo", "items": [{}, {"title": "b"}]},
        ),
        (
            {"items": [{"title": "a"}, {"title": "b"}]},
            {"photo": "part:photo", "items": [{"title": "a"}, {"title": "b", "photo": "part:items.1.photo"}]},
        ),
        ({"items": ["a", "b"]}, {"photo": "part:photo", "items": ["a", "b"], "items.1.photo": "part:items.1.photo"}),
    ],
)
def test_file_parts_go_into_the_slots_they_are_named_like(content: dict[str, Any], filled: dict[str, Any]) -> None:
    assert with_uploads(content, UPLOADS) == filled


@given(st.text() | st.from_regex(r"(data|part|file|http):[a-z/;,]*(base64,)?.*"))
def test_any_source_is_a_photo_or_a_problem(source: str) -> None:
    with contextlib.suppress(ContentError, LimitExceeded):
        assert open_picture(source, {}, LIMITS).digest


JSON = st.recursive(
    st.none() | st.text(max_size=8),
    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.sampled_from(["photo", "items", "0"]), child),
)


@given(
    st.dictionaries(st.sampled_from(["photo", "items", "text"]), JSON),
    st.lists(st.sampled_from(["photo", "items.0.photo", "a..b", ".", ""]), max_size=3),
)
def test_parts_go_somewhere_whatever_the_content_is(content: dict[str, Any], names: list[str]) -> None:
    uploads = {name: Upload(b"x", name) for name in names}
    filled = str(with_uploads(content, uploads))
    assert all(f"part:{name}" in filled for name in names)
