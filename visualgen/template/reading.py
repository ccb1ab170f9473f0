"""A template on disk (a folder, or a single drawing) becomes one frozen Template; names are looked up in the settings' folders."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lxml.etree import _Element as Element

from visualgen.errors import InputError, TemplateError, UnknownName
from visualgen.settings import Limits, Settings
from visualgen.svg.reading import read_svg
from visualgen.svg.shapes import canvas_size
from visualgen.template.behaviour import Behaviour, read_behaviour
from visualgen.template.discovery import Found, slots_of
from visualgen.template.model import OWN_RATIO, Drawing, SlotSpec, Template
from visualgen.template.names import mark_roles

BEHAVIOUR_FILE = "template.toml"
SAMPLE_FOLDER = "sample"
FOLDER_FILES = 200
_DRAWING = re.compile(r"(?P<ratio>\d{1,4}x\d{1,4})(?:\.(?P<page>[1-9]\d?))?\.svg(?P<jinja>\.j2)?$")
_SINGLE = re.compile(r"(?P<name>.+?)\.svg(?P<jinja>\.j2)?$", re.I)
SAMPLE_TYPES = (".jpg", ".jpeg", ".png", ".webp", ".avif")
GIVEN_NAMES = frozenset({"brand", "width", "height", "ratio", "page", "pages"})
"""What template logic knows besides the slots."""


def load_template(spec: str | Path, settings: Settings) -> Template:
    """Return the template of that path (a folder, a `.svg`, a `.svg.j2`) or name.

    Raises `UnknownName` with the nearest name, `TemplateError` or `SvgError` with file and line, `LimitExceeded`.
    """
    path = _find(spec, settings)
    return _read_folder(path, settings.limits) if path.is_dir() else _read_single(path, settings.limits)


def find_templates(settings: Settings) -> tuple[Template, ...]:
    """Return every template that can be used by name, in alphabetical order.

    The first folder that has a name wins; templates that cannot be read are left out (`template check` says why).
    """
    found: dict[str, Template] = {}
    for name, path in sorted(template_paths(settings).items()):
        try:
            found[name] = load_template(path, settings)
        except InputError:
            continue
    return tuple(found.values())


def template_paths(settings: Settings) -> dict[str, Path]:
    """Return where each template name is found."""
    found: dict[str, Path] = {}
    for folder in settings.templates_dirs:
        if not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            single = _SINGLE.match(path.name)
            if path.is_dir() and not path.name.startswith(".") and _has_drawings(path):
                found.setdefault(path.name, path)
            elif single and path.is_file():
                found.setdefault(single["name"], path)
    return found


def drawing_tree(drawing: Drawing, limits: Limits, values: Mapping[str, Any], *, lenient: bool = False) -> Element:
    """Return the marked tree of a drawing; a Jinja2 drawing is written with `values` first.

    Raises `SvgError`, `TemplateError` and `LimitExceeded` with the file's name.
    """
    return _parse(drawing.source, drawing.jinja, drawing.path.name, limits, values, lenient)


def written(drawing: Drawing, limits: Limits, values: Mapping[str, Any]) -> Drawing:
    """Return a Jinja2 drawing as the plain one it is with `values`; a plain drawing as it is. Raises what `drawing_tree` raises."""
    if not drawing.jinja:
        return drawing
    return replace(drawing, source=_written(drawing.source, drawing.path.name, limits, values, lenient=False), jinja=False)


def unused_drawings(folder: Path) -> tuple[str, ...]:
    """Return the drawings of a template folder that are not named by a ratio, and so are not used."""
    files = sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return tuple(name for name in files if _SINGLE.match(name) and not _match(folder / name))


def sample_file(template: Template, slot: str, sample: Any) -> Path | None:
    """Return the sample photo of a slot: the file its `sample` names, else `sample/<slot>.jpg` (png, webp, avif); None without one."""
    folder = template.folder / SAMPLE_FOLDER
    if isinstance(sample, str) and sample:
        for path in (template.folder / sample, folder / sample):
            if path.suffix.lower() in SAMPLE_TYPES and _is_inside(path, template.folder) and path.is_file():
                return path
        return None
    return next((path for path in (folder / f"{slot}{suffix}" for suffix in SAMPLE_TYPES) if path.is_file()), None)


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _find(spec: str | Path, settings: Settings) -> Path:
    """Return the path of a template: a name among the settings' folders first, else a path."""
    text = str(spec)
    known = template_paths(settings) if isinstance(spec, str) and "/" not in text and "\\" not in text else {}
    if text in known:
        return known[text]
    try:
        path = Path(text).expanduser()
        exists = path.exists()
    except (OSError, ValueError, RuntimeError):
        exists = False
    if not exists:
        near = difflib.get_close_matches(text.lower(), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        hint_fr = f"vouliez-vous dire « {near[0]} » ? " if near else ""
        names = f"known: {', '.join(sorted(known))}; or" if known else "give"
        names_fr = f"connus : {', '.join(sorted(known))} ;" if known else "donnez un nom"
        raise UnknownName(
            f"no template is called {text!r}",
            mend=f"{hint}{names} a path to a folder or an .svg file",
            template=text,
        ).french(f"aucun modèle ne s’appelle « {text} »", f"{hint_fr}{names_fr} ou le chemin d’un dossier ou d’un .svg")
    if path.is_file() and not _SINGLE.match(path.name):
        raise TemplateError("it is not a drawing", mend="give a folder, an .svg or an .svg.j2 file", file=str(path))
    return path


def _has_drawings(folder: Path) -> bool:
    return (folder / BEHAVIOUR_FILE).is_file() or any(_match(path) for path in folder.iterdir())


def _match(path: Path) -> re.Match[str] | None:
    return _DRAWING.match(unicodedata.normalize("NFKC", path.name).lower().replace("×", "x"))


def _read_single(path: Path, limits: Limits) -> Template:
    source = _bytes(path, limits.svg_bytes)
    jinja = path.name.lower().endswith(".j2")
    name = _SINGLE.sub(r"\g<name>", path.name)
    return _assemble(name, path.parent, {(OWN_RATIO, 1): (path, source, jinja)}, Behaviour(), limits, path.name, b"")


def _read_folder(folder: Path, limits: Limits) -> Template:
    files: dict[tuple[str, int], tuple[Path, bytes, bool]] = {}
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if len(paths) > FOLDER_FILES:
        raise TemplateError(f"the folder has {len(paths)} files", mend=f"keep {FOLDER_FILES} at the most", file=str(folder))
    for path in paths:
        match = _match(path)
        if match is None:
            continue
        key = (match["ratio"], int(match["page"] or 1))
        if key in files:
            other = files[key][0].name
            raise TemplateError(f"{other} and {path.name} are the same ratio and page", mend="remove one", file=str(folder))
        files[key] = (path, _bytes(path, limits.svg_bytes), bool(match["jinja"]))
    if not files:
        others = [path.name for path in paths if _SINGLE.match(path.name)]
        what = f"none of {', '.join(others)} is named by its ratio" if others else "it has no drawings"
        raise TemplateError(what, mend="name the drawings 4x5.svg, 1x1.svg, 9x16.svg…", file=str(folder))
    _check_pages(files, folder)
    toml = folder / BEHAVIOUR_FILE
    behaviour_bytes = _bytes(toml, 1_000_000) if toml.is_file() else b""
    behaviour = read_behaviour(behaviour_bytes, f"{folder.name}/{BEHAVIOUR_FILE}") if behaviour_bytes else Behaviour()
    return _assemble(folder.resolve().name, folder, files, behaviour, limits, f"{folder.name}/{BEHAVIOUR_FILE}", behaviour_bytes)


def _check_pages(files: Mapping[tuple[str, int], object], folder: Path) -> None:
    for ratio in dict.fromkeys(ratio for ratio, _ in files):
        pages = sorted(page for drawn, page in files if drawn == ratio)
        if pages != list(range(1, len(pages) + 1)):
            missing = next(page for page in range(1, pages[-1] + 1) if page not in pages)
            raise TemplateError(f"page {missing} of {ratio} is missing", mend=f"add {ratio}.{missing}.svg, or renumber", file=str(folder))


def _bytes(path: Path, most: int) -> bytes:
    try:
        if path.stat().st_size > most:
            raise TemplateError(f"it has more than {most:,} bytes", mend="make it smaller", file=str(path))
        return path.read_bytes()
    except OSError as error:
        raise TemplateError(f"it cannot be read: {error.strerror}", mend="check the file and its permissions", file=str(path)) from None


def _assemble(
    name: str,
    folder: Path,
    files: Mapping[tuple[str, int], tuple[Path, bytes, bool]],
    behaviour: Behaviour,
    limits: Limits,
    behaviour_file: str,
    behaviour_bytes: bytes,
) -> Template:
    samples = {slot: entry["sample"] for slot, entry in behaviour.slots.items() if "sample" in entry}
    drawings: dict[tuple[str, int], Drawing] = {}
    found: dict[str, Found] = {}
    for (ratio, page), (path, source, jinja) in files.items():
        values = {**samples, "ratio": ratio, "page": page, "pages": 1, "width": 1080, "height": 1080, "brand": {}}
        root = _parse(source, jinja, path.name, limits, values, lenient=True)
        drawings[ratio, page] = Drawing(ratio, page, path, source, jinja, canvas_size(root))
        _merge(found, slots_of(root))
        if jinja:
            for wanted, slot in _asked_by_logic(source.decode("utf-8", "replace"), path.name).items():
                found.setdefault(wanted, slot)
    slots = _specs(found, behaviour.slots, behaviour_file)
    digest = _digest(files, behaviour_bytes, folder if len(drawings) > 1 or behaviour_bytes else None)
    pins = {**{slot: spec.pin for slot, spec in slots.items() if spec.pin}, **behaviour.pins}
    return Template(
        name=name,
        title=behaviour.title or name.replace("-", " ").replace("_", " ").capitalize(),
        purpose=behaviour.purpose,
        folder=folder,
        drawings=MappingProxyType(drawings),
        slots=MappingProxyType(slots),
        colors=MappingProxyType(dict(behaviour.colors)),
        fonts=MappingProxyType(dict(behaviour.fonts)),
        pins=MappingProxyType(pins),
        motion=MappingProxyType(dict(behaviour.motion)),
        tags=behaviour.tags,
        digest=digest,
    )


def _asked_by_logic(source: str, file: str) -> dict[str, Found]:
    """Return the slots a Jinja2 drawing asks for: what it loops over is a list, with the fields it reads of an item."""
    from visualgen.template.sandbox import lists_in, names_in  # Jinja2 is loaded only where it is used

    lists = lists_in(source, file=file)
    found = {name: Found(name, "list" if name in lists else "text") for name in names_in(source, file=file) if name not in GIVEN_NAMES}
    for name, fields in lists.items():
        if name in found:
            found[name].fields = {field: Found(field, "text") for field in fields}
    return found


def _parse(source: bytes, jinja: bool, file: str, limits: Limits, values: Mapping[str, Any], lenient: bool) -> Element:
    if jinja:
        source = _written(source, file, limits, values, lenient)
    root = read_svg(source, name=file, limits=limits)
    mark_roles(root)
    return root


def _written(source: bytes, file: str, limits: Limits, values: Mapping[str, Any], lenient: bool) -> bytes:
    """Return what Jinja2 makes of a drawing."""
    from visualgen.template.sandbox import render_markup

    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError(f"it is not UTF-8 (byte {error.start})", mend="save it as UTF-8", file=file) from None
    return render_markup(text, values, file=file, max_chars=limits.jinja_bytes, lenient=lenient).encode()


def _merge(found: dict[str, Found], more: Mapping[str, Found]) -> None:
    for name, slot in more.items():
        known = found.setdefault(name, slot)
        if known is not slot:
            known.sample = known.sample or slot.sample
            known.type = slot.type if known.type == "text" and not known.sample else known.type
            _merge(known.fields, slot.fields)


def _specs(found: Mapping[str, Found], said: Mapping[str, Mapping[str, Any]], file: str) -> dict[str, SlotSpec]:
    """Merge what the drawings show with what template.toml says; a slot that is only in the file must be one a `value` computes with."""
    specs = {name: _spec(slot, said.get(name, {}), file) for name, slot in found.items()}
    for name, entry in said.items():
        if name not in specs:
            specs[name] = _spec(Found(name, "text"), entry, file)
    return specs


def _spec(slot: Found, said: Mapping[str, Any], file: str) -> SlotSpec:
    settings = dict(said)
    fields = _specs(slot.fields, settings.pop("fields", {}), file)
    kind = settings.pop("type", slot.type)
    if "sample" not in settings and kind == "text" and slot.sample:
        settings.update(sample=slot.sample, sample_drawn=True)
    if settings.get("value") is not None:
        from visualgen.template.sandbox import names_in

        names_in(settings["value"], file=f"{file}, slot {slot.name}")
    return SlotSpec(name=slot.name, type=kind, fields=MappingProxyType(fields), **settings)


def _digest(files: Mapping[tuple[str, int], tuple[Path, bytes, bool]], behaviour: bytes, folder: Path | None) -> str:
    """Return the SHA-256 of all that changes pictures: drawings, behaviour, sample photos."""
    digest = hashlib.sha256()
    for (ratio, page), (_, source, jinja) in sorted(files.items()):
        digest.update(f"{ratio}.{page}.{jinja}.{len(source)}\n".encode())
        digest.update(source)
    digest.update(behaviour)
    samples = sorted((folder / SAMPLE_FOLDER).glob("*")) if folder is not None else []
    for path in _photos(samples):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _photos(paths: Iterable[Path]) -> Iterable[Path]:
    return (path for path in paths if path.suffix.lower() in SAMPLE_TYPES and path.is_file())
