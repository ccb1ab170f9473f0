"""The search for the best file under a weight, on encoders whose weights are known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.motion.write.written import TooHeavy, first_that_fits, search_crf


def encoder(halving: float, floor: int, *, aborts: bool) -> tuple[Callable[[float, int | None], int], list[tuple[float, bool]]]:
    """Return an attempt whose weight halves every `halving` steps above `floor`, and the list of what it wrote: CRF, whole or not."""
    written: list[tuple[float, bool]] = []

    def attempt(crf: float, limit: int | None) -> int:
        weight = floor + int(1_000_000 * 2 ** (-(crf - 20) / halving))
        gives_up = aborts and limit is not None and weight > limit
        written.append((crf, not gives_up))
        if gives_up:
            raise TooHeavy(int(weight * 1.2))
        return weight

    return attempt, written


@given(
    halving=st.floats(3.0, 12.0),
    floor=st.integers(0, 60_000),
    max_bytes=st.integers(20_000, 1_500_000),
    aborts=st.booleans(),
)
def test_what_is_left_is_whole_fits_where_it_can_and_is_not_wasteful(halving: float, floor: int, max_bytes: int, aborts: bool) -> None:
    attempt, written = encoder(halving, floor, aborts=aborts)
    crf = search_crf(attempt, 20.0, 40.0, max_bytes)
    assert written[-1] == (crf, True)
    assert len(written) <= 5
    assert 20 <= crf <= 40
    weight = floor + int(1_000_000 * 2 ** (-(crf - 20) / halving))
    lightest = floor + int(1_000_000 * 2 ** (-20 / halving))
    if lightest <= 0.9 * max_bytes:
        assert weight <= max_bytes
        assert crf == 20 or weight >= 0.45 * max_bytes
    elif lightest > max_bytes:
        assert crf == 40


def test_x264s_own_rule_is_met_at_once() -> None:
    attempt, written = encoder(6.0, 0, aborts=False)
    assert search_crf(attempt, 20.0, 40.0, 300_000) == 31.0
    assert [crf for crf, _ in written] == [20.0, 31.0]


@pytest.mark.parametrize(("max_bytes", "rung", "weight"), [(None, "a", 9), (9, "a", 9), (5, "b", 5), (4, "c", 2), (1, "c", 2)])
def test_the_first_rung_that_fits(max_bytes: int | None, rung: str, weight: int) -> None:
    weights = {"a": 9, "b": 5, "c": 2}
    assert first_that_fits("abc", lambda one: weights[one], max_bytes) == (rung, weight)
