"""What to do about a post whose fate is not known: send it again under its key, look it up, wait, or ask a person. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from visualgen.publish.channel import FOR_EVER, Capabilities
from visualgen.publish.policy import Policy


class Move(StrEnum):
    """What a publisher does next about it."""

    REPEAT = "repeat"
    LOOK = "look"
    WAIT = "wait"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the ledger knows of it: its hour, when its key was first sent, when it was last sent (None: not by us, as far as we know)."""

    due_at: dt.datetime
    first_sent_at: dt.datetime | None
    sent_at: dt.datetime | None
    refusals: int


def settle(doubt: Doubt, can: Capabilities, policy: Policy, now: dt.datetime) -> Move:
    """Return the next move.

    A key that the network still knows lets the same post go again, while it is not too late to publish it; else it is looked up, not
    before the network has settled; a look-up that is not to be relied on is tried too, but only what it finds counts.
    """
    if key_holds(doubt, can, now) and now <= doubt.due_at + policy.grace and doubt.refusals < policy.refusals:
        return Move.REPEAT
    if doubt.sent_at is not None and now < doubt.sent_at + can.settle:
        return Move.WAIT
    if doubt.sent_at is not None and now > doubt.sent_at + max(policy.ask_for, can.settle + policy.lease * 2):
        return Move.PERSON
    return Move.LOOK


def key_holds(doubt: Doubt, can: Capabilities, now: dt.datetime) -> bool:
    """Return whether the network surely still knows the key it may have seen first at `first_sent_at`, or at the post's hour."""
    if can.key_lifetime == FOR_EVER:
        return True
    first = doubt.first_sent_at or doubt.due_at
    return now < first + can.key_lifetime * 0.8
