from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import NotAcceptable
from api.negotiation import MEDIA_TYPES, negotiate


@pytest.mark.parametrize(
    ("accept", "wanted", "picture", "made"),
    [
        ("", None, False, "jpeg"),
        ("*/*", None, False, "jpeg"),
        ("application/json", "png", False, "png"),
        ("image/*", None, True, "jpeg"),
        ("image/*", "webp", True, "webp"),
        ("image/png", None, True, "png"),
        ("image/webp;q=0.5, image/png;q=0.9", None, True, "png"),
        ("application/pdf", None, True, "pdf"),
        ("image/avif,image/webp,*/*;q=0.8", None, True, "webp"),
        ("application/json, image/*;q=0.5", None, False, "jpeg"),
        ("image/png;q=oops, application/json", None, False, "jpeg"),
    ],
)
def test_what_is_answered(accept: str, wanted: str | None, picture: bool, made: str) -> None:
    answer = negotiate(accept, wanted)  # type: ignore[arg-type]
    assert (answer.picture, answer.type) == (picture, made)


@pytest.mark.parametrize(("accept", "wanted"), [("text/html", None), ("image/png", "jpeg"), ("image/*;q=0", None)])
def test_what_cannot_be_answered(accept: str, wanted: str | None) -> None:
    with pytest.raises(NotAcceptable) as caught:
        negotiate(accept, wanted)  # type: ignore[arg-type]
    assert "application/json" in caught.value.mend


@given(st.text(alphabet=st.sampled_from('image/jpegpngapplicationjson*;q=0.5, \x00é"'), max_size=60))
def test_any_header_gets_an_answer_or_a_problem(accept: str) -> None:
    with contextlib.suppress(NotAcceptable):
        assert negotiate(accept, None).type in MEDIA_TYPES
