"""`visualgen render`: one template, one kit and words become a picture, or all pages of a carousel."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.content import given_content
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.cli.outputs import finding_lines, make_folder, parse_size
from visualgen.errors import OutputError, UnknownName

if TYPE_CHECKING:
    from visualgen.pipeline import Rendered
    from visualgen.render.products import Output, OutputType

OUTPUT_TYPES: dict[str, OutputType] = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".png": "png",
    ".webp": "webp",
    ".avif": "avif",
    ".pdf": "pdf",
}


def render(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A template's name, folder, .svg or .svg.j2.")],
    kit: Annotated[str, typer.Option("--kit", metavar="KIT", help="A brand kit's name or folder.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where to write; .jpg .png .webp .avif or .pdf.")],
    ratio: Annotated[
        str | None, typer.Option("--ratio", metavar="RATIO", help="A drawn ratio (4x5), WxH in px, or a placement (instagram.story).")
    ] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="SLOT=VALUE", help="A slot's value; a photo is a path. Repeat for each slot.")
    ] = None,
    content: Annotated[Path | None, typer.Option("--content", metavar="FILE", help="Slot values as a JSON object; - reads stdin.")] = None,
    focus: Annotated[
        list[str] | None, typer.Option("--focus", metavar="SLOT=X,Y", help="A photo's focal point, as fractions (0.5,0.25) or auto.")
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Fill the slots that are not set with the drawing's samples.")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Stamp the picture as a draft.")] = False,
    page: Annotated[int | None, typer.Option("--page", metavar="N", min=1, help="Only this page; without it all, as name-1.jpg…")] = None,
    quality: Annotated[int, typer.Option("--quality", min=1, max=100, help="Quality of JPEG, WebP and AVIF.")] = 90,
    max_bytes: Annotated[
        str | None, typer.Option("--max-bytes", metavar="SIZE", help="The best quality under this weight: 800k, 2M or bytes.")
    ] = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Combine a template, a kit and words into one picture (or its pages)."""
    output = _output(out, quality, max_bytes)
    settings = settings_from(templates, kits, lang)

    from visualgen.batch.files import write_whole
    from visualgen.brand.reading import load_kit
    from visualgen.pipeline import World, pages_of, render_still
    from visualgen.render.products import StillJob
    from visualgen.template.reading import load_template
    from visualgen.template.target import resolve_target

    loaded = load_template(template, settings)
    values = given_content(loaded, content, assignments or [], focus or [], settings.limits)
    job = StillJob(loaded, load_kit(kit, settings), resolve_target(ratio, loaded), values, sample=sample, draft=draft, output=output)
    pages = _pages(page, pages_of(job))
    world = World.open(settings)
    pictures = [render_still(replace(job, page=number), world) for number in pages]  # all, before the first is written

    make_folder(out.parent)
    facts = []
    for picture in pictures:
        path = out if len(pages) == 1 else out.with_name(f"{out.stem}-{picture.page}{out.suffix}")
        write_whole(path, picture.data)
        facts.append(_facts(path, picture, settings.language))
    _print(facts, settings.language, as_json=as_json)


def _output(out: Path, quality: int, max_bytes: str | None) -> Output:
    from visualgen.render.products import Output

    kind = OUTPUT_TYPES.get(out.suffix.lower())
    if kind is None:
        raise OutputError(
            f"{out.name!r} says no known type",
            mend=f"end the name with one of {' '.join(OUTPUT_TYPES)}",
        ).french(f"« {out.name} » ne dit aucun type connu", f"finissez le nom par l’un de {' '.join(OUTPUT_TYPES)}")
    return Output(kind, quality, None if max_bytes is None else parse_size(max_bytes))


def _pages(page: int | None, count: int) -> tuple[int, ...]:
    if page is None:
        return tuple(range(1, count + 1))
    if page > count:
        raise UnknownName(f"there is no page {page}: the template has {count}", mend=f"choose a page from 1 to {count}")
    return (page,)


def _facts(path: Path, picture: Rendered, language: str) -> dict[str, Any]:
    return {
        "path": str(path),
        "page": picture.page,
        "pages": picture.pages,
        "width": picture.size_px[0],
        "height": picture.size_px[1],
        "bytes": len(picture.data),
        "media_type": picture.media_type,
        "key": picture.key,
        "findings": [finding.to_dict(language) for finding in picture.findings],
    }


def _print(pictures: list[dict[str, Any]], language: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"pictures": pictures}, ensure_ascii=False, indent=2))
        return
    for picture in pictures:
        typer.echo(f"{picture['path']}  {picture['width']} × {picture['height']} px, {picture['bytes'] / 1000:,.0f} kB")
        for line in finding_lines(picture["findings"], language):
            typer.echo(f"  {line}")
