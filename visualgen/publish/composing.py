"""From a post and its finished media to what each destination is handed: the words of that network, the media in order, the hour."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any, cast

from visualgen.brand.model import BrandKit
from visualgen.calendar.facts import own_caption
from visualgen.posts.finished import ChannelNeed
from visualgen.posts.model import PostMedia
from visualgen.posts.words import plain, words_for
from visualgen.publish.channel import Media, Outgoing, PostKind
from visualgen.publish.lanes import FOLDER, Destination

TITLE_CHARS = 90


def need_of(destination: Destination, limits_bytes: int | None = None) -> ChannelNeed:
    """Return what the destination takes, for the media to be made so. `limits_bytes`: the heaviest picture it says it takes."""
    can = destination.kind.capabilities
    return ChannelNeed(destination.channel, can.types, limits_bytes, frozenset(can.kinds))


def compose(
    facts: Mapping[str, Any],
    media: Sequence[PostMedia],
    destination: Destination,
    kit: BrandKit,
    *,
    due_at: dt.datetime,
    zone: str,
    language: str,
) -> Outgoing:
    """Return the post as `destination` is handed it; media are named by their blobs, without their bytes. Raises `PostError`."""
    words = words_for(facts, destination.channel, kit)
    own = [medium for medium in media if medium.channel == destination.channel]
    alts = _alts(words.alt, own)
    can = destination.kind.capabilities
    captions: dict[str, str] = {}
    if destination.channel == FOLDER:
        named = [network for network in destination.networks if own_caption(facts.get("captions", {}), network)]
        captions = {network: words_for(facts, network, kit).caption for network in named}
    return Outgoing(
        kind=cast(PostKind, own[0].kind if own else "text"),
        caption=words.caption,
        planned=due_at.astimezone(zoneinfo.ZoneInfo(zone)),
        media=tuple(
            Media(b"", item.media_type, item.width_px, item.height_px, alt, item.blob, item.duration_s)
            for item, alt in zip(own, alts, strict=True)
        ),
        hashtags=words.hashtags,
        link=words.link,
        first_comment=words.first_comment if can.first_comment else "",
        title=_title(facts, words.caption),
        brand=kit.title,
        language=language,
        captions=captions,
    )


def _alts(alt: str, media: Sequence[PostMedia]) -> list[str]:
    """Return each medium's alt text: a line each where there are as many lines as pages, else the whole for all."""
    lines = alt.split("\n")
    found: list[str] = []
    for item in media:
        same = [other for other in media if other.ratio == item.ratio]
        found.append(lines[same.index(item)] if len(lines) == len(same) else alt)
    return found


def _title(facts: Mapping[str, Any], caption: str) -> str:
    content = facts.get("content", {})
    words = next((content[name] for name in ("headline", "title", "name", "quote") if isinstance(content.get(name), str)), "")
    line = plain(words) or caption.split("\n")[0].strip()
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"
