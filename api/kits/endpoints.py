"""`/v1/kits`: the brands there are, and what they bring."""

from __future__ import annotations

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request

from api.contract import problems
from api.dependencies import CallerHere, DeskHere
from api.kits.access import require_kit
from api.kits.schemas import KitDetail, KitList, KitSummary
from api.templates.endpoints import broken_entry
from visualgen.errors import NotFound, UnknownName

router = APIRouter(prefix="/v1/kits", tags=["kits"])


@router.get("", summary="List kits")
async def list_kits(request: Request, caller: CallerHere, desk: DeskHere) -> KitList:
    """Return every brand kit, and those that cannot be read with the reason."""
    read, broken = await run_sync(desk.library.kits.all)

    def own(name: str) -> bool:
        return name.partition(":")[0] in caller.folder_kits

    return KitList(
        kits=[
            KitSummary(name=kit.name, title=kit.title, locale=kit.locale, url=str(request.url_for("get_kit", name=kit.name)))
            for kit in read
            if own(kit.name)
        ],
        broken=[broken_entry(name, error) for name, error in broken.items() if own(name)],
    )


@router.get("/{name}", summary="Show a kit", responses=problems(404, 422))
async def get_kit(name: str, caller: CallerHere, desk: DeskHere) -> KitDetail:
    """Return a kit's tokens, fonts and artwork."""
    try:
        require_kit(caller, name)
        kit = await run_sync(desk.library.kits.get, name)
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
