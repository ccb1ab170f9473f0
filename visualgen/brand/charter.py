"""The editorial charter (`charter.toml`): how the brand writes. Read, validated and kept for the missions that check words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from visualgen.brand.fields import Fields, read_toml

ADDRESSES = ("tu", "vous", "neutral")
INCLUSIVE = ("none", "doublet", "point_median", "epicene")
EMOJI = ("none", "few", "free")


def read_charter(path: Path) -> dict[str, Any]:
    """Return the charter, every key present; raises `KitError` with file and key where it cannot be used."""
    fields = Fields(read_toml(path) if path.is_file() else {}, file=str(path))
    charter = {
        "voice": _voice(fields.table("voice")),
        "spelling": _spelling(fields.table("spelling")),
        "words": _words(fields.table("words")),
        "expressions": _expressions(fields.table("expressions")),
        "hashtags": _hashtags(fields.table("hashtags")),
        "emoji": _emoji(fields.table("emoji")),
    }
    fields.done()
    return charter


def _voice(fields: Fields) -> dict[str, Any]:
    voice = {
        "tone": fields.texts("tone", ()),
        "address": fields.choice("address", ADDRESSES, "vous"),
        "person": fields.text("person", "nous"),
        "summary": fields.text("summary", ""),
    }
    fields.done()
    return voice


def _spelling(fields: Fields) -> dict[str, Any]:
    spelling = {
        "french_spacing": fields.flag("french_spacing", True),
        "inclusive": fields.choice("inclusive", INCLUSIVE, "none"),
        "capitals": fields.text("capitals", ""),
    }
    fields.done()
    return spelling


def _words(fields: Fields) -> dict[str, Any]:
    words = {
        "preferred": fields.texts("preferred", ()),
        "forbidden": fields.texts("forbidden", ()),
        "replace": fields.words("replace"),
    }
    both = [word for word in words["preferred"] if word in words["forbidden"]]
    if both:
        raise fields.error("forbidden", f"{both[0]!r} is preferred and forbidden", "take it out of one of the two lists")
    fields.done()
    return words


def _expressions(fields: Fields) -> dict[str, Any]:
    expressions = {
        "signature": fields.text("signature", ""),
        "opening": fields.texts("opening", ()),
        "closing": fields.texts("closing", ()),
    }
    fields.done()
    return expressions


def _hashtags(fields: Fields) -> dict[str, Any]:
    sets = fields.table("pillars")
    hashtags = {
        "always": _tags(fields, "always"),
        "limit": int(fields.number("limit", 10, low=0, high=30)),
        "pillars": {name: _tags(sets, name) for name in sets.values},
    }
    fields.done()
    return hashtags


def _tags(fields: Fields, key: str) -> tuple[str, ...]:
    tags = fields.texts(key, ())
    for tag in tags:
        if not tag.startswith("#") or len(tag) < 2 or any(mark.isspace() or mark in "#-.,'’" for mark in tag[1:]):
            raise fields.error(key, f"{tag!r} is not a hashtag", "write # and letters, digits or _ without spaces: #PainAuLevain")
    return tags


def _emoji(fields: Fields) -> dict[str, Any]:
    emoji = {
        "policy": fields.choice("policy", EMOJI, "few"),
        "limit": int(fields.number("limit", 3, low=0, high=30)),
        "allowed": fields.texts("allowed", ()),
        "forbidden": fields.texts("forbidden", ()),
    }
    fields.done()
    return emoji
