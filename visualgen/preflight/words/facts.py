"""What the checks of words look at: a post's texts as its channel will show them, and the channel's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from visualgen.formats import ChannelLimits, network_of
from visualgen.formats.counting import hashtags as hashtags_in

SHOWS_LINK_IN_TEXT = frozenset({"facebook", "linkedin", "mastodon", "threads", "x"})
"""Networks where a post's link is written below its caption; the others have a field or a card for it, or show none."""


@dataclass(frozen=True, slots=True)
class Words:
    """One post on one channel.

    `caption` is what the network will show, hashtags and link included (`composed`); `alts` one text a picture; `stories` tells that
    all its pictures go where no caption is shown. `limits` are the channel's, with what the network itself told.
    """

    limits: ChannelLimits
    caption: str
    title: str = ""
    alts: tuple[str, ...] = ()
    first_comment: str = ""
    link: str = ""
    pictures: int = 0
    stories: bool = False

    @property
    def channel(self) -> str:
        """The channel's name."""
        return self.limits.channel

    @property
    def network(self) -> str:
        """The network's name for people."""
        return self.limits.network


def composed(caption: str, hashtags: Sequence[str], link: str, channel: str) -> str:
    """Return the caption as the network shows it: the hashtags it does not have yet below it, and the link where it is written there."""
    said = {caption[start + 1 : end].casefold() for start, end in hashtags_in(caption)}
    tags = " ".join(f"#{tag.lstrip('#')}" for tag in hashtags if tag.lstrip("#").casefold() not in said)
    shown = link if network_of(channel) in SHOWS_LINK_IN_TEXT and link not in caption else ""
    return "\n\n".join(part for part in (caption.strip(), tags, shown) if part)
