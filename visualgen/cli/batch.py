"""`visualgen batch`: a calendar becomes a folder of pictures with their captions, a contact sheet, and a list of what to mend."""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.errors import DatesUnclear, SettingsError

if TYPE_CHECKING:
    from rich.console import Console

    from visualgen.batch.pool import RenderPool
    from visualgen.batch.run import Film, Outcome
    from visualgen.calendar.model import Calendar, DateOrder, Problem
    from visualgen.settings import Settings

EXIT_ROWS_FAILED = 1
EXIT_INTERRUPTED = 130
SHOWN_PROBLEMS = 40
MOST_WORKERS = 64

WorkersOption = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, max=MOST_WORKERS, help="Render processes; without it one a core, 8 at most.")
]

_WORDS = {
    "fr": {
        "rendering": "Rendu", "line": "ligne", "column": "colonne", "value": "valeur", "problem": "à corriger", "mend": "comment",
        "remark": "remarque", "more": "… et {n} autres", "done": "{pictures} de {posts} en {seconds:.1f} s", "picture": "image",
        "rate": "{rate:.1f} images/s", "kept": "{n} inchangées", "failed": "{n} en échec", "left": "à corriger : {rows}", "row": "ligne",
        "stale": "Fichiers qu’aucune ligne ne demande plus :",
        "open": "À ouvrir :", "findings": "Remarques :",
        "whole": "en toutes lettres dans index.html et par « visualgen preflight »",
        "interrupted": "Interrompu : ce qui est fait est gardé.",
        "ask": "Dans ce calendrier, 03/04 est-il le 3 avril (dmy) ou le 4 mars (mdy) ?",
    },
    "en": {
        "rendering": "Rendering", "line": "line", "column": "column", "value": "value", "problem": "to mend", "mend": "how",
        "remark": "remark", "more": "… and {n} more", "done": "{pictures} of {posts} in {seconds:.1f} s", "picture": "picture",
        "rate": "{rate:.1f} pictures/s", "kept": "{n} unchanged", "failed": "{n} failed", "left": "to mend: {rows}", "row": "row",
        "stale": "Files that no row asks for any more:",
        "open": "Open:", "findings": "Findings:",
        "whole": "in full in index.html and by “visualgen preflight”",
        "interrupted": "Interrupted: what is done is kept.",
        "ask": "In this calendar, is 03/04 the third of April (dmy) or the fourth of March (mdy)?",
    },
}  # fmt: skip


