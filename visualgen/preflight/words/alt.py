"""Pictures without words for those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, RuleSource, finding
from visualgen.preflight.words.facts import Words

SOURCE = RuleSource("WCAG 2.2, 1.1.1 Non-text Content", "https://www.w3.org/TR/WCAG22/#non-text-content", "2026-11-22")


def check(words: Words) -> Iterator[Finding]:
    """Yield `alt_missing` with how many of the pictures have no alt text; nothing where the network takes none."""
    if not words.pictures or not words.limits.of("alt") or words.stories:
        return
    missing = words.pictures - sum(1 for text in words.alts[: words.pictures] if text.strip())
    if missing <= 0:
        return
    several = words.pictures > 1
    yield finding(
        "alt_missing",
        "warns",
        fr=(
            f"{missing} image{'s' if missing > 1 else ''} sur {words.pictures} sans texte alternatif."
            if several
            else "L’image n’a pas de texte alternatif.",
            "Dites en une phrase ce qu’on y voit, et les mots qui y sont.",
        ),
        en=(
            f"{missing} of {words.pictures} pictures have no alt text." if several else "The picture has no alt text.",
            "Say in one sentence what is seen there, and the words on it.",
        ),
        channel=words.channel,
        source=SOURCE,
        missing=missing,
        pictures=words.pictures,
    )
