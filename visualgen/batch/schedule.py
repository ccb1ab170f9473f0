"""Which worker renders what: a template's posts stay with one worker (its caches are warm), and no worker stands idle."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Schedule(Generic[T]):
    """Groups of tasks shared out over lanes.

    A lane that asks gets the next task of its own group; then the heaviest group no lane has begun; then half of what
    the busiest lane has left, so that all lanes end together.
    """

    def __init__(self, tasks: Iterable[tuple[Hashable, int, T]], lanes: int) -> None:
        groups: dict[Hashable, deque[tuple[int, T]]] = {}
        for group, weight, task in tasks:
            groups.setdefault(group, deque()).append((weight, task))
        self._waiting = sorted(groups.values(), key=_weight)
        self._lanes: list[deque[tuple[int, T]]] = [deque() for _ in range(lanes)]

    def take(self, lane: int) -> T | None:
        """Return the next task of `lane`; None when there is nothing left to begin."""
        own = self._lanes[lane]
        if not own and self._waiting:
            own.extend(self._waiting.pop())
        if not own:
            own.extend(self._half_of(max(self._lanes, key=_weight)))
        return own.popleft()[1] if own else None

    def put_back(self, lane: int, tasks: Iterable[T]) -> None:
        """Give tasks to `lane` as its next ones."""
        self._lanes[lane].extendleft((1, task) for task in reversed(list(tasks)))

    @staticmethod
    def _half_of(donor: deque[tuple[int, T]]) -> list[tuple[int, T]]:
        """Take the rear half of the donor's tasks, by weight; the one task of a donor that has no other goes whole."""
        half, taken = _weight(donor) / 2, 0
        given: list[tuple[int, T]] = []
        while donor and (not given or taken + donor[-1][0] <= half):
            weight, task = donor.pop()
            taken += weight
            given.append((weight, task))
        return given[::-1]


def _weight(tasks: Iterable[tuple[int, object]]) -> int:
    return sum(weight for weight, _ in tasks)
