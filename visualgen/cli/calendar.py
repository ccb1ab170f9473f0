"""`visualgen calendar`: the calendar as code. `diff` shows what a file would change, `apply` does exactly that, and again is a no-op."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.desk_here import DeskHere, KitOption, day, desk_here
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from, sharing
from visualgen.errors import SettingsError

if TYPE_CHECKING:
    from visualgen.calendar.diff import CalendarDiff
    from visualgen.calendar.interchange import Format
    from visualgen.calendar.model import Calendar, DateOrder, Problem, Row
    from visualgen.settings import Settings

app = typer.Typer(no_args_is_help=True)
EXIT_LEFT = 1
"""Something was left as it is: a conflict, or rows to mend."""

KindOption = Annotated[str | None, typer.Option("--as", metavar="TOOL", help="own, xlsx, ics, buffer, metricool or hootsuite.")]


@dataclass(frozen=True, slots=True)
class Source:
    """A calendar file, whose it is, and how it is read: what `diff`, `apply` and `import` ask for alike."""

    file: Annotated[Path, typer.Argument(metavar="FILE", help="The calendar: ours, .ics, or another tool's .csv.")]
    kit: KitOption
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="The calendar it is; without it the file's name.")] = None
    dates: Annotated[str | None, typer.Option("--dates", metavar="dmy|mdy", help="How to read 03/04, where the file leaves it open.")] = (
        None
    )
    kind: KindOption = None
    channels: Annotated[str, typer.Option("--channels", metavar="LIST", help="The channels of rows that name none.")] = ""
    templates: TemplatesOption = None
    kits: KitsOption = None
    lang: LanguageOption = None
    as_json: JsonOption = False

    @property
    def called(self) -> str:
        """The calendar it is."""
        return self.name or self.file.stem

    @property
    def settings(self) -> Settings:
        """The settings of the run."""
        return settings_from(self.templates, self.kits, self.lang)


_WORDS = {
    "fr": {
        "added": "ajouté", "moved": "déplacé", "changed": "modifié", "removed": "retiré", "conflict": "conflit", "none": "rien",
        "nothing": "Rien ne change.", "both_changed": "modifié des deux côtés : laissé tel quel",
        "publishing": "en cours de publication",
        "published": "déjà publié : laissé", "ask": "Appliquer ces changements ?", "done": "Appliqué.", "approved": "validés",
        "scheduled": "planifiés", "refused": "non planifiés", "mend": "Corrigez ces lignes d’abord : rien n’a été changé.",
        "yes": "donnez --yes pour appliquer sans question", "line": "ligne", "colon": " : ",
    },
    "en": {
        "added": "added", "moved": "moved", "changed": "changed", "removed": "removed", "conflict": "conflict", "none": "nothing",
        "nothing": "Nothing changes.", "both_changed": "changed on both sides: left as it is", "publishing": "on its way: left as it is",
        "published": "published already: left as it is", "ask": "Apply these changes?", "done": "Applied.", "approved": "approved",
        "scheduled": "scheduled", "refused": "not scheduled", "mend": "Mend these rows first: nothing was changed.",
        "yes": "give --yes to apply without a question", "line": "line", "colon": ": ",
    },
}  # fmt: skip
_WRITTEN: dict[str, Format] = {".csv": "own", ".xlsx": "xlsx", ".ics": "ics"}


@app.command()
@sharing(Source)
def diff(source: Source) -> None:
    """Show what a calendar file would change: posts added, moved, changed, removed, and conflicts."""
    from visualgen.publish.calendar_files import compare_file

    settings = source.settings
    with desk_here(settings) as here:
        brand_id = here.brand(source.kit)
        calendar, problems = _read(here, brand_id, source, settings)
        whole = not any(problem.blocks for problem in problems)  # a row that cannot be read is no row taken out
        found = compare_file(here.desk, brand_id, source.called, calendar.rows, source.file.resolve().parent, removals=whole)
    _show(found, problems, settings.language, as_json=source.as_json)
    if not whole or found.conflicts:
        raise typer.Exit(EXIT_LEFT)


@app.command()
@sharing(Source)
def apply(
    source: Source,
    approve: Annotated[bool, typer.Option("--approve", help="Approve every post that is ready, and schedule those with an hour.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Make the calendar what a file says, all of it or nothing; conflicts are left for a person."""
    _sync(source, approve=approve, yes=yes, removals=True)


