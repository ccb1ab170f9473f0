"""`visualgen preflight`: a calendar or a template looked over before anything leaves; nothing that breaks a rule passes unseen."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from visualgen.cli.batch import WorkersOption, read_rows, render_calendar, split_ratios, workers_for
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from

if TYPE_CHECKING:
    from visualgen.calendar.model import Calendar
    from visualgen.review.model import Review, Reviewed
    from visualgen.settings import Settings

EXIT_FOUND = 1
CALENDARS = (".csv", ".tsv", ".txt", ".xlsx", ".yaml", ".yml", ".json")

_SIGNS = {"blocks": "✗", "warns": "!", "notes": "·"}
_WORDS = {
    "fr": {
        "counts": "Bloquant : {blocks}, à regarder : {warns}, à savoir : {notes}", "none": "Rien à signaler.", "open": "À ouvrir :",
        "line": "ligne", "sound": "{n} sans remarque", "done": "corrigé", "checking": "Contrôle",
    },
    "en": {
        "counts": "Blocking: {blocks}, to look at: {warns}, to know: {notes}", "none": "Nothing to report.", "open": "Open:",
        "line": "line", "sound": "{n} without a finding", "done": "mended", "checking": "Checking",
    },
}  # fmt: skip


def preflight(
    target: Annotated[str, typer.Argument(metavar="CALENDAR|TEMPLATE", help="A calendar file, or a template's name or folder.")],
    kit: Annotated[str, typer.Option("--kit", metavar="KIT", help="A brand kit's name or folder.")],
    fail_on: Annotated[
        Literal["blocks", "warns", "notes"],
        typer.Option("--fail-on", metavar="blocks|warns", help="From which severity on to exit with 1."),
    ] = "blocks",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Keep the pictures, and write the report there (preflight.html).")
    ] = None,
    mend: Annotated[bool, typer.Option("--mend", help="Mend in the pictures what a machine can mend; needs --out.")] = False,
    ratios: Annotated[str | None, typer.Option("--ratios", metavar="R,R…", help="These ratios or placements instead.")] = None,
    workers: WorkersOption = None,
    dates: Annotated[
        Literal["dmy", "mdy"] | None, typer.Option("--dates", metavar="dmy|mdy", help="How to read 03/04, where the file leaves it open.")
    ] = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look a calendar or a template over: words, pictures and files against the charter and the networks.

    Exit codes: 0 nothing at or above --fail-on, 1 something, 2 wrong input.
    """
    from visualgen.errors import SettingsError
    from visualgen.review.page import PAGE, write_report

    if mend and out is None:
        raise SettingsError(
            "--mend puts the mended pictures into a folder",
            mend="say which with --out DIR",
        ).french("--mend range les images corrigées dans un dossier", "dites lequel avec --out DOSSIER")
    settings = settings_from(templates, kits, lang)
    with _folder(out) as folder:
        path = Path(target)
        is_calendar = path.suffix.lower() in CALENDARS and not path.is_dir()
        if is_calendar:
            review = _calendar(
                path, kit, folder, settings, split_ratios(ratios), dates, workers, mend=mend, keep=out is not None, ask=not as_json
            )
        else:
            review = _template(target, kit, folder, settings, split_ratios(ratios), mend=mend, keep=out is not None)
        if out is not None:
            write_report(review, folder, settings.language)
    if as_json:
        typer.echo(json.dumps(review.to_dict(settings.language), ensure_ascii=False, indent=2))
    else:
        _tell(review, settings.language)
        if out is not None:
            typer.echo(f"{_WORDS[settings.language]['open']} {out / PAGE}")
    if review.fails(fail_on):
        raise typer.Exit(EXIT_FOUND)


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """Give the folder of the pictures: the one asked for, or one that is removed afterwards."""
    if out is not None:
        from visualgen.batch.files import open_folder

        open_folder(out)
        yield out
        return
    scratch = Path(tempfile.mkdtemp(prefix="visualgen-preflight-"))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _calendar(
    path: Path,
    kit: str,
    folder: Path,
    settings: Settings,
    ratios: tuple[str, ...],
    dates: Literal["dmy", "mdy"] | None,
    workers: int | None,
    *,
    mend: bool,
    keep: bool,
    ask: bool,
) -> Review:
    from visualgen.review.calendar import review_calendar

    rows = read_rows(path, dates, settings, ask=ask)
    with workers_for(workers, settings, folder, force=False) as pool:
        outcome = render_calendar(rows, path.parent, kit, folder, settings, ratios=ratios, pool=pool, sheets=False)
    review = review_calendar(outcome, folder, settings.language, render=_render(settings) if mend else None, annotated=keep)
    if mend:
        _mended_copy(review, path, rows, dates, folder, settings.language)
    return review


