"""The words that go with the pictures: one text file a post, ready to copy from when it is posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from visualgen.batch.plan import PlannedPost

MONTHS: Mapping[str, tuple[str, ...]] = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
DAYS: Mapping[str, tuple[str, ...]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
TITLES: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "caption": "LÉGENDE", "alt": "TEXTE ALTERNATIF", "hashtags": "HASHTAGS", "first_comment": "PREMIER COMMENTAIRE",
        "link": "LIEN", "pictures": "IMAGES", "draft": "BROUILLON : cette idée attend ses mots.", "at": "à",
    },
    "en": {
        "caption": "CAPTION", "alt": "ALT TEXT", "hashtags": "HASHTAGS", "first_comment": "FIRST COMMENT",
        "link": "LINK", "pictures": "PICTURES", "draft": "DRAFT: this idea waits for its words.", "at": "at",
    },
}  # fmt: skip


def day_text(date: dt.date, language: str) -> str:
    """Return the date in words.

    >>> day_text(dt.date(2026, 12, 1), "fr"), day_text(dt.date(2026, 12, 3), "en")
    ('mardi 1er décembre 2026', 'Thursday 3 December 2026')
    """
    day = "1er" if date.day == 1 and language == "fr" else str(date.day)
    return f"{DAYS[language][date.weekday()]} {day} {MONTHS[language][date.month - 1]} {date.year}"


def time_text(time: dt.time | None, language: str) -> str:
    """Return the time as people write it (9 h 30, 18 h; 9:30 in English), "" for none."""
    if time is None:
        return ""
    if language == "en":
        return f"{time.hour}:{time.minute:02}"
    return f"{time.hour}\u00a0h\u00a0{time.minute:02}" if time.minute else f"{time.hour}\u00a0h"


def post_text(post: PlannedPost, language: str) -> str:
    """Return the post's words as plain text: when and where, its captions, hashtags, first comment, link, alt text, pictures."""
    row, titles = post.row, TITLES[language]
    when = day_text(row.date, language) + (f" {titles['at']} {time_text(row.time, language)}" if row.time else "")
    parts = [" · ".join(filter(None, (when, ", ".join(row.channels), post.title))) + (f"\n{titles['draft']}" if post.draft else "")]
    sections = [
        (titles["caption"], row.caption),
        *((f"{titles['caption']} ({channel})", text) for channel, text in row.captions.items()),
        (titles["hashtags"], " ".join(row.hashtags)),
        (titles["first_comment"], row.first_comment),
        (titles["link"], row.link),
        (titles["alt"], row.alt),
        (titles["pictures"], "\n".join(picture.name for picture in post.pictures)),
    ]
    parts += [f"[{title}]\n{text}" for title, text in sections if text]
    return "\n\n".join(parts) + "\n"
