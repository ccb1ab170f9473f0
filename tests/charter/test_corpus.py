"""Real-style captions: how often a rule is wrong on a sound one, and whether mending brings back what was typeset well."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from visualgen.charter import check, mend
from visualgen.charter.rules import RULES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("fr", 150, 0.02), ("fr_unseen", 40, 0.02), ("fr_second", 80, 0.02), ("fr_third", 60, 0.02), ("fr_last", 60, 0.02),
        ("en", 40, 0.02), ("en_second", 60, 0.02), ("en_third", 40, 0.02), ("en_last", 50, 0.02),
    ],
)  # fmt: skip
def test_no_rule_is_wrong_on_more_than_two_captions_in_a_hundred(rates: Any, name: str, least: int, most: float) -> None:
    captions = rates.captions(name)
    assert len(captions) >= least
    wrong = list(rates.alarms(name))
    for rule in RULES:
        bad = {id(caption) for caption, code, _ in wrong if code in rule.codes}
        assert len(bad) / len(captions) <= most, [(caption.who, code, words) for caption, code, words in wrong if code in rule.codes]


@pytest.mark.parametrize("name", ["fr", "fr_unseen", "fr_second", "fr_third", "fr_last"])
def test_what_is_right_to_be_found_is_found(rates: Any, name: str) -> None:
    for caption in rates.captions(name):
        if caption.right:
            codes = {finding.code for finding in check(caption.text, rates.kit_for(caption.address))}
            assert caption.right <= codes, caption.text


@pytest.mark.parametrize("name", ["fr", "fr_unseen", "fr_second", "fr_third", "fr_last"])
def test_captions_typed_plainly_are_mended_to_what_was_typeset(rates: Any, name: str) -> None:
    kit = rates.kit_for("vous")
    for caption in rates.captions(name):
        plain = re.sub(r"(?<=\d)\u00a0h\u00a0(?=\d\d)", "h", caption.text)
        plain = re.sub(r"(?<!–)\u00a0(?!–)", " ", plain.replace("\u202f", " ")).replace("’", "'").replace("…", "...")
        assert mend(plain, kit).after == mend(caption.text, kit).after == caption.text


def test_the_documented_rates_are_these(rates: Any) -> None:
    page = (ROOT / "docs" / "charter.md").read_text(encoding="utf-8")
    assert rates.table() in page, "python tools/charter_rates.py prints the table for docs/charter.md"


def test_planted_misspellings_are_found_and_what_was_meant_is_offered(rates: Any) -> None:
    rows = list(rates.misspellings())
    for language, least in (("fr", 120), ("en", 60)):
        mine = [(found, guessed) for one, _, found, guessed in rows if one == language]
        assert len(mine) >= least
        assert sum(found for found, _ in mine) / len(mine) >= 0.92
        assert sum(guessed for _, guessed in mine) / len(mine) >= 0.90
    assert rates.recall() in (ROOT / "docs" / "charter.md").read_text(encoding="utf-8"), "python tools/charter_rates.py prints it"


def test_a_month_of_thirty_captions_takes_less_than_a_second_of_cpu(rates: Any) -> None:
    kit = rates.kit_for("vous")
    texts = [caption.text for caption in rates.captions("fr")[:30]]
    begin = time.process_time()
    counts = Counter(finding.code for text in texts for finding in check(text, kit, pillar="fournil"))
    assert time.process_time() - begin < 1.0
    assert sum(counts.values()) < 30
