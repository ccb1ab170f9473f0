"""`visualgen render`: one template, one kit and words become a picture, or all pages of a carousel."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.errors import ContentError, OutputError, UnknownName

if TYPE_CHECKING:
    from visualgen.pipeline import Rendered
    from visualgen.render.products import Output, OutputType, PictureValue
    from visualgen.settings import Limits
    from visualgen.template.model import SlotSpec, Template

OUTPUT_TYPES: dict[str, OutputType] = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".png": "png",
    ".webp": "webp",
    ".avif": "avif",
    ".pdf": "pdf",
}
CONTENT_BYTES = 5_000_000
UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


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
    values = _content(loaded, content, assignments or [], focus or [], settings.limits)
    job = StillJob(loaded, load_kit(kit, settings), resolve_target(ratio, loaded), values, sample=sample, draft=draft, output=output)
    pages = _pages(page, pages_of(job))
    world = World.open(settings)
    pictures = [render_still(replace(job, page=number), world) for number in pages]  # all, before the first is written

    _make_folder(out.parent)
    facts = []
    for picture in pictures:
        path = out if len(pages) == 1 else out.with_name(f"{out.stem}-{picture.page}{out.suffix}")
        write_whole(path, picture.data)
        facts.append(_facts(path, picture, settings.language))
    _print(facts, as_json=as_json)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder cannot be made ({error.strerror or error})", mend="choose another place", file=folder) from None


def _output(out: Path, quality: int, max_bytes: str | None) -> Output:
    from visualgen.render.products import Output

    kind = OUTPUT_TYPES.get(out.suffix.lower())
    if kind is None:
        raise OutputError(f"{out.name!r} says no known type", mend=f"end the name with one of {' '.join(OUTPUT_TYPES)}")
    return Output(kind, quality, None if max_bytes is None else parse_size(max_bytes))


def parse_size(text: str) -> int:
    """Return the bytes of "800k", "2M", "1.5 MB" or "500000". Raises `OutputError`."""
    number = text.strip().lower().removesuffix("b").strip()
    unit = number[-1:] if number[-1:] in ("k", "m") else ""
    try:
        size = int(float(number.removesuffix(unit)) * UNITS[unit])
    except (ValueError, OverflowError):
        size = 0
    if size <= 0:
        raise OutputError(f"{text!r} is not a weight", mend="write bytes, or a number with k or M: 800k, 2M")
    return size


def _pages(page: int | None, count: int) -> tuple[int, ...]:
    if page is None:
        return tuple(range(1, count + 1))
    if page > count:
        raise UnknownName(f"there is no page {page}: the template has {count}", mend=f"choose a page from 1 to {count}")
    return (page,)


def _content(template: Template, file: Path | None, assignments: list[str], focuses: list[str], limits: Limits) -> dict[str, Any]:
    """Return the slots' values: the file's first (its photos lie beside it), then the `--set` ones (from this folder)."""
    from visualgen.render.content import parse_focus, picture_file, settle_content

    def opener(folder: Path) -> Any:
        def opened(source: str) -> PictureValue:
            if "://" in source:
                raise ContentError("nothing is downloaded", mend="save the photo and give the file's path", address=source[:100])
            return picture_file(folder / source, limits)

        return opened

    beside = file.parent if file is not None and str(file) != "-" else Path()
    values = settle_content(_read_content(file) if file is not None else {}, template.slots, opener(beside))
    given = {name: _parsed(name, text, template.slots.get(name)) for name, text in map(_pair, assignments)}
    values |= settle_content(given, template.slots, opener(Path()))
    for name, text in map(_pair, focuses):
        values[name] = _focused(name, values.get(name), parse_focus(text, name))
    return values


def _focused(name: str, value: Any, focus: Any) -> PictureValue:
    from visualgen.render.products import PictureValue

    if not isinstance(value, PictureValue):
        raise ContentError("a focal point needs a photo in that slot", mend=f"add --set {name}=photo.jpg", slot=name)
    return replace(value, focus=focus)


def _pair(text: str) -> tuple[str, str]:
    """Return the slot's name, in its one spelling, and the text after the sign."""
    from visualgen.template.names import slot_name

    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise ContentError(f"{text!r} is not SLOT=VALUE", mend='write it as --set headline="Bonjour"')
    return slot_name(name), value


def _parsed(name: str, text: str, spec: SlotSpec | None) -> Any:
    """Return the value of `--set`: a list is JSON or `a | b | c`, everything else the text itself."""
    if spec is None or spec.type != "list":
        return text
    if text.lstrip().startswith("["):
        return _json(text, slot=name)
    return [part.strip() for part in text.split("|") if part.strip()]


def _read_content(file: Path) -> dict[str, Any]:
    try:
        data = sys.stdin.buffer.read(CONTENT_BYTES + 1) if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ContentError(f"the content cannot be read ({error.strerror or error})", mend="check the path", file=file) from None
    if len(data) > CONTENT_BYTES:
        raise ContentError(f"the content weighs more than {CONTENT_BYTES:,} bytes", mend="give the slots of one picture", file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError("the content is not UTF-8", mend="save it as UTF-8", file=file) from None
    values = _json(text, file=file)
    if not isinstance(values, dict):
        raise ContentError("the content is not a JSON object", mend='write {"headline": "…"}', file=file)
    return values


def _json(text: str, **place: object) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno} | place
        raise ContentError(f"this is not JSON: {error.msg}", mend="correct it there", **where) from None
    except RecursionError:
        raise ContentError("the JSON is nested too deeply", mend="give plain values", **place) from None
    except ValueError as error:  # Python refuses numbers of thousands of digits
        raise ContentError(f"this JSON cannot be read: {error}", mend="give long numbers as texts", **place) from None


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


def _print(pictures: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"pictures": pictures}, ensure_ascii=False, indent=2))
        return
    for picture in pictures:
        typer.echo(f"{picture['path']}  {picture['width']} × {picture['height']} px, {picture['bytes'] / 1000:,.0f} kB")
        for line in _finding_lines(picture["findings"]):
            typer.echo(f"  {line}")


def _finding_lines(findings: list[dict[str, Any]]) -> list[str]:
    """Return a line for each thing found; what was found in several slots is said once, with their names."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for finding in findings:
        groups.setdefault((finding["severity"], finding["message"]), []).append(finding)
    lines = []
    for (severity, message), group in groups.items():
        slots = ", ".join(finding["slot"] for finding in group if finding["slot"])
        mends = {finding["mend"] for finding in group}
        parts = [f"{severity}: {message}", f"({slots})" if slots else "", mends.pop() if len(mends) == 1 else ""]
        lines.append(" ".join(part for part in parts if part))
    return lines
