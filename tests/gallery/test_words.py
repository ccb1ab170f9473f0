"""The words of the cases: as long as said, and figures stay figures."""

from __future__ import annotations

import unicodedata

import pytest

from visualgen.gallery.words import LONG, arabic, flat, long, short, with_emoji

SENTENCE = "Six douceurs choisies, une carte écrite à la main, un ruban de lin."


def test_short_is_about_a_third_and_ends_on_a_word() -> None:
    assert short(SENTENCE) == "Six douceurs choisies, une"[:21]
    assert short("Retour de la fête au village") == "Retour"
    assert short("Samedi") == "Samedi"


@pytest.mark.parametrize("sample", [SENTENCE, "Portes ouvertes", "Réservez votre place", "On vient, on revient pour l’accueil !"])
def test_long_is_about_as_long_as_said(sample: str) -> None:
    words = long(sample)
    assert 0.75 * LONG <= len(words) / len(sample) <= 1.35 * LONG
    assert words.startswith(sample.rstrip(".! "))
    assert words[-1] == sample[-1] or sample[-1].isalpha()


@pytest.mark.parametrize(
    ("sample", "shortened", "lengthened"),
    [
        ("24 €", "5 €", "1 249,90 €"), ("-30 %", "-5 %", "-100 %"), ("3", "3", "128"), ("B", "B", "B"), ("Lundi", "Lundi", "Lundi"),
        ("9 h – 19 h", "9 h", "9 h – 19 h et dimanche"), ("décembre", "décembre", "septembre"),
        ("@atelier", "@atelier", "@atelier_officiel_france"), ("HIVER20", "HIVER20", "HIVER20BIENVENUE"), ("18:30", "18:30", "18:30"),
    ],
)  # fmt: skip
def test_figures_and_marks_keep_their_kind(sample: str, shortened: str, lengthened: str) -> None:
    assert short(sample) == shortened
    assert long(sample) == lengthened


def test_emoji_are_joined_flags_and_keycaps() -> None:
    words = with_emoji(flat(SENTENCE))
    assert "\u200d" in words
    assert "🇫🇷" in words
    assert with_emoji("24 €") == "24 €"
    assert "*" not in with_emoji("Ouverture *samedi* matin").split("*")[1]


def test_arabic_is_arabic() -> None:
    words = arabic(SENTENCE)
    assert 0.6 < len(words) / len(SENTENCE) < 1.4
    assert all(unicodedata.bidirectional(letter) == "AL" for letter in words if letter.isalpha())
    assert arabic("24 €") == "٢٤ €"


def test_a_slot_has_the_same_words_every_time() -> None:
    assert long("Portes ouvertes", seed="a") == long("Portes ouvertes", seed="a")
    assert len({long("Portes ouvertes", seed=name) for name in ("headline", "text", "cta", "date")}) > 1
