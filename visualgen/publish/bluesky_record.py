"""A post as a record of AT Protocol: its key, its facets by UTF-8 byte offsets, its embed. Pure: same post, same record.

Lexicons: app.bsky.feed.post, app.bsky.richtext.facet, app.bsky.embed.*, through the SDK's models. Record keys: https://atproto.com/specs/tid.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from atproto_client import models
from atproto_client.models.utils import get_model_as_dict
from atproto_client.utils.facet_detection import detect_facets, detect_mentions

from visualgen.publish.channel import Media, Outgoing

COLLECTION = "app.bsky.feed.post"
IMAGES, GALLERY = 4, 20
"""How many pictures an `images` embed holds, and a `gallery`, which more of them make."""
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def record_key(post: Outgoing, key: str) -> str:
    """Return the TID the post lives at: the planned second, and 30 bits of the key, so that two posts of one second have their own."""
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    microseconds = int(post.planned.timestamp()) * 1_000_000 + digest % 1_000_000
    number = (microseconds << 10) | (digest >> 40) & 0x3FF
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def words(post: Outgoing) -> str:
    """Return the text of the record: a link with media stands in the text, else it becomes a card."""
    return post.text(link=bool(post.media))


def mentioned(post: Outgoing) -> tuple[str, ...]:
    """Return the handles that the text may mention; whether they exist only the network knows."""
    return tuple(dict.fromkeys(found.handle for found in detect_mentions(words(post))))


def record(post: Outgoing, blobs: Sequence[Mapping[str, Any]], people: Mapping[str, str]) -> dict[str, Any]:
    """Return the record as JSON data. `blobs` are what the server answered for each medium, `people` maps handles to DIDs."""
    text = words(post)
    facets = [*detect_facets(text), *_mentions(text, people)]
    facets.sort(key=lambda facet: facet.index.byte_start)
    model = models.AppBskyFeedPost.Record(
        text=text,
        created_at=post.planned.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        langs=[post.language],
        facets=facets or None,
        embed=_embed(post, blobs),
    )
    data: dict[str, Any] = get_model_as_dict(model)
    return data


def _mentions(text: str, people: Mapping[str, str]) -> list[models.AppBskyRichtextFacet.Main]:
    facet, part, mention = models.AppBskyRichtextFacet.Main, models.AppBskyRichtextFacet.ByteSlice, models.AppBskyRichtextFacet.Mention
    return [
        facet(features=[mention(did=people[found.handle])], index=part(byte_start=found.byte_start, byte_end=found.byte_end))
        for found in detect_mentions(text)
        if found.handle in people
    ]


def _embed(post: Outgoing, blobs: Sequence[Mapping[str, Any]]) -> Any:
    media = list(zip(post.media, blobs, strict=True))
    if not media:
        if not post.link:
            return None
        about = {"title": post.link_title or post.link, "description": post.link_description}
        return models.AppBskyEmbedExternal.Main(external=models.AppBskyEmbedExternal.External(uri=post.link, **about))
    if post.media[0].is_video:
        item, blob = media[0]
        return models.AppBskyEmbedVideo.Main(video=blob, alt=item.alt, aspect_ratio=_shape(item))
    if len(media) <= IMAGES:
        image = models.AppBskyEmbedImages.Image
        return models.AppBskyEmbedImages.Main(images=[image(image=blob, alt=item.alt, aspect_ratio=_shape(item)) for item, blob in media])
    shown = models.AppBskyEmbedGallery.Image
    return models.AppBskyEmbedGallery.Main(items=[shown(image=blob, alt=item.alt, aspect_ratio=_shape(item)) for item, blob in media])


def _shape(media: Media) -> models.AppBskyEmbedDefs.AspectRatio:
    return models.AppBskyEmbedDefs.AspectRatio(width=media.width_px, height=media.height_px)
