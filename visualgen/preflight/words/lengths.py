"""Texts longer than the network takes, counted as it counts them."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, RuleSource, Span, finding
from visualgen.formats import Limit
from visualgen.formats.counting import COUNTERS, graphemes
from visualgen.preflight.words.facts import Words

_NAMES = {
    "caption": ("La légende", "The caption"),
    "title": ("Le titre", "The title"),
    "alt": ("Le texte alternatif", "The alt text"),
    "first_comment": ("Le premier commentaire", "The first comment"),
    "link": ("Le lien", "The link"),
}
_UNITS = {
    "bytes": ("octets", "bytes"),
    "x": ("signes (un lien compte 23, un emoji 2)", "characters (a link counts 23, an emoji 2)"),
    "mastodon": ("signes (un lien compte 23)", "characters (a link counts 23)"),
    "threads": ("signes (un emoji en compte plusieurs)", "characters (an emoji counts several)"),
}
_SIGNS = ("signes", "characters")


def check(words: Words) -> Iterator[Finding]:
    """Yield `limit_passed` for each text that is too long; its span is what comes after the last word that fits."""
    texts = {
        "caption": (words.caption,),
        "title": (words.title,),
        "alt": words.alts,
        "first_comment": (words.first_comment,),
        "link": (words.link,),
    }
    for limit in words.limits.limits:
        for number, text in enumerate(texts.get(limit.field, ())):
            counted = COUNTERS[limit.unit](text)
            if counted > limit.most and not (limit.field == "caption" and words.stories):
                yield _too_long(words, limit, text, counted, number)


def _too_long(words: Words, limit: Limit, text: str, counted: int, number: int) -> Finding:
    fr, en = _NAMES[limit.field]
    units = _UNITS.get(limit.unit, _SIGNS)
    over = counted - limit.most
    clusters = graphemes(text)
    start = _fitting(clusters, limit)
    field = f"{limit.field}[{number}]" if number else limit.field
    return finding(
        "limit_passed",
        "blocks",
        fr=(
            f"{fr} fait {_number(counted, 'fr')} {units[0]} ; {words.network} en prend {_number(limit.most, 'fr')}.",
            f"Retirez-en {_number(over, 'fr')}, ou écrivez une version pour {words.network}.",
        ),
        en=(
            f"{en} has {_number(counted, 'en')} {units[1]}; {words.network} takes {_number(limit.most, 'en')}.",
            f"Take out {_number(over, 'en')}, or write a version for {words.network}.",
        ),
        span=Span(field, start, len(clusters), "".join(clusters[start : start + 80])),
        channel=words.channel,
        source=RuleSource(words.network, limit.source, limit.read.isoformat()),
        field=limit.field,
        counted=counted,
        most=limit.most,
        over=over,
        unit=limit.unit,
    )


def _fitting(clusters: list[str], limit: Limit) -> int:
    """Return how many clusters from the start fit, cut back to the end of a word."""
    count = COUNTERS[limit.unit]
    low, high = 0, len(clusters)
    while low < high:
        middle = (low + high + 1) // 2
        if count("".join(clusters[:middle])) <= limit.most:
            low = middle
        else:
            high = middle - 1
    word = next((place for place in range(low, max(0, low - 40), -1) if clusters[place - 1 : place] in ([" "], ["\n"])), low)
    return word or low


def _number(value: int, language: str) -> str:
    return f"{value:,}".replace(",", "\u202f") if language == "fr" else f"{value:,}"
