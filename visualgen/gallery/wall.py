"""The wall: templates × kits × ratios × cases, planned, rendered by the pool, and put on a page and a sheet per template."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path

from visualgen.batch.files import open_folder, write_whole
from visualgen.batch.pool import RenderPool
from visualgen.batch.worker import unexpected
from visualgen.brand.model import BrandKit
from visualgen.errors import InputError, VisualgenError
from visualgen.findings import Finding
from visualgen.gallery.cases import LANDSCAPES, PORTRAITS, SAID_BY_CONSTRUCTION, Case, Photos, cases_of, content_of, draw_photo, photos_from
from visualgen.gallery.tiles import Pictured, picture_many
from visualgen.gallery.wall_page import kit_title, shown_ratio, wall_page
from visualgen.gallery.wall_sheet import Cell, draw_sheet
from visualgen.gallery.wall_summary import wall_facts
from visualgen.render.products import Output, StillJob
from visualgen.settings import Settings
from visualgen.template.model import Template
from visualgen.template.target import resolve_target

PAGE = "index.html"
SUMMARY = "summary.json"
PICTURES = "pictures"
OUTPUT = Output("jpeg", 72)
TASK_PICTURES = 9
TASKS_IN_FLIGHT = 3
"""Tasks handed to the pool for each worker: the next one is there when one ends, and photos do not pile up in the queue."""


_SHEET_WORDS = {"fr": ("images", "remarques"), "en": ("pictures", "findings")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture of the wall before it is rendered; `file` is its path inside the wall's folder."""

    template: Template
    kit: BrandKit
    ratio: str
    case: Case
    page: int
    pages: int
    job: StillJob

    @property
    def file(self) -> str:
        """The picture's path inside the folder; its small copy is `.small.jpg` beside it."""
        page = f"-{self.page}" if self.pages > 1 else ""
        return f"{PICTURES}/{self.template.name}/{self.kit.name.replace(':', '-')}-{self.ratio}-{self.case.name}{page}.jpg"


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the wall. `error` is what kept it from being rendered; `small` its small copy (JPEG)."""

    wanted: Wanted
    size_px: tuple[int, int]
    findings: tuple[Finding, ...] = ()
    small: bytes = b""
    error: VisualgenError | None = None


@dataclass(slots=True)
class Wall:
    """All that is on a wall, in order: by template, kit, ratio, case, page. `unread` are templates that could not be read, with why."""

    wanted: tuple[Wanted, ...]
    tiles: dict[str, Tile] = field(default_factory=dict)
    unread: tuple[tuple[str, InputError], ...] = ()
    seconds: float = 0.0

    @property
    def ordered(self) -> tuple[Tile, ...]:
        """The rendered tiles in the wall's order."""
        return tuple(self.tiles[wanted.file] for wanted in self.wanted if wanted.file in self.tiles)

    @property
    def failed(self) -> tuple[Tile, ...]:
        """The tiles without a picture."""
        return tuple(tile for tile in self.ordered if tile.error is not None)

    @property
    def findings(self) -> Counter[str]:
        """How often each finding stands on the wall, by its code."""
        return Counter(finding.code for tile in self.tiles.values() for finding in tile.findings)


def plan_wall(
    templates: Sequence[Template], kits: Sequence[BrandKit], ratios: Sequence[str], photos: Photos | None, settings: Settings
) -> Wall:
    """Return the wall of these, nothing rendered yet; without `ratios` each template's drawn ones.

    Raises `UnknownName` for a ratio that is none, `LimitExceeded` for one that is too large.
    """
    wanted = []
    for template in templates:
        cases = cases_of(template)
        contents = {case.name: content_of(case, template, photos) for case in cases}
        for kit in kits:
            for ratio in ratios or template.ratios:
                target = resolve_target(ratio, template, settings.limits)
                pages = template.pages(target.ratio)
                for case in cases:
                    for page in range(1, pages + 1):
                        job = StillJob(template, kit, target, contents[case.name], page, sample=True, output=OUTPUT)
                        wanted.append(Wanted(template, kit, ratio, case, page, pages, job))
    return Wall(tuple(wanted))


def case_photos(pool: RenderPool, settings: Settings) -> Photos:
    """Return the photos of the cases, drawn by the pool."""
    keys = [*((name, False) for name in PORTRAITS), *((name, True) for name in LANDSCAPES)]
    drawn = {key: pool.submit(_photo, *key) for key in keys}
    return photos_from({key: future.result() for key, future in drawn.items()}, settings.limits)


