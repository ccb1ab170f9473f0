"""What a rule hands back: a place in the text, words in both languages, and a fix where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from visualgen.charter.passage import Passage
from visualgen.findings import Finding, Fix, RuleSource, Severity, Span

CHARTER = RuleSource("charter.toml")
"""The brand's own charter as the source of a rule."""
LEXIQUE = RuleSource("Lexique des règles typographiques en usage à l’Imprimerie nationale, 2002")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: from `start` to `end` in characters; `fix` is what should stand there, `safe` whether it changes no meaning."""

    code: str
    severity: Severity
    start: int
    end: int
    fr: tuple[str, str]
    en: tuple[str, str]
    fix: str | None = None
    safe: bool = False
    source: RuleSource | None = CHARTER
    numbers: Mapping[str, Any] = field(default_factory=dict)


def as_finding(found: Found, passage: Passage, name: str) -> Finding:
    """Return the finding about the field `name`: its span in graphemes, widened to whole ones, and its fix with it."""
    first, last, start, end = passage.graphemes(found.start, found.end)
    fix = None
    if found.fix is not None:
        whole = passage.text[start : found.start] + found.fix + passage.text[found.end : end]
        fix = Fix("replace", found.safe, whole)
    return Finding(
        found.code,
        found.severity,
        found.fr,
        found.en,
        name.removeprefix("slot:") if name.startswith("slot:") else None,
        found.numbers,
        span=Span(name, first, last, passage.text[start:end][:200]),
        channel=passage.channel or None,
        source=found.source,
        fix=fix,
    )
