"""What leaves a text before it is laid out."""

from hypothesis import given
from hypothesis import strategies as st

from visualgen.text.cleaning import clean, join_spans


def test_controls_leave_and_separators_become_newlines() -> None:
    assert clean("a\x00b\x1b[0m\x7fc\x9dd\ufeff") == "ab[0mcd"
    assert clean("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"
    assert clean("a\tb") == "a b"


def test_surrogates_are_joined_or_replaced() -> None:
    assert clean("\ud83d\ude00") == "😀"
    assert clean("a\ud800b") == "a\ufffdb"


def test_spaces_collapse_across_spans() -> None:
    assert join_spans(["  un ", " deux", " \n ", " trois  "]) == ("un deux\ntrois", [0, 0, 0, *[1] * 4, 2, *[3] * 5])
    assert join_spans([" \n "]) == ("", [])
    assert join_spans([]) == ("", [])


def test_no_break_spaces_stay() -> None:
    assert join_spans(["a\u00a0\u202f !"])[0] == "a\u00a0\u202f !"


@given(st.lists(st.text(alphabet=st.characters() | st.sampled_from(" \n\t\ud800\udc00\x00")), max_size=4))
def test_text_and_owners_stay_in_step(texts: list[str]) -> None:
    text, owners = join_spans(texts)
    assert len(text) == len(owners)
    assert owners == sorted(owners)
    assert "  " not in text
    assert text == text.strip(" \n")
    assert join_spans([text])[0] == text
    text.encode()
