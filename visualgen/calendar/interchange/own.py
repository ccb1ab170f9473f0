"""Our own calendar file, written: one row a post, the columns of docs/calendar.md, ready to be edited in any spreadsheet and read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from visualgen.calendar.columns import column
from visualgen.calendar.model import Row

_FIELDS = (
    "id", "date", "time", "channels", "template", "media", "ratios", "output", "sound", "clip_duration", "pillar", "state",
    "caption", "alt", "link",
    "first_comment", "hashtags",
)  # fmt: skip
_ALWAYS = ("id", "date", "time", "channels", "template", "caption", "alt")


def write_own(rows: Iterable[Row]) -> str:
    """Return the rows as CSV (commas, CRLF)."""
    titles, cells = own_table(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, titles, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(cells)
    return out.getvalue()


def own_table(rows: Iterable[Row]) -> tuple[list[str], list[dict[str, str]]]:
    """Return the titles and each row's cells by title; columns nobody fills are left out, but for the most usual ones."""
    cells = [_cells(row) for row in rows]
    used = {name for row in cells for name in row}
    slots = sorted(used - set(_FIELDS), key=lambda name: (not name.startswith("caption:"), name))
    return [name for name in _FIELDS if name in used or name in _ALWAYS] + slots, cells


def _cells(row: Row) -> dict[str, str]:
    found: dict[str, str] = {"id": row.id, "date": row.date.isoformat()}
    if row.time is not None:
        found["time"] = f"{row.time:%H:%M}"
    for name in ("template", "output", "sound", "clip_duration", "pillar", "state", "caption", "alt", "link", "first_comment"):
        found[name] = getattr(row, name)
    for name in ("channels", "ratios", "media"):
        found[name] = " | ".join(getattr(row, name))
    found["hashtags"] = " ".join(row.hashtags)
    found |= {f"caption:{channel}": text for channel, text in row.captions.items()}
    found |= {_title(name): _text(value) for name, value in row.content.items()}
    found |= {f"{name}:focus": text for name, text in row.focus.items()}
    return {name: text for name, text in found.items() if text}


def _title(slot: str) -> str:
    """Return the slot as a column's title: prefixed where the bare name would mean a field."""
    meaning = column(slot)
    return slot if meaning is not None and meaning.kind == "slot" and meaning.name == slot else f"slot:{slot}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
