"""What a check tells a person: each text with its findings in their place, like ones together, and what mending changed."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from visualgen.findings import SEVERITIES, Finding, Severity

_SIGNS: dict[Severity, str] = {"blocks": "✗", "warns": "!", "notes": "·"}
_AROUND = 24
_HIDDEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}--[\n\t\u200d\U000E0020-\U000E007F]]", regex.VERSION1)
"""What a terminal does not show, or lets change what it shows: all but what emoji are made with."""
_WORDS = {
    "fr": {
        "texts": "{n} textes lus", "text": "{n} texte lu", "blocks": "{n} à bloquer",
        "warns": "{n} à revoir", "notes": "{n} remarques", "note": "{n} remarque",
        "clean": "rien à redire", "mended": "{n} corrections sûres", "one": "{n} correction sûre", "spaces": "␣ : espace insécable",
        "mendable": "« --fix » corrige {n} points sans rien changer au sens.",
        "mendable_one": "« --fix » corrige un point sans rien changer au sens.",
    },
    "en": {
        "texts": "{n} texts read", "text": "{n} text read", "blocks": "{n} to block",
        "warns": "{n} to look at", "notes": "{n} notes", "note": "{n} note",
        "clean": "nothing to say", "mended": "{n} safe fixes", "one": "{n} safe fix", "spaces": "␣: no-break space",
        "mendable": "“--fix” mends {n} of them without changing the meaning.",
        "mendable_one": "“--fix” mends one of them without changing the meaning.",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """One text that was checked: its place (`where`: a row's id and field, or ""), its words before and after mending, its findings."""

    where: str
    field: str
    before: str
    after: str
    findings: tuple[Finding, ...]
    mended: int = 0
    channel: str = ""
    row: str = ""


def lines(texts: Sequence[Checked], language: str) -> Iterator[str]:
    """Yield what to print: texts with findings or changes, the worst first, then a line of sums."""
    words = _WORDS.get(language, _WORDS["en"])
    for text in sorted(texts, key=_worst):
        if not text.findings and text.before == text.after:
            continue
        if text.where:
            yield text.where
        if text.before != text.after:
            yield from changes(text.before, text.after)
        for finding, count in grouped(text.findings):
            yield f"  {_SIGNS[finding.severity]} {_told(finding, count, text.after, language)}"
        yield ""
    yield _sums(texts, words)
    mended = sum(text.mended for text in texts)
    safe = sum(1 for text in texts for finding in text.findings if finding.fix and finding.fix.safe)
    if safe and not mended:
        yield words["mendable_one" if safe == 1 else "mendable"].format(n=safe)
    if any("\u00a0" in line or "\u202f" in line for text in texts if text.before != text.after for line in (text.before, text.after)):
        yield words["spaces"]


def grouped(findings: Sequence[Finding]) -> list[tuple[Finding, int]]:
    """Return the findings, the worst first: notes of one code, and others of one code about the same words, as one with their number."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: SEVERITIES.index(one.severity)):
        words = finding.span.text.casefold() if finding.span and finding.severity != "notes" else ""
        groups.setdefault((finding.code, words), []).append(finding)
    return [(group[0], len(group) + sum(int(one.numbers.get("more", 0)) for one in group)) for group in groups.values()]


def changes(before: str, after: str) -> Iterator[str]:
    """Yield the lines that differ, `-` before and `+` after, no-break spaces made visible."""
    old, new = before.splitlines(), after.splitlines()
    for line in difflib.unified_diff(old, new, n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield f"  {line[0]} {visible(line[1:]).replace(chr(0xA0), '␣').replace(chr(0x202F), '␣')}"


def _told(finding: Finding, count: int, text: str, language: str) -> str:
    message, mend = finding.fr if language == "fr" else finding.en
    times = f" ×{count}" if count > 1 else ""
    law = f" ({finding.source.title})" if finding.source and finding.code.startswith("legal_") else ""
    return f"{finding.code}{times}  {_excerpt(finding, text)}{message} {mend}{law}"


def _excerpt(finding: Finding, text: str) -> str:
    """Return the words around a place, the place itself in brackets; "" where it is the whole text or its end."""
    span = finding.span
    if span is None or not span.text or len(span.text) > 60 or span.start == span.end:
        return ""
    at = _place(text, span.text, span.start)
    if at < 0:
        return f"[{visible(span.text)}] "
    left, right = text[max(at - _AROUND, 0) : at], text[at + len(span.text) : at + len(span.text) + _AROUND]
    whole = f"{'…' if at > _AROUND else ''}{left}[{span.text}]{right}{'…' if at + len(span.text) + _AROUND < len(text) else ''}"
    return f"{visible(' '.join(whole.splitlines()))} — "


def visible(text: str) -> str:
    """Return the text with its hidden and direction marks written out, so that they turn nothing round: ⟨U+202E⟩."""
    return str(_HIDDEN.sub(lambda mark: f"⟨U+{ord(mark[0]):04X}⟩", text))


def _place(text: str, words: str, start: int) -> int:
    """Return where `words` stand, from a place in graphemes, which is never past the place in characters."""
    return text.find(words, start)


def _sums(texts: Sequence[Checked], words: dict[str, str]) -> str:
    counts = Counter(finding.severity for text in texts for finding in text.findings)
    parts = [words["text" if len(texts) == 1 else "texts"].format(n=len(texts))]
    parts += [words[severity].format(n=counts[severity]) for severity in ("blocks", "warns") if counts[severity]]
    if counts["notes"]:
        parts.append(words["note" if counts["notes"] == 1 else "notes"].format(n=counts["notes"]))
    if not counts:
        parts.append(words["clean"])
    mended = sum(text.mended for text in texts)
    if mended:
        parts.append(words["one" if mended == 1 else "mended"].format(n=mended))
    return ", ".join(parts) + "."


def _worst(text: Checked) -> int:
    return min((SEVERITIES.index(finding.severity) for finding in text.findings), default=len(SEVERITIES))
