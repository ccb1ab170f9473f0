"""`/v1/brands`: the brands a caller may act for, and new ones."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter

from api.auth import needs
from api.brands.schemas import Brand, BrandList, BrandRequest
from api.contract import problems
from api.dependencies import CallerHere, ServiceHere
from api.once import OnceRoute
from visualgen.accounts import repository, service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotAllowed

router = APIRouter(prefix="/v1/brands", tags=["brands"], route_class=OnceRoute)


@router.get("", summary="List brands")
async def list_brands(caller: CallerHere, here: ServiceHere) -> BrandList:
    """Return the brands the caller may act for."""

    def read() -> list[Brand]:
        with here.database.read() as session:
            found = repository.brands_of(session, caller.organisation_id)
        return [Brand(name=brand.name, title=brand.title) for brand in found if brand.name in caller.brands]

    return BrandList(brands=await run_sync(read))


@router.post("", summary="Make a brand", status_code=201, responses=problems(409, 413, 422))
async def create_brand(body: BrandRequest, caller: Annotated[Caller, needs(Scope.ADMIN)], here: ServiceHere) -> Brand:
    """Make a brand in the caller's organisation; a key for one brand cannot."""
    if not caller.whole_organisation:
        raise NotAllowed("this key is for one brand", mend="use a key of the whole organisation, or sign in").french(
            "cette clé est pour une seule marque", "prenez une clé de toute l’organisation, ou connectez-vous"
        )
    made = await run_sync(service.create_brand, here.database, caller.organisation_id, body.name, body.title, here.clock())
    return Brand(name=made.name, title=made.title)
