"""French spacing: the rules, what they leave alone, and that doing it twice is doing it once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualgen.text.french import french_spacing

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("Quoi? Non!", f"Quoi{N}? Non{N}!"),
        ("Quoi ?!", f"Quoi{N}?!"),
        ("(enfin !) oui", f"(enfin{N}!) oui"),
        ("Bravo à tous 🎉✨ ", f"Bravo à tous{B}🎉✨ "),
        ("9 h – 12 h, fermé – ou presque", f"9{B}h{B}–{B}12{B}h, fermé – ou presque"),
        ("Prix : 12 € ; soit 30 % !", f"Prix{B}: 12{B}€{N}; soit 30{B}%{N}!"),
        ("Note: voir", f"Note{B}: voir"),
        ("« ici » et «là»", f"«{B}ici{B}» et «{B}là{B}»"),
        ("l'été... d'abord", "l’été… d’abord"),
        ("1 299,00 € et 12 300 456 km", f"1{N}299,00{B}€ et 12{N}300{N}456{B}km"),
        ("à 9 h 30, 10h 30", f"à 9{B}h{B}30, 10h{B}30"),
        ("le 12 mars et le 1er Mai", f"le 12{B}mars et le 1er{B}Mai"),
        ("**Bravo !** *Ah ?*", f"**Bravo{N}!** *Ah{N}?*"),
        ("voir https://x.fr/a?b=c;d !", f"voir https://x.fr/a?b=c;d{N}!"),
        ("voir www.x.fr : top", f"voir www.x.fr{B}: top"),
        ("Bravo ! 🎉", f"Bravo{N}!{B}🎉"),
    ],
)
def test_rules(text: str, spaced: str) -> None:
    assert french_spacing(text) == spaced


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9:30 et 16:9",
        ":) ;) ;-) :D :-P",
        "https://a.fr/?q=1;b:2",
        "nom@exemple.fr",
        ":smile: oui :+1:",
        "a != b",
        f"déjà{B}! déjà{N}? «{N}oui{N}»",
        "06 12 34 56 78",
        "en 2026 300 places",
        "1.2.3....",
        "'tis rock 'n' roll",
        "exemple.fr/a?b",
    ],
)
def test_left_alone(text: str) -> None:
    assert french_spacing(text) == text


PIECES = st.sampled_from(
    [
        "mot",
        "L'",
        "12",
        "300",
        "9:30",
        " ",
        "  ",
        "!",
        "?",
        ";",
        ":",
        "«",
        "»",
        "...",
        ".",
        "%",
        "€",
        "h",
        "*",
        "**",
        ")",
        "(",
        N,
        B,
        "\n",
        "http://a.b/c",
        "mars",
        ":x:",
        "@",
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_twice_is_once(text: str) -> None:
    once = french_spacing(text)
    assert french_spacing(once) == once


@given(st.text())
def test_twice_is_once_for_any_text(text: str) -> None:
    once = french_spacing(text)
    assert french_spacing(once) == once


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_only_spaces_apostrophes_and_dots_change(text: str) -> None:
    def bare(words: str) -> str:
        return "".join(words.replace("’", "'").replace("…", "...").split())

    assert bare(french_spacing(text)) == bare(text)
