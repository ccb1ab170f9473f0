"""Where a brand's posts go: its connected accounts, and for networks it has none on, the folder of ready-to-post packages.

A lane is `NETWORK:WHICH`: the account it is sent through, one after the other, at one pace. `folder:BRAND` is always there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from visualgen.errors import ReconnectNeeded
from visualgen.formats import network_of
from visualgen.publish.channel import Channel, ChannelKind, Surroundings
from visualgen.publish.discovery import channel_kind
from visualgen.publish.policy import Policy, policy_of
from visualgen.store.clock import utc_now

FOLDER = "folder"


class Connections(Protocol):
    """The accounts that are connected: what channels are opened with."""

    def lane(self, brand_id: str, channel: str) -> str | None:
        """Return the lane of the brand's account that the channel names (`instagram`, `instagram:lyon`); None where none is connected."""
        ...

    def knows(self, lane: str) -> bool:
        """Return whether the lane is a connected account's."""
        ...

    def open(self, lane: str) -> Channel:
        """Return the account's channel. Raises `ReconnectNeeded` where it is gone or must be connected again."""
        ...


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one publication goes. `networks` are the post's channels that it stands for: several for the folder."""

    channel: str
    lane: str
    kind: ChannelKind
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Settled:
    """An account that is only settings: a folder needs no more."""

    settings: Mapping[str, str]

    def secrets(self) -> Mapping[str, str]:
        """Return none."""
        return {}

    def renew(self, stale: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        """Return what there is: nothing runs out."""
        return stale


@dataclass(frozen=True, slots=True)
class BrandLanes:
    """The lanes of all brands. `outbox` holds a folder of packages for each; `patience` replaces a network's policy."""

    outbox: Path
    connections: Connections | None = None
    now: Callable[[], dt.datetime] = utc_now
    patience: Policy | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def destinations(self, brand_id: str, channels: Sequence[str]) -> tuple[Destination, ...]:
        """Return where a post for these channels goes: each connected one its own way, all others as one package in the folder.

        The folder is the one the brand has connected, else its own in the outbox.
        """
        found: list[Destination] = []
        by_hand: list[str] = []
        for name in dict.fromkeys(channels or (FOLDER,)):
            lane = self._connected(brand_id, name) if name != FOLDER else None
            if lane is None:
                by_hand.append(name)
            else:
                found.append(Destination(name, lane, channel_kind(network_of(name)), (name,)))
        if by_hand:
            networks = tuple(name for name in by_hand if name != FOLDER)
            lane = self._connected(brand_id, FOLDER) or f"{FOLDER}:{brand_id}"
            found.append(Destination(FOLDER, lane, channel_kind(FOLDER), networks))
        return tuple(found)

    def _connected(self, brand_id: str, name: str) -> str | None:
        return self.connections.lane(brand_id, name) if self.connections is not None else None

    def open(self, lane: str) -> Channel:
        """Return the lane's channel. Raises `ReconnectNeeded` where its account is gone."""
        network, _, which = lane.partition(":")
        if network == FOLDER and (self.connections is None or not self.connections.knows(lane)):
            try:
                name = self.names[which]
            except KeyError:
                if self.connections is not None:
                    raise ReconnectNeeded("this folder is not connected any more", mend="connect it again", network=network) from None
                name = which
            folder = self.outbox / name
            outside = Surroundings(now=self.now)
            return channel_kind(FOLDER).open(_Settled({"folder": str(folder)}), outside)
        if self.connections is None:
            raise ReconnectNeeded("this account is not connected here", mend="connect it again", network=network)
        return self.connections.open(lane)

    def policy(self, lane: str) -> Policy:
        """Return how patient we are with the lane's network."""
        return self.patience or policy_of(lane.partition(":")[0])
