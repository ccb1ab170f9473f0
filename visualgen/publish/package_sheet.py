"""The sheet of a ready-to-post package: one HTML page with the media in order and the words to copy, made for a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from visualgen.publish.channel import Outgoing

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "caption": "Légende", "alt": "Texte alternatif", "comment": "Premier commentaire", "link": "Lien", "take": "Copier",
        "taken": "Copié", "save": "Enregistrer", "media": "Médias, dans l’ordre", "when": "À publier le", "at": "à",
    },
    "en": {
        "caption": "Caption", "alt": "Alternative text", "comment": "First comment", "link": "Link", "take": "Copy",
        "taken": "Copied", "save": "Save", "media": "Media, in order", "when": "To be posted on", "at": "at",
    },
}  # fmt: skip
KINDS: Mapping[str, Mapping[str, str]] = {
    "fr": {"text": "Texte", "photo": "Photo", "carousel": "Carrousel", "video": "Vidéo", "reel": "Reel", "story": "Story"},
    "en": {"text": "Text", "photo": "Photo", "carousel": "Carousel", "video": "Video", "reel": "Reel", "story": "Story"},
}
_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def sheet(post: Outgoing, names: Sequence[str], captions: Mapping[str, str]) -> str:
    """Return the page. `names` are the media's files beside it, `captions` the words of networks that have their own."""
    language = post.language if post.language in WORDS else "en"
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("package_sheet.html.j2").render(
        language=language,
        words=WORDS[language],
        kind=KINDS[language][post.kind],
        when=spoken_time(post, language),
        post=post,
        caption=post.text(link=False),
        captions=captions,
        media=list(zip(names, post.media, strict=True)),
    )


def spoken_time(post: Outgoing, language: str) -> str:
    """Return the planned hour as people say it, in its own zone."""
    at = post.planned
    day, month = _DAYS[language][at.weekday()], _MONTHS[language][at.month - 1]
    if language == "fr":
        return f"{day} {'1er' if at.day == 1 else at.day} {month} {at.year} à\u00a0{at.hour}\u00a0h\u00a0{at.minute:02d}"
    return f"{day} {at.day} {month} {at.year} at {at.hour}:{at.minute:02d}"
