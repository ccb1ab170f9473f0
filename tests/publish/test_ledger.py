"""The table itself: what no sequence of events may ever lead to."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from visualgen.publish.ledger import ACTIVE, ENDED, FOR_A_PERSON, IN_DOUBT, OPEN, TABLE, Event, ForbiddenStep, State, step


def test_every_state_is_active_waits_for_a_person_or_has_ended() -> None:
    assert set(State) == ACTIVE | FOR_A_PERSON | ENDED
    assert not ACTIVE & FOR_A_PERSON
    assert not (ACTIVE | FOR_A_PERSON) & ENDED
    assert set(TABLE) == set(Event)


def test_only_one_event_leads_to_a_send_and_only_from_a_fresh_claim() -> None:
    assert [event for event, found in TABLE.items() if found.target is State.SENDING] == [Event.BEGIN]
    assert TABLE[Event.BEGIN].sources == {State.CLAIMED}


def test_what_the_network_may_have_goes_back_only_by_its_word_or_a_persons() -> None:
    back = {event for event, found in TABLE.items() if found.sources & IN_DOUBT and found.target in OPEN}
    assert back == {Event.BUSY, Event.NOTHING_LEFT, Event.ABSENT, Event.AGAIN, Event.SEND_AGAIN}
    for event in back:
        assert TABLE[event].evidence or TABLE[event].person or event in (Event.ABSENT, Event.AGAIN)


def test_sent_is_for_ever() -> None:
    for event in Event:
        with pytest.raises(ForbiddenStep):
            step(State.SENT, event)


def test_from_every_state_a_way_leads_to_an_end() -> None:
    reached = set(ENDED)
    while True:
        more = {source for found in TABLE.values() if found.target in reached for source in found.sources} - reached
        if not more:
            break
        reached |= more
    assert reached == set(State)


class Life(RuleBasedStateMachine):
    """A post, a network that may or may not have taken what was written to it, and events in any order the table allows."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.SCHEDULED
        self.remote = 0
        self.asked_person = False
        self.in_flight = False

    def _can(self, event: Event) -> bool:
        return self.state in TABLE[event].sources

    @rule(event=st.sampled_from([Event.CLAIM, Event.RELEASE, Event.DOUBT, Event.LOST, Event.ASK, Event.GIVE_UP, Event.MISS, Event.SUSPECT]))
    def machinery(self, event: Event) -> None:
        if self._can(event):
            self.state = step(self.state, event)

    @precondition(lambda self: self._can(Event.BEGIN))
    @rule(taken=st.booleans())
    def send(self, taken: bool) -> None:
        assert self.remote == 0 or self.asked_person, "a second send of what the network has"
        self.state = step(self.state, Event.BEGIN)
        self.remote += taken
        self.in_flight = True

    @rule()
    def reply(self) -> None:
        """The reply comes, maybe late: it is the truth."""
        event = Event.ACCEPTED if self.remote else Event.BUSY
        if self.in_flight and self._can(event):
            self.state = step(self.state, event)
            self.in_flight = False

    @precondition(lambda self: self.state is State.UNKNOWN)
    @rule()
    def look_up(self) -> None:
        self.state = step(self.state, Event.FOUND if self.remote else Event.ABSENT)

    @precondition(lambda self: self.state in FOR_A_PERSON)
    @rule(event=st.sampled_from([Event.SAY_SENT, Event.SEND_AGAIN, Event.CANCEL, Event.MOVE]))
    def person(self, event: Event) -> None:
        if self._can(event):
            self.asked_person = True
            self.state = step(self.state, event)

    @invariant()
    def at_most_once_unless_a_person_said_so(self) -> None:
        assert self.remote <= 1 or self.asked_person


Life.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase
