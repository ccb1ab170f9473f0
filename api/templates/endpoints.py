"""`/v1/templates`: what can be drawn, and with which slots."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request

from api.contract import problems
from api.dependencies import CallerHere, DeskHere
from api.errors import place_of
from api.templates.schemas import Broken, DrawnRatio, Slot, TemplateDetail, TemplateList, TemplateSummary
from visualgen.errors import NotFound, UnknownName, VisualgenError
from visualgen.template.model import SlotSpec, Template
from visualgen.template.target import resolve_target

router = APIRouter(prefix="/v1/templates", tags=["templates"])


@router.get("", summary="List templates")
async def list_templates(request: Request, caller: CallerHere, desk: DeskHere) -> TemplateList:
    """Return every template, and those that cannot be read with the reason."""
    read, broken = await run_sync(desk.library.templates.all)
    return TemplateList(
        templates=[
            TemplateSummary(
                name=template.name,
                title=template.title,
                purpose=template.purpose,
                tags=list(template.tags),
                ratios=list(template.ratios),
                url=str(request.url_for("get_template", name=template.name)),
            )
            for template in read
        ],
        broken=[broken_entry(name, error) for name, error in broken.items()],
    )


@router.get("/{name}", summary="Show a template", responses=problems(404, 422))
async def get_template(name: str, caller: CallerHere, desk: DeskHere) -> TemplateDetail:
    """Return a template's ratios and slots, with types, samples and limits: enough to build a form."""
    try:
        template = await run_sync(desk.library.templates.get, name)
    except UnknownName as error:
        raise NotFound(error.message, mend=error.mend, **error.place) from None
    return TemplateDetail(
        name=template.name,
        title=template.title,
        purpose=template.purpose,
        tags=list(template.tags),
        drawn=[_drawn(template, ratio) for ratio in template.ratios],
        slots=_slots(template.slots),
    )


def broken_entry(name: str, error: VisualgenError) -> Broken:
    """Return the reason why something cannot be used."""
    return Broken(name=name, code=error.code, message=error.message, mend=error.mend, place=place_of(error))


def _drawn(template: Template, ratio: str) -> DrawnRatio:
    width, height = resolve_target(ratio, template).size_px
    return DrawnRatio(ratio=ratio, width=width, height=height, pages=template.pages(ratio))


def _slots(specs: Mapping[str, SlotSpec]) -> list[Slot]:
    return [
        Slot(
            name=name,
            type=spec.type,
            required=spec.required,
            computed=spec.value is not None,
            help=spec.help,
            sample=_plain(spec.sample),
            default=_plain(spec.default),
            lines=spec.lines,
            fit_px=spec.fit,
            fields=_slots(spec.fields),
        )
        for name, spec in specs.items()
    ]


def _plain(value: Any) -> Any:
    """Return the value as JSON data; a sample photo by its file's name."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Path):
        return value.name
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
