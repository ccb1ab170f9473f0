"""An order becomes jobs: one picture for each ratio and page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.renders.reading import Order, with_uploads
from visualgen.errors import UnknownName
from visualgen.pipeline import pages_of, render_key
from visualgen.render.content import settle_content
from visualgen.render.products import Output, OutputType, PictureValue, StillJob
from visualgen.renders.library import Holdings
from visualgen.template.target import resolve_target


@dataclass(frozen=True, slots=True)
class Planned:
    """One picture to make: the ratio as it was asked for, else the drawn one that is taken; the job, and its render key."""

    ratio: str
    job: StillJob
    key: str
    pages: int


def plan(
    order: Order, output_type: OutputType, library: Holdings, brand_id: str, open_picture: Callable[[str], PictureValue]
) -> tuple[Planned, ...]:
    """Return the pictures of a brand's order, ratio by ratio, page by page; reads templates, kits and photos, so it may block.

    Raises `InputError`.
    """
    asked = order.asked
    template = library.template(asked.template, brand_id)
    kit = library.kit(asked.kit, brand_id)
    content: Mapping[str, object] = settle_content(with_uploads(asked.content, order.uploads), template.slots, open_picture)
    output = Output(output_type, asked.output.quality, asked.output.max_bytes)
    planned = []
    ratios: list[str | None] = [asked.ratio] if asked.ratios is None else [*asked.ratios]
    for ratio in ratios:
        target = resolve_target(ratio, template)
        first = StillJob(template, kit, target, content, sample=asked.sample, draft=asked.draft, output=output)
        count = pages_of(first)
        for page in _pages(asked.page, count):
            job = StillJob(template, kit, target, content, page, asked.sample, asked.draft, output)
            planned.append(Planned(ratio or target.ratio, job, render_key(job), count))
    return tuple(planned)


def _pages(page: int | None, count: int) -> tuple[int, ...]:
    if page is None:
        return tuple(range(1, count + 1))
    if page > count:
        raise UnknownName(f"there is no page {page}: the template has {count}", mend=f"choose a page from 1 to {count}", page=page).french(
            f"il n’y a pas de page {page} : le modèle en a {count}", f"choisissez une page de 1 à {count}"
        )
    return (page,)