def batch(
    calendar: Annotated[Path, typer.Argument(metavar="CALENDAR", help="The calendar: .csv, .xlsx, .yaml or .json.")],
    kit: Annotated[str, typer.Option("--kit", metavar="KIT", help="A brand kit's name or folder.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="The folder of the pictures; only what changed is rendered again.")
    ],
    ratios: Annotated[
        str | None, typer.Option("--ratios", metavar="R,R…", help="For all rows instead of their own: 4x5,1x1,9x16, WxH, placements.")
    ] = None,
    workers: WorkersOption = None,
    dates: Annotated[
        Literal["dmy", "mdy"] | None, typer.Option("--dates", metavar="dmy|mdy", help="How to read 03/04, where the file leaves it open.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Render everything again.")] = False,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Render a calendar: one row a post, only what changed.

    Exit codes: 0 fine, 1 some rows failed, 2 wrong input.
    """
    settings = settings_from(templates, kits, lang)
    rows = read_rows(calendar, dates, settings, ask=not as_json)
    wanted = split_ratios(ratios)
    with workers_for(workers, settings, out, force=force) as pool:
        outcome = render_calendar(rows, calendar.parent, kit, out, settings, ratios=wanted, pool=pool, force=force)
    report(outcome, out, settings.language, as_json=as_json)
    if outcome.failed:
        raise typer.Exit(EXIT_ROWS_FAILED)


def read_rows(path: Path, dates: DateOrder | None, settings: Settings, *, ask: bool) -> Calendar:
    """Return the calendar at `path`; where its dates are unclear and a person is there, ask. Raises `CalendarError`."""
    from visualgen.calendar.reading import read_calendar

    try:
        return read_calendar(path, dates=dates, language=settings.language)
    except DatesUnclear:
        if not (ask and sys.stdin.isatty() and sys.stderr.isatty()):
            raise
    answer = ""
    while answer not in ("dmy", "mdy"):
        answer = typer.prompt(_WORDS[settings.language]["ask"], err=True).strip().lower()
    return read_calendar(path, dates="dmy" if answer == "dmy" else "mdy", language=settings.language)


def split_ratios(text: str | None) -> tuple[str, ...]:
    """Return the ratios of an option such as "4x5, 1x1". Raises `SettingsError` where it names none."""
    from visualgen.calendar.cells import split_words

    found = split_words(text or "", spaces=True)
    if text is not None and not found:
        raise SettingsError("--ratios names no ratio", mend="write it as --ratios 4x5,1x1")
    return found


def default_workers() -> int:
    """Return one worker a core this process may use, eight at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(8, cores)


@contextmanager
def workers_for(workers: int | None, settings: Settings, out: Path, *, force: bool) -> Iterator[RenderPool | None]:
    """Give the render processes, and end them afterwards; None for one worker, which renders in this process.

    Where everything is to be rendered they start at once, and warm up while this process imports what it needs.
    """
    count = workers or default_workers()
    if count == 1:
        yield None
        return

    from visualgen.batch.files import sweep
    from visualgen.batch.pool import frugal, render_pool

    try:
        with render_pool(count, frugal(settings)) as pool:
            if force or not (out / "manifest.json").is_file():
                pool.start()
                importlib.import_module("visualgen.batch.contact")  # meanwhile: it brings all that this process needs
            yield pool
    finally:
        sweep(out)  # a worker that was ended in the middle of a clip


def render_calendar(
    rows: Calendar,
    folder: Path,
    kit: str,
    out: Path,
    settings: Settings,
    *,
    ratios: tuple[str, ...] = (),
    pool: RenderPool | None = None,
    force: bool = False,
    films: Callable[[], tuple[Film, ...]] = tuple,
    sheets: bool = True,
) -> Outcome:
    """Render `rows` (their photos lie in `folder`) into `out` with a progress bar, then `films`, then draw the contact sheets if `sheets`.

    Raises `VisualgenError` for a kit or a folder that cannot be used; ends the program with 130 when interrupted.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from visualgen.batch.contact import write_sheets
    from visualgen.batch.plan import plan_calendar
    from visualgen.batch.run import Outcome, run_plan
    from visualgen.brand.reading import load_kit

    started = time.perf_counter()
    words = _WORDS[settings.language]
    plan = plan_calendar(rows, folder, load_kit(kit, settings), settings, ratios=ratios)
    outcome = Outcome(plan)
    pictures = run_plan(outcome, out, settings, pool=pool, force=force)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=_console(), transient=True
    )
    try:
        with bar:
            task = bar.add_task(words["rendering"], total=len(plan.pictures))
            for _ in pictures:
                bar.advance(task)
        outcome.films = films()
        outcome.seconds = time.perf_counter() - started
        if sheets:
            write_sheets(outcome, out, settings.language)
    except KeyboardInterrupt:
        typer.echo(words["interrupted"], err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    return outcome


def report(outcome: Outcome, out: Path, language: str, *, as_json: bool) -> None:
    """Tell what was made, what is to be mended, and what to open."""
    if as_json:
        typer.echo(json.dumps(_facts(outcome, out, language), ensure_ascii=False, indent=2))
        return
    words = _WORDS[language]
    _tell_problems(outcome.problems, language)
    made = outcome.count("rendered")
    pictures = _counted(made + outcome.count("kept"), words["picture"], language)
    parts = [words["done"].format(pictures=pictures, posts=_counted(len(outcome.plan.posts), "post", language), seconds=outcome.seconds)]
    if made:
        parts.append(words["rate"].format(rate=made / max(outcome.seconds, 1e-6)))
    parts += [words[status].format(n=number) for status in ("kept", "failed") if (number := outcome.count(status))]
    if left := len({(found.line, found.row) for found in outcome.plan.problems if found.blocks}):
        parts.append(words["left"].format(rows=_counted(left, words["row"], language)))
    typer.echo(", ".join(parts))
    if outcome.findings:
        told = ", ".join(f"{code} × {number}" for code, number in outcome.findings.most_common())
        typer.echo(f"{words['findings']} {told} ({words['whole']})")
    if outcome.stale:
        typer.echo(f"{words['stale']} {', '.join(outcome.stale[:12])}{' …' if len(outcome.stale) > 12 else ''}")
    typer.echo(f"{words['open']} {out / 'index.html'}")


def _counted(number: int, noun: str, language: str) -> str:
    """Return "1 image", "2 images"; none of them is singular in French and plural in English."""
    singular = number == 1 or (number == 0 and language == "fr")
    return f"{number} {noun}{'' if singular else 's'}"


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _tell_problems(problems: tuple[Problem, ...], language: str) -> None:
    if not problems:
        return
    from rich.markup import escape
    from rich.table import Table

    words = _WORDS[language]
    table = Table(show_edge=False, pad_edge=False)
    for title in ("line", "column", "value", "problem", "mend"):
        table.add_column(words[title], overflow="fold", justify="right" if title == "line" else "left")
    for found in problems[:SHOWN_PROBLEMS]:
        text = found.message[language] if found.blocks else f"({words['remark']}) {found.message[language]}"
        cells = (str(found.line or ""), found.column or "", found.value, text, found.mend[language])
        table.add_row(*(escape(cell) for cell in cells), style=None if found.blocks else "dim")
    console = _console()
    console.print(table)
    if len(problems) > SHOWN_PROBLEMS:
        console.print(words["more"].format(n=len(problems) - SHOWN_PROBLEMS))


def _facts(outcome: Outcome, out: Path, language: str) -> dict[str, object]:
    return {
        "calendar": outcome.plan.calendar,
        "kit": outcome.plan.kit.name,
        "out": str(out),
        "seconds": round(outcome.seconds, 3),
        "rendered": outcome.count("rendered"),
        "kept": outcome.count("kept"),
        "failed": outcome.count("failed"),
        "findings": dict(outcome.findings),
        "problems": [found.to_dict(language) for found in outcome.problems],
        "stale": list(outcome.stale),
        "pictures": [
            {
                "file": name,
                "post": made.picture.post,
                "ratio": made.picture.ratio,
                "page": made.picture.page,
                "pages": made.picture.pages,
                "status": made.status,
                "poster": made.entry.poster or None,
                "key": made.entry.key,
                "bytes": made.entry.weight_bytes,
                "width": made.entry.size_px[0],
                "height": made.entry.size_px[1],
                "findings": [finding.to_dict(language) for finding in made.entry.findings],
            }
            for name, made in outcome.made.items()
            if made.entry
        ],
    }
