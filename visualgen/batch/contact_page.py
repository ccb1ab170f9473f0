"""`index.html`: the month as a wall of days, then every post as a card; one file, no script, light and dark."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from visualgen.batch.contact_thumbnails import LEADING_RATIO, leading_file, thumbnail_uri
from visualgen.batch.plan import PlannedPost
from visualgen.batch.run import Made, Outcome
from visualgen.batch.texts import DAYS, MONTHS, day_text, time_text
from visualgen.findings import SEVERITIES, Finding

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "posts": "posts", "pictures": "images", "to_mend": "À corriger", "line": "Ligne", "column": "Colonne", "value": "Valeur",
        "problem": "Ce qui ne va pas", "mend": "Comment corriger", "draft": "Brouillon", "missing": "Image absente",
        "more": "Lire la suite",
        "findings": "remarques", "finding": "remarque", "all_good": "Rien à signaler", "text": "Texte du post", "week": "Semaine du",
        "ratios": "Format affiché", "month": "Le mois", "first_comment": "Premier commentaire", "alt": "Texte alternatif",
        "stale": "Ces fichiers d’un rendu précédent ne correspondent plus à aucune ligne du calendrier",
        "made_by": "Rendu par visualgen à partir de", "no_caption": "Sans légende", "pages": "pages",
        "remarks": "Remarques sur le calendrier", "clips": "Les clips",
    },
    "en": {
        "posts": "posts", "pictures": "pictures", "to_mend": "To mend", "line": "Line", "column": "Column", "value": "Value",
        "problem": "What is wrong", "mend": "How to mend it", "draft": "Draft", "missing": "No picture", "more": "Read on",
        "findings": "findings", "finding": "finding", "all_good": "Nothing to report", "text": "Words of the post", "week": "Week of",
        "ratios": "Ratio shown", "month": "The month", "first_comment": "First comment", "alt": "Alt text",
        "stale": "These files of an earlier run belong to no row of the calendar any more",
        "made_by": "Rendered by visualgen from", "no_caption": "No caption", "pages": "pages", "remarks": "Remarks on the calendar",
        "clips": "Clips",
    },
}  # fmt: skip


def contact_page(outcome: Outcome, folder: Path, language: str) -> str:
    """Return the page for the pictures in `folder`, named relative to it, with small copies inside; it asks the network for nothing."""
    posts = [_card(post, outcome, folder, language) | {"thumbnail_class": f"t{n}"} for n, post in enumerate(outcome.plan.posts)]
    ratios = [ratio for ratio, _ in Counter(part["ratio"] for card in posts for part in card["ratios"]).most_common(8)]
    ratios.sort(key=lambda ratio: ratio != LEADING_RATIO)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("contact.html").render(
        language=language,
        words=WORDS[language],
        cards=posts,
        brand=outcome.plan.kit.title or outcome.plan.kit.name,
        calendar=outcome.plan.calendar,
        period=period([post.row.date for post in outcome.plan.posts], language),
        colors=_colors(outcome.plan.kit.css),
        weeks=[
            {"title": _week_title(monday, language), "cards": list(cards)}
            for monday, cards in groupby(posts, key=lambda card: card["date"] - dt.timedelta(days=card["date"].weekday()))
        ],
        months=_months(posts, language),
        weekdays=[day[:3] for day in DAYS[language]],
        ratios=[{"name": ratio, "id": f"ratio-{index}", "label": ratio.replace("x", ":")} for index, ratio in enumerate(ratios)],
        post_count=len(posts),
        picture_count=sum(1 for made in outcome.made.values() if made.entry),
        broken=[found.to_dict(language) for found in outcome.problems if found.blocks],
        remarks=[found.to_dict(language) for found in outcome.problems if not found.blocks],
        stale=outcome.stale,
        films=[
            {
                "file": quote(film.file),
                "poster": quote(film.poster),
                "size": film.size_px,
                "brand": film.brand,
            }
            for film in outcome.films
        ],
    )


def period(dates: list[dt.date], language: str) -> str:
    """Return the months the dates span: "Décembre 2026", "November – December 2026"."""
    if not dates:
        return ""
    first, last = min(dates), max(dates)
    months = MONTHS[language]
    end = f"{months[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end[0].upper() + end[1:]
    start = months[first.month - 1] + (f" {first.year}" if first.year != last.year else "")
    return f"{start[0].upper()}{start[1:]} – {end}"


def _card(post: PlannedPost, outcome: Outcome, folder: Path, language: str) -> dict[str, Any]:
    row = post.row
    made = [outcome.made.get(picture.name) for picture in post.pictures]
    findings = _findings([item for item in made if item], outcome.said.get(row.id, ()), language)
    leading = leading_file(post, outcome)
    caption = row.caption or next(iter(row.captions.values()), "")
    return {
        "id": post.stem,
        "date": row.date,
        "day": row.date.day,
        "weekday": DAYS[language][row.date.weekday()],
        "month": MONTHS[language][row.date.month - 1],
        "when": day_text(row.date, language),
        "time": time_text(row.time, language),
        "channels": row.channels,
        "pillar": row.pillar,
        "title": post.title,
        "draft": post.draft,
        "caption": caption,
        "captions": {channel: text for channel, text in row.captions.items() if text != caption},
        "hashtags": " ".join(row.hashtags),
        "first_comment": row.first_comment,
        "alt": row.alt or row.caption[:120] or post.title,
        "own_alt": row.alt,
        "text": quote(f"{post.stem}.txt"),
        "findings": findings,
        "severity": max((finding["severity"] for finding in findings), key=("notes", "warns", "blocks").index, default=""),
        "ratios": _shown(post, outcome),
        "thumbnail": thumbnail_uri(folder / leading) if leading else "",
        "failed": list(
            {
                (item.problem.code, item.problem.column, item.problem.message["en"]): item.problem.to_dict(language)
                for item in made
                if item and item.problem
            }.values()  # what all pictures of the post have in common is told once
        ),
    }


def _shown(post: PlannedPost, outcome: Outcome) -> list[dict[str, Any]]:
    """Return the post's ratios, 4x5 first, each with its pages."""
    parts = []
    for ratio, pictures in groupby(post.pictures, key=lambda picture: picture.ratio):
        pages = []
        for picture in pictures:
            made = outcome.made.get(picture.name)
            width, height = made.entry.size_px if made and made.entry else picture.job.target.size_px
            there = made is not None and made.entry is not None
            kind = picture.name.rpartition(".")[2]
            shows = "pdf" if kind == "pdf" else "video" if kind == "mp4" else "picture"
            file, poster = (quote(name) if there else "" for name in (picture.name, picture.poster))
            pages.append({"file": file, "poster": poster, "width": width, "height": height, "shows": shows})
        parts.append({"ratio": ratio, "pages": pages})
    return sorted(parts, key=lambda part: part["ratio"] != LEADING_RATIO)


