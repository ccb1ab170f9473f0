"""One entry for all rules: places in graphemes, severities of the charter, fixes that settle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import regex

from visualgen.brand import charter as format_of
from visualgen.brand.model import BrandKit
from visualgen.charter import check, mend
from visualgen.charter.checking import SHOWN
from visualgen.charter.rules import CODES, RULES
from visualgen.findings import Finding

Find = Callable[..., tuple[Finding, ...]]
Make = Callable[..., BrandKit]


def part(text: str, finding: Finding) -> str:
    """Return what a span covers, cut by graphemes."""
    assert finding.span is not None
    return "".join(regex.findall(r"\X", text)[finding.span.start : finding.span.end])


def test_spans_count_graphemes_after_emoji_of_many_characters(found: Find) -> None:
    text = "👨‍👩‍👧‍👦 🇫🇷 e\u0301te\u0301 on dit promo ici"
    (one,) = found(text, '[words]\nforbidden = ["promo"]')
    assert one.code == "forbidden_word"
    assert (one.span.start, one.span.end) == (15, 20)
    assert part(text, one) == "promo" == one.span.text


def test_the_field_names_the_text_and_the_slot(found: Find) -> None:
    (one,) = found("Une promo", '[words]\nforbidden = ["promo"]', kind="slot", field="slot:headline")
    assert (one.span.field, one.slot) == ("slot:headline", "headline")


def test_a_fix_inside_a_grapheme_takes_the_whole_of_it(found: Find) -> None:
    text = "un \u0301\u200b mot"
    ones = [one for one in found(text) if one.code == "hidden_character"]
    assert ones
    assert part(text, ones[0]) == ones[0].span.text
    assert ones[0].fix is not None
    assert ones[0].fix.text is not None


def test_the_charter_sets_severities_and_turns_rules_off(found: Find) -> None:
    text = "À 9h30, une promo."
    charter = '[words]\nforbidden = ["promo"]\n[rules]\nforbidden_word = "blocks"\nhours = "off"'
    assert [(one.code, one.severity) for one in found(text, charter)] == [("forbidden_word", "blocks")]


def test_codes_left_out_are_not_looked_for(make_kit: Make) -> None:
    kit = make_kit()
    assert [one.code for one in check("un mott", kit)] == ["spelling"]
    assert check("un mott", kit, skip={"spelling"}) == ()


def test_many_findings_of_one_code_are_counted_not_all_told(found: Find) -> None:
    ones = [one for one in found("bon !! " * 100, "[style]\nexclamations = 100") if one.code == "punctuation_run"]
    assert len(ones) == SHOWN
    assert ones[-1].numbers["more"] == 100 - SHOWN


def test_another_language_meets_the_rules_that_hold_for_all(found: Find) -> None:
    assert [one.code for one in found("Wir sind da: hallo! Um 9h30", locale="de-DE")] == []
    assert [one.code for one in found("hal\x07lo", locale="de-DE")] == ["hidden_character"]


def test_mending_settles_and_tells_what_it_did(make_kit: Make) -> None:
    kit = make_kit()
    result = mend("C'est  bon !!! Rendez-vous a 9h30 , 12.50€ la part de de tarte", kit)
    assert result.after == "C’est bon\u202f! Rendez-vous a 9\u00a0h\u00a030, 12,50\u00a0€ la part de tarte"
    assert mend(result.after, kit).applied == ()
    assert {"apostrophe", "double_space", "punctuation_run", "hours", "comma_space", "figures", "repeated_word"} <= {
        one.code for one in result.applied
    }


def test_mending_never_touches_words_addresses_tags_or_mentions(make_kit: Make) -> None:
    kit = make_kit('[words]\nforbidden = ["promo"]\n[words.replace]\n"promo" = "offre"\n[voice]\naddress = "vous"')
    text = "Ta promo : https://example.fr/a'b?x=9h30&y=12.50€ #C'est @l.equipe info@example.fr"
    assert mend(text.replace(" :", "\u00a0:"), kit).after == text.replace(" :", "\u00a0:")


def test_every_code_is_known_to_the_format_once() -> None:
    assert sorted((*CODES, "hashtags_repeated")) == sorted(format_of.CODES)
    assert len(set(CODES)) == len(CODES)


def test_what_a_rule_yields_is_among_its_codes(make_kit: Make) -> None:
    from visualgen.charter.checking import passage_of

    text = "Tu viens !! C'est MAGIQUE À LYON CE SOIR, -20% sur la biere a gagner #a-b 😍😍😍 le le 1ère 12.5€ 9h30 \u200b " * 2
    charter = '[voice]\naddress = "vous"\navoid = ["hype"]\n[emoji]\npolicy = "none"\nlimit = 0\n[hashtags]\nlimit = 0'
    options: dict[str, Any] = {}
    for kind in ("caption", "alt", "slot"):
        passage = passage_of(text, make_kit(charter), kind=kind, **options)  # type: ignore[arg-type]
        for rule in RULES:
            assert {one.code for one in rule.run(passage)} <= set(rule.codes)


def test_a_kit_of_two_languages_reads_each_text_in_its_own(make_kit: Make) -> None:
    kit = replace(make_kit(), locales=("fr-FR", "en-GB"))
    assert check("We open at nine, and the bread is warm: come in!", kit) == ()
    assert {one.code for one in check("On ouvre à neuf heures, et le pain est chaud: venez!", kit)} == {"french_spacing"}
    assert {one.code for one in check("Miche: seigle", kit)} == {"french_spacing"}, "the main language where nothing tells"
    assert {one.code for one in check("We are open: come in!", kit, locale="fr-FR")} == {"french_spacing"}
