"""Which pictures two kits draw differently: every template, and the rows of a calendar, rendered under both and compared by pixels."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from PIL import Image

from visualgen.batch.plan import Plan
from visualgen.batch.pool import RenderPool
from visualgen.batch.worker import render_many, unexpected
from visualgen.brand.model import BrandKit
from visualgen.errors import VisualgenError
from visualgen.findings import Finding
from visualgen.pipeline import Rendered
from visualgen.render.products import Output, StillJob
from visualgen.settings import Limits, Settings
from visualgen.template.model import Template
from visualgen.template.target import resolve_target

OUTPUT = Output("png")
VISIBLE = 8
"""By how many of 255 levels a pixel must change to count."""

Kind = Literal["template", "row"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One picture to draw under both kits; `subject` is the template's name or the row's id."""

    kind: Kind
    subject: str
    title: str
    ratio: str
    page: int
    pages: int
    before: StillJob
    after: StillJob


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a pair. `share` of the pixels differ visibly; `added` and `gone` are findings that one side alone has.

    `before` and `after` are PNG bytes, empty where that side could not be drawn: then `errors` says why.
    """

    pair: Pair
    share: float
    before: bytes
    after: bytes
    added: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    errors: Mapping[str, VisualgenError] | None = None

    @property
    def changed(self) -> bool:
        """Whether the two sides look different, or only one could be drawn."""
        return self.share > 0 or bool(self.errors and len(self.errors) == 1)


def template_pairs(templates: Sequence[Template], before: BrandKit, after: BrandKit, limits: Limits) -> Iterator[Pair]:
    """Yield every page of every template in its usual ratio, with its sample words."""
    for template in templates:
        target = resolve_target(None, template, limits)
        pages = template.pages(target.ratio)
        for page in range(1, pages + 1):
            jobs = (StillJob(template, kit, target, {}, page=page, sample=True, output=OUTPUT) for kit in (before, after))
            yield Pair("template", template.name, template.title or template.name, target.ratio, page, pages, *jobs)


def row_pairs(plan: Plan, after: BrandKit) -> Iterator[Pair]:
    """Yield every picture of a calendar that was planned with the first kit, and the same with the other."""
    titles = {post.row.id: f"{post.row.date.isoformat()} · {post.title}" for post in plan.posts}
    for picture in plan.pictures:
        job = replace(picture.job, output=OUTPUT)
        title = titles[picture.post]
        yield Pair("row", picture.post, title, picture.ratio, picture.page, picture.pages, job, replace(job, kit=after))


def compare_pairs(pairs: Sequence[Pair], settings: Settings, pool: RenderPool) -> Iterator[Change]:
    """Render both sides of every pair in the pool and yield what changed, as it is done; an error becomes a part of the change."""
    waiting = deque(pairs)
    running: dict[Future[list[Rendered | VisualgenError]], Pair] = {}
    while waiting or running:
        while waiting and len(running) < 2 * pool.workers:
            pair = waiting.popleft()
            ceiling = 2 * settings.limits.render_seconds + 30
            running[pool.submit(render_many, [pair.before, pair.after], settings, timeout_s=ceiling)] = pair
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            pair = running.pop(future)
            error = future.exception()
            if error is None:
                yield change_of(pair, *future.result())
            else:
                met = error if isinstance(error, VisualgenError) else unexpected(error)
                yield change_of(pair, met, met)


def change_of(pair: Pair, before: Rendered | VisualgenError, after: Rendered | VisualgenError) -> Change:
    """Return how the two sides of a pair differ."""
    errors = {side: answer for side, answer in (("before", before), ("after", after)) if isinstance(answer, VisualgenError)}
    first = before.data if isinstance(before, Rendered) else b""
    second = after.data if isinstance(after, Rendered) else b""
    was = {_told(found): found for found in before.findings} if isinstance(before, Rendered) else {}
    now = {_told(found): found for found in after.findings} if isinstance(after, Rendered) else {}
    added = tuple(found for told, found in now.items() if told not in was) if first else ()
    gone = tuple(found for told, found in was.items() if told not in now) if second else ()
    return Change(pair, difference(first, second) if first and second else 0.0, first, second, added, gone, errors or None)


def difference(before: bytes, after: bytes) -> float:
    """Return the share (0..1) of pixels that differ visibly between two encoded pictures; 1 where their sizes differ."""
    if before == after:
        return 0.0
    first, second = (np.asarray(Image.open(io.BytesIO(data), formats=("PNG",)).convert("RGB"), dtype=np.int16) for data in (before, after))
    if first.shape != second.shape:
        return 1.0
    return float((np.abs(first - second).max(axis=2) >= VISIBLE).mean())


def _told(found: Finding) -> tuple[Any, ...]:
    """Return what makes a finding the same on both sides: its code and place, not its numbers."""
    return found.code, found.severity, found.slot
