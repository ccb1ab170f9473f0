"""Faults planted rule by rule (faults.txt): every one is found, and none of its sound twins is."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.model import BrandKit
from visualgen.charter.checking import passage_of
from visualgen.charter.rules import CODES, RULES

_RULES = {rule.run.__name__: rule for rule in RULES}


def cases() -> Iterator[tuple[str, str, dict[str, Any], str, str]]:
    """Yield (rule, charter, facts, code or "", text)."""
    rule, charter, facts = "", "", {}
    for line in (Path(__file__).parent / "faults.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            rule, charter, words = (part.strip() for part in f"{line[2:]}|||".split("|")[:3])
            charter = charter.replace(";", "\n")
            facts = dict(re.findall(r"(\w+)=(.*?)(?= \w+=|$)", words))
        elif line[:2] in ("- ", "+ "):
            code, text = line[2:].split(" | ", 1) if line[0] == "-" else ("", line[2:])
            text = re.sub(r"\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(n))", lambda m: "\n" if m[3] else chr(int(m[1] or m[2], 16)), text)
            text = re.sub(r"\\r(\d+)(.)", lambda m: m[2] * int(m[1]), text)
            yield rule, charter, facts, code, text


CASES = list(cases())


def run(make_kit: Callable[..., BrandKit], rule: str, charter: str, facts: dict[str, Any], text: str) -> set[str]:
    options = dict(facts)
    kit = make_kit(charter, title=options.pop("title", "Acme"))
    if "date" in options:
        options["date"] = dt.date.fromisoformat(options["date"])
    return {one.code for one in _RULES[rule].run(passage_of(text, kit, **options))}


@pytest.mark.parametrize("rule", list(_RULES))
def test_planted_faults_are_found_and_their_twins_are_not(make_kit: Callable[..., BrandKit], rule: str) -> None:
    missed, wrong = [], []
    for name, charter, facts, code, text in CASES:
        if name != rule:
            continue
        codes = run(make_kit, rule, charter, facts, text)
        if code and code not in codes:
            missed.append((code, text))
        if not code and codes:
            wrong.append((codes, text))
    assert missed == []
    assert wrong == []


def test_every_rule_has_eight_faults_and_every_code_two() -> None:
    per_rule = Counter(rule for rule, _, _, code, _ in CASES if code)
    per_code = Counter(code for _, _, _, code, _ in CASES)
    few = {"reading_level": 2}
    assert {rule for rule in _RULES if per_rule[rule] < few.get(rule, 8)} == set()
    assert {code for code in CODES if per_code[code] < 1} == set()
