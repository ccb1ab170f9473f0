"""Where an animation is, before, while and after it plays."""

from __future__ import annotations

import math

import pytest

from visualgen.motion.timing import Timing


@pytest.mark.parametrize(
    ("timing", "time_s", "progress"),
    [
        (Timing(2.0, 1.0), 0.5, None),
        (Timing(2.0, 1.0, fill="backwards"), 0.5, 0.0),
        (Timing(2.0, 1.0), 2.0, 0.5),
        (Timing(2.0, 1.0), 3.0, None),
        (Timing(2.0, 1.0, fill="both"), 9.0, 1.0),
        (Timing(2.0, 0.0, 2.5, fill="forwards"), 9.0, 0.5),
        (Timing(1.0, 0.0, math.inf, "alternate"), 1.25, 0.75),
        (Timing(1.0, 0.0, 1.0, "reverse", "forwards"), 5.0, 0.0),
        (Timing(1.0, -0.4), 0.0, 0.4),
        (Timing(0.0, 1.0, fill="both"), 0.5, 0.0),
        (Timing(0.0, 1.0, fill="both"), 1.0, 1.0),
        (Timing(1.44, -0.8, 3.0, "reverse", "both"), 5.0, 0.0),
        (Timing(1.0, 0.0, 0.0, fill="forwards"), 1.0, 0.0),
        (Timing(1.0, 0.5, paused=True, fill="both"), 9.0, 0.0),
    ],
)
def test_progress(timing: Timing, time_s: float, progress: float | None) -> None:
    found = timing.progress(time_s)
    assert found is None if progress is None else found is not None and found[0] == pytest.approx(progress)


def test_an_end() -> None:
    assert Timing(2.0, -0.5, 1.5).end_s == 2.5
    assert Timing(2.0, 0.0, math.inf).end_s == math.inf
