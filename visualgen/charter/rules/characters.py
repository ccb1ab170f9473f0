"""Broken and hidden characters: lone surrogates, lost letters, control and direction marks, mangled encodings."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage
from visualgen.findings import RuleSource

_UNICODE = RuleSource("The Unicode Standard, 23.8 (specials), 3.9 D71 (surrogates)", "https://www.unicode.org/versions/latest/")
_BIDI = RuleSource("Unicode Technical Report 36, 3.2", "https://www.unicode.org/reports/tr36/")

_SURROGATE = regex.compile(r"[\ud800-\udfff]+")
_LOST = regex.compile(r"\ufffd+")
_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+|\r(?!\n)")
_MANGLED = regex.compile(r"Ã[\u00a0-\u00bf©¨ª«´®¯¹»¼€‰]|â€[™œ\u009d“”¦¢]|Å“|Â[«»\u00a0°€]")
_MARKS = regex.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RTL = regex.compile(r"[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]")
_INVISIBLE = regex.compile(r"[\u200b\u2060\ufeff\u00ad]+")


def characters(passage: Passage) -> Iterator[Found]:
    """Yield what no reader can see or no network can send."""
    text = passage.text
    for match in _SURROGATE.finditer(text):
        whole = match[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        joined = whole if "\ufffd" not in whole else None
        yield Found(
            "broken_character",
            "blocks",
            match.start(),
            match.end(),
            ("La moitié d’un caractère est restée ici : un emoji coupé, sans doute.", "Effacez-la et tapez l’emoji à nouveau."),
            ("Half a character is left here: a cut emoji, most likely.", "Delete it and type the emoji again."),
            joined,
            joined is not None,
            _UNICODE,
        )
    for match in _LOST.finditer(text):
        yield Found(
            "broken_character",
            "blocks",
            match.start(),
            match.end(),
            ("Une lettre s’est perdue ici (�).", "Retapez-la : le fichier d’où vient le texte avait un autre encodage."),
            ("A letter was lost here (�).", "Type it again: the file the text comes from had another encoding."),
            source=_UNICODE,
        )
    for match in _MANGLED.finditer(text):
        yield Found(
            "broken_character",
            "blocks",
            match.start(),
            match.end(),
            (f"« {match[0]} » est une lettre accentuée abîmée.", "Retapez la lettre, ou rouvrez le fichier en UTF-8."),
            (f"“{match[0]}” is a mangled accented letter.", "Type the letter again, or open the file as UTF-8."),
            source=_UNICODE,
        )
    for match in _CONTROL.finditer(text):
        yield Found(
            "hidden_character",
            "warns",
            match.start(),
            match.end(),
            (
                "Un caractère de commande invisible s’est glissé ici.",
                "Effacez-le : il s’affiche en carré, ou fait refuser le texte.",
            ),
            ("An invisible control character has slipped in here.", "Delete it: networks show a box or refuse the text."),
            "\n" if match[0] == "\r" else "",
            True,
            _UNICODE,
        )
    rtl = _RTL.search(text) is not None
    for match in _MARKS.finditer(text):
        if rtl and match[0] not in "\u202d\u202e":
            continue
        yield Found(
            "direction_mark",
            "warns",
            match.start(),
            match.end(),
            ("Une marque invisible change ici le sens de lecture.", "Effacez-la : elle peut retourner les lettres qui suivent."),
            ("An invisible mark changes the reading direction here.", "Delete it: it may turn the letters after it around."),
            None if rtl else "",
            not rtl,
            _BIDI,
        )
    for match in _INVISIBLE.finditer(text):
        yield Found(
            "hidden_character",
            "notes",
            match.start(),
            match.end(),
            ("Un caractère sans largeur est caché ici.", "Effacez-le : il coupe les mots pour la recherche et les lecteurs d’écran."),
            ("A character without width hides here.", "Delete it: it splits words for search and screen readers."),
            "",
            True,
            _UNICODE,
        )
