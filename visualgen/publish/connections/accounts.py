"""The connected accounts as the publisher opens them: each call tells the account's health what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx
from sqlalchemy import select, update

from visualgen.errors import ReconnectNeeded
from visualgen.publish.channel import Attempt, Capabilities, Channel, Media, NetworkLimits, Outgoing, Receipt, Surroundings
from visualgen.publish.connections.keeping import KeptAccount
from visualgen.publish.connections.model import Connection
from visualgen.publish.discovery import channel_kind
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.vault import Vault

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class ConnectedAccounts:
    """Every brand's accounts; a lane is `NETWORK:ID` of one. `transport` makes what addresses of strangers' choice are called through."""

    database: Database
    vault: Vault
    clock: Clock = utc_now
    public_url: Callable[[Media], str] | None = None
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None
    timeout_s: float = 60.0

    @property
    def outside(self) -> Surroundings:
        """What their channels are given from outside."""
        return Surroundings(self.clock, self.timeout_s, self.public_url, self.transport)

    def lane(self, brand_id: str, channel: str) -> str | None:
        """Return the lane of the brand's account that the channel names: `instagram` the default, `instagram:lyon` a named one."""
        network, _, account = channel.partition(":")
        named = (Connection.brand_id == brand_id, Connection.network == network, Connection.account == account)
        with self.database.read() as session:
            found = session.scalar(select(Connection.id).where(*named))
        return None if found is None else f"{network}:{found}"

    def knows(self, lane: str) -> bool:
        """Return whether the lane is a connected account's."""
        network, _, identifier = lane.partition(":")
        with self.database.read() as session:
            row = session.get(Connection, identifier)
        return row is not None and row.network == network

    def open(self, lane: str) -> Channel:
        """Return the account's channel. Raises `ReconnectNeeded` where the account is gone."""
        network, _, identifier = lane.partition(":")
        account = KeptAccount(self.database, self.vault, self.clock, identifier)
        kind = channel_kind(network)
        return _Watched(kind.open(account, self.outside), self.database, self.clock, identifier, silent=kind.ping is not None)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A channel whose account's row is told of each success and of the end of its permission. `silent`: `limits` asks nobody."""

    channel: Channel
    database: Database
    clock: Clock
    id: str
    silent: bool = False

    @property
    def capabilities(self) -> Capabilities:
        """What the network can do."""
        return self.channel.capabilities

    def limits(self) -> NetworkLimits:
        """Ask the network what it takes now."""
        limits = self._told(self.channel.limits)
        if not self.silent:
            note(self.database, self.id, self.clock(), posts_left=limits.posts_left)
        return limits

    def text(self, post: Outgoing) -> str:
        """Return the words as the network will show them."""
        return self.channel.text(post)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Publish the post."""
        receipt = self._told(lambda: self.channel.submit(post, attempt))
        note(self.database, self.id, self.clock(), succeeded_at=self.clock())
        return receipt

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Look an earlier attempt up."""
        return self._told(lambda: self.channel.find(post, attempt))

    def _told(self, call: Callable[[], Answer]) -> Answer:
        try:
            answer = call()
        except ReconnectNeeded as error:
            note(self.database, self.id, self.clock(), lost=error.message)
            raise
        return answer


def note(database: Database, identifier: str, now: dt.datetime, **values: object) -> None:
    """Write down how a call went; whoever answered is not lost."""
    with database.write() as session:
        facts = {"lost": "", "checked_at": now, "updated_at": now, **values}
        session.execute(update(Connection).where(Connection.id == identifier).values(**facts))
