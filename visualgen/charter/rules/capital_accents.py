"""Accents on capitals: « À bientôt », « École », « Ça »."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import LEXIQUE, Found
from visualgen.charter.passage import Passage

_A = regex.compile(
    r"(?<![\w.’'-])A(?=[ \u00a0](?:bientôt|midi|partir|demain|vos|votre|notre|nos|très|tout|toute|tous|toutes|la|ne|gagner|table|noter"
    r"|savoir|découvrir|déguster|emporter|ce|cette|ces|noël|pâques|vous|toi|nous|qui|quoi|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|deux|plusieurs|pied|vélo|côté|chaque|l’occasion|nouveau"
    r"|\d{1,2}[ \u00a0\u202f]?h)\b|[ \u00a0]l[’'])",
)
_WORDS = {
    "Ecole": "École", "Etat": "État", "Eté": "Été", "Edition": "Édition", "Equipe": "Équipe", "Eglise": "Église", "Evénement": "Événement",
    "Evènement": "Évènement", "Election": "Élection", "Etudiant": "Étudiant", "Etudiante": "Étudiante",
    "Elu": "Élu", "Elue": "Élue", "Elève": "Élève",
    "Energie": "Énergie", "Epicerie": "Épicerie", "Etape": "Étape", "Etang": "Étang", "Ecrivez": "Écrivez", "Ecris": "Écris",
    "Ecoutez": "Écoutez",
    "Ecoute": "Écoute", "Evidemment": "Évidemment", "Egalement": "Également", "Etes": "Êtes", "Ecologie": "Écologie", "Echange": "Échange",
    "Eclairage": "Éclairage", "Ca": "Ça", "Economie": "Économie", "Elections": "Élections", "Etoile": "Étoile", "Epluchez": "Épluchez",
    "Eveil": "Éveil",
}  # fmt: skip
_WORD = regex.compile(rf"(?<![\w.])(?:{'|'.join(_WORDS)})(?=s?(?![\w]))(?!-\p{{Lu}})")


def capital_accents(passage: Passage) -> Iterator[Found]:
    """Yield capitals that lost their accent; names of people are their owners' business."""
    for match in _A.finditer(passage.prose):
        yield _found(match.start(), match.end(), "A", "À")
    for match in _WORD.finditer(passage.prose):
        yield _found(match.start(), match.end(), match[0], _WORDS[match[0]])


def _found(start: int, end: int, old: str, new: str) -> Found:
    return Found(
        "capital_accent", "notes", start, end,
        (f"« {old} » a perdu son accent.", f"Écrivez « {new} » : les capitales s’accentuent."),
        (f"“{old}” has lost its accent.", f"Write “{new}”: French capitals keep theirs."),
        new, True, LEXIQUE,
    )  # fmt: skip
