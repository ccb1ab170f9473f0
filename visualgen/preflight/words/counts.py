"""More hashtags, mentions, links or pictures than the network takes, or fewer pictures than it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from visualgen.findings import Finding, RuleSource, Span, finding
from visualgen.formats import Limit
from visualgen.formats.counting import GraphemeOffsets, hashtags, links, mentions
from visualgen.preflight.words.facts import Words

_FOUND: Mapping[str, Callable[[str], list[tuple[int, int]]]] = {"hashtags": hashtags, "mentions": mentions, "links": links}
_NAMES = {
    "hashtags": ("hashtags", "hashtags"),
    "mentions": ("comptes cités", "mentions"),
    "links": ("liens", "links"),
    "pictures": ("images", "pictures"),
}


def check(words: Words) -> Iterator[Finding]:
    """Yield `limit_passed` for each count above the network's, its span from the first one too many; `limit_missed` below the least."""
    if words.stories:
        return
    for limit in words.limits.limits:
        if limit.field == "pictures":
            if words.pictures > limit.most:
                yield _too_many(words, limit, words.pictures, None)
            elif words.pictures < limit.least:
                yield _too_few(words, limit)
        elif limit.field in _FOUND:
            places = _FOUND[limit.field](words.caption)
            if limit.field == "links":
                places = list({words.caption[start:end]: (start, end) for start, end in reversed(places)}.values())[::-1]
            if len(places) > limit.most:
                first, last = places[limit.most][0], places[-1][1]
                start, end = GraphemeOffsets(words.caption).span(first, last)
                yield _too_many(words, limit, len(places), Span("caption", start, end, words.caption[first:last][:80]))


def _too_many(words: Words, limit: Limit, counted: int, span: Span | None) -> Finding:
    fr, en = _NAMES[limit.field]
    over = counted - limit.most
    return finding(
        "limit_passed",
        "blocks",
        fr=(f"{counted} {fr} ; {words.network} en prend {limit.most}.", f"Retirez-en {over}."),
        en=(f"{counted} {en}; {words.network} takes {limit.most}.", f"Take out {over}."),
        span=span,
        channel=words.channel,
        source=RuleSource(words.network, limit.source, limit.read.isoformat()),
        field=limit.field,
        counted=counted,
        most=limit.most,
        over=over,
        unit=limit.unit,
    )


def _too_few(words: Words, limit: Limit) -> Finding:
    fr, en = _NAMES[limit.field]
    return finding(
        "limit_missed",
        "blocks",
        fr=(f"{words.pictures} {fr} ; {words.network} en veut au moins {limit.least}.", "Ajoutez-en, ou retirez ce canal."),
        en=(f"{words.pictures} {en}; {words.network} wants at least {limit.least}.", "Add some, or leave this channel out."),
        channel=words.channel,
        source=RuleSource(words.network, limit.source, limit.read.isoformat()),
        field=limit.field,
        counted=words.pictures,
        least=limit.least,
        unit=limit.unit,
    )
