from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.renders.reading import Upload, with_uploads

UPLOADS = {"photo": Upload(b"PNG", "chat.png"), "items.1.photo": Upload(b"JPG", "pain.jpg")}


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
