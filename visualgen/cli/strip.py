"""`visualgen template strip`: a template's motion at a glance, its frames side by side for every kit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from visualgen.cli.options import KitsOption, TemplatesOption, settings_from
from visualgen.errors import OutputError

TYPES = (".png", ".jpg", ".webp")


def strip(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A template's name, folder, .svg or .svg.j2.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where to write the picture (.png, .jpg, .webp).")],
    kit: Annotated[
        list[str] | None, typer.Option("--kit", metavar="KIT", help="A row for this kit; repeat it. Without it all kits.")
    ] = None,
    ratio: Annotated[
        str | None, typer.Option("--ratio", metavar="RATIO", help="A ratio, WxH in px, or a placement; without it 9x16.")
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, help="Which page of a carousel.")] = 1,
    every: Annotated[float, typer.Option("--every", metavar="S", min=0.02, max=5, help="A frame every so many seconds.")] = 0.25,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
) -> None:
    """Put the frames of a template's motion side by side, from the first until all has come in, then how it ends."""
    if out.suffix.lower() not in TYPES:
        raise OutputError(f"{out.name} is no picture's name", mend=f"end it in {', '.join(TYPES)}")
    settings = settings_from(templates, kits)

    from visualgen.brand.reading import kit_paths, load_kit
    from visualgen.cli.outputs import make_folder
    from visualgen.gallery.strip import contact_strip
    from visualgen.pipeline import World
    from visualgen.render.products import StillJob
    from visualgen.template.reading import load_template
    from visualgen.template.target import resolve_target

    loaded = load_template(template, settings)
    wanted = ratio or ("9x16" if "9x16" in loaded.ratios else None)
    target = resolve_target(wanted, loaded, settings.limits)
    names = kit or sorted(kit_paths(settings))
    stills = [StillJob(loaded, load_kit(name, settings), target, {}, page, sample=True) for name in names]
    picture = contact_strip(stills, World.open(settings), every)
    make_folder(out.parent)
    picture.save(out)
    typer.echo(f"{out}  {picture.width} × {picture.height} px")