def _photo(name: str, landscape: bool) -> bytes:
    return draw_photo(name, landscape=landscape)


def render_wall(wall: Wall, folder: Path, settings: Settings, pool: RenderPool) -> Iterator[Tile]:
    """Render the wall into `folder`; note each tile in `wall` and yield it as it is done. Raises `OutputError`."""
    started = time.perf_counter()
    open_folder(folder)
    for name in dict.fromkeys(wanted.template.name for wanted in wall.wanted):
        open_folder(folder / PICTURES / name)
    for wanted, answer in _in_pool(wall.wanted, settings, pool):
        tile = _tile(wanted, answer, folder)
        wall.tiles[wanted.file] = tile
        yield tile
    wall.seconds = time.perf_counter() - started


def write_wall(wall: Wall, folder: Path, settings: Settings, pool: RenderPool) -> tuple[Path, ...]:
    """Write the page, the summary and one sheet a template; return the sheets. Raises `OutputError`."""
    sheets = {}
    for name in dict.fromkeys(wanted.template.name for wanted in wall.wanted):
        tiles = [tile for tile in wall.ordered if tile.wanted.template.name == name]
        words = _SHEET_WORDS[settings.language]
        title = tiles[0].wanted.template.title
        subtitle = f"{name} · {len(tiles)} {words[0]} · {sum(len(tile.findings) for tile in tiles)} {words[1]}"
        sheets[folder / f"{name}.png"] = pool.submit(draw_sheet, title, subtitle, [_cell(tile, settings.language) for tile in tiles])
    write_whole(folder / PAGE, wall_page(wall, settings.language).encode())
    write_whole(folder / SUMMARY, json.dumps(wall_facts(wall, settings.language), ensure_ascii=False, indent=1).encode())
    for path, drawn in sheets.items():
        write_whole(path, drawn.result())
    return tuple(sheets)


def _cell(tile: Tile, language: str) -> Cell:
    """Return what the sheet shows of a tile: no more, since it is sent to a worker."""
    wanted = tile.wanted
    codes = tuple((finding.severity, finding.code) for finding in tile.findings)
    if tile.error is not None:
        codes = (("blocks", str(tile.error)),)
    case = wanted.case.fr if language == "fr" else wanted.case.en
    return Cell(kit_title(wanted.kit), shown_ratio(wanted.ratio), case, wanted.page, tile.size_px, tile.small, codes)


def _tile(wanted: Wanted, answer: Pictured | VisualgenError, folder: Path) -> Tile:
    if isinstance(answer, VisualgenError):
        return Tile(wanted, wanted.job.target.size_px, error=answer)
    path = folder / wanted.file
    write_whole(path, answer.rendered.data)
    write_whole(path.with_suffix(".small.jpg"), answer.small)
    findings = tuple(finding for finding in answer.rendered.findings if finding.code not in SAID_BY_CONSTRUCTION)
    return Tile(wanted, answer.rendered.size_px, findings, answer.small)


def _in_pool(wanted: Sequence[Wanted], settings: Settings, pool: RenderPool) -> Iterator[tuple[Wanted, Pictured | VisualgenError]]:
    """Render a few pictures of one drawing a task; a task that loses its worker is tried again picture by picture."""
    waiting = deque(_tasks(wanted))
    running: dict[Future[list[Pictured | VisualgenError]], tuple[Wanted, ...]] = {}
    while waiting or running:
        while waiting and len(running) < pool.workers * TASKS_IN_FLIGHT:
            task = waiting.popleft()
            ceiling = settings.limits.render_seconds * len(task) + 30  # each picture has its own alarm; this is the second net
            running[pool.submit(picture_many, [item.job for item in task], settings, timeout_s=ceiling)] = task
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            error = future.exception()
            if error is None:
                yield from zip(task, future.result(), strict=True)
            elif len(task) > 1:
                waiting.extendleft((item,) for item in reversed(task))
            else:
                yield task[0], error if isinstance(error, VisualgenError) else unexpected(error)


def _tasks(wanted: Sequence[Wanted]) -> Iterator[tuple[Wanted, ...]]:
    """Yield the wanted pictures by drawing: those of one template, kit, ratio and page share what is cached."""
    by_drawing: dict[tuple[str, str, str, int], list[Wanted]] = {}
    for item in wanted:
        by_drawing.setdefault((item.template.name, item.kit.name, item.ratio, item.page), []).append(item)
    for group in by_drawing.values():
        for start in range(0, len(group), TASK_PICTURES):
            yield tuple(group[start : start + TASK_PICTURES])
