"""Would the network take this post? Judged before the hour, with what the channel can do, its dated limits, and its own at run time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from visualgen.findings import Finding, RuleSource, Severity, finding
from visualgen.formats import counting
from visualgen.formats.limits import ChannelLimits, Limit, channel_limits
from visualgen.publish.channel import Capabilities, NetworkLimits, Outgoing

_FIELDS = {
    "caption": ("La légende", "The caption"),
    "alt": ("Le texte alternatif", "The alt text"),
    "first_comment": ("Le premier commentaire", "The first comment"),
    "link": ("Le lien", "The link"),
    "title": ("Le titre", "The title"),
    "hashtags": ("Le nombre de hashtags", "The number of hashtags"),
    "mentions": ("Le nombre de mentions", "The number of mentions"),
    "links": ("Le nombre de liens", "The number of links"),
    "pictures": ("Le nombre d’images", "The number of pictures"),
}


def judge_post(
    post: Outgoing, text: str, channel: str, can: Capabilities, told: NetworkLimits, weights: Mapping[str, int], today: dt.date
) -> tuple[Finding, ...]:
    """Return what keeps the network from taking the post, or should be known before: the former blocks, the latter warns.

    `text` is the caption as the network will show it (`Channel.text`), `told` what the network reports now, `weights` the bytes of each
    blob by its name. Pure.
    """
    return (
        *_kinds(post, channel, can),
        *_counts(post, text, channel, _limits(channel, told, today)),
        *_media(post, channel, can, told, weights),
        *_losses(post, channel, can),
    )


def _limits(channel: str, told: NetworkLimits, today: dt.date) -> ChannelLimits:
    limits = channel_limits(channel)
    said = {"caption": told.caption_chars, "alt": told.alt_chars, "pictures": told.media}
    most = {name: value for name, value in said.items() if value is not None}
    return limits.told(most, f"{limits.network} (API)", today) if most else limits


def _kinds(post: Outgoing, channel: str, can: Capabilities) -> Iterator[Finding]:
    if post.kind not in can.kinds:
        kinds = ", ".join(sorted(can.kinds))
        yield finding(
            "kind_refused", "blocks",
            fr=(f"{channel} ne publie pas ce genre de post ({post.kind}).", f"Choisissez parmi : {kinds}."),
            en=(f"{channel} does not publish this kind of post ({post.kind}).", f"Choose from: {kinds}."),
            channel=channel, kind=post.kind, kinds=sorted(can.kinds),
        )  # fmt: skip


def _counts(post: Outgoing, text: str, channel: str, limits: ChannelLimits) -> Iterator[Finding]:
    texts = {"caption": [text], "first_comment": [post.first_comment], "link": [post.link], "title": [post.title]}
    texts["alt"] = [medium.alt for medium in post.media]
    numbers = {
        "hashtags": len(counting.hashtags(text)), "mentions": len(counting.mentions(text)), "links": len(counting.links(text)),
        "pictures": len(post.media),
    }  # fmt: skip
    for limit in limits.limits:
        if limit.field in numbers:
            yield from _beyond(limit, numbers[limit.field], channel)
        elif limit.field in texts and limit.field != "title":
            counted = max((counting.COUNTERS[limit.unit](words) for words in texts[limit.field]), default=0)
            yield from _beyond(limit, counted, channel)


def _beyond(limit: Limit, counted: int, channel: str) -> Iterator[Finding]:
    fr, en = _FIELDS.get(limit.field, (limit.field, limit.field))
    source = RuleSource(limit.source, limit.source if limit.source.startswith("http") else "", limit.read.isoformat())
    severity: Severity = "blocks"
    if counted > limit.most:
        yield finding(
            "limit_passed", severity,
            fr=(f"{fr} pour {channel} : {counted}, au plus {limit.most} ({limit.unit}).", "Raccourcissez, ou adaptez pour ce canal."),
            en=(f"{en} for {channel}: {counted}, at most {limit.most} ({limit.unit}).", "Shorten it, or write a version for this channel."),
            channel=channel, source=source, field=limit.field, counted=counted, most=limit.most, unit=limit.unit,
        )  # fmt: skip
    elif counted < limit.least:
        yield finding(
            "limit_missed", severity,
            fr=(f"{fr} pour {channel} : {counted}, au moins {limit.least} ({limit.unit}).", "Complétez le post."),
            en=(f"{en} for {channel}: {counted}, at least {limit.least} ({limit.unit}).", "Complete the post."),
            channel=channel, source=source, field=limit.field, counted=counted, least=limit.least, unit=limit.unit,
        )  # fmt: skip


def _media(post: Outgoing, channel: str, can: Capabilities, told: NetworkLimits, weights: Mapping[str, int]) -> Iterator[Finding]:
    types = told.types if told.types is not None else can.types
    for number, medium in enumerate(post.media, start=1):
        if types and medium.type not in types:
            taken = ", ".join(sorted(types))
            yield finding(
                "media_type_refused", "blocks",
                fr=(f"{channel} ne prend pas {medium.type} (média {number}).", f"Types acceptés : {taken}."),
                en=(f"{channel} does not take {medium.type} (medium {number}).", f"Accepted types: {taken}."),
                channel=channel, type=medium.type, taken=sorted(types),
            )  # fmt: skip
        most = told.video_bytes if medium.is_video else told.image_bytes
        weight = weights.get(medium.blob, 0)
        if most is not None and weight > most:
            yield finding(
                "media_weight_refused", "blocks",
                fr=(f"Le média {number} pèse {weight:,} octets, {channel} en prend {most:,}.", "Recompressez-le."),
                en=(f"Medium {number} weighs {weight:,} bytes; {channel} takes {most:,}.", "Recompress it."),
                channel=channel, weight_bytes=weight, max_bytes=most,
            )  # fmt: skip


def _losses(post: Outgoing, channel: str, can: Capabilities) -> Iterator[Finding]:
    if not can.alt_text and any(medium.alt for medium in post.media):
        yield finding(
            "alt_lost", "warns",
            fr=(f"{channel} ne garde pas le texte alternatif.", "Décrivez l’image dans la légende."),
            en=(f"{channel} does not keep the alt text.", "Describe the picture in the caption."),
            channel=channel,
        )  # fmt: skip
