"""What a calendar file would change in the calendar that is in force: added, moved, changed, removed, and what both sides changed.

A three-way comparison, as for source code: *base* is the file as it was applied last, *now* what the post has become since, *wanted* what
the file says today. A field the file leaves as it was keeps what people did to it meanwhile; a field both changed is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from visualgen.calendar.facts import MAPS, WHEN, facts_of
from visualgen.calendar.model import Row

Kind = Literal["added", "moved", "changed", "removed", "conflict"]
Locked = Literal["", "publishing", "published"]
Reason = Literal["", "both_changed", "publishing", "published"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A post of the calendar in force, as far as files are concerned.

    `now` and `base` are facts (see `calendar.facts`); `base` is None for a post no file has brought. `locked` says that it has begun to
    go out, or is out. `own_id` is False where the file gave it no id of its own. `files` are the digests of the photos and clips it has,
    by their names.
    """

    id: str
    now: Mapping[str, Any]
    base: Mapping[str, Any] | None
    locked: Locked = ""
    own_id: bool = True
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a post: what it holds, and what the file wants."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one post. `row` is the file's (None for one removed), `target` the facts the post will hold.

    A conflict names its `reason`: `both_changed` with the fields both sides changed, or that the post is `publishing` or `published`.
    """

    kind: Kind
    id: str
    fields: tuple[FieldChange, ...] = ()
    row: Row | None = None
    target: Mapping[str, Any] | None = None
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class CalendarDiff:
    """Every change in the order of the file, removals last. `rebased` are rows whose post already is what they ask for."""

    changes: tuple[Change, ...]
    rebased: Mapping[str, Row]

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """Return the changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """What is left as it is, for a person to settle."""
        return self.of("conflict")


def compare(standing: Sequence[Standing], wanted: Sequence[Row], files: Mapping[int, Mapping[str, str]] | None = None) -> CalendarDiff:
    """Return what the file's rows change in the standing posts, which are those of the same file; pure, and empty when nothing differs.

    `files` are the digests of what lies beside the calendar, by the line of the row that names it: other bytes are a change of the post.
    A row without an id of its own whose words are those of a post that the file no longer names is that post, moved.
    """
    known = {post.id: post for post in standing}
    rows = {row.id: row for row in _reunited(known, wanted)}
    changes: list[Change] = []
    rebased: dict[str, Row] = {}
    for identifier, row in rows.items():
        post = known.get(identifier)
        if post is None:
            changes.append(Change("added", identifier, row=row, target=facts_of(row)))
            continue
        change = _change(post, row, (files or {}).get(row.line, {}))
        if change is not None:
            changes.append(change)
        elif post.base != facts_of(row):
            rebased[identifier] = row
    gone = [post for post in standing if post.id not in rows and post.base is not None]
    for post in gone:
        if post.locked == "published":
            continue  # a file of what is still to come need not carry what is out
        if post.locked:
            changes.append(Change("conflict", post.id, reason="publishing"))
        elif post.now != post.base:
            changes.append(Change("conflict", post.id, _differences(_flat(post.base or {}), _flat(post.now)), reason="both_changed"))
        else:
            changes.append(Change("removed", post.id))
    return CalendarDiff(tuple(changes), rebased)


def _change(post: Standing, row: Row, files: Mapping[str, str]) -> Change | None:
    facts, now = _flat(facts_of(row)), _flat(post.now)
    base = _flat(post.base) if post.base is not None else now
    asked = {name for name in base.keys() | facts.keys() if base.get(name) != facts.get(name)}
    since = {name for name in base.keys() | now.keys() if base.get(name) != now.get(name)}
    clash = {name for name in asked & since if facts.get(name) != now.get(name)}
    target = {name: value for name, value in now.items() if name not in asked} | {name: facts[name] for name in asked if name in facts}
    fields = _differences(now, target)
    if not post.locked and not clash:
        fields += tuple(
            FieldChange(f"file.{name}", post.files[name][:12], digest[:12])
            for name, digest in files.items()
            if post.files.get(name, digest) != digest
        )
    if not fields:
        return None
    whole = _folded(target)
    if clash:
        shown = tuple(FieldChange(name, now.get(name), facts.get(name)) for name in sorted(clash))
        return Change("conflict", post.id, shown, row, whole, "both_changed")
    if post.locked:
        return Change("conflict", post.id, fields, row, whole, post.locked)
    kind: Kind = "moved" if all(one.field in WHEN for one in fields) else "changed"
    return Change(kind, post.id, fields, row, whole)


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with each slot and each channel's caption as a field of its own: `content.headline`."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if name in MAPS and isinstance(value, Mapping):
            found |= {f"{name}.{key}": item for key, item in value.items()}
        else:
            found[name] = value
    return found


def _folded(flat: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in flat.items():
        group, dot, key = name.partition(".")
        if dot and group in MAPS:
            found.setdefault(group, {})[key] = value
        else:
            found[name] = value
    return found


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    names = dict.fromkeys((*before, *after))
    return tuple(FieldChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name))


def _reunited(known: Mapping[str, Standing], wanted: Iterable[Row]) -> list[Row]:
    """Return the rows, those without an id of their own under the id of the vanished post whose words they bear.

    A post that is out, or on its way, is only the row it was brought by, hour and all: the same file again must not bring it twice, and
    the same words on another day are another post.
    """
    rows = list(wanted)
    named = {row.id for row in rows}
    lost = [post for post in known.values() if post.id not in named and not post.own_id]
    found: dict[int, str] = {}
    for alike, open_only in ((_whole, False), (_words, True)):
        ids: dict[str, list[str]] = {}
        for post in lost:
            if post.id not in found.values() and not (open_only and post.locked):
                ids.setdefault(alike(post.base or post.now), []).append(post.id)
        for place, row in enumerate(rows):
            if not row.own_id and row.id not in known and place not in found and (candidates := ids.get(alike(facts_of(row)))):
                found[place] = candidates.pop(0)
    return [replace(row, id=found[place]) if place in found else row for place, row in enumerate(rows)]


def _whole(facts: Mapping[str, Any]) -> str:
    return repr(sorted(facts.items()))


def _words(facts: Mapping[str, Any]) -> str:
    return repr(sorted((name, value) for name, value in facts.items() if name not in WHEN))
