"""How long scenes last, and when each begins."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.motion.conftest import svg
from visualgen.errors import OutputError
from visualgen.motion.products import ClipJob, Scene, Transition
from visualgen.motion.schedule import CUT, Pace, schedule, words_in
from visualgen.render.products import StillJob

SLIDE = Transition("slide", 0.5, "left")


@pytest.fixture
def job(job_of: Callable[..., StillJob]) -> ClipJob:
    still = job_of(svg('<rect width="9" height="9"/>'))
    return ClipJob((Scene(still), Scene(still, 4.0), Scene(still)))


def test_scenes_overlap_by_their_transition(job: ClipJob) -> None:
    paces = [Pace(3.0, 1.0, 4), Pace(9.0, 1.0, 4), Pace(None, 1.0, 2)]
    timeline = schedule(job, job.scenes, paces, [SLIDE, SLIDE, CUT])
    spans = [(shown.start_s, shown.end_s, shown.enter.kind) for shown in timeline.shown]
    assert [kind for _, _, kind in spans] == ["cut", "slide", "cut"]
    assert [time for start, end, _ in spans for time in (start, end)] == pytest.approx([0.0, 3.0, 2.5, 6.5, 6.5, 10.0])
    assert timeline.poster_s == pytest.approx(1.0)


def test_a_scene_lasts_as_long_as_it_is_read() -> None:
    assert Pace(None, 1.0, 30).needed_s() == 9.5
    assert Pace(None, 1.0, 0).needed_s() == 3.5
    assert Pace(None, 1.0, 500).needed_s() == 15.0
    assert Pace(2.5, 9.0, 500).needed_s() == 2.5
    assert Pace(None, 0.5, 3).reading_s == 1.5


def test_a_total_stretches_the_scenes(job: ClipJob) -> None:
    asked = ClipJob(job.scenes[:2], duration_s=10.0)
    timeline = schedule(asked, asked.scenes, [Pace(3.0, 1.0, 4), Pace(3.0, 1.0, 4)], [CUT, SLIDE])
    assert timeline.duration_s == pytest.approx(10.0, abs=1 / 30)
    with pytest.raises(OutputError):
        schedule(ClipJob(job.scenes[:2], duration_s=0.4), job.scenes[:2], [Pace(3.0, 1.0, 4)] * 2, [CUT, SLIDE])
    with pytest.raises(OutputError):
        schedule(ClipJob(job.scenes[:1], duration_s=900.0), job.scenes[:1], [Pace(3.0, 1.0, 4)], [CUT])


def test_a_poster_stays_inside(job: ClipJob) -> None:
    one = ClipJob(job.scenes[:1], poster_s=99.0)
    assert schedule(one, one.scenes, [Pace(3.0, 1.0, 4)], [CUT]).poster_s == pytest.approx(3.0 - 1 / 30)


def test_words() -> None:
    assert words_in(["Portes ouvertes,", "9 h – 12 h", ""]) == 6
