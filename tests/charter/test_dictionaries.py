from __future__ import annotations

import subprocess
import sys

import pytest

from visualgen.charter.dictionaries import known, suggestions


@pytest.mark.parametrize(
    "word", ["cœur", "scarifiée", "l’été", "qu'elle", "aujourd’hui", "mangerions", "vide-grenier", "Théo", "donnez-nous"]
)
def test_french_words_are_known_with_their_inflections_elisions_and_hyphens(word: str) -> None:
    assert known(word, "fr")


@pytest.mark.parametrize("word", ["boulangrie", "fourné", "日本", "\ud800", "ﷺ"])
def test_what_is_no_word_is_not_known(word: str) -> None:
    assert not known(word, "fr")


def test_british_and_american_english_are_both_right() -> None:
    assert known("colour", "en")
    assert known("color", "en")
    assert not known("recieve", "en")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("boulangrie", "boulangerie"), ("bibliotheque", "bibliothèque"), ("Bojour", "Bonjour"), ("atend", "attend"),
        ("aujourdhui", "aujourd’hui"),
        ("inscripion", "inscription"), ("occuppe", "occupe"), ("parceque", "parce que"),
    ],
)  # fmt: skip
def test_one_slip_away_is_guessed(wrong: str, right: str) -> None:
    assert right in suggestions(wrong, "fr")


def test_far_away_is_not_guessed() -> None:
    assert suggestions("zygomateurique", "fr") == ()


def test_a_check_without_spelling_loads_no_dictionary() -> None:
    script = (
        "import sys\n"
        "from visualgen.brand.reading import load_kit\n"
        "from visualgen.settings import Settings\n"
        "from visualgen.charter import check, mend\n"
        "kit = load_kit('levain', Settings.from_environment({}))\n"
        "check('Le pain sort du four.', kit, skip={'spelling'})\n"
        "mend('Le pain sort du four.', kit)\n"
        "print('hunspell' in sys.modules)\n"
        "check('Le pain sort du four.', kit)\n"
        "print('hunspell' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
