"""A post as it was approved for one channel, as JSON in the ledger, and back as what the channel is handed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from visualgen.publish.channel import Media, Outgoing

_TEXTS = ("caption", "link", "link_title", "link_description", "first_comment", "title", "brand", "language")


def publication_key(post_id: str, channel: str, revision: int) -> str:
    """Return the name under which the network may know this post: SHA-256 of post, channel and revision, in hex."""
    return hashlib.sha256(json.dumps([post_id, channel, revision]).encode()).hexdigest()


def payload_digest(payload: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what is said and shown, whatever the hour: what an approval pins."""
    said = {name: value for name, value in payload.items() if name != "planned"}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def payload_of(post: Outgoing) -> dict[str, Any]:
    """Return the post as JSON data; its media are named by their blobs."""
    found: dict[str, Any] = {name: getattr(post, name) for name in _TEXTS if getattr(post, name)}
    if post.captions:
        found["captions"] = dict(post.captions)
    found |= {"kind": post.kind, "planned": post.planned.isoformat(), "hashtags": list(post.hashtags)}
    found["media"] = [
        {
            "blob": item.blob, "type": item.type, "width_px": item.width_px, "height_px": item.height_px, "alt": item.alt,
            "duration_s": item.duration_s,
        }
        for item in post.media
    ]  # fmt: skip
    return found


def outgoing_of(payload: Mapping[str, Any], read: Callable[[str], bytes]) -> Outgoing:
    """Return the post the payload came from; `read` gives a blob's bytes, verified."""
    media = tuple(
        Media(read(item["blob"]), item["type"], item["width_px"], item["height_px"], item["alt"], item["blob"], item["duration_s"])
        for item in payload["media"]
    )
    texts = {name: payload[name] for name in _TEXTS if name in payload}
    texts.setdefault("caption", "")
    return Outgoing(
        kind=payload["kind"],
        planned=dt.datetime.fromisoformat(payload["planned"]),
        media=media,
        hashtags=tuple(payload["hashtags"]),
        captions=payload.get("captions", {}),
        **texts,
    )
