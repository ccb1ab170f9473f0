"""The bidirectional algorithm against Unicode's own two test files: every case, levels and order."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.text.bidi import bidi_classes, levels, line_levels, needs_levels, visual_order
from visualgen.text.bidi_explicit import paragraph_level


@pytest.fixture
def unicode_data(require_part: Callable[[str], Path]) -> Path:
    return require_part("unicode-data")


def seen(found: list[int], kept: list[int]) -> list[int]:
    return [kept[i] for i in visual_order([found[i] for i in kept])]


def bidi_test_cases(path: Path) -> Iterator[tuple[list[str], int, list[str], list[int]]]:
    wanted_levels: list[str] = []
    wanted_order: list[int] = []
    for line in path.read_text("utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("@Levels:"):
            wanted_levels = line[8:].split()
        elif line.startswith("@Reorder:"):
            wanted_order = [int(number) for number in line[9:].split()]
        elif line and not line.startswith("@"):
            kinds, _, directions = line.partition(";")
            for bit, base in ((1, -1), (2, 0), (4, 1)):
                if int(directions, 16) & bit:
                    yield kinds.split(), base, wanted_levels, wanted_order


def test_bidi_test(unicode_data: Path) -> None:
    count = 0
    for kinds, base, wanted_levels, wanted_order in bidi_test_cases(unicode_data / "BidiTest.txt"):
        count += 1
        base = paragraph_level(kinds) if base < 0 else base
        found = line_levels(levels(kinds, base), kinds, base)
        kept = [i for i, level in enumerate(wanted_levels) if level != "x"]
        if [found[i] for i in kept] != [int(wanted_levels[i]) for i in kept] or seen(found, kept) != wanted_order:
            pytest.fail(f"{kinds} in a paragraph of level {base}: {found}, not {wanted_levels} {wanted_order}")
    assert count > 770_000


def test_bidi_character_test(unicode_data: Path) -> None:
    count = 0
    for line in (unicode_data / "BidiCharacterTest.txt").read_text("utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if not line:
            continue
        count += 1
        codes, direction, wanted_base, wanted_levels, wanted_order = line.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        kinds = bidi_classes(text)
        base = paragraph_level(kinds) if direction == "2" else int(direction)
        assert base == int(wanted_base), line
        found = line_levels(levels(kinds, base, text), kinds, base)
        kept = [i for i, level in enumerate(wanted_levels.split()) if level != "x"]
        assert [str(found[i]) for i in kept] == [level for level in wanted_levels.split() if level != "x"], line
        assert [str(i) for i in seen(found, kept)] == wanted_order.split(), line
        assert needs_levels(text) or (not any(found) or base), line
    assert count > 91_000


@given(st.text(alphabet="aZ 1,.(\u05d0\u0627\u0661[])\u2067\u2069\u202b\u202c\u0301-+$"), st.sampled_from((0, 1)))
def test_order_is_a_permutation(text: str, base: int) -> None:
    kinds = bidi_classes(text)
    found = line_levels(levels(kinds, base, text), kinds, base)
    assert sorted(visual_order(found)) == list(range(len(text)))
    assert all(level >= base for level in found)


def test_left_to_right_text_needs_no_levels() -> None:
    assert not needs_levels("Été à la forge, 12 € « ici » 日本語 😀")
    assert needs_levels("שלום")
    assert needs_levels("a\u200fb")
