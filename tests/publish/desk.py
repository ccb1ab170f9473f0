"""A brand with posts due, a network that lives in memory and a clock that is turned by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from visualgen.accounts.model import Brand, Organisation
from visualgen.errors import ChannelError
from visualgen.posts.model import Post, PostState, PostVersion
from visualgen.publish.channel import FOR_EVER, Attempt, Capabilities, NetworkLimits, Outgoing, Receipt
from visualgen.publish.model import Publication
from visualgen.publish.payload import payload_of, publication_key
from visualgen.publish.policy import Policy
from visualgen.publish.publisher import Publisher
from visualgen.store.database import Database

NOON = dt.datetime(2026, 12, 3, 12, tzinfo=dt.UTC)
KEY = Capabilities(frozenset({"text"}), frozenset(), key_lifetime=FOR_EVER, settle=dt.timedelta(seconds=60))
LOOKUP = Capabilities(frozenset({"text"}), frozenset(), lookup=True, settle=dt.timedelta(seconds=60))
NEITHER = Capabilities(frozenset({"text"}), frozenset(), settle=dt.timedelta(seconds=60))
POLICY = Policy(concurrency=100, rate=1_000, spacing=dt.timedelta(0))


@dataclass
class Clock:
    """A clock turned by hand; its monotonic face too."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def ticks(self) -> float:
        return self.now.timestamp()

    def pass_(self, **parts: float) -> None:
        self.now += dt.timedelta(**parts)


@dataclass
class Network:
    """What the network has, by key, and what it answers next: an error before (`refuse`) or after (`lose`) it takes the post."""

    can: Capabilities
    posts: list[tuple[str, str]] = field(default_factory=list)
    refuse: list[Exception] = field(default_factory=list)
    lose: list[Exception] = field(default_factory=list)
    unreachable: list[Exception] = field(default_factory=list)
    before: Callable[[], None] | None = None

    @property
    def capabilities(self) -> Capabilities:
        return self.can

    def limits(self) -> NetworkLimits:
        return NetworkLimits()

    def text(self, post: Outgoing) -> str:
        return post.caption

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        if self.before is not None:
            self.before()
        attempt.last_check()
        if self.refuse:
            raise self.refuse.pop(0)
        if not (self.can.repeats == "key" and any(key == attempt.key for key, _ in self.posts)):
            self.posts.append((attempt.key, post.caption))
        if self.lose:
            raise self.lose.pop(0)
        return Receipt(attempt.key[:8], f"https://network.example/{attempt.key[:8]}")

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        if self.unreachable:
            raise self.unreachable.pop(0)
        if self.can.lookup and any(key == attempt.key for key, _ in self.posts):
            return Receipt(attempt.key[:8])
        return None


@dataclass
class OneNetwork:
    """Every lane leads to one network."""

    network: Any
    patience: Policy = POLICY
    closed: ChannelError | None = None

    def open(self, lane: str) -> Any:
        if self.closed is not None:
            raise self.closed
        return self.network

    def policy(self, lane: str) -> Policy:
        return self.patience


@dataclass
class Desk:
    """A brand in a database, its clock, and hands to put posts on the calendar and look at the ledger."""

    database: Database
    brand_id: str
    clock: Clock

    def post(
        self, caption: str = "Bonjour", *, due: dt.datetime = NOON, channels: tuple[str, ...] = ("net",), lane: str = "net"
    ) -> list[str]:
        """Put one approved, scheduled post there; return the ids of its publications."""
        with self.database.write() as session:
            post = Post(
                brand_id=self.brand_id, reference="", state=PostState.SCHEDULED.value, approved=1, date=due.date(), time=due.time(),
                zone="UTC", due_at=due, created_at=self.clock(), changed_at=self.clock(),
            )  # fmt: skip
            session.add(post)
            session.flush()
            post.reference = post.id
            session.add(PostVersion(post_id=post.id, number=1, facts={"caption": caption}, author="test", created_at=self.clock()))
            rows = [
                Publication(
                    post_id=post.id, channel=channel, lane=lane, due_at=due, next_at=due, key=publication_key(post.id, channel, 1),
                    payload=payload_of(Outgoing("text", caption, due)), memory={}, created_at=self.clock(),
                )
                for channel in channels
            ]  # fmt: skip
            session.add_all(rows)
            session.flush()
            return [row.id for row in rows]

    def row(self, identifier: str) -> Publication:
        with self.database.read() as session:
            found = session.get(Publication, identifier)
            assert found is not None
            return found

    def post_state(self, identifier: str) -> str:
        with self.database.read() as session:
            publication = session.get(Publication, identifier)
            assert publication is not None
            post = session.get(Post, publication.post_id)
            assert post is not None
            return post.state

    def publisher(self, network: Any, *, patience: Policy = POLICY, **more: Any) -> Publisher:
        lanes = more.pop("lanes", OneNetwork(network, patience))
        more.setdefault("threads", 1)
        return Publisher(self.database, lanes, lambda blob: b"", clock=self.clock, ticks=self.clock.ticks, **more)


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as session:
        organisation = Organisation(name="Levain", created_at=NOON)
        session.add(organisation)
        session.flush()
        brand = Brand(organisation_id=organisation.id, name="levain", title="Levain", created_at=NOON)
        session.add(brand)
        session.flush()
        return Desk(database, brand.id, Clock())
