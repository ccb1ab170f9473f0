"""Wall time, zone and instant: both changes of the clocks in two zones, whatever zone the server lives in."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import time
import zoneinfo
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.calendar.local_time import Fold, Gap, moment, wall_time, weekly
from visualgen.errors import ScheduleError

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/New_York"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    if before is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", before)
    time.tzset()


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("asked", "zone", "utc", "shown", "note"),
    [
        ((2026, 3, 29, 2, 30), PARIS, (2026, 3, 29, 1, 30), (2026, 3, 29, 3, 30), "gap"),
        ((2026, 3, 29, 1, 59), PARIS, (2026, 3, 29, 0, 59), (2026, 3, 29, 1, 59), ""),
        ((2026, 3, 29, 3, 0), PARIS, (2026, 3, 29, 1, 0), (2026, 3, 29, 3, 0), ""),
        ((2026, 10, 25, 2, 30), PARIS, (2026, 10, 25, 0, 30), (2026, 10, 25, 2, 30), "fold"),
        ((2026, 10, 25, 3, 0), PARIS, (2026, 10, 25, 2, 0), (2026, 10, 25, 3, 0), ""),
        ((2026, 3, 8, 2, 30), NEW_YORK, (2026, 3, 8, 7, 30), (2026, 3, 8, 3, 30), "gap"),
        ((2026, 11, 1, 1, 30), NEW_YORK, (2026, 11, 1, 5, 30), (2026, 11, 1, 1, 30), "fold"),
        ((2026, 11, 1, 2, 30), NEW_YORK, (2026, 11, 1, 7, 30), (2026, 11, 1, 2, 30), ""),
    ],
)
def test_the_two_sundays_of_two_zones(
    asked: tuple[int, ...], zone: str, utc: tuple[int, ...], shown: tuple[int, ...], note: str, server_zone: str
) -> None:
    found = moment(dt.datetime(*asked), zone)  # type: ignore[arg-type]
    assert (found.utc, found.shown, found.note) == (_utc(*utc), dt.datetime(*shown), note)  # type: ignore[arg-type]


def test_the_policies() -> None:
    spring, autumn = dt.datetime(2026, 3, 29, 2, 30), dt.datetime(2026, 10, 25, 2, 30)
    assert moment(spring, PARIS, gap=Gap.BACKWARD).shown == dt.datetime(2026, 3, 29, 1, 30)
    assert moment(autumn, PARIS, fold=Fold.SECOND).utc - moment(autumn, PARIS).utc == dt.timedelta(hours=1)
    with pytest.raises(ScheduleError, match="skip it"):
        moment(spring, PARIS, gap=Gap.REFUSE)
    with pytest.raises(ScheduleError, match="comes twice"):
        moment(autumn, PARIS, fold=Fold.REFUSE)


@pytest.mark.parametrize(
    ("zone", "first", "change"),
    [
        (PARIS, (2026, 3, 15, 9, 0), (2026, 3, 29)),
        (PARIS, (2026, 10, 11, 9, 0), (2026, 10, 25)),
        (NEW_YORK, (2026, 2, 22, 9, 0), (2026, 3, 8)),
        (NEW_YORK, (2026, 10, 18, 9, 0), (2026, 11, 1)),
    ],
)
def test_a_weekly_series_keeps_its_hour_on_the_wall(zone: str, first: tuple[int, ...], change: tuple[int, ...], server_zone: str) -> None:
    series = list(weekly(dt.datetime(*first), zone, count=5))  # type: ignore[arg-type]
    assert {found.shown.time() for found in series} == {dt.time(9)}
    steps = [(later.utc - sooner.utc) - dt.timedelta(weeks=1) for sooner, later in itertools.pairwise(series)]
    hours = [step for step in steps if step]
    assert len(hours) == 1
    assert abs(hours[0]) == dt.timedelta(hours=1)
    assert series[steps.index(hours[0]) + 1].shown.date() == dt.date(*change)


def test_a_series_at_an_hour_that_is_skipped_once_comes_back_to_it() -> None:
    shown = [found.shown.time() for found in weekly(dt.datetime(2026, 3, 22, 2, 30), PARIS, count=3)]
    assert shown == [dt.time(2, 30), dt.time(3, 30), dt.time(2, 30)]


def test_a_zone_nobody_knows_is_told_with_the_nearest() -> None:
    with pytest.raises(ScheduleError, match="Europe/Paris"):
        moment(dt.datetime(2026, 1, 1), "Europe/Pariss")
    with pytest.raises(ScheduleError):
        moment(dt.datetime(2026, 1, 1), "../etc/passwd")


ZONES = st.sampled_from([PARIS, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "UTC"])


@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2037, 1, 1)), ZONES)
def test_what_exists_comes_back_and_what_does_not_moves_by_the_gap(asked: dt.datetime, zone: str) -> None:
    asked = asked.replace(second=0, microsecond=0, fold=0)
    found = moment(asked, zone)
    assert wall_time(found.utc, zone) == found.shown
    if found.note == "gap":
        assert found.shown > asked
        assert moment(asked, zone, gap=Gap.BACKWARD).shown < asked
    else:
        assert found.shown == asked
    for fold in Fold.FIRST, Fold.SECOND:
        assert moment(asked, zone, fold=fold).utc.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() is not None
