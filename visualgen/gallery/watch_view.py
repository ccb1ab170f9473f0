"""What runs in a render process for the watch page: the drawing as saved, read, rendered, measured, and told in plain data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualgen.batch.worker import unexpected, world_of
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.errors import VisualgenError
from visualgen.findings import Finding
from visualgen.formats import safe_box
from visualgen.gallery.cases import LANDSCAPES, PORTRAITS, SAID_BY_CONSTRUCTION, Case, Photos, content_of, draw_photo, photos_from
from visualgen.gallery.tiles import small_copy
from visualgen.gallery.watch_drawing import BrowserDrawing, browser_drawing
from visualgen.pipeline import World, render_still
from visualgen.preflight.facts import Facts
from visualgen.render.place.roles import roles_of
from visualgen.render.products import Output, Placed, Source, StillJob
from visualgen.settings import Settings
from visualgen.svg.matrix import apply, multiply
from visualgen.template.model import SlotSpec, Target, Template
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

OUTPUT = Output("jpeg", 92)
EXCERPT_LINES = 3


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows: one ratio and page, under one kit, with these words ("" for the samples) and photo.

    `state` names what is saved on disk: while it is the same, template and kit are not read again. `small`: only the small copy.
    """

    template: str
    kit: str
    ratio: str
    page: int
    words: str
    photo: str
    state: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The answer: plain data for the page, our picture (JPEG), and the drawing for the browser (None where only the small copy counts)."""

    facts: Mapping[str, Any]
    picture: bytes = b""
    drawing: BrowserDrawing | None = None


@dataclass(slots=True)
class _Laps:
    """Hears the passes: how long each took in ms, and what `place` made."""

    last: float
    passes: list[tuple[str, float]]
    source: Source | None = None
    placed: Placed | None = None

    def hear(self, name: str, product: object) -> None:
        now = time.perf_counter()
        self.passes.append((name, (now - self.last) * 1000))
        self.last = now
        if isinstance(product, Source):
            self.source = product
        elif isinstance(product, Placed):
            self.placed = product


_read: dict[tuple[str, str], tuple[str, Any]] = {}
_photos: list[Photos] = []


def view(look: Look, settings: Settings) -> View:
    """Return what the page shows for `look`. An error is data, too: what is wrong, where, and what to do."""
    started = time.perf_counter()
    try:
        return _view(look, settings, started)
    except VisualgenError as error:
        return View({"error": told(error, look.template)})
    except Exception as error:  # noqa: BLE001 — the page shows it; the next save must find a worker that works
        return View({"error": told(unexpected(error), look.template)})


def told(error: VisualgenError, template: str) -> dict[str, Any]:
    """Return an error as data for the page, with the lines of the drawing around it."""
    place = {key: value if isinstance(value, int) else str(value) for key, value in error.place.items()}
    french = {"fr": list(error.fr)} if error.fr else {}
    return {"message": error.message, "mend": error.mend, **french, "place": place, "excerpt": _excerpt(place, template)}


def job_of(look: Look, settings: Settings) -> tuple[StillJob, Template, BrandKit]:
    """Return what is to be drawn for a look. Raises what reading a template or a kit raises."""
    template: Template = _reading("template", look.template, look.state, lambda: load_template(look.template, settings))
    kit: BrandKit = _reading("kit", look.kit, look.state, lambda: load_kit(look.kit, settings))
    target = resolve_target(look.ratio or None, template, settings.limits)
    page = min(look.page, template.pages(target.ratio))
    case = Case("watch", "", "", look.words or "normal", look.photo)
    photos = _case_photos(settings) if look.photo in ("portrait", "landscape") else None
    job = StillJob(template, kit, target, content_of(case, template, photos), page, sample=True, output=OUTPUT)
    return job, template, kit


def _view(look: Look, settings: Settings, started: float) -> View:
    job, template, kit = job_of(look, settings)
    target, page = job.target, job.page
    laps = _Laps(started, [])
    laps.hear("read", None)
    shared = world_of(settings)
    try:
        rendered = render_still(job, World(settings, shared.cache, shared.books, laps.hear))
    except VisualgenError as error:  # the browser may still show what we refuse
        drawing = None if look.small else browser_drawing(template, kit, target.ratio, page, settings.limits)
        return View({"error": told(error, str(template.folder))}, drawing=drawing)
    findings = [_finding(finding) for finding in rendered.findings if finding.code not in SAID_BY_CONSTRUCTION]
    if look.small:
        return View({"findings": findings}, small_copy(rendered.data))
    facts = {
        "template": {"name": template.name, "title": template.title, "ratios": [_ratio(template, ratio) for ratio in template.ratios]},
        "ratio": look.ratio or target.ratio,
        "drawn": target.ratio,
        "page": page,
        "pages": template.pages(target.ratio),
        "size": list(rendered.size_px),
        "file": template.drawings[target.ratio, page].path.name,
        "findings": findings,
        "slots": [_slot(spec, job) for spec in template.slots.values()],
        "passes": [[name, round(ms, 2)] for name, ms in laps.passes],
        "overlay": _overlay(laps, target, rendered.size_px),
        "bytes": len(rendered.data),
    }
    return View(facts, rendered.data, browser_drawing(template, kit, target.ratio, page, settings.limits))


def _reading(kind: str, name: str, state: str, read: Any) -> Any:
    """Return what was read for this state of the files; a file that cannot be read is tried again every time."""
    known = _read.get((kind, name))
    if known is None or known[0] != state:
        _read.pop((kind, name), None)
        known = _read[kind, name] = (state, read())
    return known[1]


def _case_photos(settings: Settings) -> Photos:
    if not _photos:
        keys = [*((name, False) for name in PORTRAITS), *((name, True) for name in LANDSCAPES)]
        _photos.append(photos_from({key: draw_photo(key[0], landscape=key[1]) for key in keys}, settings.limits))
    return _photos[0]


def _ratio(template: Template, ratio: str) -> dict[str, Any]:
    size = template.drawings[ratio, 1].size or (1080.0, 1080.0)
    return {"name": ratio, "pages": template.pages(ratio), "size": list(size)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "severity": finding.severity, "slot": finding.slot, "fr": finding.fr, "en": finding.en}


def _slot(spec: SlotSpec, job: StillJob) -> dict[str, Any]:
    value = job.content.get(spec.name, spec.sample)
    shown = value if isinstance(value, str) else "" if value is None or not isinstance(value, list) else f"{len(value)} ×"
    return {
        "name": spec.name,
        "type": spec.type,
        "required": spec.required,
        "computed": spec.value is not None,
        "help": spec.help,
        "fit": spec.fit,
        "lines": spec.lines,
        "value": shown,
        "fields": list(spec.fields),
    }


def _overlay(laps: _Laps, target: Target, size_px: tuple[int, int]) -> dict[str, Any]:
    """Return what can be laid over the picture, as polygons in px of the canvas: frames, text boxes, photos, the safe zone."""
    if laps.source is None or laps.placed is None:
        return {}
    source, placed = laps.source, laps.placed
    facts = Facts(source, placed, {}, None)
    frames = [
        {"name": name, "points": _corners(frame.box, multiply(placed.styled.device, frame.matrix))}
        for name, found in roles_of(placed.styled.root).frames.items()
        for frame in found
    ]
    texts = [
        {"name": text.slot, "points": _corners(text.block.box, facts.to_device(element))}
        for element, text in placed.texts.items()
        if text.slot is not None and element not in placed.removed
    ]
    photos = [
        {"name": picture.slot, "points": _corners(picture.box, facts.to_device(element))} for element, picture in placed.pictures.items()
    ]
    return {"frames": frames, "texts": texts, "photos": photos, "safe": list(safe_box(target.placement, size_px))}


def _corners(box: tuple[float, float, float, float], matrix: Any) -> list[list[float]]:
    x0, y0, x1, y1 = box
    return [[round(value, 1) for value in apply(matrix, x, y)] for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]


def _excerpt(place: Mapping[str, Any], template: str) -> list[list[Any]]:
    """Return the lines of the file around the error, as (number, text); none where it names no line of a file of the template."""
    line = place.get("line")
    if not isinstance(line, int):
        return []
    folder = Path(template) if Path(template).is_dir() else Path(template).parent
    path = folder / Path(str(place.get("file", ""))).name
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    first = max(0, line - 1 - EXCERPT_LINES)
    return [[number + 1, lines[number][:200]] for number in range(first, min(len(lines), line + EXCERPT_LINES))]
