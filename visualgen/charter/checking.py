"""Hold a text against the charter: run the rules, set the severities the charter asks for, and count places in graphemes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from visualgen.brand.model import BrandKit
from visualgen.charter.found import Found, as_finding
from visualgen.charter.passage import Kind, Passage
from visualgen.charter.rules import RULES
from visualgen.findings import SEVERITY_ORDER, Finding, Severity

SHOWN = 25
"""How many findings of one code are told for one text."""
PASSES = 6

_SMALL = {
    "fr": frozenset("le la les l des du un une et est pour dans avec sur nous vous tu pas que qui ce cette au aux en à de on ou".split()),
    "en": frozenset("the a an of and is are for with we you not that this in to at our your it be or from by".split()),
}


@dataclass(frozen=True, slots=True)
class Mended:
    """A text before and after its safe fixes, and what was mended (spans in the text as each pass found it)."""

    before: str
    after: str
    applied: tuple[Finding, ...]


def check(
    text: str,
    kit: BrandKit,
    *,
    channel: str = "",
    pillar: str = "",
    kind: Kind = "caption",
    locale: str = "",
    date: dt.date | None = None,
    hashtags: Sequence[str] = (),
    field: str = "",
    skip: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Return what in `text` departs from the kit's charter, from the law, or from good French or English, in the order of the text.

    `kind` is what the text is: a `caption`, an `alt` text, or the words of a `slot` in the visual. `locale` ("fr-FR", "en") is its
    language; where it is empty, the one of the kit's that the text looks like. A language other than French and English meets only the
    rules that hold for all. `channel`, `pillar` and `date` are the post's, for hashtag sets, legal periods and weekdays; `hashtags` those
    that the calendar keeps beside the caption. `field` names the text in the findings' spans (`caption`, `alt`, `slot:headline`): the
    kind's name where it is empty.
    `skip` names codes to leave out: `{"spelling"}` saves loading the dictionaries.

    Spans are counted in extended grapheme clusters. A finding's fix (`replace`) puts its text where the span is; a `safe` one changes no
    meaning. At most `SHOWN` findings of one code are returned, the last of them with `more` in its numbers. Never raises for any text.
    """
    passage = passage_of(text, kit, channel=channel, pillar=pillar, kind=kind, locale=locale, date=date, hashtags=hashtags)
    found = sorted(examine(passage, skip), key=lambda one: (one.start, one.end, SEVERITY_ORDER[one.severity], one.code))
    counts = Counter(one.code for one in found)
    shown: Counter[str] = Counter()
    findings = []
    for one in found:
        shown[one.code] += 1
        if shown[one.code] > SHOWN:
            continue
        if shown[one.code] == SHOWN and counts[one.code] > SHOWN:
            one = replace(one, numbers={**one.numbers, "more": counts[one.code] - SHOWN})
        findings.append(as_finding(one, passage, field or kind))
    return tuple(findings)


def mend(
    text: str,
    kit: BrandKit,
    *,
    channel: str = "",
    pillar: str = "",
    kind: Kind = "caption",
    locale: str = "",
    date: dt.date | None = None,
    hashtags: Sequence[str] = (),
    field: str = "",
    skip: Collection[str] = (),
) -> Mended:
    """Return `text` with every safe fix applied, until none is left; the arguments are those of `check`.

    Mending what is mended changes nothing more.
    """
    after, applied = text, []
    for _ in range(PASSES):
        passage = passage_of(after, kit, channel=channel, pillar=pillar, kind=kind, locale=locale, date=date, hashtags=hashtags)
        safe = [one for one in examine(passage, {*skip, "spelling"}) if one.safe and one.fix is not None]
        chosen = _apart(sorted(safe, key=lambda one: (one.start, one.end)))
        if not chosen:
            break
        parts, done = [], 0
        for one in chosen:
            parts += [after[done : one.start], one.fix or ""]
            done = one.end
            applied.append(as_finding(one, passage, field or kind))
        mended = "".join((*parts, after[done:]))
        if mended == after:
            break
        after = mended
    return Mended(text, after, tuple(applied))


def passage_of(
    text: str,
    kit: BrandKit,
    *,
    channel: str = "",
    pillar: str = "",
    kind: Kind = "caption",
    locale: str = "",
    date: dt.date | None = None,
    hashtags: Sequence[str] = (),
) -> Passage:
    """Return the text made ready for the rules."""
    return Passage(text, kit, kind, language_of(text, kit, locale), channel, pillar, date, tuple(hashtags))


def language_of(text: str, kit: BrandKit, locale: str = "") -> str:
    """Return the language of a text: that of `locale`, else the one of the kit's whose small words it has most, the main one first."""
    if locale:
        return _language(locale)
    own = list(dict.fromkeys(map(_language, (kit.locale, *kit.locales))))
    words = text[:2000].casefold().replace("’", " ").replace("'", " ").split()
    return max(own, key=lambda language: sum(word in _SMALL.get(language, ()) for word in words))


def _language(locale: str) -> str:
    return (locale or "fr").replace("_", "-").split("-")[0].lower()


def examine(passage: Passage, skip: Collection[str] = ()) -> Iterator[Found]:
    """Yield what every rule finds, with the severities that the charter sets; what it turns off is left out."""
    levels = passage.charter["rules"]
    for rule in RULES:
        if all(code in skip or levels.get(code) == "off" for code in rule.codes):
            continue
        if (rule.languages and passage.language not in rule.languages) or passage.kind not in rule.kinds:
            continue
        for one in rule.run(passage):
            level = levels.get(one.code, one.severity)
            if level != "off" and one.code not in skip:
                yield one if level == one.severity else replace(one, severity=cast(Severity, level))


def _apart(found: list[Found]) -> list[Found]:
    """Return those that do not touch an earlier one."""
    kept: list[Found] = []
    for one in found:
        if not kept or (one.start >= kept[-1].end and one.start != kept[-1].start):
            kept.append(one)
    return kept
