"""What a row asks for, as plain data that can be stored and compared: the same facts, the same post, whatever file they came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from visualgen.calendar.cells import as_text, parse_list
from visualgen.calendar.model import Row
from visualgen.formats import network_of

_TEXTS = ("template", "output", "sound", "clip_duration", "sound", "clip_duration", "pillar", "caption", "alt", "link", "first_comment")
_TUPLES = ("channels", "ratios", "hashtags", "media")
MAPS = ("captions", "content", "focus")
WHEN = ("date", "time")
"""The fields that say when; all others say what."""


def facts_of(row: Row) -> dict[str, Any]:
    """Return the row as JSON data: ISO date and time, texts, lists and mappings; what is empty is left out, line and titles too."""
    facts: dict[str, Any] = {"date": row.date.isoformat()}
    if row.time is not None:
        facts["time"] = f"{row.time:%H:%M}"
    for name in _TEXTS:
        facts[name] = getattr(row, name)
    for name in _TUPLES:
        facts[name] = list(getattr(row, name))
    for name in MAPS:
        facts[name] = {key: _plain(value) for key, value in sorted(getattr(row, name).items()) if value not in ("", [], {})}
    facts["idea"] = row.state == "idea"
    return {name: value for name, value in facts.items() if value}


def own_caption(captions: Mapping[str, str], channel: str) -> str:
    """Return the caption that is the channel's own: the account's, else its network's; "" for none.

    >>> own_caption({"instagram": "Bonjour"}, "instagram:lyon")
    'Bonjour'
    """
    return captions.get(channel) or captions.get(network_of(channel), "")


def _plain(value: Any) -> Any:
    """Return a slot's value as every file kind would give it: a number as text, a list written as JSON as that list."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return as_text(value)
    if isinstance(value, str) and value.startswith("["):
        try:
            return parse_list(value)
        except ValueError:
            return value
    return value


def row_of(facts: Mapping[str, Any], identifier: str, *, line: int = 0) -> Row:
    """Return the row those facts came from: the inverse of `facts_of`, but for line, titles and the finer states."""
    values: dict[str, Any] = {name: facts.get(name, "") for name in _TEXTS}
    values |= {name: tuple(facts.get(name, ())) for name in _TUPLES}
    values |= {name: dict(facts.get(name, {})) for name in MAPS}
    time = dt.time.fromisoformat(facts["time"]) if facts.get("time") else None
    state = "idea" if facts.get("idea") else ""
    return Row(line, identifier, True, dt.date.fromisoformat(facts["date"]), time, state=state, **values)
