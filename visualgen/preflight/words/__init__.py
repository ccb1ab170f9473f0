"""The words of one post on one channel, against what the network takes. A new check is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from visualgen.findings import SEVERITY_ORDER, Finding
from visualgen.preflight.words import alt, counts, lengths, link, placement, signs
from visualgen.preflight.words.facts import Words

CHECKS: tuple[Callable[[Words], Iterator[Finding]], ...] = (
    lengths.check,
    counts.check,
    signs.check,
    alt.check,
    link.check,
    placement.check,
)


def judge_words(words: Words) -> tuple[Finding, ...]:
    """Return what the network would refuse or lose in these words, the most severe first. Never raises for any text."""
    found = [finding for check in CHECKS for finding in check(words)]
    return tuple(sorted(found, key=lambda finding: SEVERITY_ORDER[finding.severity]))


__all__ = ["CHECKS", "Words", "judge_words"]
