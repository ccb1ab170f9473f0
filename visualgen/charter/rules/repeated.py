"""A word typed twice in a row (« de de »)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage

_MAY = frozenset(
    "nous vous très trop bien si oui non bravo merci chut vite plus encore toujours jamais tous toutes hop clap ha hé ho oh ah eh bla cha"
    " coucou ding joyeux joyeuse tout doux doucement petit loin longtemps beaucoup fort allez faire en très-très pas miam waouh boum"
    " that had very really so no yes bye ha hey knock far many much really there again now night home "
    "nounou bon bonne grand grande bonjour rien vrai même rose".split()
)
_SAFE = frozenset("le la les l de des du un une et à au aux dans pour sur par qui ce cette ces avec ou mais the a an of to and for".split())
"""Words that never stand twice in good prose, so that one may go unasked; « l’est est » and “what it is is” do."""
_SUNG = frozenset("oh ho ouh ah tra la".split())


def repeated(passage: Passage) -> Iterator[Found]:
    """Yield a word and the same word right after it, in one line; words that say themselves twice for effect are left alone."""
    before = ""
    for first, second in itertools.pairwise(passage.words):
        word, last = first.folded, before
        before = word
        if word == "la" and last in _SUNG:
            continue
        between = passage.prose[first.end : second.start]
        if word != second.folded or between not in (" ", "\u00a0", "  ") or word in _MAY or (len(word) < 2 and word not in _SAFE):
            continue
        if first.text[0].isupper() and second.text[0].isupper():
            continue
        yield Found(
            "repeated_word",
            "warns",
            first.end,
            second.end,
            (f"« {first.text} » est écrit deux fois.", "Effacez l’un des deux."),
            (f"“{first.text}” is there twice.", "Delete one of them."),
            "",
            word in _SAFE,
            None,
        )
