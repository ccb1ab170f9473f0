"""One publisher at a time: what each answer of the network leads to, and that nothing is sent twice or too late."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from tests.publish.desk import KEY, LOOKUP, NEITHER, NOON, POLICY, Desk, Network, OneNetwork
from visualgen.errors import ChannelBusy, OutcomeUnknown, PostRejected, ReconnectNeeded
from visualgen.publish import repository
from visualgen.publish.channel import Capabilities
from visualgen.publish.ledger import Event
from visualgen.publish.model import Publication
from visualgen.publish.publisher import Publisher

ALL = pytest.mark.parametrize("can", [KEY, LOOKUP, NEITHER], ids=["key", "lookup", "neither"])
LOST = OutcomeUnknown("no answer")


@ALL
def test_what_is_due_is_sent_once_and_its_story_is_kept(desk: Desk, can: Capabilities) -> None:
    (first,) = desk.post("un")
    (later,) = desk.post("deux", due=NOON + dt.timedelta(hours=1))
    network = Network(can)
    publisher = desk.publisher(network)
    assert publisher.run_due() == 1
    assert publisher.run_due() == 0
    assert [caption for _, caption in network.posts] == ["un"]
    row = desk.row(first)
    assert (row.state, row.url, desk.post_state(first)) == ("sent", f"https://network.example/{row.key[:8]}", "published")
    assert desk.row(later).state == "scheduled"
    with desk.database.read() as session:
        steps = [event.event for _, event in repository.events_of(session, row.post_id)]
    assert steps == ["claim", "begin", "accepted"]


@ALL
def test_a_refusal_is_tried_again_after_the_time_the_network_asks_for(desk: Desk, can: Capabilities) -> None:
    (row,) = desk.post()
    network = Network(can, refuse=[ChannelBusy("busy", retry_after_s=300)])
    publisher = desk.publisher(network)
    publisher.run_due()
    assert (desk.row(row).state, desk.post_state(row)) == ("retry", "publishing")
    desk.clock.pass_(seconds=299)
    assert publisher.run_due() == 0
    desk.clock.pass_(seconds=1)
    publisher.run_due()
    assert desk.row(row).state == "sent"
    assert len(network.posts) == 1


@ALL
def test_a_refused_post_fails_and_waits_for_a_person(desk: Desk, can: Capabilities) -> None:
    (row,) = desk.post()
    desk.publisher(Network(can, refuse=[PostRejected("too long", reason="caption_length", field="caption")])).run_due()
    assert (desk.row(row).state, desk.post_state(row)) == ("failed", "attention")


@pytest.mark.parametrize(
    ("can", "taken", "end"),
    [(KEY, True, "sent"), (KEY, False, "sent"), (LOOKUP, True, "sent"), (LOOKUP, False, "sent"), (NEITHER, True, "uncertain")],
)
def test_no_answer(desk: Desk, can: Capabilities, taken: bool, end: str) -> None:
    (row,) = desk.post()
    network = Network(can, **{"lose" if taken else "refuse": [LOST]})
    publisher = desk.publisher(network)
    publisher.run_due()
    assert (desk.row(row).state, desk.post_state(row)) == ("unknown", "publishing")
    assert publisher.run_due() == 0
    desk.clock.pass_(seconds=61)
    publisher.run_due()
    assert desk.row(row).state == end
    assert len(network.posts) == 1


def test_a_network_that_cannot_be_asked_is_asked_again_and_a_person_in_the_end(desk: Desk) -> None:
    (row,) = desk.post()
    network = Network(LOOKUP, lose=[LOST], unreachable=[ChannelBusy("down")] * 1000)
    publisher = desk.publisher(network)
    for _ in range(60):
        publisher.run_due()
        desk.clock.pass_(minutes=30)
    assert desk.row(row).state == "uncertain"


@ALL
def test_a_process_that_slept_before_the_request_sends_nothing(desk: Desk, can: Capabilities) -> None:
    (row,) = desk.post()
    network = Network(can)
    network.before = lambda: desk.clock.pass_(minutes=3)
    publisher = desk.publisher(network)
    publisher._handle(publisher._claim(1)[0])
    assert (desk.row(row).state, network.posts) == ("retry", [])
    network.before = None
    publisher.run_due()
    assert (desk.row(row).state, len(network.posts)) == ("sent", 1)


@ALL
def test_who_wakes_up_after_its_lease_finds_the_fence(desk: Desk, can: Capabilities) -> None:
    (row,) = desk.post()
    network = Network(can)
    sleeper, other = desk.publisher(network, name="sleeper"), desk.publisher(network, name="other")
    (held,) = sleeper._claim(1)
    desk.clock.pass_(minutes=6)
    other.run_due()
    sleeper._handle(held)
    assert (desk.row(row).state, len(network.posts)) == ("sent", 1)


@ALL
def test_a_reply_that_comes_after_the_lease_still_counts(desk: Desk, can: Capabilities) -> None:
    (row,) = desk.post()
    network = Network(can)
    sleeper, other = desk.publisher(network, name="sleeper"), desk.publisher(network, name="other")

    def steal() -> None:
        network.before = None
        desk.clock.pass_(seconds=1)
        with desk.database.write() as session:
            found = session.get(Publication, row)
            assert found is not None
            repository.move(session, found, Event.LOST, actor="other", at=desk.clock(), next_at=desk.clock() + dt.timedelta(minutes=1))

    network.before = steal
    sleeper.run_due()
    assert (desk.row(row).state, len(network.posts)) == ("sent", 1)
    desk.clock.pass_(minutes=10)
    assert other.run_due() == 0


@ALL
def test_what_is_too_late_is_missed_and_never_comes_in_a_burst(desk: Desk, can: Capabilities) -> None:
    (old,) = desk.post(due=NOON - dt.timedelta(hours=3))
    late = [desk.post(str(number), due=NOON - dt.timedelta(minutes=20 + number))[0] for number in range(3)]
    network = Network(can)
    publisher = desk.publisher(network, patience=replace(POLICY, spacing=dt.timedelta(minutes=1)))
    publisher.run_due()
    assert (desk.row(old).state, desk.post_state(old)) == ("missed", "attention")
    sent = [len(network.posts)]
    for _ in range(4):
        desk.clock.pass_(seconds=30)
        publisher.run_due()
        sent.append(len(network.posts))
    assert sent == [1, 1, 2, 2, 3]
    assert [caption for _, caption in network.posts] == ["2", "1", "0"]
    assert {desk.row(row).state for row in late} == {"sent"}


@ALL
def test_the_rate_is_kept_and_the_order_too(desk: Desk, can: Capabilities) -> None:
    for number in range(7):
        desk.post(str(number))
    network = Network(can)
    publisher = desk.publisher(network, patience=replace(POLICY, concurrency=2, rate=3, rate_window=dt.timedelta(minutes=1)))
    counts = []
    for _ in range(5):
        publisher.run_due()
        counts.append(len(network.posts))
        desk.clock.pass_(seconds=30)
    assert counts == [3, 3, 6, 6, 7]
    assert [caption for _, caption in network.posts] == list("0123456")


def test_an_account_to_connect_again_holds_its_lane_and_costs_no_try(desk: Desk) -> None:
    (first,), (second,) = desk.post("un"), desk.post("deux")
    network = Network(LOOKUP, refuse=[ReconnectNeeded("token revoked")])
    publisher = desk.publisher(network, patience=replace(POLICY, concurrency=1))
    publisher.run_due()
    assert {desk.row(first).state, desk.row(second).state} <= {"retry", "scheduled"}
    assert network.posts == []
    with desk.database.write() as session:
        (held,) = repository.holds(session, desk.clock())
        assert (held.lane, held.reason) == ("net", "reconnect")
        repository.free(session, "net")
    publisher.run_due()
    assert len(network.posts) == 2
    assert desk.row(first).refusals == 0


def test_a_lane_that_cannot_be_opened_waits(desk: Desk) -> None:
    (row,) = desk.post()
    lanes = OneNetwork(Network(LOOKUP), closed=ReconnectNeeded("never connected"))
    publisher = desk.publisher(None, lanes=lanes)
    publisher.run_due()
    assert desk.row(row).state == "retry"
    lanes.closed = None
    desk.clock.pass_(minutes=11)
    publisher.run_due()
    assert desk.row(row).state == "sent"


def test_after_many_refusals_it_has_failed(desk: Desk) -> None:
    (row,) = desk.post()
    publisher = desk.publisher(Network(LOOKUP, refuse=[ChannelBusy("503")] * 50), patience=replace(POLICY, refusals=3))
    for _ in range(6):
        publisher.run_due()
        desk.clock.pass_(minutes=10)
    assert (desk.row(row).state, desk.row(row).tries) == ("failed", 3)


def test_a_refusal_says_nothing_about_the_try_before_it(desk: Desk) -> None:
    (row,) = desk.post()
    network = Network(KEY, lose=[LOST])
    publisher = desk.publisher(network, patience=replace(POLICY, refusals=2))
    publisher.run_due()
    network.refuse = [PostRejected("duplicate", reason="duplicate")]
    for _ in range(5):
        desk.clock.pass_(minutes=2)
        publisher.run_due()
    assert (desk.row(row).state, len(network.posts)) == ("sent", 1)


def test_a_key_past_its_hour_is_not_published_late_by_repeating(desk: Desk) -> None:
    (row,) = desk.post()
    publisher = desk.publisher(Network(KEY, refuse=[LOST]))
    publisher.run_due()
    desk.clock.pass_(hours=5)
    publisher.run_due()
    assert desk.row(row).state == "uncertain"


def test_the_networks_word_is_written_down_though_the_database_was_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = desk.post()
    naps: list[float] = []
    network = Network(NEITHER)
    publisher = desk.publisher(network, nap=naps.append)
    away = iter([True, True])
    move = repository.move

    def broken(session: Any, found: Publication, event: Event, **more: Any) -> bool:
        if event is Event.ACCEPTED and next(away, False):
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return move(session, found, event, **more)

    monkeypatch.setattr(repository, "move", broken)
    publisher.run_due()
    assert (desk.row(row).state, len(network.posts), len(naps)) == ("sent", 1, 2)


@pytest.mark.logs
def test_a_step_that_breaks_off_is_told_and_found_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = desk.post()
    network = Network(LOOKUP)
    publisher = desk.publisher(network)
    stop = threading.Event()
    monkeypatch.setattr(Publisher, "_submit", lambda *_: 1 / 0)
    worker = threading.Thread(target=publisher.run, args=(stop,))
    worker.start()
    end = time.monotonic() + 20
    while desk.row(row).state != "sending" and time.monotonic() < end:
        time.sleep(0.02)
    stop.set()
    publisher.wake()
    worker.join()
    monkeypatch.undo()
    desk.clock.pass_(minutes=6)
    for _ in range(4):
        publisher.run_due()
        desk.clock.pass_(minutes=2)
    assert (desk.row(row).state, len(network.posts)) == ("sent", 1)
