"""What an approval pins, and what has changed since: words, kit, template, photos and their focal points, and the pictures themselves.

What is sent is the bytes that were approved, whatever draws today: a new version of visualgen takes no approval back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from visualgen.brand.model import BrandKit
from visualgen.errors import ChannelError
from visualgen.posts import repository
from visualgen.posts.assets import with_focus
from visualgen.posts.files import needed_files
from visualgen.posts.finished import ChannelNeed
from visualgen.posts.media import keys_of, prepare
from visualgen.posts.model import Post, PostMedia
from visualgen.publish.channel import NetworkLimits, Outgoing
from visualgen.publish.composing import compose, need_of
from visualgen.publish.desk import Desk
from visualgen.publish.lanes import Destination
from visualgen.publish.payload import payload_digest, payload_of

_SHOWN: Mapping[str, str] = {
    "kit": "the kit was changed",
    "template": "the template was changed",
    "files": "a photo or clip was replaced",
    "focus": "the focal point of a photo was changed",
}
"""What a picture is drawn from beside the words, by its pin, and what is said when it has changed."""


def pins_of(desk: Desk, session: Session, found: Post) -> dict[str, Any]:
    """Return everything an approval given now stands for, as JSON data."""
    facts, kit = repository.facts_now(session, found), desk.kit(session, found.brand_id)
    media = repository.media(session, found)
    payloads: dict[str, str] = {}
    for destination in destinations(desk, found, facts):
        payloads[destination.channel] = payload_digest(payload_of(composed(found, facts, media, kit, destination)))
    return {
        "words": repository.words_digest(facts),
        **sources_of(desk, session, found),
        "payloads": payloads,
        "media": [{"channel": item.channel, "position": item.position, "blob": item.blob, "render_key": item.render_key} for item in media],
    }


def sources_of(desk: Desk, session: Session, found: Post) -> dict[str, str]:
    """Return a digest of each thing the post's pictures are drawn from beside its words: kit, template, files, focal points, channels."""
    facts = repository.facts_now(session, found)
    shown = with_focus(session, found.brand_id, facts)
    return {
        "kit": desk.kit(session, found.brand_id).digest,
        "template": desk.templates(found.brand_id)(facts["template"]).digest if facts.get("template") else "",
        "files": _digest(needed_files(facts, repository.files(session, found))),
        "channels": _digest([one.channel for one in destinations(desk, found, facts)]),
        "focus": _digest({name: shown.get(name) for name in ("content", "focus")}),
    }


def made_from(sources: Mapping[str, str]) -> str:
    """Return the one digest of a picture's sources: while it is the same, the picture need not be drawn again."""
    return _digest(dict(sources))


def changed_since(desk: Desk, session: Session, found: Post, pins: Mapping[str, Any]) -> str:
    """Return what differs from what was approved, in a few words; "" for nothing.

    Where what the pictures are drawn from has changed, they are drawn again: the same bytes are no change.
    """
    now = pins_of(desk, session, found)
    if now["words"] != pins.get("words"):
        return "its words were changed"
    if now["payloads"] != pins.get("payloads"):
        return "what would be sent is no longer what was approved (the brand's kit fills it in)"
    changed = [why for name, why in _SHOWN.items() if name in pins and now[name] != pins[name]]
    if not changed or _same_pictures(desk, session, found, pins.get("media", ())):
        return ""
    return changed[0]


def destinations(desk: Desk, found: Post, facts: Mapping[str, Any]) -> tuple[Destination, ...]:
    """Return where the post goes."""
    return desk.lanes.destinations(found.brand_id, facts.get("channels", ()))


def needs(desk: Desk, found: Post, facts: Mapping[str, Any]) -> list[ChannelNeed]:
    """Return what each destination takes, with what its network says of the weight of pictures."""
    return [need_of(destination, told(desk, destination).image_bytes) for destination in destinations(desk, found, facts)]


def told(desk: Desk, destination: Destination) -> NetworkLimits:
    """Return what the network reports now; nothing where it cannot be asked: then the dated files hold."""
    if not destination.kind.capabilities.account:
        return NetworkLimits()
    try:
        return desk.lanes.open(destination.lane).limits()
    except ChannelError:
        return NetworkLimits()


def composed(found: Post, facts: Mapping[str, Any], media: Sequence[PostMedia], kit: BrandKit, destination: Destination) -> Outgoing:
    """Return the post as the destination is handed it."""
    hour = found.due_at or dt.datetime.combine(found.date, dt.time(12), dt.UTC)
    return compose(facts, media, destination, kit, due_at=hour, zone=found.zone, language=kit.locale[:2])


def _same_pictures(desk: Desk, session: Session, found: Post, seen: Sequence[Mapping[str, Any]]) -> bool:
    facts, files = with_focus(session, found.brand_id, repository.facts_now(session, found)), repository.files(session, found)
    kit, templates, wanted = desk.kit(session, found.brand_id), desk.templates(found.brand_id), needs(desk, found, facts)
    keys = keys_of(facts, found.reference, files, kit, templates, desk.settings, wanted, desk.blobs)
    if keys and keys == {(medium["channel"], medium["position"]): medium["render_key"] for medium in seen}:
        return True
    made = prepare(facts, found.reference, files, kit, templates, desk.settings, wanted, desk.blobs, desk.drawing)
    blobs = {(medium.channel, medium.position): medium.blob for medium in made.media}
    return blobs == {(medium["channel"], medium["position"]): medium["blob"] for medium in seen}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
