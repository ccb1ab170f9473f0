"""Measure the charter's rules: how often each is wrong on sound captions, and how many planted faults it finds.

    python tools/charter_rates.py          prints the table of docs/charter.md

The captions are those of tests/charter/corpus: written as shops, restaurants, town halls, associations and clubs write, one by one; what is
right to be found in a caption stands under it after `!`. A rule is wrong where it finds anything else.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from visualgen.brand.charter import read_charter
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.charter import check
from visualgen.charter.checking import examine, passage_of
from visualgen.charter.rules import RULES
from visualgen.settings import Settings

CORPUS = Path(__file__).parents[1] / "tests" / "charter" / "corpus"
FAULTS = CORPUS.parent / "faults.txt"
MISSPELLINGS = CORPUS.parent / "misspellings.txt"
FILES = ("fr", "fr_unseen", "fr_second", "fr_third", "fr_last", "en", "en_second", "en_third", "en_last")
CHARTER = """
[voice]
address = "{address}"
avoid = ["vulgar", "sms", "slang", "hype", "anglicisms"]
[emoji]
position = "end"
[spelling]
inclusive = "none"
[legal]
sectors = ["health", "credit"]
"""
"""As strict as a charter gets, but for the limits: what it finds in a sound caption is a false alarm."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption of the corpus: `address` is tu, vous or - (English), `right` the codes that are right to be found."""

    address: str
    who: str
    text: str
    right: frozenset[str]


def captions(name: str) -> list[Caption]:
    """Return the captions of one file of the corpus."""
    found = []
    for block in re.split(r"^== ", (CORPUS / f"{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, *lines = block.rstrip("\n").split("\n")
        right = frozenset(word for line in lines if line.startswith("! ") for word in line[2:].split())
        address, who = (part.strip() for part in head.split("|"))
        found.append(Caption(address, who, "\n".join(line for line in lines if not line.startswith("! ")), right))
    return found


@functools.cache
def kit_for(address: str) -> BrandKit:
    """Return a kit with the strict charter, without a brand's own words."""
    return with_charter(CHARTER.format(address="free" if address == "-" else address))


@functools.cache
def with_charter(text: str, title: str = "Acme") -> BrandKit:
    """Return a kit with nothing but this charter and a name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "charter.toml"
        path.write_text(text, encoding="utf-8")
        charter = read_charter(path)
    base = load_kit("levain", Settings.from_environment({}))
    return replace(base, title=title, tagline="", contact={}, accounts={}, charter=charter)


def alarms(name: str) -> Iterator[tuple[Caption, str, str]]:
    """Yield (caption, code, words) for every finding that is not right."""
    for caption in captions(name):
        kit = kit_for(caption.address)
        for finding in check(caption.text, kit, locale="en-GB" if name.startswith("en") else "fr-FR"):
            if finding.code not in caption.right:
                yield caption, finding.code, finding.span.text if finding.span else ""


def faults() -> Iterator[tuple[str, str, dict[str, str], str, str]]:
    """Yield (rule, charter, facts, code, text) for every planted fault, and with code "" for every sound twin."""
    rule, charter, facts = "", "", {}
    for line in FAULTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            rule, charter, words = (part.strip() for part in f"{line[2:]}|||".split("|")[:3])
            charter = charter.replace(";", "\n")
            facts = dict(re.findall(r"(\w+)=(.*?)(?= \w+=|$)", words))
        elif line[:2] in ("- ", "+ "):
            code, text = line[2:].split(" | ", 1) if line[0] == "-" else ("", line[2:])
            text = re.sub(r"\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(n))", lambda m: "\n" if m[3] else chr(int(m[1] or m[2], 16)), text)
            yield rule, charter, facts, code, re.sub(r"\\r(\d+)(.)", lambda m: m[2] * int(m[1]), text)


def found_by(rule: str, charter: str, facts: dict[str, str], text: str) -> set[str]:
    """Return the codes that one rule finds in a text under a charter."""
    options: dict[str, Any] = dict(facts)
    kit = with_charter(charter, title=options.pop("title", "Acme"))
    if "date" in options:
        options["date"] = dt.date.fromisoformat(options["date"])
    passage = passage_of(text, kit, **options)
    return {one.code for own in RULES if own.run.__name__ == rule for one in own.run(passage)}


def misspellings() -> Iterator[tuple[str, str, bool, bool]]:
    """Yield (language, slip, found, guessed) for every planted misspelling: whether it is found, and whether what was meant is offered."""
    language = ""
    for line in MISSPELLINGS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            language = line[2:] if len(line) == 4 else language
            continue
        sentence, meant = line.split(" | ")
        slip = re.findall(r"\[(.*?)\]", sentence)[-1]
        text = re.sub(r"[\[\]]", "", sentence)
        passage = passage_of(text, kit_for("free"), locale=language)
        found = [one for one in examine(passage) if one.code == "spelling" and text[one.start : one.end] in slip]
        offered = {word.casefold() for one in found for word in one.numbers["suggestions"]}
        yield language, slip, bool(found), meant.casefold() in offered


def recall() -> str:
    """Return a line a language: planted misspellings found, and those whose right spelling is offered."""
    rows = list(misspellings())
    lines = []
    for language, name in (("fr", "French"), ("en", "English")):
        mine = [(found, guessed) for one, _, found, guessed in rows if one == language]
        lines.append(f"| {name} | {sum(one[0] for one in mine)} of {len(mine)} | {sum(one[1] for one in mine)} |")
    return "\n".join(lines)


def table() -> str:
    """Return the rates by rule as a Markdown table: captions with a false alarm, of all captions; planted faults found; twins flagged."""
    wrong = {name: Counter[str]() for name in FILES}
    for name in FILES:
        for _, code in {(id(caption), code) for caption, code, _ in alarms(name)}:
            wrong[name][next(rule.run.__name__ for rule in RULES if code in rule.codes)] += 1
    sizes = {name: len(captions(name)) for name in FILES}
    planted, found, twins, flagged = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for rule, charter, facts, code, text in faults():
        codes = found_by(rule, charter, facts, text)
        planted[rule] += bool(code)
        found[rule] += code in codes
        twins[rule] += not code
        flagged[rule] += not code and bool(codes)
    heads = [f"{'French' if name.startswith('fr') else 'English'}{name[2:].replace('_', ', ')} ({sizes[name]})" for name in FILES]
    rows = [f"| rule | {' | '.join(heads)} | faults | twins |", f"| --- |{' --- |' * len(FILES)} --- | --- |"]
    for own in RULES:
        name = own.run.__name__
        cells = [f"{wrong[file][name] / sizes[file]:.1%}" for file in FILES]
        if own.languages == ("fr",):
            cells = ["–" if file.startswith("en") else cell for file, cell in zip(FILES, cells, strict=True)]
        rows.append(f"| `{name}` | {' | '.join(cells)} | {found[name]} of {planted[name]} | {flagged[name]} of {twins[name]} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
    print(recall())
    for language, slip, found, _ in misspellings():
        if not found:
            print(f"{language}: not found: {slip}", file=sys.stderr)
    for name in FILES:
        for caption, code, words in alarms(name):
            print(f"{name}, {caption.who}: {code} {words!r}", file=sys.stderr)
