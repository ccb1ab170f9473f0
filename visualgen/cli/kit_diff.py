"""`visualgen kit diff`: what changes when one kit, or a changed copy of it, takes the place of another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from visualgen.cli.batch import WorkersOption, default_workers, read_rows
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from

_WORDS = {
    "fr": {"done": "{changed} images changent sur {all}", "templates": "modèles", "rows": "lignes",
        "open": "À ouvrir :", "new": "remarques nouvelles"},
    "en": {"done": "{changed} of {all} pictures change", "templates": "templates", "rows": "rows",
        "open": "Open:", "new": "new findings"},
}  # fmt: skip


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The kit as it is: a name or folder.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The other kit, a changed copy, or a variant.")],
    calendar: Annotated[Path | None, typer.Option("--calendar", metavar="FILE", help="Compare the rows of this calendar, too.")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder of the page.")] = Path("out/kit-diff"),
    dates: Annotated[
        Literal["dmy", "mdy"] | None, typer.Option("--dates", metavar="dmy|mdy", help="How to read 03/04, where the file leaves it open.")
    ] = None,
    workers: WorkersOption = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Render every template, and the rows of a calendar, under two kits: what changes, side by side, and what is newly found."""
    from visualgen.batch.plan import plan_calendar
    from visualgen.batch.pool import frugal, render_pool
    from visualgen.brand.reading import load_kit
    from visualgen.kit_diff.compare import Change, compare_pairs, row_pairs, template_pairs
    from visualgen.kit_diff.page import PAGE, write_diff
    from visualgen.template.reading import find_templates

    settings = settings_from(templates, kits, lang)
    first, second = load_kit(before, settings), load_kit(after, settings)
    pairs = list(template_pairs(find_templates(settings), first, second, settings.limits))
    if calendar is not None:
        rows = read_rows(calendar, dates, settings, ask=not as_json)
        plan = plan_calendar(rows, calendar.parent, first, settings)
        for problem in plan.problems:
            if problem.blocks:
                typer.echo(
                    f"{calendar.name}:{problem.line or ''} {problem.message[settings.language]} {problem.mend[settings.language]}", err=True
                )
        pairs += row_pairs(plan, second)
    with render_pool(workers or default_workers(), frugal(settings)) as pool:
        done: dict[int, Change] = {id(change.pair): change for change in compare_pairs(pairs, frugal(settings), pool)}
    facts = write_diff(first, second, [done[id(pair)] for pair in pairs], out, settings.language)
    if as_json:
        typer.echo(json.dumps({"out": str(out), **facts}, ensure_ascii=False, indent=2))
        return
    words = _WORDS[settings.language]
    changed = sum(1 for fact in facts["pictures"] if fact["changed"])
    typer.echo(words["done"].format(changed=changed, all=len(pairs)))
    for kind in ("templates", "rows"):
        if facts[kind]:
            typer.echo(f"{words[kind]}: {', '.join(facts[kind])}")
    found = sum(len(fact["new_findings"]) for fact in facts["pictures"])
    if found:
        typer.echo(f"{words['new']}: {found}")
    typer.echo(f"{words['open']} {out / PAGE}")
