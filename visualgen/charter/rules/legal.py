"""Mentions that French law or the charter asks for: each with its law (`legal.toml`), called for by words, excused by others."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from visualgen.charter.found import Found
from visualgen.charter.inflections import inflected
from visualgen.charter.passage import Passage
from visualgen.findings import RuleSource

_FILE = Path(__file__).parents[1] / "legal.toml"


@dataclass(frozen=True, slots=True)
class Mention:
    """One rule of law: `when` calls for it, `unless` excuses, each of `has` is one demand; none: the words are not allowed."""

    code: str
    sector: str
    when: regex.Pattern[str]
    tags: frozenset[str]
    unless: regex.Pattern[str]
    has: tuple[regex.Pattern[str], ...]
    period: str
    fr: tuple[str, str]
    en: tuple[str, str]
    source: RuleSource


def legal(passage: Passage) -> Iterator[Found]:
    """Yield the first words of a text that call for a mention which is not there, for each rule of law, then for the charter's own."""
    own = passage.charter["legal"]
    text = passage.prose
    if own["check"]:
        for rule in mentions():
            if rule.sector and rule.sector not in own["sectors"]:
                continue
            if found := _called(rule, passage):
                start, end = found
                yield Found(
                    rule.code, "warns", start, end, rule.fr, rule.en, source=rule.source, numbers={"words": passage.text[start:end]}
                )
    for rule in own["mentions"]:
        yield from _own(rule, passage, text)


def _called(rule: Mention, passage: Passage) -> tuple[int, int] | None:
    """Return where a rule's words stand, where nothing excuses them."""
    text = passage.prose
    match = rule.when.search(text)
    tag = next((tag for tag in passage.hashtags if tag.text[1:].casefold() in rule.tags), None)
    own_tag = any(tag.lstrip("#").casefold() in rule.tags for tag in passage.tags)
    if match is None and tag is None and not own_tag:
        return None
    if rule.unless.search(text) or (rule.period == "sales" and (passage.date is None or in_sales(passage.date))):
        return None
    whole = f"{passage.text}\n{' '.join(passage.tags)}"
    if rule.has and all(pattern.search(whole) for pattern in rule.has):
        return None
    if match:
        return match.start(), match.end()
    return (tag.start, tag.end) if tag else (len(passage.text), len(passage.text))


def _own(rule: Any, passage: Passage, text: str) -> Iterator[Found]:
    """Yield what the charter's own `[[legal.mentions]]` finds."""
    match = next((match for match, _ in inflected(tuple(rule["when"])).found(text)), None)
    whole = _plain(f"{passage.text} {' '.join(passage.tags)}")
    if match is None or _plain(rule["mention"]) in whole or any(_plain(word) in whole for word in rule["unless"]):
        return
    yield Found(
        "legal_own", rule["severity"], match.start(), match.end(),
        (f"« {match[0]} » demande une mention.", f"Ajoutez : « {rule['mention']} »"),
        (f"“{match[0]}” calls for a mention.", f"Add: “{rule['mention']}”"),
        source=RuleSource(rule["law"] or "charter.toml"),
    )  # fmt: skip


def in_sales(day: dt.date) -> bool:
    """Return whether `day` is in the national sales (Code de commerce, D310-15-2): four weeks from the second Wednesday of January (the
    first where the second is after the 12th), and from the last Wednesday of June (the one before where that is after the 28th)."""
    first = next(day.replace(month=1, day=n) for n in range(1, 8) if day.replace(month=1, day=n).weekday() == 2)
    winter = first + dt.timedelta(7) if first.day + 7 <= 12 else first
    last = next(day.replace(month=6, day=n) for n in range(30, 23, -1) if day.replace(month=6, day=n).weekday() == 2)
    summer = last - dt.timedelta(7) if last.day > 28 else last
    return any(start <= day < start + dt.timedelta(weeks=4) for start in (winter, summer))


@functools.cache
def mentions() -> tuple[Mention, ...]:
    """Return the rules of law, compiled."""
    return tuple(_mention(name, facts) for name, facts in tomllib.loads(_FILE.read_text(encoding="utf-8")).items())


def _mention(name: str, facts: dict[str, Any]) -> Mention:
    return Mention(
        f"legal_{name}",
        facts.get("sector", ""),
        _any(facts["when"]),
        frozenset(facts.get("tags", ())),
        _any(facts.get("unless", ())),
        tuple(_any(options) for options in facts["has"]),
        facts.get("period", ""),
        (facts["fr"][0], facts["fr"][1]),
        (facts["en"][0], facts["en"][1]),
        RuleSource(f"{facts['law']} (depuis le {facts['since'].isoformat()})", facts["url"]),
    )


def _any(patterns: list[str] | tuple[str, ...]) -> regex.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)"
    return regex.compile(_spaces(joined), regex.IGNORECASE)


def _spaces(pattern: str) -> str:
    """Return the pattern with any space standing for any kind of it."""
    return pattern.replace("[ ]", " ").replace(" ", r"[ \u00a0\u202f]").replace("’", "['’]").replace("[['’]']", "['’]")


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("'", "’").split()).rstrip(".")
