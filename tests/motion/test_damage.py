"""The boxes that are painted again hold everything that changed, each pixel once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from visualgen.motion.damage import MOST_BOXES, merged
from visualgen.motion.products import PixelBox

FRAME = (0, 0, 60, 80)
BOXES = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 70), st.integers(1, 10), st.integers(1, 10)), max_size=30
)  # fmt: skip


def pixels(box: PixelBox) -> set[tuple[int, int]]:
    x, y, width, height = box
    return {(column, row) for column in range(x, x + width) for row in range(y, y + height)}


@given(BOXES)
def test_all_of_it_and_nothing_twice(boxes: list[PixelBox]) -> None:
    found = merged(boxes, FRAME)
    assert len(found) <= MOST_BOXES
    covered = [pixels(box) for box in found]
    assert sum(map(len, covered)) == len(set().union(*covered)) if covered else not boxes
    assert set().union(*map(pixels, boxes)) <= set().union(*covered)


def test_nearly_all_is_all() -> None:
    assert merged([(0, 0, 60, 75)], FRAME) == (FRAME,)
    assert merged([], FRAME) == ()
