"""`visualgen kit import`: a charter PDF, a logo, tokens or a style sheet become a brand kit, by questions or by `--yes`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visualgen.cli.options import JsonOption, LanguageOption, settings_from
from visualgen.cli.watchdog import limited
from visualgen.errors import SettingsError

if TYPE_CHECKING:
    from visualgen.kit_import.proposal import Choice
    from visualgen.kit_import.sources import Findings

IMPORT_SECONDS = 60.0
_COLOR = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def import_kit(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE…", help="A charter .pdf, a logo .svg or .png, fonts .ttf or .otf, tokens .json, a site's .css."),
    ] = None,
    color: Annotated[
        list[str] | None,
        typer.Option("--color", metavar="[ROLE=]#RRGGBB", help="A colour of the brand, the main one first; several times."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="The kit's name; without it the first file's.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the proposal, ask nothing.")] = False,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the kit folder is written.")] = Path("brand_kits"),
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose a kit from what there is: roles for its colours, with enough contrast, fonts, the logo, and a sheet that shows them."""
    from visualgen.batch.files import open_folder, write_whole
    from visualgen.brand.check import check_kit
    from visualgen.brand.reading import load_kit
    from visualgen.kit_import.folder import available, with_logo, write_kit
    from visualgen.kit_import.marks import SURE
    from visualgen.kit_import.picture import draw_proposal
    from visualgen.kit_import.proposal import origin_words, propose
    from visualgen.kit_import.sources import read_sources
    from visualgen.pipeline import World
    from visualgen.sheet import draw_sheet

    settings = settings_from(language=lang)
    say = _WORDS["fr" if settings.language == "fr" else "en"]
    files = files or []
    if not files and not (color and name):
        raise SettingsError("there is nothing to make a kit of", mend=_WORDS["en"]["nothing"]).french(
            "il n’y a rien dont faire un kit", _WORDS["fr"]["nothing"]
        )
    title = name or files[0].stem
    folder = out / slug(title)
    limits = settings.limits
    with limited(IMPORT_SECONDS, limits.render_memory_bytes):
        found = read_sources(files, limits, color or ())
        choices = propose(found)
        found.marks = [] if found.logo else found.marks
        picked = 1 if found.marks and found.marks[0].score >= SURE else 0
        found.logo = found.marks[0].svg() if picked else found.logo
    if not (yes or as_json):
        with limited(IMPORT_SECONDS, limits.render_memory_bytes):
            seen = out / f"{folder.name}-proposal.png"
            open_folder(out)
            write_whole(seen, draw_proposal(title, choices, found, World.open(settings)))
        typer.echo(say["proposal"].format(seen=seen), err=True)
        picked = _logo_asked(found, picked, say)
        choices = _asked(found, choices, say)
    with limited(IMPORT_SECONDS, limits.render_memory_bytes):
        write_kit(folder, title, choices, found)
        report = check_kit(folder, settings)
        sheet = out / f"{folder.name}.png"
        write_whole(sheet, draw_sheet(with_logo(load_kit(folder, settings)), World.open(settings)).data)
    missing = [family for family in dict.fromkeys(found.families) if family not in available(found)]
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
        typer.echo(f"{pick.role:<11} {pick.color}  {origin_words(pick, settings.language)}")
    if missing:
        typer.echo(say["fonts"].format(families=", ".join(missing)))
    if picked:
        typer.echo(say["taken"].format(page=found.marks[picked - 1].page, picked=picked, count=len(found.marks)))
    if not found.logo:
        typer.echo(say["no_logo"])
    typer.echo(say["done"].format(folder=folder, sheet=sheet))


