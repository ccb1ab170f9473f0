"""The network's own quota: asked seldom, waited for without spending a try, and never a reason to be late in silence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest

from tests.publish.desk import LOOKUP, NOON, POLICY, Desk, Network
from visualgen.errors import ChannelBusy, ReconnectNeeded
from visualgen.publish import repository
from visualgen.publish.channel import NetworkLimits
from visualgen.publish.policy import Policy

TELLS = replace(LOOKUP, quota=True)
HOUR = dt.timedelta(hours=1)


@dataclass
class Counting(Network):
    """A network that tells what is left, and counts how often it is asked."""

    left: int | None = 0
    window: dt.timedelta | None = dt.timedelta(hours=24)
    asked: int = 0
    silent: list[Exception] = field(default_factory=list)

    def limits(self) -> NetworkLimits:
        self.asked += 1
        if self.silent:
            raise self.silent.pop(0)
        left = None if self.left is None else max(0, self.left - len(self.posts))
        return NetworkLimits(posts_left=left, posts_window=self.window)


def test_a_full_quota_is_waited_for_and_no_try_is_spent(desk: Desk) -> None:
    rows = [*desk.post("un"), *desk.post("deux")]
    network = Counting(TELLS, left=0)
    publisher = desk.publisher(network)
    assert publisher.run_due() == 2
    assert (network.posts, network.asked) == ([], 1)
    for row in map(desk.row, rows):
        assert (row.state, row.tries, row.refusals, row.next_at) == ("retry", 0, 0, NOON + HOUR)
        assert "no more posts" in row.note
    assert desk.post_state(rows[0]) == "scheduled"
    with desk.database.read() as session:
        steps = [event.event for _, event in repository.events_of(session, desk.row(rows[0]).post_id)]
    assert steps == ["claim", "release"]
    desk.clock.pass_(minutes=59)
    assert publisher.run_due() == 0
    network.left = 2
    desk.clock.pass_(minutes=1)
    assert publisher.run_due() == 2
    assert (len(network.posts), network.asked) == (2, 2)


@pytest.mark.parametrize(("left", "asked"), [(None, 1), (100, 1), (6, 1), (5, 1), (3, 2)])
def test_it_is_not_asked_for_every_post(desk: Desk, left: int | None, asked: int) -> None:
    for number in range(5):
        desk.post(str(number))
    network = Counting(TELLS, left=left)
    publisher = desk.publisher(network)
    assert publisher.run_due() == 5
    assert (len(network.posts), network.asked) == (5 if left is None else min(5, left), asked)


def test_after_ten_minutes_it_is_asked_again(desk: Desk) -> None:
    network = Counting(TELLS, left=100)
    publisher = desk.publisher(network)
    for minutes in (0, 9, 11):
        desk.clock.now = NOON + dt.timedelta(minutes=minutes)
        desk.post(due=desk.clock.now)
        publisher.run_due()
    assert (len(network.posts), network.asked) == (3, 2)


def test_a_short_window_is_waited_for_to_its_end(desk: Desk) -> None:
    (row,) = desk.post()
    desk.publisher(Counting(TELLS, left=0, window=dt.timedelta(minutes=5))).run_due()
    assert desk.row(row).next_at == NOON + dt.timedelta(minutes=5)


def test_past_its_grace_a_person_decides(desk: Desk) -> None:
    (row,) = desk.post()
    network = Counting(TELLS, left=0)
    publisher = desk.publisher(network, patience=replace(POLICY, grace=dt.timedelta(minutes=20)))
    publisher.run_due()
    assert desk.row(row).next_at == NOON + dt.timedelta(minutes=20, seconds=1)
    desk.clock.pass_(minutes=20, seconds=1)
    publisher.run_due()
    assert (desk.row(row).state, network.posts) == ("missed", [])


def test_a_quota_that_cannot_be_asked_is_no_reason_to_wait(desk: Desk) -> None:
    desk.post("un")
    desk.post("deux")
    network = Counting(TELLS, left=0, silent=[ChannelBusy("busy")])
    desk.publisher(network).run_due()
    assert (len(network.posts), network.asked) == (2, 1)


def test_a_permission_that_is_gone_is_found_before_a_try(desk: Desk) -> None:
    (row,) = desk.post()
    network = Counting(TELLS, silent=[ReconnectNeeded("expired")])
    desk.publisher(network).run_due()
    assert (desk.row(row).state, desk.row(row).tries) == ("retry", 0)
    with desk.database.read() as session:
        assert [hold.reason for hold in repository.holds(session, NOON)] == ["reconnect"]


def test_a_network_that_does_not_tell_is_not_asked(desk: Desk) -> None:
    desk.post()
    network = Counting(LOOKUP, left=0)
    desk.publisher(network).run_due()
    assert (len(network.posts), network.asked) == (1, 0)


def test_the_pause_is_the_policys_longest(desk: Desk) -> None:
    (row,) = desk.post()
    desk.publisher(Counting(TELLS, left=0, window=None), patience=replace(Policy(), backoff_max=dt.timedelta(minutes=15))).run_due()
    assert desk.row(row).next_at == NOON + dt.timedelta(minutes=15)
