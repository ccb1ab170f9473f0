"""`/v1/clips`: scenes become a clip, as a job; what can be wrong with the order is told at once."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from api.auth import needs
from api.clips.schemas import ClipRequest, ClipSound
from api.contract import problems
from api.dependencies import ServiceHere
from api.jobs.answers import accepted
from api.jobs.schemas import Job
from api.once import OnceRoute
from api.renders.pictures import SlotPictures
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.assets import service as assets
from visualgen.assets.model import AssetKind
from visualgen.errors import ContentError
from visualgen.jobs import service
from visualgen.jobs.model import Job as Row
from visualgen.motion.directions import transition
from visualgen.motion.jobs import clip_target
from visualgen.render.content import settle_content
from visualgen.render.products import StillJob
from visualgen.renders import order as orders

router = APIRouter(prefix="/v1/clips", tags=["clips"], route_class=OnceRoute)


@router.post("", summary="Make a clip", status_code=202, response_model=Job, responses=problems(409, 413, 422, 503))
async def create_clip(body: ClipRequest, request: Request, caller: Annotated[Caller, needs(Scope.RENDER)], here: ServiceHere) -> Response:
    """Make a clip of one or more scenes, with footage and sound of the brand's assets. The answer is a job; its progress counts frames."""

    def write() -> Row:
        with tempfile.TemporaryDirectory(prefix="visualgen-clip-") as folder:
            return _ask(here, caller, body, Path(folder))

    return accepted(request, await run_sync(write, limiter=here.planners), caller)


def _ask(here: Service, caller: Caller, body: ClipRequest, folder: Path) -> Row:
    brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, body.kit, body.brand)
    if body.transition is not None:
        transition(body.transition)
    stills = _stills(here, body, brand_id, folder)
    written = [orders.written(still, scene.template, body.kit, here.blobs) for still, scene in zip(stills, body.scenes, strict=True)]
    clip: dict[str, Any] = {
        "type": body.type,
        "fps": body.fps,
        "duration_s": body.duration_s,
        "poster_s": body.poster_s,
        "transition": body.transition,
        "end_card": body.end_card,
        "max_bytes": body.max_bytes,
    }
    kept = [blob for each in written for blob in orders.pictures_of(each)]
    if body.sound is not None:
        clip["sound"] = _sound(here, brand_id, body.sound)
        kept.append(clip["sound"]["blob"])
    with here.database.write() as session:
        return service.ask(session, "clip", {"orders": written, "clip": clip}, brand_id=brand_id, now=here.clock(), blobs=kept)


def _stills(here: Service, body: ClipRequest, brand_id: str, folder: Path) -> list[StillJob]:
    """Return the scenes, of one size: that of the first template in the ratio asked for."""
    limits = here.settings.limits
    kit = here.library.kit(body.kit, brand_id)
    templates = [here.library.template(scene.template, brand_id) for scene in body.scenes]
    first = clip_target(body.ratio, templates[0], body.type, limits)
    size = "x".join(map(str, first.size_px))
    opener = SlotPictures(here, {}, brand_id, folder)
    stills = []
    for scene, template in zip(body.scenes, templates, strict=True):
        own = first if template is templates[0] else replace(clip_target(size, template, "mp4", limits), placement=first.placement)
        content = settle_content(scene.content, template.slots, opener)
        unknown = next((name for name in content if name not in template.slots), None)
        if unknown is not None:
            raise ContentError("the template has no such slot", mend=f"it has: {', '.join(template.slots)}", slot=unknown).french(
                "le modèle n’a pas cette zone", f"il a : {', '.join(template.slots)}"
            )
        stills.append(StillJob(template, kit, own, content, sample=body.sample, draft=body.draft))
    return stills


def _sound(here: Service, brand_id: str, asked: ClipSound) -> dict[str, Any]:
    asset = assets.named(here.database, brand_id, asked.src)
    if asset.kind != AssetKind.SOUND:
        raise ContentError(f"the asset is {asset.kind}, and a sound is needed", mend="name a sound", asset=asset.id)
    return {"blob": asset.blob, "name": asset.name, **asked.model_dump(exclude={"src"})}