_WORDS = {
    "fr": {
        "nothing": "donnez un fichier (logo, charte, tokens…), ou des couleurs et un nom : --color '#7a1f2b' --name epi",
        "proposal": "La proposition : {seen}",
        "fonts": "Polices à mettre dans fonts/ (ou pip install fontpkg-…) : {families}",
        "taken": "Le logo vient de la page {page} de la charte, candidat {picked} sur {count} : vérifiez-le.",
        "no_logo": "Aucun logo parmi les fichiers (.svg, ou .png à fond transparent) : les modèles ont besoin de logos/primary.svg.",
        "done": "{folder}  regardez {sheet}, puis : visualgen kit check {folder}",
        "logo": "logo {number} : page {page}, dessiné {times} ×, {colors}",
        "which_logo": "logo : Entrée, un numéro jusqu’à {most}, 0 pour aucun",
        "logo_number": "un numéro de 0 à {most}",
        "which": "{role} ({what}) : Entrée, un numéro, ou #rrggbb",
        "color": "un numéro de 1 à {most}, ou une couleur comme #a83e1b",
        "paper": "le fond",
        "ink": "le texte",
        "primary": "la couleur de la marque",
        "accent": "ce qui attire l’œil",
        "soft": "le second fond",
    },
    "en": {
        "nothing": "give a file (logo, charter, tokens…), or colours and a name: --color '#7a1f2b' --name acme",
        "proposal": "The proposal: {seen}",
        "fonts": "Fonts to add to fonts/ (or pip install fontpkg-…): {families}",
        "taken": "The logo is taken from page {page} of the charter, candidate {picked} of {count}: check it.",
        "no_logo": "No logo was among the files (.svg, or .png on a transparent ground): templates need logos/primary.svg.",
        "done": "{folder}  look at {sheet}, then: visualgen kit check {folder}",
        "logo": "logo {number}: page {page}, drawn {times} ×, {colors}",
        "which_logo": "logo: Enter, a number up to {most}, 0 for none",
        "logo_number": "a number from 0 to {most}",
        "which": "{role} ({what}): Enter, a number, or #rrggbb",
        "color": "a number from 1 to {most}, or a colour such as #a83e1b",
        "paper": "the ground",
        "ink": "the text",
        "primary": "the brand's colour",
        "accent": "what catches the eye",
        "soft": "the second ground",
    },
}


def _logo_asked(found: Findings, proposed: int, say: Mapping[str, str]) -> int:
    """Return the number of the mark that a person takes for the logo, 0 for none (Enter: `proposed`), and set the logo."""
    if not found.marks:
        return 0
    most = len(found.marks)
    for number, mark in enumerate(found.marks, 1):
        typer.echo(say["logo"].format(number=number, page=mark.page, times=mark.times, colors=", ".join(mark.colors)), err=True)
    while True:
        answer = typer.prompt(say["which_logo"].format(most=most), default=str(proposed), err=True).strip()
        if answer.isdigit() and int(answer) <= most:
            break
        typer.echo(say["logo_number"].format(most=most), err=True)
    found.logo = found.marks[int(answer) - 1].svg() if int(answer) else b""
    return int(answer)


def _asked(found: Findings, choices: dict[str, Choice], say: Mapping[str, str]) -> dict[str, Choice]:
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
            question = say["which"].format(role=role, what=say[role])
            answer = typer.prompt(question, default=choices[role].color, err=True).strip().lower()
            if answer.isdigit() and 1 <= int(answer) <= len(palette):
                answer = palette[int(answer) - 1]
            if _COLOR.fullmatch(answer):
                break
            typer.echo(say["color"].format(most=len(palette)), err=True)
        wished[role] = answer
    return propose(found, wished)


def _show(label: str, color: str) -> None:
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True, highlight=False).print(Text(f"{label:<8} "), Text("      ", style=f"on {color}"), Text(color))


def slug(text: str) -> str:
    """Return a name for a folder: plain letters, digits and hyphens. Raises `SettingsError` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not _NAME.fullmatch(name):
        raise SettingsError("the name has no letters", mend="give one with --name").french(
            "ce nom n’a pas de lettres", "donnez-en un avec --name"
        )
    return name
