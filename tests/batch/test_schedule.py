from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from visualgen.batch.schedule import Schedule

TASKS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9)), max_size=40)


@given(TASKS, st.integers(1, 5), st.randoms())
def test_every_task_is_taken_once(tasks: list[tuple[int, int]], lanes: int, random: object) -> None:
    schedule = Schedule(((group, weight, number) for number, (group, weight) in enumerate(tasks)), lanes)
    taken: list[int] = []
    idle: set[int] = set()
    while len(idle) < lanes:
        lane = random.randrange(lanes)  # type: ignore[attr-defined]
        task = schedule.take(lane)
        if task is None:
            idle.add(lane)
        else:
            assert not idle, "a lane stood idle while there was work"
            taken.append(task)
    assert sorted(taken) == list(range(len(tasks)))


def test_a_group_stays_with_its_lane_and_its_order() -> None:
    schedule = Schedule([("a", 1, "a1"), ("b", 1, "b1"), ("a", 1, "a2"), ("b", 1, "b2"), ("a", 1, "a3")], 2)
    assert [schedule.take(0), schedule.take(1), schedule.take(0), schedule.take(1)] == ["a1", "b1", "a2", "b2"]
    assert schedule.take(1) == "a3"
    assert schedule.take(0) is None


def test_an_idle_lane_takes_half_of_the_heaviest() -> None:
    schedule = Schedule([("a", 1, n) for n in range(9)], 2)
    assert schedule.take(0) == 0
    assert [schedule.take(1) for _ in range(4)] == [5, 6, 7, 8]
    assert [schedule.take(0) for _ in range(4)] == [1, 2, 3, 4]


def test_what_is_put_back_comes_next() -> None:
    schedule = Schedule([("a", 1, "a1"), ("a", 1, "a2")], 1)
    assert schedule.take(0) == "a1"
    schedule.put_back(0, ["x", "y"])
    assert [schedule.take(0) for _ in range(4)] == ["x", "y", "a2", None]
