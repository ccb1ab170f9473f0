"""`/v1/templates`: what can be drawn, and with which slots; a brand's own are uploaded, version by version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response

from api.auth import needs
from api.contract import problems
from api.dependencies import CallerHere, ServiceHere
from api.errors import place_of
from api.library_uploads import UploadedEdition, keep_edition
from api.once import OnceRoute
from api.service import Service
from api.templates.schemas import Broken, DrawnRatio, Slot, TemplateDetail, TemplateList, TemplateSummary, TemplateUpload
from api.uploads import upload_body, uploaded
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import InputError, NotFound, UnknownName, VisualgenError
from visualgen.library import service
from visualgen.library.library import Found
from visualgen.library.model import Kind
from visualgen.template.model import SlotSpec, Template
from visualgen.template.target import resolve_target

router = APIRouter(prefix="/v1/templates", tags=["templates"], route_class=OnceRoute)
Designer = Annotated[Caller, needs(Scope.DESIGN)]
BrandQuery = Annotated[str | None, Query(max_length=100, description="Whose own; without it that of any of the caller's brands.")]


@router.get("", summary="List templates")
async def list_templates(request: Request, caller: CallerHere, here: ServiceHere) -> TemplateList:
    """Return the templates of the caller's brands and those that everybody has, and those that cannot be read with the reason."""

    def read() -> TemplateList:
        found = list(here.library.all_templates(caller.brands))
        return TemplateList(
            templates=[_summary(request, caller, each, each.thing) for each in found if each.thing is not None],
            broken=[broken_entry(each.name, each.error) for each in found if each.error is not None],
        )

    return await run_sync(read)


@router.post(
    "",
    summary="Upload a template",
    status_code=201,
    responses=problems(409, 413, 415, 422, 503),
    openapi_extra=upload_body(TemplateUpload, {"archive": "The template's folder as a ZIP."}),
)
async def upload_template(request: Request, response: Response, caller: Designer, here: ServiceHere) -> UploadedEdition:
    """Keep a new version of a brand's template. It is checked first, apart from everything else; what cannot be used is not kept."""
    async with uploaded(request, TemplateUpload) as form:
        made = await run_sync(keep_edition, here, caller, Kind.TEMPLATE, form.fields.name, form.fields.brand, form.file("archive").file)
    response.headers["Location"] = str(request.url_for("get_template", name=made.name))
    return made


@router.get("/{name}", summary="Show a template", responses=problems(404, 422))
async def get_template(name: str, caller: CallerHere, here: ServiceHere, brand: BrandQuery = None) -> TemplateDetail:
    """Return a template's ratios and slots, with types, samples and limits: enough to build a form."""
    try:
        template = await run_sync(lambda: here.library.template(name, _whose(here, caller, name, brand)))
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


@router.delete("/{name}", summary="Delete an uploaded template", status_code=204, responses=problems(404, 409, 422))
async def delete_template(name: str, caller: Designer, here: ServiceHere, brand: BrandQuery = None) -> Response:
    """Take an uploaded template out of use, all its versions; refused while something uses it. Those in folders are the operator's."""

    def remove() -> None:
        brand_id = _whose(here, caller, name, brand)
        if brand_id is None:
            raise NotFound(f"there is no uploaded template {name!r}", mend="those in folders are the operator's", template=name).french(
                f"il n’y a pas de modèle téléversé « {name} »", "ceux des dossiers sont à l’exploitant"
            )
        service.remove(here.database, brand_id=brand_id, kind=Kind.TEMPLATE, name=name, now=here.clock())

    await run_sync(remove)
    return Response(status_code=204)


def _whose(here: Service, caller: Caller, name: str, brand: str | None) -> str | None:
    """Return the id of the brand of the caller's that has uploaded a template of that name. Raises `InputError` where several have."""
    meant = caller.brands if brand is None else {known: caller.brands[known] for known in caller.brands if known == brand}
    owners = [known for known, brand_id in meant.items() if here.library.edition(brand_id, Kind.TEMPLATE, name) is not None]
    if len(owners) > 1:
        raise InputError(
            f"several brands have a template {name!r}", mend=f"give `brand`, one of: {', '.join(sorted(owners))}", template=name
        )
    return meant[owners[0]] if owners else None


def _summary(request: Request, caller: Caller, found: Found[Template], template: Template) -> TemplateSummary:
    return TemplateSummary(
        name=found.name,
        title=template.title,
        purpose=template.purpose,
        tags=list(template.tags),
        ratios=list(template.ratios),
        brand=None if found.brand_id is None else caller.brand_name(found.brand_id),
        version=None if found.edition is None else found.edition.version,
        url=str(request.url_for("get_template", name=found.name)),
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
