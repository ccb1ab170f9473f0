"""`visualgen template wall`: templates × kits × ratios × cases on one page, to be looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visualgen.cli.batch import WorkersOption, default_workers, split_ratios
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.errors import InputError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from visualgen.brand.model import BrandKit
    from visualgen.gallery.wall import Tile, Wall
    from visualgen.settings import Settings
    from visualgen.template.model import Template

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

_WORDS = {
    "fr": {
        "rendering": "Le mur", "done": "{n} images en {seconds:.1f} s ({rate:.0f}/s)", "failed": "{n} en échec", "findings": "Remarques :",
        "open": "À ouvrir :", "unread": "illisible", "interrupted": "Interrompu.",
    },
    "en": {
        "rendering": "The wall", "done": "{n} pictures in {seconds:.1f} s ({rate:.0f}/s)", "failed": "{n} failed", "findings": "Findings:",
        "open": "Open:", "unread": "cannot be read", "interrupted": "Interrupted.",
    },
}  # fmt: skip


def wall(
    names: Annotated[list[str] | None, typer.Argument(metavar="[TEMPLATE]…", help="Names or paths; without any, every template.")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder of the wall.")] = Path("out/wall"),
    kit: Annotated[
        list[str] | None, typer.Option("--kit", metavar="KIT", help="With this kit; repeat it. Without it all there are.")
    ] = None,
    ratios: Annotated[
        str | None, typer.Option("--ratios", metavar="R,R…", help="These ratios, sizes or placements; without it the drawn ones.")
    ] = None,
    summary: Annotated[Path | None, typer.Option("--summary", metavar="FILE", help="Write the summary as a Markdown page, too.")] = None,
    workers: WorkersOption = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Render templates × kits × ratios × short, normal, long, emoji and Arabic words and photos: one page, one sheet a template.

    Exit codes: 0 fine, 1 some pictures failed, 2 wrong input.
    """
    settings = settings_from(templates, kits, lang)

    from visualgen.batch.pool import frugal, render_pool

    with render_pool(workers or default_workers(), frugal(settings)) as pool:
        pool.start()

        from visualgen.gallery.wall import case_photos, plan_wall, render_wall, write_wall

        found, unread = _templates(names or [], settings)
        wall = plan_wall(found, _kits(kit or [], settings), split_ratios(ratios), case_photos(pool, settings), settings)
        wall.unread = tuple(unread)
        try:
            _render(wall, render_wall(wall, out, frugal(settings), pool), settings.language)
            write_wall(wall, out, settings, pool)
        except KeyboardInterrupt:
            typer.echo(_WORDS[settings.language]["interrupted"], err=True)
            raise typer.Exit(EXIT_INTERRUPTED) from None
    if summary is not None:
        from visualgen.batch.files import write_whole
        from visualgen.gallery.wall_summary import wall_document

        write_whole(summary, wall_document(wall).encode())
    _report(wall, out, settings.language, as_json=as_json)
    if wall.failed or wall.unread:
        raise typer.Exit(EXIT_FAILED)


def _templates(names: Sequence[str], settings: Settings) -> tuple[list[Template], list[tuple[str, InputError]]]:
    """Return the templates asked for; of all, those that cannot be read are told apart. Raises what reading a named one raises."""
    from visualgen.template.reading import load_template, template_paths

    if names:
        return [load_template(name, settings) for name in dict.fromkeys(names)], []
    found: list[Template] = []
    unread: list[tuple[str, InputError]] = []
    for name, path in sorted(template_paths(settings).items()):
        try:
            found.append(load_template(path, settings))
        except InputError as error:
            unread.append((name, error))
    if not found and not unread:
        raise UnknownName("there is no template", mend="name one, or give their folder with --templates")
    return found, unread


def _kits(names: Sequence[str], settings: Settings) -> Sequence[BrandKit]:
    from visualgen.brand.reading import find_kits, load_kit

    kits = [load_kit(name, settings) for name in dict.fromkeys(names)] if names else find_kits(settings)
    if not kits:
        raise UnknownName("there is no brand kit", mend="name one with --kit")
    return kits


def _render(wall: Wall, tiles: Iterable[Tile], language: str) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_WORDS[language]["rendering"], total=len(wall.wanted))
        for _ in tiles:
            bar.advance(task)


def _report(wall: Wall, out: Path, language: str, *, as_json: bool) -> None:
    if as_json:
        from visualgen.gallery.wall_summary import wall_facts

        facts = wall_facts(wall, language)
        del facts["tiles"]
        typer.echo(json.dumps({"out": str(out), **facts}, ensure_ascii=False, indent=2))
        return
    words = _WORDS[language]
    pictures = len(wall.ordered)
    line = words["done"].format(n=pictures, seconds=wall.seconds, rate=pictures / max(wall.seconds, 1e-6))
    typer.echo(line + (f", {words['failed'].format(n=len(wall.failed))}" if wall.failed else ""))
    for name, error in wall.unread:
        typer.echo(f"{name} {words['unread']}: {error}", err=True)
    for tile in wall.failed[:12]:
        typer.echo(f"{tile.wanted.file}: {tile.error}", err=True)
    if wall.findings:
        typer.echo(f"{words['findings']} " + ", ".join(f"{code} × {number}" for code, number in wall.findings.most_common()))
    typer.echo(f"{words['open']} {out / 'index.html'}")
