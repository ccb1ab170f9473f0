"""template.toml: what a template says about itself and its slots, every key judged, every error with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, get_args

from visualgen.errors import TemplateError
from visualgen.svg.color import parse_color, to_hex
from visualgen.template.model import Align, SlotType, VAlign
from visualgen.template.names import slot_name

PINS = ("left", "right", "top", "bottom", "center", "stretch")
CASES = ("upper", "lower", "title", "none")
_TYPES = get_args(SlotType)
_ALIGNS = {**{value: value for value in get_args(Align)}, "left": "start", "right": "end", "middle": "center"}
_VALIGNS = {**{value: value for value in get_args(VAlign)}, "center": "middle"}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What template.toml says. `slots` maps a slot's name to the fields of `SlotSpec` it sets (`type` only where it is written)."""

    title: str = ""
    purpose: str = ""
    slots: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    colors: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)
    pins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    motion: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


def read_behaviour(data: bytes, file: str) -> Behaviour:
    """Return what a template.toml says. Raises `TemplateError` with the line of what cannot be used."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError(f"it is not UTF-8 (byte {error.start})", mend="save it as UTF-8", file=file) from None
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else text.rstrip().count("\n") + 1
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise TemplateError(f"it is not TOML: {what}", mend="correct this line", file=file, line=line) from None
    return _Reader(text, file).read(table)


class _Reader:
    """Reads one file; knows where its keys stand."""

    def __init__(self, text: str, file: str) -> None:
        self.lines, self.file = text.splitlines(), file

    def read(self, table: Mapping[str, Any]) -> Behaviour:
        table = {("slots" if key == "slot" else key): value for key, value in table.items()}
        self.known(table, ("title", "purpose", "slots", "colors", "fonts", "pins", "motion", "tags"), "")
        slots = self.tables(table, "slots")
        return Behaviour(
            title=self.text(table, "title"),
            purpose=self.text(table, "purpose"),
            slots={slot_name(name): self.slot(name, entry, f"slots.{name}") for name, entry in slots.items()},
            colors=dict(self.color(key, value) for key, value in self.texts(table, "colors").items()),
            fonts={key.strip().strip("'\"").lower(): value for key, value in self.texts(table, "fonts").items()},
            pins={slot_name(key): self.pins(value, key, "pins") for key, value in self.table(table, "pins").items()},
            motion=self.table(table, "motion"),
            tags=self.words(table.get("tags", []), "tags", ""),
        )

    def slot(self, name: str, entry: Mapping[str, Any], section: str) -> dict[str, Any]:
        """Return the fields of `SlotSpec` that one [slots.NAME] table sets."""
        self.known(entry, (*_OPTIONS, "fields"), section)
        found: dict[str, Any] = {}
        for key, value in entry.items():
            if key == "fields":
                fields = self.tables(entry, "fields", section)
                found[key] = {slot_name(child): self.slot(child, inner, f"{section}.fields.{child}") for child, inner in fields.items()}
            else:
                found[key] = _OPTIONS[key](self, value, key, section)
        if "fit" in found and found["fit"][0] > found["fit"][1]:
            self.refuse(f"slot {name!r}: fit goes from large to small", "write fit = [smallest, largest] in px", "fit", section)
        return found

    # values

    def boolean(self, value: Any, key: str, section: str) -> bool:
        if not isinstance(value, bool):
            self.refuse(f"{key} is {_shown(value)}", "write true or false", key, section)
        return value

    def string(self, value: Any, key: str, section: str) -> str:
        if not isinstance(value, str):
            self.refuse(f"{key} is {_shown(value)}, not a text", f'write {key} = "…"', key, section)
        return value

    def whole(self, value: Any, key: str, section: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1000:
            self.refuse(f"{key} is {_shown(value)}, not a small whole number", f"write {key} = 2", key, section)
        return value

    def lines_allowed(self, value: Any, key: str, section: str) -> int:
        if self.whole(value, key, section) < 1:
            self.refuse("lines is less than 1", "write lines = 1 or more, or leave it out", key, section)
        return int(value)

    def fit(self, value: Any, key: str, section: str) -> tuple[float, float]:
        numbers = value if isinstance(value, list) else [value, value]
        good = len(numbers) == 2 and all(isinstance(number, (int, float)) and not isinstance(number, bool) for number in numbers)
        if not good or not all(0 < number < 10_000 for number in numbers):
            self.refuse(f"fit is {_shown(value)}", "write fit = [smallest, largest] in px, such as [48, 120]", key, section)
        return float(numbers[0]), float(numbers[1])

    def focus(self, value: Any, key: str, section: str) -> str:
        text = self.string(value, key, section).replace(" ", "")
        if text != "auto" and not re.fullmatch(r"(0|1|0?\.\d+|1\.0+),(0|1|0?\.\d+|1\.0+)", text):
            self.refuse(f"focus is {_shown(value)}", 'write focus = "auto" or "x,y" with both in 0..1', key, section)
        return text

    def pins(self, value: Any, key: str, section: str) -> tuple[str, ...]:
        words = self.words([value] if isinstance(value, str) else value, key, section)
        parts = tuple(part for word in words for part in word.lower().split())
        for word in parts:
            if word not in PINS:
                self.refuse(f"pin {word!r} is unknown{_near(word, PINS)}", f"use {', '.join(PINS)}", key, section)
        return parts

    def color(self, key: str, value: str) -> tuple[str, str]:
        rgba = parse_color(key)
        if rgba is None:
            self.refuse(f"{key!r} is not a colour", 'write "#0a7d5c" = "color.primary"', key, "colors")
        return to_hex(rgba), value

    # tables

    def table(self, table: Mapping[str, Any], key: str, section: str = "") -> Mapping[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self.refuse(f"{key} is {_shown(value)}, not a table", f"write it as [{key}]", key, section)
        return value

    def tables(self, table: Mapping[str, Any], key: str, section: str = "") -> Mapping[str, Mapping[str, Any]]:
        found = self.table(table, key, section)
        full = f"{section}.{key}" if section else key
        for name, entry in found.items():
            if not isinstance(entry, dict):
                self.refuse(f"{name} is {_shown(entry)}, not a table", f"write it as [{full}.{name}]", name, full)
        return found

    def texts(self, table: Mapping[str, Any], key: str) -> dict[str, str]:
        return {name: self.string(value, name, key) for name, value in self.table(table, key).items()}

    def text(self, table: Mapping[str, Any], key: str) -> str:
        return self.string(table.get(key, ""), key, "")

    def words(self, value: Any, key: str, section: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.refuse(f"{key} is {_shown(value)}, not a list of texts", f'write {key} = ["…"]', key, section)
        return tuple(value)

    def known(self, table: Mapping[str, Any], names: Iterable[str], section: str) -> None:
        names = tuple(names)
        for key in table:
            if key not in names:
                where = f" in [{section}]" if section else ""
                self.refuse(f"unknown key {key!r}{where}{_near(key, names)}", f"known: {', '.join(names)}", key, section)

    def refuse(self, what: str, mend: str, key: str, section: str) -> NoReturn:
        raise TemplateError(what, mend=mend, file=self.file, line=self.line(key, section))

    def line(self, key: str, section: str) -> int | None:
        """Return the line on which a key (or the table of that name) stands below its section's heading."""
        inside = not section
        for number, line in enumerate(self.lines, 1):
            heading = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
            if heading:
                name = re.sub(r"[\"'\s]", "", heading.group(1))
                inside = name == section
                if name == (f"{section}.{key}" if section else key):
                    return number
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
        return None


