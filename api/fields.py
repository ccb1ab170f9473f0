"""What is wrong with a field of a body or query, in French and English; pydantic itself speaks English only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FRENCH = {
    "missing": "ce champ est obligatoire",
    "extra_forbidden": "ce champ est inconnu",
    "none_required": "ce champ doit être null",
    "string_type": "un texte est attendu",
    "string_too_short": "trop court : {min_length} caractères au moins",
    "string_too_long": "trop long : {max_length} caractères au plus",
    "string_pattern_mismatch": "ne suit pas la forme {pattern}",
    "string_unicode": "la moitié d’un caractère est restée ici : un emoji coupé, sans doute",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "float_parsing": "un nombre est attendu",
    "finite_number": "un nombre fini est attendu",
    "bool_type": "true ou false est attendu",
    "bool_parsing": "true ou false est attendu",
    "greater_than": "doit être plus grand que {gt}",
    "greater_than_equal": "doit être au moins {ge}",
    "less_than": "doit être plus petit que {lt}",
    "less_than_equal": "doit être au plus {le}",
    "too_short": "trop peu : {min_length} au moins",
    "too_long": "trop : {max_length} au plus",
    "list_type": "une liste est attendue",
    "dict_type": "un objet est attendu",
    "model_type": "un objet est attendu",
    "model_attributes_type": "un objet est attendu",
    "literal_error": "une de ces valeurs est attendue : {expected}",
    "enum": "une de ces valeurs est attendue : {expected}",
    "json_invalid": "ce n’est pas du JSON : {error}",
    "date_type": "une date est attendue, telle que 2026-12-03",
    "date_parsing": "une date est attendue, telle que 2026-12-03",
    "date_from_datetime_parsing": "une date est attendue, telle que 2026-12-03",
    "time_type": "une heure est attendue, telle que 09:30",
    "time_parsing": "une heure est attendue, telle que 09:30",
}
"""By pydantic's types of error; for the others its English words stand."""


class FieldRefused(ValueError):
    """A model's own reason to refuse a body, in both languages."""

    def __init__(self, english: str, french: str) -> None:
        super().__init__(english)
        self.french = french


@dataclass(frozen=True, slots=True)
class WrongField:
    """A field by its JSON pointer, and what is wrong with it."""

    pointer: str
    english: str
    french: str

    def told(self, language: str) -> dict[str, str]:
        """Return it as JSON data."""
        return {"pointer": self.pointer, "message": self.french if language == "fr" else self.english}


def wrong_fields(errors: Sequence[Mapping[str, Any]]) -> tuple[WrongField, ...]:
    """Return pydantic's findings (`ValidationError.errors()`)."""
    return tuple(WrongField("/" + "/".join(str(part) for part in each["loc"]), str(each["msg"]), _french(each)) for each in errors)


def _french(found: Mapping[str, Any]) -> str:
    context = found.get("ctx", {})
    own = context.get("error")
    if isinstance(own, FieldRefused):
        return own.french
    words = _FRENCH.get(str(found["type"]))
    return str(found["msg"]) if words is None else words.format(**context).replace(" or '", " ou '")
