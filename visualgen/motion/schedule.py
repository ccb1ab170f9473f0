"""When each scene is shown: as long as its template says, else as long as its motion and its reading take."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from visualgen.errors import OutputError
from visualgen.motion.products import ClipJob, FootageValue, Scene, Shown, Timeline, Transition

SECONDS_PER_WORD = 0.3
SHORTEST_READING_S = 1.5
SHORTEST_SCENE_S = 3.5
LONGEST_SCENE_S = 15.0
HOLD_S = 1.5
LONGEST_CLIP_S = 180.0
CUT = Transition()


@dataclass(frozen=True, slots=True)
class Pace:
    """What a scene needs: the template's own duration if it has one, when its last entrance ends, and its words."""

    duration_s: float | None
    settled_s: float
    words: int

    @property
    def reading_s(self) -> float:
        """How long the words take to read."""
        return max(SHORTEST_READING_S, SECONDS_PER_WORD * self.words) if self.words else 0.0

    def needed_s(self) -> float:
        """Return how long the scene lasts when nobody says so: everything has come in, has been read, and has held."""
        if self.duration_s is not None:
            return self.duration_s
        needed = max(self.settled_s + HOLD_S, self.settled_s * 0.5 + self.reading_s, SHORTEST_SCENE_S)
        return math.ceil(min(needed, LONGEST_SCENE_S) * 2) / 2


def words_in(texts: Iterable[str]) -> int:
    """Return how many words there are to read."""
    return sum(len(re.findall(r"\w+", text)) for text in texts)


def schedule(job: ClipJob, scenes: Sequence[Scene], paces: Sequence[Pace], enters: Sequence[Transition]) -> Timeline:
    """Return when each scene is shown, on whole frames. Raises `OutputError` for a duration that cannot be."""
    lengths = [
        pace.needed_s() + _hidden(pace, enter, first=not index) if scene.duration_s is None else scene.duration_s
        for index, (scene, pace, enter) in enumerate(zip(scenes, paces, enters, strict=True))
    ]
    overlaps = [0.0] + [_overlap(enter, a, b) for enter, a, b in zip(enters[1:], lengths, lengths[1:], strict=False)]
    if job.duration_s is not None:
        lengths = _stretched(lengths, overlaps, job.duration_s)
    step = 1 / job.fps
    shown: list[Shown] = []
    start = 0.0
    for index, (scene, length, overlap) in enumerate(zip(scenes, lengths, overlaps, strict=True)):
        start = round((start - overlap) / step) * step if index else 0.0
        end = start + max(round(length / step), 1) * step
        enter = enters[index] if index and overlap > 0 else CUT
        shown.append(Shown(scene, start, end, Transition(enter.kind, round(overlap / step) * step, enter.side)))
        start = end
    total = shown[-1].end_s
    if not 0 < total <= LONGEST_CLIP_S:
        raise OutputError(f"the clip would last {total:.0f} s", mend=f"keep it under {LONGEST_CLIP_S:.0f} s").french(
            f"le clip durerait {total:.0f} s", f"restez sous {LONGEST_CLIP_S:.0f} s"
        )
    settled = min(paces[0].settled_s, lengths[0] - step)
    poster = settled if job.poster_s is None else min(max(job.poster_s, 0.0), total - step)
    return Timeline(tuple(shown), total, max(poster, 0.0))


def _hidden(pace: Pace, enter: Transition, *, first: bool) -> float:
    """Return how long a scene whose length nobody set is only partly seen while it comes in: that is added to its reading."""
    return 0.0 if first or enter.kind == "cut" or pace.duration_s is not None else enter.duration_s


def footage_in(timeline: Timeline) -> tuple[tuple[FootageValue, float, float], ...]:
    """Return the videos of all scenes with the span in which each is seen, in the clip's time."""
    found: list[tuple[FootageValue, float, float]] = []
    for shown in timeline.shown:
        values: list[Any] = [shown.scene.still.content]
        while values:
            value = values.pop()
            if isinstance(value, FootageValue):
                found.append((value, shown.start_s, shown.end_s))
            elif isinstance(value, Mapping):
                values.extend(value.values())
            elif isinstance(value, (list, tuple)):
                values.extend(value)
    return tuple(found)


def _overlap(enter: Transition, before_s: float, after_s: float) -> float:
    return 0.0 if enter.kind == "cut" else min(enter.duration_s, before_s / 2, after_s / 2)


def _stretched(lengths: list[float], overlaps: list[float], wanted_s: float) -> list[float]:
    """Return the lengths scaled so that all of them, overlaps taken off, last `wanted_s`."""
    total, shared = sum(lengths), sum(overlaps)
    if wanted_s <= shared:
        raise OutputError(f"{wanted_s:g} s is shorter than the transitions", mend="ask for a longer clip, or cut between scenes").french(
            f"{wanted_s:g} s, c’est plus court que les transitions", "demandez un clip plus long, ou des coupes franches (cut)"
        )
    return [length * (wanted_s + shared) / total for length in lengths]
