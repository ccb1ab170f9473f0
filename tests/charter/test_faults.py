"""Faults planted rule by rule (faults.txt): every one is found, and none of its sound twins is flagged."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from visualgen.charter.rules import CODES, RULES

NAMES = [rule.run.__name__ for rule in RULES]


@pytest.mark.parametrize("name", NAMES)
def test_planted_faults_are_found_and_their_twins_are_not(rates: Any, name: str) -> None:
    missed, wrong = [], []
    for rule, charter, facts, code, text in rates.faults():
        if rule != name:
            continue
        codes = rates.found_by(rule, charter, facts, text)
        if code and code not in codes:
            missed.append((code, text))
        if not code and codes:
            wrong.append((codes, text))
    assert missed == []
    assert wrong == []


def test_every_rule_has_eight_faults_and_every_code_one(rates: Any) -> None:
    cases = list(rates.faults())
    per_rule = Counter(rule for rule, _, _, code, _ in cases if code)
    twins = Counter(rule for rule, _, _, code, _ in cases if not code)
    assert {name for name in NAMES if per_rule[name] < 8} == set()
    assert {name for name in NAMES if twins[name] < 8} == set()
    assert {code for code in CODES if code not in {code for _, _, _, code, _ in cases}} == set()
