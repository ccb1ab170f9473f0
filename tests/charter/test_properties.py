"""What holds for any text: no rule raises, spans lie in the text, fixes settle; time grows with the length."""

from __future__ import annotations

import functools
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from visualgen.brand.charter import read_charter
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.charter import check, mend
from visualgen.charter.checking import passage_of
from visualgen.charter.rules import RULES
from visualgen.settings import Settings

CHARTER = """
[voice]
address = "{address}"
avoid = ["vulgar", "sms", "slang", "hype", "anglicisms"]
[style]
exclamations = 1
sentence_words = 8
reading_ease = 70
[spelling]
inclusive = "{inclusive}"
dictionary = ["Nour", "kouign-amann"]
[words]
preferred = ["fournée"]
forbidden = ["promo", "mauvaise posture", "craquer", "pâte"]
replace = {{ "brunch" = "la table du dimanche" }}
[[words.patterns]]
pattern = '(x+x+)+y'
message = "x"
[expressions]
signature = "Le temps fait le pain."
require = ["signature"]
[hashtags]
always = ["#MaisonLevain"]
limit = 2
[hashtags.pillars]
four = ["#PainAuLevain"]
[emoji]
policy = "few"
limit = 1
position = "end"
allowed = ["🥖"]
forbidden = ["🔥"]
[legal]
sectors = ["food", "health", "credit"]
"""
WORDS = (
    "tu viens Viens vous venez la le de de promo Promos brunch pâte 9h30 12.50€ 5€50 € 15 1ère 2ème 14h-18h « » \" “ ” ' ’ ... … - --"
    " – ! !! ? ?! : ; , . ( ) # #a #maisonlevain #a-b @nous https://exemple.fr/?fbclid=1&b=2 exemple.fr 🥖"
    " 🔥 👨‍👩‍👧‍👦 🇫🇷 e\u0301 \u202f \u00a0"
    " \u200b \u202e \ud83d \x07 \r \n TOUS LES GENS ICI client(e)s adhérent·es étudiant.e.s A bientôt Ecole Ca 10000 € 70% 10km 𝓫𝓸𝓷"
    " Maison levain vin gagner samedi 13 décembre xxxx % ½ ﷽ مرحبا 日本"
).split(" ")

texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(WORDS), max_size=25).flatmap(lambda words: st.sampled_from(["", " ", "  "]).map(lambda gap: gap.join(words))),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=25).map(" ".join),
)


@functools.cache
def kit(which: int) -> BrandKit:
    address, inclusive = (("vous", "doublet"), ("tu", "point_median"), ("neutral", "none"))[which]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "charter.toml"
        path.write_text(CHARTER.format(address=address, inclusive=inclusive), encoding="utf-8")
        return replace(load_kit("levain", Settings.from_environment({})), charter=read_charter(path))


@settings(max_examples=250, deadline=None)
@given(text=texts, which=st.integers(0, 2), kind=st.sampled_from(["caption", "alt", "slot"]), locale=st.sampled_from(["fr-FR", "en", "de"]))
@example(text="", which=0, kind="caption", locale="fr-FR")
@example(text="\ud83d\ude00", which=0, kind="caption", locale="fr-FR")
@example(text="a\u0301\u200b\u0301", which=0, kind="caption", locale="fr-FR")
@example(text="14h-18h -  - 9h", which=0, kind="caption", locale="fr-FR")
def test_nothing_raises_and_every_span_lies_in_the_text(text: str, which: int, kind: Any, locale: str) -> None:
    clusters = regex.findall(r"\X", text)
    for one in check(text, kit(which), kind=kind, locale=locale, channel="instagram", pillar="four", skip={"spelling"}):
        assert one.span is not None
        assert 0 <= one.span.start <= one.span.end <= len(clusters)
        assert "".join(clusters[one.span.start : one.span.end])[:200] == one.span.text
        assert one.fr[0]
        assert one.fr[1]
        assert one.en[0]
        assert one.en[1]
        if one.fix is not None and one.fix.safe:
            assert one.fix.action == "replace"
            assert one.fix.text is not None


@settings(max_examples=250, deadline=None)
@given(text=texts, which=st.integers(0, 2), kind=st.sampled_from(["caption", "alt", "slot"]), locale=st.sampled_from(["fr-FR", "en"]))
@example(text='“a” "b" “c', which=0, kind="caption", locale="fr-FR")
@example(text="de de de de de", which=0, kind="caption", locale="fr-FR")
@example(text="5€50€ 12.50.3€", which=0, kind="caption", locale="fr-FR")
@example(text="«a» «  b»", which=0, kind="caption", locale="fr-FR")
@example(text="#a #a #a", which=0, kind="caption", locale="fr-FR")
def test_mending_settles_and_keeps_every_word_address_and_emoji(text: str, which: int, kind: Any, locale: str) -> None:
    first = mend(text, kit(which), kind=kind, locale=locale)
    second = mend(first.after, kit(which), kind=kind, locale=locale)
    assert second.after == first.after
    left = check(first.after, kit(which), kind=kind, locale=locale, skip={"spelling"})
    assert not [one for one in left if one.fix and one.fix.safe]
    if any(one.code in ("hidden_character", "broken_character", "fancy_letters") for one in first.applied):
        return
    before, after = passage_of(text, kit(which)), passage_of(first.after, kit(which))
    assert [piece.text for piece in before.mentions] == [piece.text for piece in after.mentions]
    assert sorted(piece.text for piece in before.emoji) == sorted(piece.text for piece in after.emoji)


UNITS = (
    "le pain ", " ", "a", "Viens le voir. ", "e\u0301", "🇫", "👨\u200d", "#ab ", "a-",
    "https://", "«", "(", "!", "9h", "boulangrie ", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_caption_of_a_hundred_thousand_characters_takes_seconds_not_minutes(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    passage = passage_of(text, kit(0), channel="instagram", pillar="four")
    for rule in RULES:
        begin = time.process_time()
        for _ in rule.run(passage):
            pass
        assert time.process_time() - begin < 5, rule.run.__name__
