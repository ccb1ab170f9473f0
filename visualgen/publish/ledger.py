"""The publication ledger as a table: which states there are, which events lead from one to the next, and what each state promises.

```
            ┌───────── busy, nothing_left, absent, again ─────────┐
            ▼                                                     │
scheduled → claimed → sending (on disk before the network) → sent │ retry │ unknown → (ask) → sent │ retry │ uncertain → a person
                                                                  │ failed
```
also `missed` (its hour is past), `failed` (the network refuses it), `cancelled` (a person took it back).
`sending` and `unknown` mean that the network may have the post: from there no way leads back to a send but through the network's own
word (`absent`, `again`: the same key, `busy`) or through a person (`send_again`). Nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where one post on one channel stands."""

    SCHEDULED = "scheduled"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"
    UNCERTAIN = "uncertain"
    MISSED = "missed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What may happen to it."""

    CLAIM = "claim"
    RELEASE = "release"
    BEGIN = "begin"
    ACCEPTED = "accepted"
    BUSY = "busy"
    NOTHING_LEFT = "nothing_left"
    REJECTED = "rejected"
    DOUBT = "doubt"
    LOST = "lost"
    ASK = "ask"
    FOUND = "found"
    ABSENT = "absent"
    AGAIN = "again"
    GIVE_UP = "give_up"
    EXHAUSTED = "exhausted"
    MISS = "miss"
    SUSPECT = "suspect"
    MOVE = "move"
    CANCEL = "cancel"
    SAY_SENT = "say_sent"
    SEND_AGAIN = "send_again"


S = State
WAITING = frozenset({S.SCHEDULED, S.RETRY})
"""Due once their hour has come."""
OPEN = frozenset({S.SCHEDULED, S.CLAIMED, S.RETRY})
"""Nothing of the current try has left: a person may still move, change or cancel it."""
IN_DOUBT = frozenset({S.SENDING, S.UNKNOWN, S.UNCERTAIN})
"""The network may have it."""
ACTIVE = frozenset({S.SCHEDULED, S.CLAIMED, S.SENDING, S.RETRY, S.UNKNOWN})
"""The publisher has something to do, now or later."""
FOR_A_PERSON = frozenset({S.UNCERTAIN, S.MISSED, S.FAILED})
"""Nothing goes on before a person has decided."""
ENDED = frozenset({S.SENT, S.CANCELLED})


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `evidence`: the network's own word about a try, believed from whoever holds it, fence or no fence.

    `person`: only a person may ask for it.
    """

    sources: frozenset[State]
    target: State
    evidence: bool = False
    person: bool = False


TABLE: Mapping[Event, Step] = MappingProxyType(
    {
        Event.CLAIM: Step(WAITING | {S.CLAIMED}, S.CLAIMED),
        Event.RELEASE: Step(frozenset({S.CLAIMED}), S.RETRY),
        Event.BEGIN: Step(frozenset({S.CLAIMED}), S.SENDING),
        Event.ACCEPTED: Step(IN_DOUBT | OPEN | {S.MISSED, S.FAILED}, S.SENT, evidence=True),
        Event.BUSY: Step(IN_DOUBT, S.RETRY, evidence=True),
        Event.NOTHING_LEFT: Step(IN_DOUBT, S.RETRY, evidence=True),
        Event.REJECTED: Step(IN_DOUBT, S.FAILED, evidence=True),
        Event.DOUBT: Step(frozenset({S.SENDING}), S.UNKNOWN),
        Event.LOST: Step(frozenset({S.SENDING}), S.UNKNOWN),
        Event.ASK: Step(frozenset({S.UNKNOWN}), S.UNKNOWN),
        Event.FOUND: Step(frozenset({S.UNKNOWN}), S.SENT),
        Event.ABSENT: Step(frozenset({S.UNKNOWN}), S.RETRY),
        Event.AGAIN: Step(frozenset({S.UNKNOWN}), S.RETRY),
        Event.GIVE_UP: Step(frozenset({S.UNKNOWN}), S.UNCERTAIN),
        Event.EXHAUSTED: Step(OPEN, S.FAILED),
        Event.MISS: Step(OPEN, S.MISSED),
        Event.SUSPECT: Step(OPEN, S.UNKNOWN),
        Event.MOVE: Step(OPEN | {S.MISSED}, S.SCHEDULED, person=True),
        Event.CANCEL: Step(OPEN | {S.MISSED, S.FAILED, S.UNCERTAIN}, S.CANCELLED, person=True),
        Event.SAY_SENT: Step(frozenset({S.UNCERTAIN, S.MISSED, S.FAILED}), S.SENT, person=True),
        Event.SEND_AGAIN: Step(frozenset({S.UNCERTAIN, S.MISSED, S.FAILED, S.CANCELLED}), S.SCHEDULED, person=True),
    }
)
"""Every transition there is."""


class ForbiddenStep(Exception):
    """The event does not lead anywhere from this state."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event} is not possible in {state}")
        self.state, self.event = state, event


def step(state: State, event: Event) -> State:
    """Return where `event` leads from `state`; raises `ForbiddenStep`.

    >>> step(State.CLAIMED, Event.BEGIN).value
    'sending'
    """
    found = TABLE[event]
    if state not in found.sources:
        raise ForbiddenStep(state, event)
    return found.target
