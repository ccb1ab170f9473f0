"""Sentences longer than the charter allows."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage


def sentence_length(passage: Passage) -> Iterator[Found]:
    """Yield sentences of more than `style.sentence_words` words; a semicolon or colon ends one here, a list by emoji or bullets too."""
    limit = passage.charter["style"]["sentence_words"]
    starts = [word.start for word in passage.words]
    breaks = [place for place, mark in enumerate(passage.prose) if mark in ";:•·–—|"] + [piece.start for piece in passage.emoji]
    breaks.sort()
    for sentence in passage.sentences:
        inside = breaks[bisect.bisect_left(breaks, sentence.start) : bisect.bisect_left(breaks, sentence.end)]
        begin = sentence.start
        for end in (*inside, sentence.end):
            count = bisect.bisect_left(starts, end) - bisect.bisect_left(starts, begin)
            if count > limit:
                yield Found(
                    "long_sentence",
                    "notes",
                    begin,
                    end,
                    (f"Cette phrase a {count} mots : la charte s’arrête à {limit}.", "Coupez-la en deux."),
                    (f"This sentence has {count} words: the charter stops at {limit}.", "Cut it in two."),
                    numbers={"words": count, "limit": limit},
                )
            begin = end
