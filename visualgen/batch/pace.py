"""How many posts a calendar sends to a network within 24 hours, against what the network takes."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from visualgen.batch.plan import CLIPS
from visualgen.batch.texts import day_text, time_text
from visualgen.calendar.columns import fold
from visualgen.calendar.model import Row
from visualgen.errors import UnknownName
from visualgen.findings import Finding, RuleSource, finding
from visualgen.formats import Limit, channel_limits

WINDOW = dt.timedelta(hours=24)
NOON = dt.time(12)
"""When a post without an hour is taken to go out."""

_VIDEOS = frozenset({".mp4", ".mov", ".m4v", ".webm", ".gif"})


def judge_pace(rows: Iterable[Row]) -> Mapping[str, tuple[Finding, ...]]:
    """Return the finding `posts_a_day` of each row that comes when its network has had as many posts in 24 hours as it takes, by row id.

    It blocks where the network says so itself, and warns where the number is told by others or doubted. Hours are the calendar's own.
    """
    rows = tuple(rows)
    found: dict[str, list[Finding]] = {row.id: [] for row in rows}
    for channel, posts in _by_channel(rows).items():
        try:
            limits = channel_limits(channel)
        except UnknownName:
            continue  # said where the row is judged
        told: set[str] = set()
        for limit in sorted((*limits.of("posts"), *limits.of("clips")), key=lambda one: -one.most):
            counted = [(moment, row) for moment, row in posts if limit.field == "posts" or _is_clip(row)]
            moments = [moment for moment, _ in counted]
            for place, (moment, row) in enumerate(counted):
                within = place + 1 - bisect_right(moments, moment - WINDOW, 0, place)
                if within > limit.most and row.id not in told:
                    told.add(row.id)
                    found[row.id].append(_passed(channel, limits.network, limit, within, moments[place - limit.most] + WINDOW))
    return {row: tuple(findings) for row, findings in found.items() if findings}


def _by_channel(rows: Iterable[Row]) -> Mapping[str, list[tuple[dt.datetime, Row]]]:
    """Return every channel's posts with their moments, in their order."""
    channels: dict[str, list[tuple[dt.datetime, Row]]] = defaultdict(list)
    for row in rows:
        for channel in dict.fromkeys(row.channels):
            channels[channel].append((dt.datetime.combine(row.date, row.time or NOON), row))
    return {channel: sorted(posts, key=lambda post: post[0]) for channel, posts in channels.items()}


def _is_clip(row: Row) -> bool:
    return fold(row.output) in CLIPS or any(PurePosixPath(name).suffix.lower() in _VIDEOS for name in row.media)


def _passed(channel: str, network: str, limit: Limit, counted: int, free: dt.datetime) -> Finding:
    sure = limit.confidence == "V"
    fr, en = ("clips", "clips") if limit.field == "clips" else ("publications", "posts")
    this = ("celui-ci", "this one") if limit.field == "clips" else ("celle-ci", "this one")
    if sure:
        takes = f"{network} en prend {_number(limit.most, 'fr')}", f"{network} takes {_number(limit.most, 'en')}"
    else:
        takes = (
            f"au-delà de {_number(limit.most, 'fr')}, {network} peut refuser",
            f"beyond {_number(limit.most, 'en')} {network} may refuse",
        )
    return finding(
        "posts_a_day",
        "blocks" if sure else "warns",
        fr=(
            f"{_number(counted, 'fr')} {fr} en 24 heures ; {takes[0]}.",
            f"Décalez {this[0]} : au plus tôt le {_moment(free, 'fr')}.",
        ),
        en=(
            f"{_number(counted, 'en')} {en} within 24 hours; {takes[1]}.",
            f"Move {this[1]}: {_moment(free, 'en')} at the earliest.",
        ),
        channel=channel,
        source=RuleSource(network, limit.source, limit.read.isoformat()),
        field=limit.field,
        counted=counted,
        most=limit.most,
        free_at=free.isoformat(),
    )


def _moment(moment: dt.datetime, language: str) -> str:
    between = " à " if language == "fr" else " at "
    return f"{day_text(moment.date(), language)}{between}{time_text(moment.time(), language)}"


def _number(value: int, language: str) -> str:
    return f"{value:,}".replace(",", "\u202f") if language == "fr" else f"{value:,}"
