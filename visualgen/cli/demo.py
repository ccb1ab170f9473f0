"""`visualgen demo`: the sample brand's month, from its calendar file to a contact sheet, and a clip of each sample brand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visualgen.cli.batch import WorkersOption, read_rows, render_calendar, report, workers_for
from visualgen.cli.options import JsonOption, LanguageOption, settings_from

if TYPE_CHECKING:
    from visualgen.batch.pool import RenderPool
    from visualgen.batch.run import Film, Outcome
    from visualgen.publish.rehearsal import Rehearsed
    from visualgen.settings import Settings

MATERIAL = "calendrier"
PUBLICATION = "publication"
_WORDS = {
    "fr": {"scheduled": "{scheduled} posts planifiés ; la première semaine publiée en accéléré : {published} paquets dans {folder}"},
    "en": {"scheduled": "{scheduled} posts scheduled; the first week published on a fast clock: {published} packages in {folder}"},
}


def demo(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder of the pictures.")] = Path("out/demo"),
    clips: Annotated[bool, typer.Option("--clips", help="Also three clips, one of each sample brand.")] = False,
    workers: WorkersOption = None,
    force: Annotated[bool, typer.Option("--force", help="Render everything again.")] = False,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Render the sample brand's month with a contact sheet, schedule it, and publish its first week to a folder."""
    settings = settings_from(language=lang)

    with workers_for(workers, settings, out, force=force) as pool:
        from visualgen.batch.files import open_folder
        from visualgen.demo.material import KIT, PHOTOS, RATIOS, lay_out_month

        open_folder(out)
        calendar = lay_out_month(out / MATERIAL, pool.submit if pool else None)
        rows = read_rows(calendar, None, settings, ask=False)

        def films() -> tuple[Film, ...]:
            return _films(out, calendar.parent / PHOTOS, settings, pool, force=force) if clips else ()

        outcome = render_calendar(rows, calendar.parent, KIT, out, settings, ratios=RATIOS, pool=pool, force=force, films=films)
    rehearsed = _rehearsed(outcome, calendar.parent, out, settings)
    report(outcome, out, settings.language, as_json=as_json)
    if not as_json:
        words = _WORDS[settings.language]
        outbox = rehearsed.packages[0].parent if rehearsed.packages else rehearsed.folder
        typer.echo(words["scheduled"].format(scheduled=rehearsed.scheduled, published=len(rehearsed.packages), folder=outbox))
        for post, why in rehearsed.refused.items():
            typer.echo(f"{post}: {why}", err=True)
    if outcome.failed:
        raise typer.Exit(1)


def _rehearsed(outcome: Outcome, material: Path, out: Path, settings: Settings) -> Rehearsed:
    """Schedule the month and publish its first week to the folder, on a fast clock, with the pictures that have been made."""
    from visualgen.demo.material import KIT
    from visualgen.publish.rehearsal import Picture, rehearse

    made = {name: one.entry for name, one in outcome.made.items() if one.entry is not None}
    pictures = {entry.key: Picture(out / name, entry.media_type, entry.size_px) for name, entry in made.items()}
    rows = [post.row for post in outcome.plan.posts]
    return rehearse(rows, material, KIT, out / PUBLICATION, settings, pictures)


def _films(out: Path, photos: Path, settings: Settings, pool: RenderPool | None, *, force: bool) -> tuple[Film, ...]:
    """Make the sample clips that are not there yet, side by side, and return them all. Raises `VisualgenError`."""
    import json

    from visualgen.batch.files import write_whole
    from visualgen.batch.run import Film
    from visualgen.batch.worker import make_clip, make_clip_here, world_of
    from visualgen.demo.clips import clip_jobs
    from visualgen.motion.products import poster_name
    from visualgen.pipeline import key_of_clip

    jobs = clip_jobs(photos, settings)
    keys = {name: key_of_clip(job, world_of(settings)) for name, job in jobs.items()}
    record = out / ".clips.json"
    before = json.loads(record.read_text()) if record.is_file() and not force else {}
    todo = {name: job for name, job in jobs.items() if before.get(name) != keys[name] or not (out / name).is_file()}
    if pool is None:
        for name, job in todo.items():
            make_clip_here(job, settings, out / name)
    else:
        seconds = settings.limits.clip_render_seconds + 30
        for made in [pool.submit(make_clip, job, settings, out / name, timeout_s=seconds) for name, job in todo.items()]:
            made.result()
    write_whole(record, json.dumps(keys).encode())
    return tuple(Film(name, poster_name(name), job.size_px, job.scenes[0].still.kit.title) for name, job in jobs.items())
