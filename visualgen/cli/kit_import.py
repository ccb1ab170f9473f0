"""`visualgen kit import`: a charter PDF, a logo, tokens or a style sheet become a brand kit, by questions or by `--yes`."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visualgen.cli.options import JsonOption, settings_from
from visualgen.cli.watchdog import limited
from visualgen.errors import SettingsError

if TYPE_CHECKING:
    from visualgen.kit_import.proposal import Choice
    from visualgen.kit_import.sources import Findings

IMPORT_SECONDS = 60.0
_COLOR = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def import_kit(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="A charter .pdf, a logo .svg or .png, tokens .json, a site's .css.")],
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="The kit's name; without it the first file's.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the proposal, ask nothing.")] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the kit folder is written.")] = Path("brand_kits"),
    as_json: JsonOption = False,
) -> None:
    """Propose a kit from what there is: roles for its colours, with enough contrast, fonts, the logo, and a sheet that shows them."""
    from visualgen.batch.files import open_folder, write_whole
    from visualgen.brand.check import check_kit
    from visualgen.brand.reading import load_kit
    from visualgen.kit_import.folder import available, with_logo, write_kit
    from visualgen.kit_import.marks import SURE
    from visualgen.kit_import.picture import draw_proposal
    from visualgen.kit_import.proposal import propose
    from visualgen.kit_import.sources import read_sources
    from visualgen.pipeline import World
    from visualgen.sheet import draw_sheet

    settings = settings_from()
    title = name or files[0].stem
    folder = out / slug(title)
    limits = settings.limits
    with limited(IMPORT_SECONDS, limits.render_memory_bytes):
        found = read_sources(files, limits)
        choices = propose(found)
        found.marks = [] if found.logo else found.marks
        picked = 1 if found.marks and found.marks[0].score >= SURE else 0
        found.logo = found.marks[0].svg() if picked else found.logo
    if not (yes or as_json):
        with limited(IMPORT_SECONDS, limits.render_memory_bytes):
            seen = out / f"{folder.name}-proposal.png"
            open_folder(out)
            write_whole(seen, draw_proposal(title, choices, found, World.open(settings)))
        typer.echo(f"The proposal: {seen}", err=True)
        picked = _logo_asked(found, picked)
        choices = _asked(found, choices)
    with limited(IMPORT_SECONDS, limits.render_memory_bytes):
        write_kit(folder, title, choices, found)
        report = check_kit(folder, settings)
        sheet = out / f"{folder.name}.png"
        write_whole(sheet, draw_sheet(with_logo(load_kit(folder, settings)), World.open(settings)).data)
    missing = [family for family in dict.fromkeys(found.families) if family not in available(found.families)]
    if as_json:
        facts = {
            role: {"color": pick.color, "origin": pick.origin, "adjusted_from": pick.adjusted_from or None}
            for role, pick in choices.items()
        }
        kit = {
            "kit": str(folder),
            "sheet": str(sheet),
            "usable": report.usable,
            "roles": facts,
            "families_missing": missing,
            "logo_from_page": found.marks[picked - 1].page if picked else None,
        }
        typer.echo(json.dumps(kit, ensure_ascii=False, indent=2))
        return
    for pick in choices.values():
        typer.echo(_line(pick))
    if missing:
        typer.echo(f"Fonts to add to fonts/ (or pip install fontpkg-…): {', '.join(missing)}")
    if picked:
        mark = found.marks[picked - 1]
        typer.echo(f"The logo is taken from page {mark.page} of the charter, candidate {picked} of {len(found.marks)}: check it.")
    if not found.logo:
        typer.echo("No logo was among the files: templates need logos/primary.svg.")
    typer.echo(f"{folder}  look at {sheet}, then: visualgen kit check {folder}")


def _logo_asked(found: Findings, proposed: int) -> int:
    """Return the number of the mark that a person takes for the logo, 0 for none (Enter: `proposed`), and set the logo."""
    if not found.marks:
        return 0
    most = len(found.marks)
    for number, mark in enumerate(found.marks, 1):
        typer.echo(f"logo {number}: page {mark.page}, drawn {mark.times} ×, {', '.join(mark.colors)}", err=True)
    while True:
        answer = typer.prompt(f"logo: Enter, a number up to {most}, 0 for none", default=str(proposed), err=True).strip()
        if answer.isdigit() and int(answer) <= most:
            break
        typer.echo(f"a number from 0 to {most}", err=True)
    found.logo = found.marks[int(answer) - 1].svg() if int(answer) else b""
    return int(answer)


def _asked(found: Findings, choices: dict[str, Choice]) -> dict[str, Choice]:
    """Return what a person decides: Enter takes the proposed colour, a number one of the palette, or a #rrggbb of their own."""
    from visualgen.kit_import.proposal import ASKED, propose
    from visualgen.kit_import.sources import shares

    palette = list(shares(found.colors))[:16]
    for number, color in enumerate(palette, 1):
        _show(f"{number:>3}", color)
    wished: dict[str, str] = {}
    for role in ASKED:
        choices = propose(found, wished)
        while True:
            _show(role, choices[role].color)
            answer = typer.prompt(f"{role}: Enter, a number, or #rrggbb", default=choices[role].color, err=True).strip().lower()
            if answer.isdigit() and 1 <= int(answer) <= len(palette):
                answer = palette[int(answer) - 1]
            if _COLOR.fullmatch(answer):
                break
            typer.echo(f"a number from 1 to {len(palette)}, or a colour such as #a83e1b", err=True)
        wished[role] = answer
    return propose(found, wished)


def _show(label: str, color: str) -> None:
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True, highlight=False).print(Text(f"{label:<8} "), Text("      ", style=f"on {color}"), Text(color))


def _line(pick: Choice) -> str:
    why = f", adjusted from {pick.adjusted_from} for contrast" if pick.adjusted_from else ""
    return f"{pick.role:<11} {pick.color}  {pick.origin}{why}"


def slug(text: str) -> str:
    """Return a name for a folder: plain letters, digits and hyphens. Raises `SettingsError` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not _NAME.fullmatch(name):
        raise SettingsError("the name has no letters", mend="give one with --name")
    return name