@app.command(name="import")
@sharing(Source)
def import_(
    source: Source,
    fetch: Annotated[bool, typer.Option("--fetch", help="Download the pictures that the file gives by address.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Bring in a file of another tool (iCalendar, Buffer, Metricool, Hootsuite) or ours: adds and changes posts, never removes one."""
    _sync(source, approve=False, yes=yes, removals=False, fetch=fetch)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write: .csv or .xlsx is ours, .ics an iCalendar.")],
    kit: KitOption,
    kind: KindOption = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Up to this day.")] = None,
    kits: KitsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the calendar in force as a file: ours, an iCalendar, or that of Buffer, Metricool or Hootsuite."""
    from visualgen.batch.files import write_whole
    from visualgen.calendar.interchange import write_calendar
    from visualgen.publish.calendar_files import rows_in_force

    chosen = _kind(kind) or _WRITTEN.get(file.suffix.lower())
    if chosen is None:
        raise SettingsError(
            f"{file.name!r} ends like no calendar",
            mend="write .csv, .xlsx or .ics, or say whose file it is with --as",
            file=file,
        ).french(f"« {file.name} » ne se termine pas comme un calendrier", "écrivez .csv, .xlsx ou .ics, ou dites de quel outil avec --as")
    with desk_here(settings_from(kits=kits)) as here:
        brand_id = here.brand(kit)
        rows = rows_in_force(here.desk, brand_id, day(since) if since else None, day(until) if until else None)
        with here.desk.database.read() as session:
            brand = here.desk.kit(session, brand_id)
        data = write_calendar(rows, chosen, brand.timezone, title=brand.title, now=here.desk.clock())
    write_whole(file, data)
    typer.echo(json.dumps({"file": str(file), "posts": len(rows), "as": chosen}) if as_json else f"{file}: {len(rows)}")


def _sync(source: Source, *, approve: bool, yes: bool, removals: bool, fetch: bool = False) -> None:
    from visualgen.publish.calendar_files import Applied, apply_file, approve_all, compare_file

    settings, called, as_json = source.settings, source.called, source.as_json
    words = _WORDS[settings.language]
    with desk_here(settings) as here:
        brand_id = here.brand(source.kit)
        calendar, problems = _read(here, brand_id, source, settings)
        broken = any(problem.blocks for problem in problems)
        folder = source.file.resolve().parent
        shown = compare_file(here.desk, brand_id, called, calendar.rows, folder, removals=removals and not broken)
        if broken:
            _show(shown, problems, settings.language, as_json=as_json)
            typer.echo(words["mend"], err=True)
            raise typer.Exit(EXIT_LEFT)
        if not as_json:
            _show(shown, problems, settings.language, as_json=False)
        todo = [change for change in shown.changes if change.kind != "conflict"]
        if todo and not yes:
            if not sys.stdin.isatty():
                raise SettingsError("nobody is there to say yes", mend=words["yes"]).french("personne n’est là pour dire oui", words["yes"])
            if not typer.confirm(words["ask"], err=True):
                raise typer.Exit(EXIT_LEFT)
        fetched = _fetch(here, calendar.rows) if fetch else {}
        done = apply_file(here.desk, here.actor, brand_id, called, calendar.rows, folder, removals=removals, shown=shown, fetched=fetched)
        applied = Applied(done)
        if approve:
            approve_all(here.desk, here.actor, brand_id, called, applied)
    if as_json:
        outcome = {"approved": applied.approved, "scheduled": applied.scheduled, "refused": applied.refused}
        remarks = [problem.to_dict(settings.language) for problem in problems]
        typer.echo(json.dumps({**_facts(done), **outcome, "problems": remarks}, ensure_ascii=False, indent=2))
    else:
        if todo:
            typer.echo(words["done"])
        for title, found in (("approved", applied.approved), ("scheduled", applied.scheduled)):
            if found:
                typer.echo(f"{words[title]}{words['colon']}{len(found)}")
        for identifier, why in applied.refused.items():
            typer.echo(f"{words['refused']}{words['colon']}{identifier} — {why}", err=True)
    if done.conflicts or applied.refused:
        raise typer.Exit(EXIT_LEFT)


def _read(here: DeskHere, brand_id: str, source: Source, settings: Settings) -> tuple[Calendar, tuple[Problem, ...]]:
    from visualgen.calendar.cells import split_words
    from visualgen.calendar.columns import channel_name
    from visualgen.calendar.interchange import read_any
    from visualgen.publish.calendar_files import check_rows

    with here.desk.database.read() as session:
        zone = here.desk.kit(session, brand_id).timezone
    order: DateOrder | None = "dmy" if source.dates == "dmy" else "mdy" if source.dates == "mdy" else None
    if source.dates and order is None:
        raise SettingsError(f"--dates {source.dates!r} is not understood", mend="dmy or mdy")
    named = tuple(channel_name(name) for name in split_words(source.channels))
    calendar = read_any(source.file, zone, kind=_kind(source.kind), channels=named, dates=order, language=settings.language)
    return calendar, check_rows(here.desk, brand_id, calendar, source.file.resolve().parent)


def _kind(text: str | None) -> Format | None:
    from visualgen.calendar.interchange import FORMATS

    if text is None:
        return None
    for name in FORMATS:
        if name == text:
            return name
    raise SettingsError(f"--as {text!r} is not understood", mend=", ".join(FORMATS))


def _fetch(here: DeskHere, rows: tuple[Row, ...]) -> dict[str, str]:
    """Return the blobs of the media that rows give by address, by that address."""
    from visualgen.outbound.fetch import fetch

    limits = here.desk.settings.limits
    found: dict[str, str] = {}
    for url in dict.fromkeys(item for row in rows for item in row.media if item.startswith(("http://", "https://"))):
        got = asyncio.run(fetch(url, max_bytes=limits.photo_bytes, media_types=("image/", "video/")))
        found[url] = here.desk.blobs.put(got.data, got.media_type)
    return found


def _show(found: CalendarDiff, problems: tuple[Problem, ...], language: str, *, as_json: bool) -> None:
    if as_json:
        facts = {**_facts(found), "problems": [problem.to_dict(language) for problem in problems]}
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    words = _WORDS[language]
    signs = {"added": "+", "moved": "→", "changed": "~", "removed": "-", "conflict": "!"}
    for change in found.changes:
        typer.echo(f"{signs[change.kind]} {words[change.kind]:<9} {change.id}" + (f"  ({words[change.reason]})" if change.reason else ""))
        for field in change.fields:
            typer.echo(f"      {field.field}{words['colon']}{_short(field.before, words)} → {_short(field.after, words)}")
    if not found.changes:
        typer.echo(words["nothing"])
    for problem in problems:
        place = ", ".join(part for part in (f"{words['line']} {problem.line}" if problem.line else "", problem.column or "") if part)
        typer.echo((place + words["colon"] if place else "") + f"{problem.message[language]} — {problem.mend[language]}", err=True)


def _facts(found: CalendarDiff) -> dict[str, Any]:
    return {
        "changes": [
            {
                "kind": change.kind, "id": change.id, "reason": change.reason,
                "fields": [{"field": one.field, "before": one.before, "after": one.after} for one in change.fields],
            }
            for change in found.changes
        ]
    }  # fmt: skip


def _short(value: Any, words: dict[str, str]) -> str:
    if value in (None, ""):
        return words["none"]
    text = " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
    return text if len(text) <= 60 else text[:59] + "…"
