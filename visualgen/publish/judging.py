"""Would the network take this post? Preflight's own checks on what a channel would be handed, with what it can do and reports now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from visualgen.errors import UnknownName
from visualgen.findings import Finding, finding
from visualgen.formats import placement
from visualgen.formats.limits import ChannelLimits, channel_limits
from visualgen.preflight.checks.delivery import refusals
from visualgen.preflight.words import Words, judge_words
from visualgen.publish.channel import ChannelKind, NetworkLimits, Outgoing


def judge_post(
    post: Outgoing, text: str, kind: ChannelKind, told: NetworkLimits, weights: Mapping[str, int], today: dt.date
) -> tuple[Finding, ...]:
    """Return what keeps the network from taking the post, or should be known before: the former blocks, the latter warns.

    `text` is the caption as the network will show it (`Channel.text`), `told` what the network reports now, `weights` the bytes of each
    blob by its name. Pure.
    """
    words = Words(
        limits=_limits(kind.name, told, today),
        caption=text,
        alts=tuple(medium.alt for medium in post.media),
        first_comment=post.first_comment,
        link=post.link,
        pictures=len(post.media),
        stories=post.kind == "story",
    )
    return (*_kinds(post, kind), *judge_words(words), *_media(post, kind, told, weights), *_losses(post, kind))


def judge_by_hand(post: Outgoing, network: str) -> tuple[Finding, ...]:
    """Return what a person should know who posts it on `network` out of a package: nothing blocks, for nothing is sent there."""
    unknown = tuple(_account(network))
    try:
        limits = channel_limits(network)
    except UnknownName:
        return unknown
    words = Words(
        limits=limits,
        caption=post.text(link=False, network=network),
        alts=tuple(medium.alt for medium in post.media),
        first_comment=post.first_comment,
        link=post.link,
        pictures=len(post.media),
        stories=post.kind == "story",
    )
    found = [one for one in judge_words(words) if one.numbers.get("field") != "pictures"]  # a package holds every ratio
    return (*unknown, *(replace(one, severity="warns") if one.severity == "blocks" else one for one in found))


def _account(channel: str) -> Iterator[Finding]:
    """Warn of an account that was named and is not connected: its name may be mistyped."""
    network, _, account = channel.partition(":")
    if account:
        connect = f"visualgen channels connect {network} --as {account}"
        yield finding(
            "account_unknown", "warns",
            fr=(f"Aucun compte « {account} » n’est connecté sur {network} : ce post ira au dossier.", f"Corrigez le nom, ou : {connect}."),
            en=(f"No account “{account}” is connected on {network}: this post goes to the folder.", f"Mend the name, or: {connect}."),
            channel=channel, account=account,
        )  # fmt: skip


def _limits(channel: str, told: NetworkLimits, today: dt.date) -> ChannelLimits:
    limits = channel_limits(channel)
    said = {"caption": told.caption_chars, "alt": told.alt_chars, "pictures": told.media}
    most = {name: value for name, value in said.items() if value is not None}
    return limits.told(most, f"{limits.network} (API)", today) if most else limits


def _kinds(post: Outgoing, kind: ChannelKind) -> Iterator[Finding]:
    known = kind.capabilities.kinds
    if post.kind not in known:
        kinds = ", ".join(sorted(known))
        yield finding(
            "kind_refused", "blocks",
            fr=(f"{kind.title} ne publie pas ce genre de post ({post.kind}).", f"Choisissez parmi : {kinds}."),
            en=(f"{kind.title} does not publish this kind of post ({post.kind}).", f"Choose from: {kinds}."),
            channel=kind.name, kind=post.kind, kinds=sorted(known),
        )  # fmt: skip


def _media(post: Outgoing, kind: ChannelKind, told: NetworkLimits, weights: Mapping[str, int]) -> Iterator[Finding]:
    types = told.types if told.types is not None else kind.capabilities.types
    place = kind.placements.get(post.kind)
    for number, medium in enumerate(post.media, start=1):
        weight = weights.get(medium.blob, 0)
        if types and medium.type not in types:
            taken = ", ".join(sorted(types))
            yield finding(
                "media_type_refused", "blocks",
                fr=(f"{kind.title} ne prend pas {medium.type} (média {number}).", f"Types acceptés : {taken}."),
                en=(f"{kind.title} does not take {medium.type} (medium {number}).", f"Accepted types: {taken}."),
                channel=kind.name, type=medium.type, taken=sorted(types),
            )  # fmt: skip
        most = told.video_bytes if medium.is_video else told.image_bytes
        if place is not None and not medium.is_video:
            size = (medium.width_px, medium.height_px)
            yield from refusals(placement(place), size, None, weight, channel=kind.name, image_bytes=told.image_bytes)
        elif most is not None and weight > most:
            yield finding(
                "media_weight_refused", "blocks",
                fr=(f"Le média {number} pèse {weight:,} octets, {kind.title} en prend {most:,}.", "Recompressez-le."),
                en=(f"Medium {number} weighs {weight:,} bytes; {kind.title} takes {most:,}.", "Recompress it."),
                channel=kind.name, weight_bytes=weight, max_bytes=most,
            )  # fmt: skip


def _losses(post: Outgoing, kind: ChannelKind) -> Iterator[Finding]:
    if not kind.capabilities.alt_text and any(medium.alt for medium in post.media):
        yield finding(
            "alt_lost", "warns",
            fr=(f"{kind.title} ne garde pas le texte alternatif.", "Décrivez l’image dans la légende."),
            en=(f"{kind.title} does not keep the alt text.", "Describe the picture in the caption."),
            channel=kind.name,
        )  # fmt: skip