def _mended_copy(review: Review, path: Path, rows: Calendar, dates: Literal["dmy", "mdy"] | None, folder: Path, language: str) -> None:
    """Write the calendar with the safe fixes of its texts beside the report; the file itself is left alone."""
    from visualgen.batch.files import write_whole
    from visualgen.charter.calendars import rewritten, rewritten_workbook
    from visualgen.review.calendar import FOLDER

    changes = {post.texts[name]: after for post in review.posts for name, after in post.mended.items()}
    before = path.read_bytes()
    after = before
    if changes and before.startswith(b"PK"):
        after = rewritten_workbook(before, path, changes, rows, dates, language)
    elif changes:
        after, _ = rewritten(before, path, changes, rows, dates)
    if after != before:
        (folder / FOLDER).mkdir(exist_ok=True)
        write_whole(folder / FOLDER / path.name, after)


def _template(target: str, kit: str, folder: Path, settings: Settings, ratios: tuple[str, ...], *, mend: bool, keep: bool) -> Review:
    from visualgen.brand.reading import load_kit
    from visualgen.review.samples import review_template
    from visualgen.template.reading import load_template

    template, brand = load_template(target, settings), load_kit(kit, settings)
    return review_template(
        template, brand, ratios, folder, settings.limits, settings.language, _render(settings), mend=mend, annotated=keep
    )


def _render(settings: Settings) -> Any:
    """Return the function that renders a job in this process and looks at it closely."""
    from visualgen.batch.worker import within, world_of
    from visualgen.pipeline import render_still

    def render(job: Any) -> Any:
        with within(settings.limits.render_seconds):
            return render_still(job, world_of(settings), look_closely=True)

    return render


def _tell(review: Review, language: str) -> None:
    """Print every post that has findings, the first to mend first, and the counts."""
    from rich.console import Console
    from rich.text import Text

    words = _WORDS[language]
    console = Console(highlight=False, soft_wrap=True)
    sound = 0
    for post in review.by_urgency:
        if not post.findings and not post.steps:
            sound += 1
            continue
        console.print(Text(_head(post, words), style="bold"))
        for finding, where in _placed(post, language):
            facts = finding.to_dict(language)
            style = {"blocks": "red", "warns": "yellow"}.get(finding.severity, "")
            place = f" ({where})" if where else ""
            line = Text(f"  {_SIGNS[finding.severity]} ", style=style)
            console.print(line + Text(f"{facts['message']}{place} {facts['mend']}"))
        for picture in post.pictures:
            for step in picture.steps:
                console.print(Text(f"  ✓ {words['done']} ({picture.ratio}): {step.fr if language == 'fr' else step.en}", style="green"))
    counts = review.counts
    if sound:
        console.print(words["sound"].format(n=sound))
    told = words["counts"].format(blocks=counts["blocks"], warns=counts["warns"], notes=counts["notes"])
    console.print(told if counts else words["none"])
    sys.stdout.flush()


def _head(post: Reviewed, words: Any) -> str:
    parts = [
        "" if post.id == str(post.line) else post.id,
        post.date.isoformat() if post.date else "",
        f"{words['line']} {post.line}" if post.line else "",
        post.title,
    ]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _placed(post: Reviewed, language: str) -> Iterator[tuple[Any, str]]:
    """Yield each finding once, with the places it stands in: channel, or ratios and slot."""
    from visualgen.charter.report import visible
    from visualgen.findings import SEVERITIES

    quotes, colon = (("« ", " »"), " : ") if language == "fr" else (("“", "”"), ": ")
    places: dict[tuple[Any, ...], tuple[Any, list[str]]] = {}
    for finding in post.said:
        words = visible(" ".join(finding.span.text.split())[:40]) if finding.span is not None else ""
        column, value = finding.numbers.get("column"), finding.numbers.get("value", "")
        cell = f"{column}{colon}{quotes[0]}{value}{quotes[1]}" if column else ""
        quoted = f"{quotes[0]}{words}{quotes[1]}" if words else ""
        where = ", ".join(part for part in (finding.channel or finding.slot or "", quoted, cell) if part)
        places.setdefault((finding.code, finding.fr, where), (finding, [where] if where else []))
    for picture in post.pictures:
        for finding in picture.findings:
            label = picture.ratio + (f" p. {picture.page}" if picture.page > 1 else "")
            places.setdefault((finding.code, finding.slot, finding.fr), (finding, [finding.slot] if finding.slot else []))[1].append(label)
    for finding, names in sorted(places.values(), key=lambda pair: SEVERITIES.index(pair[0].severity)):
        yield finding, ", ".join(dict.fromkeys(names))
