"""`/v1/kits`: the brands' kits: those in folders, and those that are uploaded, version by version."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response

from api.auth import needs
from api.contract import problems
from api.dependencies import CallerHere, ServiceHere
from api.kits.schemas import KitDetail, KitList, KitSummary, KitUpload
from api.library_uploads import UploadedEdition, keep_edition
from api.once import OnceRoute
from api.templates.endpoints import broken_entry
from api.uploads import upload_body, uploaded
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.brand.model import BrandKit
from visualgen.errors import NotFound, UnknownName
from visualgen.library import service
from visualgen.library.library import Found
from visualgen.library.model import Kind

router = APIRouter(prefix="/v1/kits", tags=["kits"], route_class=OnceRoute)
Designer = Annotated[Caller, needs(Scope.DESIGN)]
BrandQuery = Annotated[str | None, Query(max_length=100, description="Whose, where several of the caller's brands have one of that name.")]


@router.get("", summary="List kits")
async def list_kits(request: Request, caller: CallerHere, here: ServiceHere) -> KitList:
    """Return the kits of the caller's brands, and those that cannot be read with the reason."""

    def read() -> KitList:
        found = list(here.library.all_kits(caller.brands, caller.folder_kits))
        return KitList(
            kits=[_summary(request, caller, each, each.thing) for each in found if each.thing is not None],
            broken=[broken_entry(each.name, each.error) for each in found if each.error is not None],
        )

    return await run_sync(read)


@router.post(
    "",
    summary="Upload a kit",
    status_code=201,
    responses=problems(409, 413, 415, 422, 503),
    openapi_extra=upload_body(KitUpload, {"archive": "The kit's folder as a ZIP."}),
)
async def upload_kit(request: Request, response: Response, caller: Designer, here: ServiceHere) -> UploadedEdition:
    """Keep a new version of a brand's kit. It is checked first, apart from everything else; what cannot be used is not kept."""
    async with uploaded(request, KitUpload) as form:
        made = await run_sync(keep_edition, here, caller, Kind.KIT, form.fields.name, form.fields.brand, form.file("archive").file)
    response.headers["Location"] = str(request.url_for("get_kit", name=made.name))
    return made


@router.get("/{name}", summary="Show a kit", responses=problems(404, 422))
async def get_kit(name: str, caller: CallerHere, here: ServiceHere, brand: BrandQuery = None) -> KitDetail:
    """Return a kit's tokens, fonts and artwork."""

    def read() -> BrandKit:
        return here.library.kit(name, here.library.whose_kit(caller.brands, caller.folder_kits, name, brand))

    try:
        kit = await run_sync(read)
    except UnknownName as error:
        raise NotFound(error.message, mend=error.mend, **error.place) from None
    return KitDetail(
        name=kit.name,
        title=kit.title,
        locale=kit.locale,
        timezone=kit.timezone,
        tokens=dict(kit.css),
        fonts=sorted({file.family for files in kit.fonts.values() for file in files}),
        artwork=sorted(kit.artwork),
        accounts=dict(kit.accounts),
    )


@router.delete("/{name}", summary="Delete an uploaded kit", status_code=204, responses=problems(404, 409, 422))
async def delete_kit(name: str, caller: Designer, here: ServiceHere, brand: BrandQuery = None) -> Response:
    """Take an uploaded kit out of use, all its versions; refused while something uses it. Kits in folders are the operator's."""

    def remove() -> None:
        try:
            brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, name, brand)
        except UnknownName as error:
            raise NotFound(error.message, mend=error.mend, **error.place) from None
        service.remove(here.database, brand_id=brand_id, kind=Kind.KIT, name=name, now=here.clock())

    await run_sync(remove)
    return Response(status_code=204)


def _summary(request: Request, caller: Caller, found: Found[BrandKit], kit: BrandKit) -> KitSummary:
    assert found.brand_id is not None
    return KitSummary(
        name=found.name,
        title=kit.title,
        locale=kit.locale,
        brand=caller.brand_name(found.brand_id),
        version=None if found.edition is None else found.edition.version,
        url=str(request.url_for("get_kit", name=found.name)),
    )
