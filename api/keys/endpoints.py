"""`/v1/keys`: make, list and revoke the keys that programs bring."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Response

from api.auth import needs
from api.contract import problems
from api.dependencies import ServiceHere
from api.ids import IdPath
from api.keys.schemas import Key, KeyList, KeyRequest, NewKey
from api.once import OnceRoute
from visualgen.accounts import repository, service
from visualgen.accounts.caller import Caller
from visualgen.accounts.model import ApiKey
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotFound

router = APIRouter(prefix="/v1/keys", tags=["keys"], route_class=OnceRoute)
Admin = Annotated[Caller, needs(Scope.ADMIN)]


@router.get("", summary="List keys")
async def list_keys(caller: Admin, here: ServiceHere) -> KeyList:
    """Return the keys of the caller's brands, revoked ones too."""

    def read() -> list[Key]:
        with here.database.read() as session:
            return [Key(**_facts(key, caller)) for key in repository.keys_of(session, caller.organisation_id) if _is_theirs(key, caller)]

    return KeyList(keys=await run_sync(read))


@router.post("", summary="Make a key", status_code=201, responses=problems(409, 413, 422))
async def create_key(body: KeyRequest, caller: Admin, here: ServiceHere) -> NewKey:
    """Make a key that can do no more than the caller. The answer is the only one that shows it: only its SHA-256 is kept."""
    brand = body.brand
    if brand is not None or not caller.whole_organisation:
        brand = caller.brand_name(caller.brand_id(brand))

    def make() -> NewKey:
        row, secret = service.create_key(
            here.database,
            caller.organisation_id,
            here.clock(),
            brand=brand,
            scopes=body.scopes,
            name=body.name,
            rate=body.rate,
            granted=caller.scopes,
        )
        return NewKey(**_facts(row, caller), key=secret)

    return await run_sync(make)


@router.delete("/{id}", summary="Revoke a key", status_code=204, responses=problems(404, 422))
async def revoke_key(id: IdPath, caller: Admin, here: ServiceHere) -> Response:
    """Make a key useless, at once. Again is the same."""

    def revoke() -> None:
        with here.database.read() as session:
            key = session.get(ApiKey, id)
        if key is None or not _is_theirs(key, caller):
            raise NotFound(f"there is no key {id!r}", mend="see the list of keys").french(
                f"il n’y a pas de clé {id}", "voyez la liste des clés"
            )
        service.revoke_key(here.database, caller.organisation_id, id, here.clock())

    await run_sync(revoke)
    return Response(status_code=204)


def _is_theirs(key: ApiKey, caller: Caller) -> bool:
    if key.organisation_id != caller.organisation_id:
        return False
    return caller.whole_organisation or key.brand_id in caller.brand_ids


def _facts(key: ApiKey, caller: Caller) -> dict[str, Any]:
    return {
        "id": key.id,
        "shown": key.shown + "…",
        "name": key.name,
        "brand": None if key.brand_id is None else caller.brand_name(key.brand_id),
        "scopes": key.scopes,
        "rate": key.rate,
        "created_at": key.created_at,
        "used_at": key.used_at,
        "revoked_at": key.revoked_at,
    }
