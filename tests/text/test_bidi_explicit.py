"""Paragraph levels and explicit embeddings, one rule at a time; test_bidi.py runs Unicode's own cases."""

from visualgen.text.bidi_explicit import MAX_DEPTH, explicit_levels, paragraph_level


def test_the_first_strong_character_outside_isolates_gives_the_paragraph_s_level() -> None:
    assert paragraph_level(["WS", "R", "L"]) == 1
    assert paragraph_level(["LRI", "L", "PDI", "AL"]) == 1
    assert paragraph_level(["EN", "ON"]) == 0
    assert paragraph_level([], default=1) == 1


def test_embeddings_raise_the_level_and_isolates_stay_outside() -> None:
    found, kinds, _ = explicit_levels(["L", "RLE", "L", "PDF", "RLI", "L", "PDI"], 0)
    assert [found[i] for i in (0, 2, 4, 5, 6)] == [0, 1, 0, 1, 0]
    assert kinds[2] == "L"


def test_an_override_changes_classes() -> None:
    _, kinds, _ = explicit_levels(["RLO", "L", "EN", "PDF", "L"], 0)
    assert kinds[1:3] == ["R", "R"]
    assert kinds[4] == "L"


def test_an_isolate_s_inside_is_a_run_of_its_own() -> None:
    _, _, sequences = explicit_levels(["L", "RLI", "R", "PDI", "L"], 0)
    assert [indexes for indexes, _, _ in sequences] == [[0, 1, 3, 4], [2]]


def test_depth_is_limited() -> None:
    found, _, _ = explicit_levels([*["RLE", "LRE"] * 200, "L"], 0)
    assert found[-1] in (MAX_DEPTH, MAX_DEPTH - 1)
