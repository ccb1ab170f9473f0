"""`visualgen template import`: an export of any design tool becomes a template folder, by questions or by `--yes`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, settings_from
from visualgen.cli.watchdog import limited
from visualgen.settings import spoken

if TYPE_CHECKING:
    from visualgen.importing.build import Built
    from visualgen.importing.compare import Comparison
    from visualgen.importing.model import Choices
    from visualgen.importing.study import Proposal

IMPORT_SECONDS = 60.0
_SIGNS = {"kept": "✓", "approximated": "≈", "refused": "✗"}
_WORDS = {
    "fr": {
        "kept": "Gardé :", "approximated": "Approché :", "refused": "Refusé :", "from": "{folder}  de {tools} : {drawn}",
        "next": "Ensuite : visualgen template check {folder}",
        "how": "Entrée garde le nom entre crochets, un autre nom le remplace, - laisse le calque tel qu’il est dessiné.",
        "what": "{shown}, {width} × {height} px, à {x}, {y}", "colors": "Relier ces couleurs à celles du kit ?",
        "fonts": "Prendre ces polices ?", "absent": "  pas dans le kit",
        "name": "Un nom commence par une lettre : headline, price2, photo…",
    },
    "en": {
        "kept": "Kept:", "approximated": "Approximated:", "refused": "Refused:", "from": "{folder}  from {tools}: {drawn}",
        "next": "Next: visualgen template check {folder}",
        "how": "Enter takes the name in brackets, another name replaces it, - leaves the layer as it is drawn.",
        "what": "{shown}, {width} × {height} px at {x}, {y}", "colors": "Map these colours to the kit's?",
        "fonts": "Use these fonts?", "absent": "  not in the kit",
        "name": "A name starts with a letter: headline, price2, photo…",
    },
}  # fmt: skip


def import_drawing(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Exported .svg files, one a ratio, or a .zip of them.")],
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="The template's name; without it the first file's.")] = None,
    kit: Annotated[str | None, typer.Option("--kit", metavar="KIT", help="Match colours and fonts to this kit.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the proposal, ask nothing.")] = False,
    compare: Annotated[bool, typer.Option("--compare", help="Compare with the export in Chromium: before, after, where not.")] = False,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the template folder is written.")] = Path("templates"),
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a template of any design tool's export: names, frames, photos, colours and fonts, with a report."""
    from visualgen.importing.archive import read_exports
    from visualgen.importing.build import build, write_template
    from visualgen.importing.study import study
    from visualgen.template.reading import load_template

    settings = settings_from(kits=kits, language=lang)
    say = _WORDS[spoken(settings.language)]
    folder_name = name or _slug(files[0].stem)
    limits = settings.limits
    with limited(IMPORT_SECONDS, limits.render_memory_bytes):
        brand = None
        if kit is not None:
            from visualgen.brand.reading import load_kit

            brand = load_kit(kit, settings)
        exports = read_exports(files)
        proposal = study(exports, brand, limits)
    choices = proposal.choices() if yes or as_json else _asked(proposal, say)
    title = folder_name.replace("-", " ").replace("_", " ").capitalize()
    with limited(IMPORT_SECONDS, limits.render_memory_bytes):
        built = build(proposal, choices, title)
        folder = out / folder_name
        paths = write_template(built, folder)
        load_template(folder, settings)
    comparisons: tuple[Comparison, ...] = ()
    if compare:
        from visualgen.importing.compare import compare_import

        comparisons = compare_import(exports, proposal.boards, built, brand, folder / "import")
    if as_json:
        typer.echo(json.dumps(_facts(folder, paths, proposal, choices, built, comparisons), ensure_ascii=False))
    else:
        _tell(folder, proposal, built, comparisons, say)


def _asked(proposal: Proposal, say: Mapping[str, str]) -> Choices:
    """Ask about each layer, then about colours and fonts."""
    from visualgen.importing.model import Choices

    taken = proposal.choices()
    names: dict[str, str] = {}
    if proposal.candidates:
        typer.echo(say["how"])
    for candidate in proposal.candidates:
        x0, y0, x1, y1 = (round(value) for value in candidate.box)
        shown = f"“{_short(candidate.words)}”" if candidate.words else f"{candidate.kind} {candidate.label}".strip()
        question = say["what"].format(shown=shown, width=x1 - x0, height=y1 - y0, x=x0, y=y0)
        answer = _answer(question, candidate.name, say)
        names[candidate.key] = "" if answer == "-" else answer
    for match in proposal.colors:
        if match.taken:
            typer.echo(f"  {match.drawn} → {match.token} {match.color}  ΔE {match.distance:.1f}")
    colors = taken.colors
    if colors and not typer.confirm(say["colors"], default=True):
        colors = {}
    for font in proposal.fonts:
        if font.token:
            typer.echo(f"  {font.drawn} → {font.family} ({font.token})" + ("" if font.same else say["absent"]))
    fonts = taken.fonts
    if fonts and not typer.confirm(say["fonts"], default=True):
        fonts = {}
    return Choices(names, colors, fonts)


def _answer(question: str, proposed: str, say: Mapping[str, str]) -> str:
    from visualgen.template.names import parse_role, slot_name

    while True:
        answer = str(typer.prompt(question, default=proposed)).strip()
        if answer == "-" or parse_role(answer) is not None:
            return answer
        if parse_role(f"slot:{answer}") is not None:
            return slot_name(answer)
        typer.echo(say["name"], err=True)


def _tell(folder: Path, proposal: Proposal, built: Built, comparisons: tuple[Comparison, ...], say: Mapping[str, str]) -> None:
    tools = ", ".join(dict.fromkeys(board.tool for board in proposal.boards))
    drawn = ", ".join(f"{board.file} → {board.target}" for board in proposal.boards)
    typer.echo(say["from"].format(folder=folder, tools=tools, drawn=drawn))
    for kind, sign in _SIGNS.items():
        notes = built.of_kind(kind)
        if notes:
            typer.echo(say[kind])
        for note in notes:
            typer.echo(f"  {sign} {note}")
    for comparison in comparisons:
        typer.echo(f"  {comparison}")
    typer.echo(say["next"].format(folder=folder))


def _facts(
    folder: Path, paths: tuple[Path, ...], proposal: Proposal, choices: Choices, built: Built, comparisons: tuple[Comparison, ...]
) -> dict[str, object]:
    return {
        "folder": str(folder),
        "files": [str(path) for path in paths],
        "drawings": [{"file": board.file, "tool": board.tool, "drawing": board.target} for board in proposal.boards],
        "slots": [candidate.to_dict() for candidate in proposal.candidates],
        "colors": [match.to_dict() for match in proposal.colors],
        "fonts": [match.to_dict() for match in proposal.fonts],
        "report": [note.to_dict() for note in built.notes],
        "comparisons": [comparison.to_dict() for comparison in comparisons],
    }


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= 48 else text[:47] + "…"


def _slug(stem: str) -> str:
    """Return a template's name of a file's: lower-case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "template"
