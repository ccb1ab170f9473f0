"""Reading a TOML table field by field: every wrong type, value or unknown key is an error that names file, key and mend."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from visualgen.errors import KitError

FILE_BYTES = 2_000_000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file; raises `KitError` with the line where it cannot be read."""
    try:
        if path.stat().st_size > FILE_BYTES:
            raise _unread(path, f"the file has more than {FILE_BYTES:,} bytes", "keep what belongs there").french(
                f"le fichier dépasse {FILE_BYTES // 1_000_000} Mo", "n’y gardez que ce qui en fait partie"
            )
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _unread(path, "the file is not UTF-8 text", "save it again as UTF-8").french(
            "le fichier n’est pas du texte UTF-8", "enregistrez-le à nouveau en UTF-8"
        ) from None
    except RecursionError:
        raise _unread(path, "the file nests too deeply", "write plain tables").french(
            "le fichier emboîte trop de niveaux", "écrivez des tables simples"
        ) from None
    except ValueError as problem:  # TOMLDecodeError, and what Python says of a number of 5,000 digits
        raise _unread(path, f"the file is not TOML: {problem}", "mend the syntax there").french(
            f"le fichier n’est pas du TOML : {problem}", "corrigez la syntaxe à cet endroit"
        ) from None
    except OSError as problem:
        raise _unread(path, f"the file cannot be read: {problem.strerror}", "check its name and its rights").french(
            f"le fichier ne se lit pas : {problem.strerror}", "vérifiez son nom et ses droits"
        ) from None


def _unread(path: Path, message: str, mend: str) -> KitError:
    return KitError(message, mend=mend, file=str(path))


class Fields:
    """One table of a file. Ask for each key by its type, then call `done()`: what nobody asked for is unknown."""

    def __init__(self, table: Mapping[str, Any], *, file: str, trail: str = "") -> None:
        self.values = table
        self.file = file
        self.trail = trail
        self.asked: list[str] = []

    def error(self, key: str, message: str, mend: str) -> KitError:
        """Return (not raise) an error about one key of this table."""
        return KitError(message, mend=mend, file=self.file, key=f"{self.trail}{key}")

    def _wrong(self, key: str, value: Any, wanted: str, mend: str, wanted_fr: str, mend_fr: str) -> KitError:
        """Return the error of a value of another type than `wanted`, in both languages."""
        return self.error(key, f"this is {_kind(value)}, not {wanted}", mend).french(
            f"c’est {_KINDS_FR[_kind(value)]}, pas {wanted_fr}", mend_fr
        )

    def done(self) -> None:
        """Raise `KitError` for the first key that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                near = difflib.get_close_matches(key, self.asked, 1, 0.5)
                mend = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(self.asked)}"
                fr = f"vouliez-vous dire « {near[0]} » ?" if near else f"connues ici : {', '.join(self.asked)}"
                raise self.error(key, "this key is unknown", mend).french("cette clé est inconnue", fr)

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it is required."""
        value = self._take(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, value, "a text", 'write it in quotes: "…"', "un texte", 'écrivez-le entre guillemets : "…"')
        if default is None and not value.strip():
            raise self.error(key, "this is empty", "write a text").french("c’est vide", "écrivez un texte")
        if _CONTROL.search(value):
            raise self.error(key, "the text holds control characters", "take them out").french(
                "le texte contient des caractères de contrôle", "effacez-les"
            )
        return value

    def number(self, key: str, default: float | None = None, *, low: float = float("-inf"), high: float = float("inf")) -> float:
        """Return a number within `low`..`high`."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self._wrong(key, value, "a number", "write a number without quotes", "un nombre", "écrivez un nombre sans guillemets")
        if not low <= value <= high:
            room = f"{low:g} or more" if high == float("inf") else f"{low:g} to {high:g}"
            place = f"{low:g} ou plus" if high == float("inf") else f"de {low:g} à {high:g}"
            raise self.error(key, f"{value:g} is out of range", f"give {room}").french(f"{value:g} est hors limites", f"donnez {place}")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self._wrong(
                key, value, "true or false", "write true or false without quotes", "true ou false", "écrivez true ou false sans guillemets"
            )
        return value

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """Return one of the words of `choices`."""
        words = tuple(choices)
        value = self.text(key, default)
        if value not in words:
            near = difflib.get_close_matches(value, words, 1)
            mend = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(words)}"
            raise self.error(key, f"{value!r} is not known", mend).french(
                f"« {value} » n’est pas connu", f"vouliez-vous dire « {near[0]} » ?" if near else f"choisissez parmi {', '.join(words)}"
            )
        return value

    def texts(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(key, None if default is None else list(default))
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() and not _CONTROL.search(item) for item in value):
            raise self._wrong(key, value, "a list of texts", 'write ["…", "…"]', "une liste de textes", 'écrivez ["…", "…"]')
        return tuple(value)

    def day(self, key: str) -> date:
        """Return a date."""
        value = self._take(key, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._wrong(
                key, value, "a date", "write it without quotes: 2026-09-01", "une date", "écrivez-la sans guillemets : 2026-09-01"
            )
        return value

    def table(self, key: str) -> Fields:
        """Return a table below this one; an empty one where it is not there."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            name = f"[{self.trail}{key}]"
            raise self._wrong(
                key, value, "a table", f"write {name} and the keys under it", "une table", f"écrivez {name}, et les clés dessous"
            )
        return Fields(value, file=self.file, trail=f"{self.trail}{key}.")

    def tables(self, key: str) -> tuple[Fields, ...]:
        """Return the tables of a list `[[key]]`; none where it is not there."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            name = f"[[{self.trail}{key}]]"
            raise self._wrong(
                key, value, "a list of tables", f"write {name} before each", "une liste de tables", f"écrivez {name} avant chacune"
            )
        return tuple(Fields(item, file=self.file, trail=f"{self.trail}{key}[{number}].") for number, item in enumerate(value, 1))

    def words(self, key: str) -> dict[str, str]:
        """Return a table of texts with free keys."""
        table = self.table(key)
        return {name: table.text(name) for name in table.values}

    def _take(self, key: str, default: Any) -> Any:
        self.asked.append(key)
        if key in self.values:
            return self.values[key]
        if default is None:
            raise self.error(key, "this is missing", "add it").french("cela manque", "ajoutez-le")
        return default


_KINDS_FR = {
    "true or false": "true ou false", "a list with something else in it": "une liste où il y a autre chose",
    "an empty list": "une liste vide", "a text": "un texte", "a number": "un nombre", "a table": "une table", "a date": "une date",
}  # fmt: skip


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, list):
        return "a list with something else in it" if value else "an empty list"
    names: dict[type, str] = {str: "a text", int: "a number", float: "a number", dict: "a table"}
    return names.get(type(value), "a date")
