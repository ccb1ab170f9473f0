"""Which hashtags a post takes: those that are always set, and some of its pillar's in turn, within the channel's cap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from visualgen.calendar.model import Row
from visualgen.formats import channel_limits, network_of


def limit_of(charter: Mapping[str, Any], channel: str = "") -> int:
    """Return how many hashtags the charter allows a post on a channel ("": on any)."""
    own = _of(charter, channel).get("limit")
    return int(charter["hashtags"]["limit"] if own is None else own)


def cap_of(charter: Mapping[str, Any], channel: str = "") -> int:
    """Return how many hashtags a post may have on a channel: by the charter, and by the network."""
    networks = channel_limits(channel).of("hashtags") if channel else ()
    return min([limit_of(charter, channel), *(limit.most for limit in networks)])


def always_of(charter: Mapping[str, Any], channel: str = "") -> tuple[str, ...]:
    """Return the hashtags that every post of a channel carries."""
    own = _of(charter, channel).get("always")
    return tuple(charter["hashtags"]["always"] if own is None else own)


def pool_of(charter: Mapping[str, Any], pillar: str, channel: str = "") -> tuple[str, ...]:
    """Return the pillar's hashtags that may be added on a channel."""
    if not _of(charter, channel).get("pillars", True):
        return ()
    always = {tag.casefold() for tag in always_of(charter, channel)}
    return tuple(tag for tag in charter["hashtags"]["pillars"].get(pillar, ()) if tag.casefold() not in always)


def hashtags_for(charter: Mapping[str, Any], pillar: str, channel: str = "", turn: int = 0) -> tuple[str, ...]:
    """Return the hashtags of the `turn`-th post (from 0) of a pillar on a channel: the same for the same arguments.

    The pillar's pool is taken in turn, `pick` at a time, so that two posts in a row differ wherever the pool is larger than what is
    picked; never more than the charter allows or the network takes.
    """
    always, pool, cap = always_of(charter, channel), pool_of(charter, pillar, channel), cap_of(charter, channel)
    count = max(min(charter["hashtags"]["pick"], len(pool), cap - len(always)), 0)
    first = turn * count % len(pool) if pool else 0
    return (*always, *((pool + pool)[first : first + count]))[:cap]


def rotated(rows: Iterable[Row], charter: Mapping[str, Any], channel: str = "") -> dict[str, tuple[str, ...]]:
    """Return the hashtags of each row of a calendar by its id, in the order of the dates, each pillar turning on its own."""
    turns: Counter[str] = Counter()
    chosen = {}
    for row in rows:
        chosen[row.id] = hashtags_for(charter, row.pillar, channel, turns[row.pillar])
        turns[row.pillar] += 1
    return chosen


def _of(charter: Mapping[str, Any], channel: str) -> Mapping[str, Any]:
    """Return what the charter says of a channel: of the account, else of its network."""
    own: Mapping[str, Mapping[str, Any]] = charter["hashtags"]["channels"]
    return own.get(channel) or own.get(network_of(channel), {})
