"""When a post is due: the hour on the wall and its IANA zone become one instant; what daylight saving does is a stated policy.

Twice a year a wall clock is no clock: in spring an hour is skipped (02:30 does not exist: the *gap*), in autumn one comes twice
(02:30 happens two times: the *fold*). Nothing is guessed: the policy says what is meant, and `Moment.note` says that it was needed.
Source: PEP 495 for gap and fold; the zone rules are those of the `tzdata` package or the system.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from visualgen.errors import ScheduleError


class Gap(StrEnum):
    """What an hour that the clocks skip means. `FORWARD` (the default): later by the gap, 02:30 → 03:30."""

    FORWARD = "forward"
    BACKWARD = "backward"
    REFUSE = "refuse"


class Fold(StrEnum):
    """Which of two equal hours is meant. `FIRST` (the default) is the one before the clocks go back."""

    FIRST = "first"
    SECOND = "second"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with what a person asked for.

    `asked` is the wall time as written (naive), `zone` its IANA name, `utc` the instant, `shown` what the wall clock says at
    that instant; `note` tells where daylight saving made a policy speak.
    """

    asked: dt.datetime
    zone: str
    utc: dt.datetime
    shown: dt.datetime
    note: Literal["", "gap", "fold"] = ""


def moment(asked: dt.datetime, zone: str, *, gap: Gap = Gap.FORWARD, fold: Fold = Fold.FIRST) -> Moment:
    """Return the instant at which the wall clocks of `zone` show `asked` (naive).

    Raises `ScheduleError` for an unknown zone, and for an hour that the policies refuse.

    >>> moment(dt.datetime(2026, 3, 29, 2, 30), "Europe/Paris").shown
    datetime.datetime(2026, 3, 29, 3, 30)
    """
    rules = _rules(zone)
    before, after = asked.replace(tzinfo=rules, fold=0), asked.replace(tzinfo=rules, fold=1)
    first, second = before.astimezone(dt.UTC), after.astimezone(dt.UTC)
    if first == second:
        return Moment(asked, zone, first, asked)
    if first > second:  # no such hour: `first` counts with the offset before the change, and so lies after it
        if gap is Gap.REFUSE:
            raise ScheduleError(f"{asked:%Y-%m-%d %H:%M} does not exist in {zone}: the clocks skip it", mend="choose another hour")
        chosen: dt.datetime = first if gap is Gap.FORWARD else second
        return Moment(asked, zone, chosen, chosen.astimezone(rules).replace(tzinfo=None, fold=0), "gap")
    if fold is Fold.REFUSE:
        raise ScheduleError(f"{asked:%Y-%m-%d %H:%M} comes twice in {zone}: the clocks go back", mend="choose another hour")
    return Moment(asked, zone, first if fold is Fold.FIRST else second, asked, "fold")


def wall_time(instant: dt.datetime, zone: str) -> dt.datetime:
    """Return what the wall clocks of `zone` show at `instant` (aware), naive. Raises `ScheduleError` for an unknown zone."""
    return instant.astimezone(_rules(zone)).replace(tzinfo=None, fold=0)


def weekly(
    first: dt.datetime, zone: str, *, count: int, every: int = 1, gap: Gap = Gap.FORWARD, fold: Fold = Fold.FIRST
) -> Iterator[Moment]:
    """Yield `count` moments at the same wall time of the same weekday, `every` so many weeks, from `first` (naive) on.

    The hour on the wall stays; the instant moves with daylight saving. A week whose hour is skipped does not shift those after it.
    """
    for week in range(count):
        yield moment(first + dt.timedelta(weeks=week * every), zone, gap=gap, fold=fold)


@functools.lru_cache(maxsize=64)
def _rules(zone: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(zone, sorted(zoneinfo.available_timezones()), n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else "write it as Europe/Paris"
        hint_fr = f"vouliez-vous dire « {near[0]} » ?" if near else "écrivez-le ainsi : Europe/Paris"
        fr = (f"aucun fuseau horaire ne s’appelle « {zone} »", hint_fr)
        raise ScheduleError(f"no time zone is called {zone!r}", mend=hint).french(*fr) from None
