"""Words written for a place that shows none."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, Span, finding
from visualgen.formats.counting import grapheme_count
from visualgen.preflight.words.facts import Words


def check(words: Words) -> Iterator[Finding]:
    """Yield `caption_unseen` where every picture is a story: the caption is not shown."""
    if words.stories and words.caption.strip():
        yield finding(
            "caption_unseen",
            "notes",
            fr=("Une story ne montre pas de légende.", "Mettez l’essentiel dans l’image."),
            en=("A story shows no caption.", "Put what matters into the picture."),
            span=Span("caption", 0, grapheme_count(words.caption), words.caption[:80]),
            channel=words.channel,
        )
