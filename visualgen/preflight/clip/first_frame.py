"""A first frame with nothing on it: in a feed it is the clip's face until it plays."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.clip.facts import ClipFacts


def check(facts: ClipFacts) -> Iterator[Finding]:
    """Yield `clip_blank_first` where the first frame is one colour all over."""
    if facts.blank_first:
        yield finding(
            "clip_blank_first",
            "warns",
            fr=(
                "La première image du clip est vide : c’est elle que le fil montre.",
                "Faites entrer le fond ou la photo dès la première image.",
            ),
            en=(
                "The clip's first frame is blank: it is what the feed shows.",
                "Let the ground or the photo be there from the first frame on.",
            ),
        )
