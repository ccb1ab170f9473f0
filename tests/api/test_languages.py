from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.languages import LANGUAGES, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de, fr;q=0.4, en;q=0.6", "en"),
        ("de", "fr"),
        ("en;q=0", "fr"),
        ("en;q=x, *", "fr"),
    ],
)
def test_the_language_the_header_prefers(header: str, language: str) -> None:
    assert preferred(header, "fr") == language


@given(st.text(alphabet=st.sampled_from("frenq=0.19;,*- \x00é"), max_size=40))
def test_any_header_gets_a_language(header: str) -> None:
    assert preferred(header, "fr") in LANGUAGES
