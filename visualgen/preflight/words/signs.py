"""Characters that one network refuses and the others take."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, RuleSource, Span, finding
from visualgen.formats.counting import GraphemeOffsets
from visualgen.preflight.words.facts import Words

SOURCE = RuleSource("YouTube Data API, videos", "https://developers.google.com/youtube/v3/docs/videos", "2026-11-22")


def check(words: Words) -> Iterator[Finding]:
    """Yield `sign_refused` for the first < or > of a title or description for YouTube."""
    if words.channel != "youtube":
        return
    for field, text in (("title", words.title), ("caption", words.caption)):
        place = next((place for place, char in enumerate(text) if char in "<>"), None)
        if place is None:
            continue
        start, end = GraphemeOffsets(text).span(place, place + 1)
        yield finding(
            "sign_refused",
            "blocks",
            fr=(f"YouTube refuse le signe {text[place]}.", "Remplacez-le par des mots, une flèche → ou des guillemets."),
            en=(f"YouTube refuses the sign {text[place]}.", "Put words, an arrow → or quotation marks in its place."),
            span=Span(field, start, end, text[place]),
            channel=words.channel,
            source=SOURCE,
            sign=text[place],
        )