def _choice(values: Mapping[str, str] | tuple[str, ...]) -> Callable[[_Reader, Any, str, str], str]:
    table = values if isinstance(values, Mapping) else {value: value for value in values}

    def read(reader: _Reader, value: Any, key: str, section: str) -> str:
        if not isinstance(value, str) or value.lower() not in table:
            shown = _near(value, tuple(table)) if isinstance(value, str) else ""
            reader.refuse(f"{key} is {_shown(value)}{shown}", f"use {', '.join(dict.fromkeys(table.values()))}", key, section)
        return table[value.lower()]

    return read


def _any(reader: _Reader, value: Any, key: str, section: str) -> Any:
    return value


_OPTIONS: Mapping[str, Callable[[_Reader, Any, str, str], Any]] = {
    "type": _choice(_TYPES),
    "required": _Reader.boolean,
    "sample": _any,
    "default": _any,
    "help": _Reader.string,
    "value": _Reader.string,
    "fit": _Reader.fit,
    "lines": _Reader.lines_allowed,
    "balance": _Reader.boolean,
    "align": _choice(_ALIGNS),
    "valign": _choice(_VALIGNS),
    "case": _choice(CASES),
    "hyphenate": _Reader.boolean,
    "pin": _Reader.pins,
    "priority": _Reader.whole,
    "focus": _Reader.focus,
    "window": _Reader.boolean,
    "motion": _any,
}


def _near(word: str, words: Iterable[str]) -> str:
    found = difflib.get_close_matches(word.lower(), list(words), n=1, cutoff=0.6)
    return f" (did you mean {found[0]!r}?)" if found else ""


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
