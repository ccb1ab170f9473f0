"""A calendar's post held against its channels and the brand's charter: its words as each network shows them, its files, its link."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from visualgen.brand.model import BrandKit
from visualgen.calendar.columns import CHANNELS
from visualgen.calendar.facts import own_caption
from visualgen.calendar.model import Row
from visualgen.charter.calendars import check_text, texts_of
from visualgen.errors import UnknownName
from visualgen.findings import SEVERITY_ORDER, Finding, finding
from visualgen.formats import ChannelLimits, Placement, channel_limits, network_of, placement, placement_for
from visualgen.preflight.checks.delivery import refusals
from visualgen.preflight.words import Words, judge_words
from visualgen.preflight.words.facts import composed

_TYPES = {"image/jpeg": "jpeg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "application/pdf": "pdf"}


class File(Protocol):
    """A finished picture of the post."""

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""

    @property
    def media_type(self) -> str:
        """The MIME type."""

    @property
    def weight_bytes(self) -> int:
        """The weight."""

    @property
    def ratio(self) -> str:
        """The ratio or placement that was asked for."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the picture itself."""


def judge_row(
    row: Row,
    files: Sequence[File],
    kit: BrandKit,
    told: Mapping[str, ChannelLimits] | None = None,
    *,
    failed: bool = False,
    pace: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """Return every finding on the words of a post and on its files for its channels, the most severe first.

    `files` are the post's pictures, in every ratio; `told` the limits that networks report themselves;
    `failed` tells that a picture could not be made, so that none is missed; `pace` what the calendar's other posts make of this one
    (`pace.judge_pace`). What holds for several channels
    is told once, without a channel. Never raises for any text.
    """
    found = [*_charter(row, kit), *pace]
    for channel in row.channels:
        found += _on_channel(row, files, channel, (told or {}).get(channel), failed)
    return tuple(sorted(_told_once(found, len(row.channels)), key=lambda one: SEVERITY_ORDER[one.severity]))


def _charter(row: Row, kit: BrandKit) -> Iterator[Finding]:
    for text in texts_of(row):
        slot = text.field.partition(":")[2].partition("[")[0] or None
        for one in check_text(row, text, kit):
            yield replace(one, slot=one.slot or slot, channel=one.channel or text.channel or None)


def _on_channel(row: Row, files: Sequence[File], channel: str, told: ChannelLimits | None, failed: bool) -> Iterator[Finding]:
    try:
        limits = told or channel_limits(channel)
    except UnknownName as error:
        near = difflib.get_close_matches(network_of(channel), CHANNELS, n=1, cutoff=0.5)
        yield finding(
            "channel_unknown",
            "warns",
            fr=(
                f"Le canal « {channel} » n’est pas connu : rien n’a été contrôlé pour lui.",
                f"Vouliez-vous dire {near[0]} ?" if near else "Corrigez son nom dans la colonne des canaux.",
            ),
            en=(
                f"The channel “{channel}” is not known: nothing was checked for it.",
                f"Did you mean {near[0]}?" if near else "Mend its name in the channels column.",
            ),
            channel=channel,
            known=error.mend,
        )
        return
    places = [(file, _place(channel, file)) for file in files]
    taken = [(file, where) for file, where in places if where is not None]
    stories = bool(taken) and all(not where.caption for _, where in taken)
    shown = _posted(taken) or [file for file, _ in places]
    words = Words(
        limits=limits,
        caption=composed(own_caption(row.captions, channel) or row.caption, row.hashtags, row.link, channel),
        alts=(row.alt,) * len(shown) if row.alt else (),
        first_comment=row.first_comment,
        link=row.link,
        pictures=max(len(shown), int(failed)),
        stories=stories,
    )
    yield from judge_words(words)
    for file, where in taken:
        if file.media_type.startswith("video/"):
            continue  # clips are judged by what is taken of clips
        known = {one.code for one in file.findings}
        refused = refusals(where, file.size_px, _TYPES.get(file.media_type), file.weight_bytes, channel=channel)
        yield from (one for one in refused if one.code not in known)


def _place(channel: str, file: File) -> Placement | None:
    """Return where the file goes on the channel: the placement it was made for, where that is the channel's, else by its shape."""
    near = placement_for(channel, file.size_px)
    if near is None:
        return None
    network = near.id.partition(".")[0]
    return placement(file.ratio) if file.ratio.partition(".")[0] == network and "." in file.ratio else near


def _posted(taken: list[tuple[File, Placement]]) -> list[File]:
    """Return the pictures of the one post that carries the caption: those of its first ratio that is no story."""
    feed = [file for file, where in taken if where.caption]
    return [file for file in feed if file.ratio == feed[0].ratio] if feed else []


def _told_once(found: Sequence[Finding], channels: int) -> list[Finding]:
    """Return the findings, those that differ by their channel alone told once."""
    kept: dict[object, Finding] = {}
    for one in found:
        key = (one.code, one.fr, one.slot, one.span and (one.span.field, one.span.start, one.span.end))
        known = kept.get(key)
        if known is None:
            kept[key] = one
        elif known.channel != one.channel:
            names = dict.fromkeys([*(known.channel or "").split(", "), one.channel or ""])
            kept[key] = replace(known, channel=", ".join(name for name in names if name) or None)
    return list(kept.values())
