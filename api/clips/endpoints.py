"""`/v1/clips`: scenes become a clip, as a job; what can be wrong with the order is told at once."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from api.auth import needs
from api.clips.schemas import ClipRequest
from api.contract import problems
from api.dependencies import ServiceHere
from api.jobs.answers import accepted
from api.jobs.schemas import Job
from api.once import OnceRoute
from api.renders.clips import ask_clip, written_clip
from api.renders.pictures import SlotPictures
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.jobs.model import Job as Row
from visualgen.motion.jobs import clip_target
from visualgen.render.content import settle_content
from visualgen.render.products import StillJob

router = APIRouter(prefix="/v1/clips", tags=["clips"], route_class=OnceRoute)


@router.post("", summary="Make a clip", status_code=202, response_model=Job, responses=problems(409, 413, 422, 503))
async def create_clip(body: ClipRequest, request: Request, caller: Annotated[Caller, needs(Scope.RENDER)], here: ServiceHere) -> Response:
    """Make a clip of one or more scenes, with footage and sound of the brand's assets. The answer is a job; its progress counts frames."""

    with tempfile.TemporaryDirectory(prefix="visualgen-clip-") as folder:
        brand_id, stills = await run_sync(_stills, here, caller, body, Path(folder), limiter=here.planners)
        await asyncio.gather(*(here.desk.check(still) for still in stills))

        def write() -> Row:
            scenes = [(scene.template, still) for scene, still in zip(body.scenes, stills, strict=True)]
            return ask_clip(here, brand_id, written_clip(here, brand_id, scenes, body.kit, body.type, body, body.max_bytes))

        return accepted(request, await run_sync(write, limiter=here.planners), caller)


def _stills(here: Service, caller: Caller, body: ClipRequest, folder: Path) -> tuple[str, list[StillJob]]:
    """Return whose they are, and the scenes, of one size: that of the first template in the ratio asked for."""
    brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, body.kit, body.brand)
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
        stills.append(StillJob(template, kit, own, content, sample=body.sample, draft=body.draft))
    return brand_id, stills
