"""Which channels there are: the built-in ones and those of installed packages, through one door.

A package offers one with an entry point of the group `visualgen.channels` whose object is a `ChannelKind`.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.metadata
from collections.abc import Iterable

from visualgen.errors import UnknownName
from visualgen.publish.channel import ChannelKind

GROUP = "visualgen.channels"

BUILT_IN = ("folder", "webhook", "feed", "email", "bluesky", "mastodon", "instagram", "facebook")
"""The names of our own: `visualgen.publish.channels.<name>` has its kind as `KIND`."""


def channel_names() -> tuple[str, ...]:
    """Return the names of every channel that can be opened, ours first; imports none."""
    return tuple(dict.fromkeys((*BUILT_IN, *(point.name for point in _points()))))


def channel_kind(name: str) -> ChannelKind:
    """Return the kind of that name; raises `UnknownName` with the nearest. Our own names cannot be taken by a package."""
    if name in BUILT_IN:
        kind = importlib.import_module(f"visualgen.publish.channels.{name}").KIND
    else:
        found = [point for point in _points() if point.name == name]
        if not found:
            raise _unknown(name)
        kind = found[0].load()
    if not isinstance(kind, ChannelKind):
        raise UnknownName(f"what is installed as channel {name!r} is not one", mend=f"its entry point of {GROUP} must be a ChannelKind")
    return kind


def _points() -> Iterable[importlib.metadata.EntryPoint]:
    return importlib.metadata.entry_points(group=GROUP)


def _unknown(name: str) -> UnknownName:
    names = channel_names()
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return UnknownName(f"no channel is called {name!r}", mend=f"{hint}channels: {', '.join(names)}", channel=name)
