"""`visualgen template`: start a template, check one, watch one being drawn, list them, see them all on a wall."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.cli.strip import strip
from visualgen.cli.template_import import import_drawing
from visualgen.cli.wall import wall
from visualgen.cli.watch import watch
from visualgen.errors import InputError
from visualgen.settings import spoken

if TYPE_CHECKING:
    from visualgen.settings import Settings
    from visualgen.template.check import Problem
    from visualgen.template.model import Template

app = typer.Typer(no_args_is_help=True)
app.command()(wall)
app.command("import")(import_drawing)
app.command()(strip)
app.command()(watch)

_SIGNS = {"error": "✗", "warning": "!", "note": "·"}
_WORDS = {
    "fr": {"required": "requis", "computed": "calculé", "none": "Rien à signaler.", "draw": "Dessinez dans {file}, puis : {command}"},
    "en": {"required": "required", "computed": "computed", "none": "No problem found.", "draw": "Draw in {file}, then: {command}"},
}


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The template's name: autumn-sale.")],
    directory: Annotated[
        Path | None, typer.Option("-o", "--out", "--dir", metavar="DIR", help="Where to write it; without it ./templates.")
    ] = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a starter template: a finished drawing with slots and frames, and a commented template.toml."""
    from visualgen.template.new import new_template

    files = new_template(name, directory or Path("templates"))
    if as_json:
        typer.echo(json.dumps({"files": [str(path) for path in files]}, ensure_ascii=False))
        return
    for path in files:
        typer.echo(str(path))
    folder = files[0].parent
    typer.echo(_WORDS[spoken(lang)]["draw"].format(file=files[0].name, command=f"visualgen template check {folder}"))


@app.command()
def check(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A template's name, folder, .svg or .svg.j2.")],
    kit: Annotated[str | None, typer.Option("--kit", metavar="KIT", help="Check tokens and artwork against this kit.")] = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List a template's slots and its problems. Exit code 2 when one of them is an error."""
    from visualgen.template.check import TOKENS, check_template, describe_slot
    from visualgen.template.reading import load_template

    settings = settings_from(templates, kits, lang)
    words = _WORDS[spoken(settings.language)]
    loaded = load_template(template, settings)
    tokens, artwork = TOKENS, None
    if kit is not None:
        from visualgen.brand.reading import load_kit

        brand = load_kit(kit, settings)
        tokens, artwork = frozenset(brand.css), frozenset(brand.artwork)
    problems = (*check_template(loaded, settings.limits, tokens=tokens, artwork=artwork), *_motion_problems(loaded, kit, settings))
    if as_json:
        slots = [describe_slot(spec) for spec in loaded.slots.values()]
        facts = {**_summary(loaded), "slots": slots, "problems": [problem.to_dict(settings.language) for problem in problems]}
        typer.echo(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        typer.echo(f"{loaded.title} ({loaded.name}): {', '.join(_drawn(loaded))}")
        for spec in loaded.slots.values():
            marks = words["required"] if spec.required else words["computed"] if spec.value else ""
            typer.echo(f"  {spec.name:<16} {spec.type:<8} {marks:<9} {spec.help}".rstrip())
        for problem in problems:
            where = f"{problem.file}: " if problem.file else ""
            typer.echo(f"{_SIGNS[problem.severity]} {where}{' — '.join(problem.words(settings.language))}")
        if not problems:
            typer.echo(words["none"])
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(2)


def _motion_problems(template: Template, kit: str | None, settings: Settings) -> tuple[Problem, ...]:
    """Return what is wrong with a template's motion, played with the kit, or with any kit there is."""
    from visualgen.brand.reading import kit_paths, load_kit
    from visualgen.motion.check import check_motion

    kits = [kit] if kit is not None else sorted(kit_paths(settings))[:1]
    return check_motion(template, load_kit(kits[0], settings), settings) if kits else ()


@app.command("list")
def list_templates(templates: TemplatesOption = None, as_json: JsonOption = False) -> None:
    """List the templates that can be used by name; those that cannot be read, with the reason."""
    from visualgen.template.reading import load_template, template_paths

    settings = settings_from(templates)
    facts: list[dict[str, Any]] = []
    broken: list[dict[str, str]] = []
    for name, path in sorted(template_paths(settings).items()):
        try:
            facts.append(_summary(load_template(path, settings)))
        except InputError as error:
            broken.append({"name": name, "path": str(path), "error": str(error)})
    if as_json:
        typer.echo(json.dumps({"templates": facts, "broken": broken}, ensure_ascii=False))
        return
    for entry in facts:
        typer.echo(
            f"{entry['name']:<20} {', '.join(_shown(drawing) for drawing in entry['drawings']):<32} {entry['purpose'] or entry['title']}"
        )
    for fault in broken:
        typer.echo(f"{fault['name']:<20} cannot be read: {fault['error']}")
    if not facts and not broken:
        typer.echo("No template found: visualgen template new NAME starts one.")


def _summary(template: Template) -> dict[str, Any]:
    drawings = [
        {"ratio": ratio, "pages": template.pages(ratio), "size": list(template.drawings[ratio, 1].size or ())} for ratio in template.ratios
    ]
    return {
        "name": template.name,
        "title": template.title,
        "purpose": template.purpose,
        "tags": list(template.tags),
        "path": str(template.folder),
        "drawings": drawings,
    }


def _drawn(template: Template) -> list[str]:
    return [_shown({"ratio": ratio, "pages": template.pages(ratio)}) for ratio in template.ratios]


def _shown(drawing: dict[str, Any]) -> str:
    return f"{drawing['ratio']} ({drawing['pages']} pages)" if drawing["pages"] > 1 else str(drawing["ratio"])
