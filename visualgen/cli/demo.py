"""`visualgen demo`: the sample brand's month, from its calendar file to a contact sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from visualgen.cli.batch import WorkersOption, read_rows, render_calendar, report, workers_for
from visualgen.cli.options import JsonOption, LanguageOption, settings_from

MATERIAL = "calendrier"


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the pictures.")] = Path("out/demo"),
    workers: WorkersOption = None,
    force: Annotated[bool, typer.Option("--force", help="Render everything again.")] = False,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Render the sample brand's month: 30 posts in three ratios, with a contact sheet."""
    settings = settings_from(language=lang)

    with workers_for(workers, settings, out, force=force) as pool:
        from visualgen.batch.files import open_folder
        from visualgen.demo.material import KIT, RATIOS, lay_out_month

        open_folder(out)
        calendar = lay_out_month(out / MATERIAL, pool.submit if pool else None)
        rows = read_rows(calendar, None, settings, ask=False)
        outcome = render_calendar(rows, calendar.parent, KIT, out, settings, ratios=RATIOS, pool=pool, force=force)
    report(outcome, out, settings.language, as_json=as_json)
    if outcome.failed:
        raise typer.Exit(1)
