"""Two publishers, a person, a faulty network and a clock in any order: never twice unless a person said so, and never "sent" without it.

A publisher may claim and fall asleep at any moment, and wake up long after; the database may turn out to be a restored backup.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.publish.desk import KEY, LOOKUP, NEITHER, NOON, POLICY, Clock, Desk, Network, OneNetwork
from visualgen.accounts.model import Brand, Organisation
from visualgen.errors import ChannelBusy, OutcomeUnknown, PostError, PostRejected
from visualgen.publish import desk as at_desk
from visualgen.publish import repository
from visualgen.publish.desk import Actor
from visualgen.publish.lanes import BrandLanes
from visualgen.publish.model import Publication
from visualgen.publish.publisher import Publisher
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database

_FOLDER = tempfile.TemporaryDirectory(prefix="visualgen-machine-")
_SETTINGS = Settings(database_url=f"sqlite:///{_FOLDER.name}/machine.sqlite3", data=Path(_FOLDER.name))
_OPENED: list[Database] = []
FAULTS = {
    "busy": lambda: ("refuse", ChannelBusy("503")),
    "asked to wait": lambda: ("refuse", ChannelBusy("429", retry_after_s=120)),
    "rejected": lambda: ("refuse", PostRejected("no", reason="no")),
    "lost request": lambda: ("refuse", OutcomeUnknown("no answer")),
    "lost reply": lambda: ("lose", OutcomeUnknown("no answer")),
    "crash": lambda: ("lose", RuntimeError("a bug in the channel")),
    "cannot be asked": lambda: ("unreachable", ChannelBusy("down")),
}


def _database() -> Database:
    if not _OPENED:
        _OPENED.append(Database.open(_SETTINGS))
        with _OPENED[0].engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA synchronous=OFF")
    return _OPENED[0]


class Machine(RuleBasedStateMachine):
    """One post on one network."""

    @initialize(can=st.sampled_from([KEY, LOOKUP, NEITHER]), grace_h=st.sampled_from([1, 100]))
    def begin(self, can: Any, grace_h: int) -> None:
        self.database = _database()
        self.clock = Clock(NOON)
        with self.database.write() as session:
            organisation = Organisation(name="machine", created_at=NOON)
            session.add(organisation)
            session.flush()
            brand = Brand(organisation_id=organisation.id, name=organisation.id, title="x", created_at=NOON)
            session.add(brand)
            session.flush()
            brand_id = brand.id
        self.hand = Desk(self.database, brand_id, self.clock)
        self.network = Network(can)
        self.patience = replace(POLICY, refusals=4, grace=dt.timedelta(hours=grace_h))
        lane = f"net-{brand_id}"
        (self.row,) = self.hand.post(lane=lane)
        lanes = OneNetwork(self.network, self.patience)
        self.publishers = [
            Publisher(self.database, lanes, lambda _: b"", clock=self.clock, ticks=self.clock.ticks, name=name, threads=1) for name in "AB"
        ]
        self.lane = lane
        self.asleep: list[tuple[Publisher, Publication]] = []
        self.desk = at_desk.Desk(self.database, Blobs.open(_SETTINGS, self.database), _SETTINGS, BrandLanes(Path(_FOLDER.name)), self.clock)
        self.actor = Actor("person", (brand_id,))
        self.post_id = self.hand.row(self.row).post_id
        self.again = 0
        self.said_sent = False

    def _claim(self, who: int) -> Publication | None:
        publisher = self.publishers[who]
        with self.database.write() as session:
            taken = repository.claim(session, self.lane, self.patience, 1, owner=publisher.name, now=self.clock())
        publisher._running[self.lane] = publisher._running.get(self.lane, 0) + len(taken)
        return taken[0] if taken else None

    @rule(who=st.sampled_from([0, 1]))
    def tick(self, who: int) -> None:
        row = self._claim(who)
        if row is not None:
            self.publishers[who]._handle(row)

    @rule(who=st.sampled_from([0, 1]))
    def claim_and_fall_asleep(self, who: int) -> None:
        row = self._claim(who)
        if row is not None:
            self.asleep.append((self.publishers[who], row))

    @precondition(lambda self: self.asleep)
    @rule()
    def wake_up(self) -> None:
        publisher, row = self.asleep.pop(0)
        publisher._handle(row)

    @rule(fault=st.sampled_from(sorted(FAULTS)))
    def trouble(self, fault: str) -> None:
        where, error = FAULTS[fault]()
        getattr(self.network, where).append(error)

    @rule(minutes=st.sampled_from([0.2, 1.5, 4, 6, 30, 90]))
    def time_passes(self, minutes: float) -> None:
        self.clock.pass_(minutes=minutes)

    @rule()
    def the_database_was_restored(self) -> None:
        with self.database.write() as session:
            repository.suspect(session, self.clock())

    @rule(what=st.sampled_from(["move", "cancel", "again", "sent", "drop"]))
    def person(self, what: str) -> None:
        before = self.hand.row(self.row)
        with suppress(PostError):
            if what == "move":
                later = self.clock() + dt.timedelta(minutes=10)
                at_desk.move(self.desk, self.actor, self.post_id, later.date(), later.time().replace(microsecond=0), zone="UTC")
            elif what == "cancel":
                at_desk.cancel(self.desk, self.actor, self.post_id)
            else:
                at_desk.resolve(self.desk, self.actor, self.post_id, what)
                self.again += what == "again"
                self.said_sent = self.said_sent or what == "sent"
        after = self.hand.row(self.row)
        if what in ("move", "cancel") and after.fence != before.fence:
            assert not before.ask_first, "a person took back what may be out"

    @invariant()
    def never_twice_unless_a_person_said_so(self) -> None:
        if hasattr(self, "network"):
            assert len(self.network.posts) <= 1 + self.again
            assert max((sum(key == other for other, _ in self.network.posts) for key, _ in self.network.posts), default=0) <= 1

    @invariant()
    def what_is_called_sent_is_there(self) -> None:
        if hasattr(self, "network") and self.hand.row(self.row).state == "sent" and not self.said_sent:
            assert self.network.posts

    @invariant()
    def what_is_out_is_not_called_missed_or_failed(self) -> None:
        """Unless a person's "again" began anew, what the network has is sent, or still in doubt, or a person's to decide."""
        if hasattr(self, "network") and self.network.posts and not self.again and not self.said_sent:
            assert self.hand.row(self.row).state not in ("missed", "failed", "scheduled")

    def teardown(self) -> None:
        if not hasattr(self, "network"):
            return
        while self.asleep:
            self.wake_up()
        self.network.refuse.clear()
        self.network.lose.clear()
        self.network.unreachable.clear()
        for _ in range(40):
            self.tick(0)
            self.clock.pass_(minutes=20)
        assert self.hand.row(self.row).state in ("sent", "uncertain", "missed", "failed", "cancelled")


Machine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
TestMachine = Machine.TestCase
