"""An order becomes jobs: one picture for each ratio and page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.renders.reading import Order, with_uploads
from api.renders.schemas import RenderRequest
from visualgen.brand.model import BrandKit
from visualgen.errors import UnknownName
from visualgen.pipeline import pages_of, render_key
from visualgen.render.content import settle_content
from visualgen.render.products import Output, OutputType, PictureValue, StillJob, Target
from visualgen.renders.library import Holdings
from visualgen.template.model import Template
from visualgen.template.target import resolve_target


@dataclass(frozen=True, slots=True)
class Planned:
    """One picture to make: the ratio as it was asked for, else the drawn one that is taken; the job, and its render key."""

    ratio: str
    job: StillJob
    key: str
    pages: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn, whatever its size: a template in a kit, with its content."""

    template: Template
    kit: BrandKit
    content: Mapping[str, object]

    def still(self, asked: RenderRequest, target: Target, page: int = 1, output: Output | None = None) -> StillJob:
        """Return the job of one picture."""
        return StillJob(self.template, self.kit, target, self.content, page, asked.sample, asked.draft, output or Output())


def plan(
    order: Order, output_type: OutputType, library: Holdings, brand_id: str, open_picture: Callable[[str], PictureValue]
) -> tuple[Planned, ...]:
    """Return the pictures of a brand's order; reads templates, kits and photos, so it may block. Raises `InputError`."""
    return stills_of(order.asked, output_type, subject(order, library, brand_id, open_picture))


def subject(order: Order, library: Holdings, brand_id: str, open_picture: Callable[[str], PictureValue]) -> Subject:
    """Return what an order draws, with its photos read; it may block. Raises `InputError`."""
    asked = order.asked
    template, kit = library.template(asked.template, brand_id), library.kit(asked.kit, brand_id)
    return Subject(template, kit, settle_content(with_uploads(asked.content, order.uploads), template.slots, open_picture))


def stills_of(asked: RenderRequest, output_type: OutputType, drawn: Subject) -> tuple[Planned, ...]:
    """Return the pictures asked for: file by file, ratio by ratio, page by page; `output_type` where none is said. Raises `InputError`."""
    planned = []
    for each in asked.each_output:
        if each.clip_type is not None:
            continue
        output = Output(each.picture_type or output_type, each.quality, each.max_bytes)
        ratios = [each.ratio] if each.ratio is not None or asked.ratios is None else asked.ratios
        for ratio in ratios:
            wanted = ratio or asked.ratio
            target = resolve_target(wanted, drawn.template)
            count = pages_of(drawn.still(asked, target, 1, output))
            for page in _pages(asked.page, count):
                job = drawn.still(asked, target, page, output)
                planned.append(Planned(wanted or target.ratio, job, render_key(job), count))
    return tuple(planned)


def _pages(page: int | None, count: int) -> tuple[int, ...]:
    if page is None:
        return tuple(range(1, count + 1))
    if page > count:
        raise UnknownName(f"there is no page {page}: the template has {count}", mend=f"choose a page from 1 to {count}", page=page).french(
            f"il n’y a pas de page {page} : le modèle en a {count}", f"choisissez une page de 1 à {count}"
        )
    return (page,)
