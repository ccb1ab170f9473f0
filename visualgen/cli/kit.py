"""`visualgen kit`: check a brand kit, see it on one sheet, list the kits there are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.kit_diff import diff
from visualgen.cli.kit_import import import_kit
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, settings_from
from visualgen.cli.outputs import severity_words
from visualgen.errors import InputError, OutputError

if TYPE_CHECKING:
    from visualgen.brand.check import KitReport
    from visualgen.brand.contrast import Contrast
    from visualgen.render.products import OutputType

app = typer.Typer(no_args_is_help=True, help="Import, check and compare brand kits, and see them on one sheet.")
app.command("diff")(diff)
app.command("import")(import_kit)

KitArgument = Annotated[str, typer.Argument(metavar="KIT", help="A brand kit's name or folder; levain:dark is its dark variant.")]

EXIT_INPUT = 2
TABLE_WIDTH = 100
SHEET_TYPES: dict[str, OutputType] = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp", ".pdf": "pdf"}


@app.command("list")
def list_kits(kits: KitsOption = None, as_json: JsonOption = False) -> None:
    """List the brand kits that names are looked up in, and their variants."""
    from visualgen.brand.reading import kit_paths, load_kit

    settings = settings_from(kits=kits)
    rows: list[dict[str, Any]] = []
    for name, path in sorted(kit_paths(settings).items()):
        folder = str(path if path.is_dir() else path.parent)
        try:
            kit = load_kit(path, settings)
        except InputError as error:
            rows.append({"name": name, "folder": folder, "error": str(error)})
            continue
        rows.append(
            {
                "name": name,
                "title": kit.title,
                "tagline": kit.tagline,
                "locale": kit.locale,
                "folder": folder,
                "variant": kit.variant or None,
            }
        )
    if as_json:
        typer.echo(json.dumps({"kits": rows}, ensure_ascii=False, indent=2))
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        about = f"{row['title']}  {row['tagline']}" if "title" in row else f"cannot be read: {row['error']}"
        typer.echo(f"{row['name']:<{width}}  {about}")
    if not rows:
        typer.echo(f"no kits in {', '.join(str(place) for place in settings.kits_dirs)}")


@app.command()
def check(kit: KitArgument, kits: KitsOption = None, lang: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Say what is wrong, weak or missing in a kit: files, fonts, tokens, contrasts, logo rules, charter, strategy.

    Exit code 2 when something blocks its use.
    """
    from visualgen.brand.check import check_kit

    settings = settings_from(kits=kits, language=lang)
    report = check_kit(kit, settings)
    if as_json:
        typer.echo(json.dumps(_facts(report, settings.language), ensure_ascii=False, indent=2))
    else:
        _print(report, settings.language)
    if not report.usable:
        raise typer.Exit(EXIT_INPUT)


@app.command()
def show(
    kit: KitArgument,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where to write: .png .jpg .webp or .pdf.")] = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
) -> None:
    """Draw the brand sheet: palette with contrasts, type specimen, logos on their grounds, devices."""
    from visualgen.batch.files import open_folder, write_whole
    from visualgen.brand.reading import load_kit
    from visualgen.pipeline import World
    from visualgen.render.products import Output
    from visualgen.sheet import draw_sheet

    settings = settings_from(kits=kits, language=lang)
    loaded = load_kit(kit, settings)
    path = out or Path(f"{loaded.name.replace(':', '-')}.png")
    kind = SHEET_TYPES.get(path.suffix.lower())
    if kind is None:
        raise OutputError(f"{path.name!r} says no known type", mend=f"end the name with one of {' '.join(SHEET_TYPES)}")
    picture = draw_sheet(loaded, World.open(settings), Output(kind))
    open_folder(path.parent)
    write_whole(path, picture.data)
    typer.echo(f"{path}  {picture.size_px[0]} × {picture.size_px[1]} px, {len(picture.data) / 1000:,.0f} kB")


def _facts(report: KitReport, language: str) -> dict[str, Any]:
    kit = report.kit
    return {
        "name": report.name,
        "folder": str(report.folder),
        "usable": report.usable,
        "title": kit.title if kit else None,
        "digest": kit.digest if kit else None,
        "fonts": {family: [face.path.name for face in faces] for family, faces in kit.fonts.items()} if kit else {},
        "artwork": sorted(kit.artwork) if kit else [],
        "contrasts": [_contrast(pair) for pair in report.contrasts],
        "findings": [finding.to_dict(language) for finding in report.findings],
        "variants": [_facts(variant, language) for variant in report.variants],
    }


def _contrast(pair: Contrast) -> dict[str, Any]:
    return {
        "text": pair.text,
        "ground": pair.ground,
        "ratio": round(pair.ratio, 2),
        "mark": pair.mark,
        "needed": pair.needed or None,
        "enough": pair.enough,
    }


def _print(report: KitReport, language: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from visualgen.brand.contrast import GROUNDS, TEXTS

    console = Console(highlight=False)
    console.width = max(console.width, TABLE_WIDTH)
    for variant in report.variants:
        _print(variant, language)
    if report.kit is not None:
        console.print(Text(f"{report.kit.title}  {report.name}  ({report.folder})", style="bold"))
        pairs = {(pair.text, pair.ground): pair for pair in report.contrasts}
        table = Table(box=None, padding=(0, 1), header_style="")
        for heading in ("", *GROUNDS):
            table.add_column(heading, justify="left" if not heading else "right", no_wrap=True)
        for text in TEXTS:
            cells = [_cell(pairs.get((text, ground)), report.kit.tokens, language) for ground in GROUNDS]
            if any(cell.plain for cell in cells):
                table.add_row(text, *cells)
        console.print(table)
    for item in report.findings:
        facts = item.to_dict(language)
        joint = " " if str(facts["message"]).endswith((".", "!", "?")) else " — "  # errors are not whole sentences
        console.print(Text(f"{severity_words(item.severity, language)}{facts['message']}{joint}{facts['mend']}"), soft_wrap=True)
    blocking = sum(1 for item in report.findings if item.severity == "blocks")
    total = (
        f"remarques : {len(report.findings)}, bloquantes : {blocking}"
        if language == "fr"
        else f"{len(report.findings)} findings, {blocking} blocking"
    )
    console.print(Text(total if report.findings else "ok"))


_MARKS_FR = {"AA large": "AA grand", "fails": "non"}


def _cell(pair: Contrast | None, tokens: Any, language: str) -> Any:
    from rich.text import Text

    if pair is None:
        return Text("")
    colors = f"{str(tokens[f'color.{pair.text}'])[:7]} on {str(tokens[f'color.{pair.ground}'])[:7]}"
    mark = _MARKS_FR.get(pair.mark, pair.mark) if language == "fr" else pair.mark
    return Text(f" {pair.ratio:4.1f} {mark:<8} ", style=colors)
