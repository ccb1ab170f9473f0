"""What each channel accepts beside the pixels: lengths of texts and how they are counted, hashtags, mentions, links, pictures a post."""

from __future__ import annotations

import datetime
import difflib
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from visualgen.errors import UnknownName
from visualgen.formats.catalogue import Confidence, Placement, placements

FIELDS = (
    "caption", "title", "alt", "first_comment", "link", "hashtags", "mentions", "links", "pictures",
    "headline", "long_headline", "description", "business_name",
    "posts", "clips",
)  # fmt: skip
"""What can be limited: texts by a unit of `counting.COUNTERS`, numbers of things in a post (hashtags, mentions, links, pictures), and what
goes out within 24 hours: all posts, or clips alone."""

WITHOUT_LIMITS = frozenset({"folder", "webhook", "feed", "email", "snapchat"})
"""Channels whose limits nobody publishes, or that have none."""

_ALIASES = {"google": "googlebusiness", "google_business": "googlebusiness", "google_ads": "google", "meta_ads": "meta", "twitter": "x"}
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a channel: `field` (of `FIELDS`) has at least `least` and at most `most`, in `unit`.

    `source` is the page it was read on, on `read`, and `confidence` how sure it is (V first-party, 3P third-party, U unverified).
    """

    field: str
    most: int
    unit: str
    source: str
    read: datetime.date
    confidence: Confidence
    least: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChannelLimits:
    """All limits of a channel; `network` is its name for people. A field may have two limits (Bluesky: graphemes and bytes)."""

    channel: str
    network: str
    limits: tuple[Limit, ...]

    def of(self, field: str) -> tuple[Limit, ...]:
        """Return the limits of a field; none where it is not limited."""
        return tuple(limit for limit in self.limits if limit.field == field)

    def told(self, most: Mapping[str, int], source: str, read: datetime.date) -> ChannelLimits:
        """Return these limits with what the network itself told at run time: field → the most it takes now."""
        kept = [limit for limit in self.limits if limit.field not in most]
        new = [
            replace(limit, most=most[limit.field], source=source, read=read, confidence="V") for limit in self.limits if limit.field in most
        ]
        return replace(self, limits=tuple(kept + new))


def network_of(channel: str) -> str:
    """Return the network of a channel: `instagram`, or `instagram:lyon` for an account of that name.

    >>> network_of("instagram:lyon"), network_of("instagram")
    ('instagram', 'instagram')
    """
    return channel.partition(":")[0]


def channel_limits(channel: str) -> ChannelLimits:
    """Return the limits of a channel as the calendar names it (`instagram`, `google`, `x:lyon`…); no limits for `folder` and its like.

    Raises `UnknownName` for a channel nobody knows.
    """
    name = channel.strip().lower()
    network, known = network_of(name), _channels()
    found = known.get(_ALIASES.get(network, network))
    if found is not None:
        return replace(found, channel=name)
    if network in WITHOUT_LIMITS:
        return ChannelLimits(name, name, ())
    names = sorted({*known, *WITHOUT_LIMITS})
    near = difflib.get_close_matches(network, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    hint_fr = f"vouliez-vous dire « {near[0]} » ? " if near else ""
    fr = (f"aucun canal ne s’appelle « {channel} »", f"{hint_fr}canaux : {', '.join(names)}")
    raise UnknownName(f"no channel is called {channel!r}", mend=f"{hint}channels: {', '.join(names)}", channel=channel).french(*fr)


def all_limits() -> tuple[ChannelLimits, ...]:
    """Return the limits of every network, in the order of their files."""
    return tuple(_channels().values())


def placement_for(channel: str, size_px: tuple[int, int]) -> Placement | None:
    """Return the placement of a channel whose shape is nearest to a picture of `size_px`; None where the channel has none."""
    name = network_of(channel.strip().lower())
    own = [entry for entry in placements() if entry.id.partition(".")[0] == _ALIASES.get(name, name)]
    return min(own, key=lambda entry: abs(_shape(entry.width_px, entry.height_px) - _shape(*size_px)), default=None)


def _shape(width: float, height: float) -> float:
    """Return how wide a shape is, 0 to 1: 0.5 for a square, and as far from it upright as lying."""
    return width / (width + height)


@functools.cache
def _channels() -> Mapping[str, ChannelLimits]:
    found: dict[str, ChannelLimits] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        if "limit" in data:
            found[path.stem] = ChannelLimits(path.stem, str(data["network"]), tuple(_limit(entry, data) for entry in data["limit"]))
    return MappingProxyType(found)


def _limit(entry: Mapping[str, Any], data: Mapping[str, Any]) -> Limit:
    return Limit(
        field=str(entry["field"]),
        most=int(entry["most"]),
        unit=str(entry["unit"]),
        source=str(entry["source"]),
        read=entry.get("read", data["read"]),
        confidence=entry["confidence"],
        least=int(entry.get("least", 0)),
        note=str(entry.get("note", "")),
    )
