"""One cell's text: cleaned, checked, and split where it holds a list."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_MOJIBAKE = re.compile(r"Ã[\u00a0-\u00bf©¨ª«´®¯¹»¼]|â€[™œ\u009d“¦¢]|Ã‰|Ã€|Å“|Â[«»\u00a0°€]")
_LIST_DEPTH = 16


def clean(text: str) -> str:
    """Return `text` with one kind of line break, no surrounding blanks, in NFC; a soft return (vertical tab) is a line break."""
    lines = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text.replace("\ufeff", ""))
    return unicodedata.normalize("NFC", "\n".join(line.rstrip(" \t") for line in lines.split("\n")).strip())


def trouble(text: str) -> tuple[str, dict[str, str]] | None:
    """Return the code and words of what makes `text` unfit to be shown: control, lost or mangled characters; None if it is sound."""
    if found := _CONTROL.findall(text):
        return "control_characters", {"characters": ", ".join(sorted({f"U+{ord(character):04X}" for character in found}))}
    if "\ufffd" in text:
        return "lost_characters", {}
    if match := _MOJIBAKE.search(text):
        return "mojibake", {"sample": match[0]}
    return None


def as_text(value: Any) -> str:
    """Return a raw cell as clean text: 12.0 is "12", a date 2026-12-03, a time 09:30."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value)


def texts_of(value: Any) -> list[str]:
    """Return every text inside a raw cell, nested ones too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in texts_of(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item)]
    return [value] if isinstance(value, str) else []


def split_words(text: str, *, spaces: bool = False) -> tuple[str, ...]:
    """Return the parts of `text` between commas, semicolons, bars, plus signs and line breaks (and spaces), each once.

    >>> split_words("instagram, facebook | linkedin")
    ('instagram', 'facebook', 'linkedin')
    """
    parts = re.split(r"[,;|+\n\s]+" if spaces else r"[,;|+\n]+", text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def parse_list(text: str) -> list[Any]:
    """Return the items of a list cell: JSON, `a | b | c`, or one item a line. Raises `ValueError` for JSON that is none.

    >>> parse_list("Farine | Eau | Sel")
    ['Farine', 'Eau', 'Sel']
    """
    text = text.strip()
    if text.startswith("["):
        if text.count("[") + text.count("{") > 2_000:
            raise ValueError("too deep")
        items = json.loads(text)
        if not isinstance(items, list) or _depth(items) > _LIST_DEPTH:
            raise ValueError("not a list")
        return items
    parts = text.split("|") if "|" in text else text.split("\n")
    return [part.strip() for part in parts if part.strip()]


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    return 1 + max((_depth(item) for item in value), default=0) if isinstance(value, list) else 0
