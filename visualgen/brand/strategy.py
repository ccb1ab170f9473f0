"""The strategy (`strategy.toml`): objectives, audiences, pillars and rhythm. Read, validated and kept for planning and reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from visualgen.brand.fields import Fields, read_toml

KPIS = (
    "reach", "impressions", "engagement_rate", "followers", "video_views", "saves", "shares", "clicks", "messages",
    "reservations", "trial_bookings", "conversion_rate", "no_show_rate", "response_time", "sales", "reviews",
)  # fmt: skip
CHANNELS = (
    "instagram", "facebook", "tiktok", "linkedin", "youtube", "pinterest", "x", "threads", "bluesky", "mastodon",
    "google_business", "snapchat", "whatsapp", "email", "website",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]*")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read_strategy(path: Path) -> dict[str, Any]:
    """Return the strategy, every key present; raises `KitError` with file and key where it cannot be used."""
    fields = Fields(read_toml(path) if path.is_file() else {}, file=str(path))
    strategy: dict[str, Any] = {
        "periods": tuple(_period(table) for table in fields.tables("periods")),
        "audiences": tuple(_audience(table) for table in fields.tables("audiences")),
        "pillars": tuple(_pillar(table) for table in fields.tables("pillars")),
        "rhythm": tuple(_rhythm(table) for table in fields.tables("rhythm")),
    }
    fields.done()
    _single(fields, "audiences", strategy["audiences"])
    _single(fields, "pillars", strategy["pillars"])
    total = sum(pillar["share"] for pillar in strategy["pillars"])
    if strategy["pillars"] and abs(total - 1) > 0.005:
        raise fields.error("pillars", f"the shares add up to {total:.2f}", "let the shares of all pillars add up to 1")
    return strategy


def _period(fields: Fields) -> dict[str, Any]:
    period: dict[str, Any] = {
        "name": fields.text("name"),
        "from": fields.day("from"),
        "to": fields.day("to"),
        "objectives": tuple(_objective(table) for table in fields.tables("objectives")),
    }
    fields.done()
    if period["to"] < period["from"]:
        raise fields.error("to", f"the period ends on {period['to']}, before it begins on {period['from']}", "exchange the two dates")
    _single(fields, "objectives", period["objectives"])
    return period


def _objective(fields: Fields) -> dict[str, Any]:
    objective = {
        "id": _identifier(fields),
        "title": fields.text("title"),
        "kpi": fields.choice("kpi", KPIS),
        "baseline": fields.number("baseline", 0),
        "target": fields.number("target"),
        "unit": fields.text("unit", ""),
    }
    fields.done()
    return objective


def _audience(fields: Fields) -> dict[str, Any]:
    audience = {
        "id": _identifier(fields),
        "title": fields.text("title"),
        "description": fields.text("description", ""),
        "age": fields.text("age", ""),
        "needs": fields.texts("needs", ()),
        "channels": _channels(fields),
    }
    fields.done()
    return audience


def _pillar(fields: Fields) -> dict[str, Any]:
    pillar = {
        "id": _identifier(fields),
        "title": fields.text("title"),
        "promise": fields.text("promise", ""),
        "share": fields.number("share", low=0, high=1),
    }
    fields.done()
    return pillar


def _rhythm(fields: Fields) -> dict[str, Any]:
    rhythm: dict[str, Any] = {
        "channel": fields.choice("channel", CHANNELS),
        "posts_per_week": fields.number("posts_per_week", 0, low=0, high=100),
        "stories_per_week": fields.number("stories_per_week", 0, low=0, high=200),
        "days": fields.texts("days", ()),
        "times": fields.texts("times", ()),
    }
    for day in rhythm["days"]:
        if day not in DAYS:
            raise fields.error("days", f"{day!r} is not a day", f"use {', '.join(DAYS)}")
    for time in rhythm["times"]:
        if not _TIME.fullmatch(time):
            raise fields.error("times", f"{time!r} is not a time of day", 'write "07:45"')
    fields.done()
    return rhythm


def _identifier(fields: Fields) -> str:
    name = fields.text("id")
    if not _IDENTIFIER.fullmatch(name):
        raise fields.error("id", f"{name!r} is not an id", "use small letters without accents, digits, - and _")
    return name


def _channels(fields: Fields) -> tuple[str, ...]:
    channels = fields.texts("channels", ())
    for channel in channels:
        if channel not in CHANNELS:
            raise fields.error("channels", f"{channel!r} is not a channel", f"use {', '.join(CHANNELS)}")
    return channels


def _single(fields: Fields, key: str, items: tuple[dict[str, Any], ...]) -> None:
    names = [item["id"] for item in items]
    for name in names:
        if names.count(name) > 1:
            raise fields.error(key, f"the id {name!r} is there twice", "give each its own id")
