"""A finding travels as JSON data and comes back whole."""

from __future__ import annotations

import json

import pytest

from visualgen.findings import Finding, Fix, RuleSource, Span, finding

FULL = finding(
    "word_forbidden",
    "warns",
    fr=("« promo » n’est pas de la maison.", "Écrivez « l’offre du jour »."),
    en=("“promo” is not the brand's word.", "Write “l’offre du jour”."),
    span=Span("caption", 3, 8, "promo"),
    channel="instagram",
    source=RuleSource("charter.toml, [words]", read="2026-11-22"),
    fix=Fix("replace", True, "l’offre du jour"),
    box_px=(1.0, 2.0, 3.5, 4.25),
    count=1,
)
BARE = finding("x", "notes", fr=("a", "b"), en=("c", "d"))


@pytest.mark.parametrize("whole", [FULL, BARE])
def test_a_finding_comes_back_from_its_data(whole: Finding) -> None:
    back = Finding.from_data(json.loads(json.dumps(whole.to_data())))
    assert back.to_data() == whole.to_data()
    assert (back.span, back.source, back.fix) == (whole.span, whole.source, whole.fix)


def test_its_place_is_in_both_forms() -> None:
    said = FULL.to_dict("en")
    assert said["message"].startswith("“promo”")
    assert said["span"] == {"field": "caption", "start": 3, "end": 8, "text": "promo"}
    assert said["box_px"] == [1.0, 2.0, 3.5, 4.2]
    assert said["fix"]["text"] == "l’offre du jour"
    assert BARE.to_dict("fr")["span"] is None


def test_data_written_before_there_were_places_is_read() -> None:
    old = {"code": "x", "severity": "notes", "fr": ["a", "b"], "en": ["c", "d"], "slot": None, "numbers": {}}
    assert Finding.from_data(old) == BARE