def _findings(made: list[Made], said: Sequence[Finding], language: str) -> list[dict[str, Any]]:
    """Return the findings of a post's words, with their channel, and of its pictures, each once with the ratios it stands in."""
    seen: dict[tuple[str, str | None, str], dict[str, Any]] = {}
    for item in made:
        for finding in item.entry.findings if item.entry else ():
            facts = finding.to_dict(language)
            key = (finding.code, finding.slot, facts["message"])
            seen.setdefault(key, facts | {"where": []})["where"].append(item.picture.ratio)
    pictures = [facts | {"where": ", ".join(dict.fromkeys(facts["where"]))} for facts in seen.values()]
    words = [finding.to_dict(language) | {"where": finding.channel or ""} for finding in said]
    return sorted([*pictures, *words], key=lambda facts: SEVERITIES.index(facts["severity"]))


def _months(posts: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return each month as weeks of days (None outside the month), a day with its posts."""
    by_day: dict[dt.date, list[dict[str, Any]]] = {}
    for card in posts:
        by_day.setdefault(card["date"], []).append(card)
    months = []
    for year, month in sorted({(date.year, date.month) for date in by_day})[:6]:
        first = dt.date(year, month, 1)
        days = [first + dt.timedelta(days=n) for n in range(31)]
        cells = [None] * first.weekday() + [{"number": day.day, "posts": by_day.get(day, [])} for day in days if day.month == month]
        months.append({"title": period([first], language), "cells": cells + [None] * (-len(cells) % 7)})
    return months


def _week_title(monday: dt.date, language: str) -> str:
    return f"{WORDS[language]['week']} {day_text(monday, language).split(' ', 1)[1].rsplit(' ', 1)[0]}"


def _colors(css: Mapping[str, str]) -> dict[str, str]:
    """Return the brand's own colours for the page's small touches; only plain CSS colours pass."""
    from visualgen.svg.color import parse_color, to_hex

    found = {name: parse_color(css.get(f"--color-{name}", "")) for name in ("primary", "accent", "paper", "ink")}
    fallback = {"primary": "#3a4a8c", "accent": "#e2a93b", "paper": "#f6f4ef", "ink": "#1d1b18"}
    return {name: to_hex(color)[:7] if color else fallback[name] for name, color in found.items()}
