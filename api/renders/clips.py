"""A clip is always a job: it takes longer than a caller should hold the line for."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request, Response

from api.jobs.answers import accepted
from api.renders.answers import planned_page
from api.renders.pictures import SlotPictures
from api.renders.planning import Planned
from api.renders.reading import Order, with_uploads
from api.renders.schemas import RenderResponse
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.assets import service as assets
from visualgen.assets.model import AssetKind
from visualgen.errors import ContentError
from visualgen.jobs import service as jobs
from visualgen.jobs.model import Job as Row
from visualgen.motion.jobs import clip_target
from visualgen.motion.media.given import split_part
from visualgen.motion.products import ClipType
from visualgen.pipeline import render_key
from visualgen.render.content import settle_content
from visualgen.render.products import StillJob
from visualgen.renders import order as orders


async def answer_clip(
    request: Request, caller: Caller, here: Service, order: Order, kind: ClipType, language: str
) -> Response | RenderResponse:
    """Return 202 with the job that makes the clip; for a dry run what is found in its still. Raises `InputError`."""
    with tempfile.TemporaryDirectory(prefix="visualgen-clip-") as folder:
        return await _answer(request, caller, here, order, kind, language, Path(folder))


async def _answer(
    request: Request, caller: Caller, here: Service, order: Order, kind: ClipType, language: str, folder: Path
) -> Response | RenderResponse:
    asked = order.asked

    def read() -> tuple[str, StillJob]:
        brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, asked.kit, asked.brand)
        template, brand_kit = here.library.template(asked.template, brand_id), here.library.kit(asked.kit, brand_id)
        pictures = SlotPictures(here, order.uploads, brand_id, folder)
        content = settle_content(with_uploads(asked.content, order.uploads), template.slots, pictures)
        target = clip_target(asked.ratio, template, kind, here.settings.limits)
        return brand_id, StillJob(template, brand_kit, target, content, sample=asked.sample, draft=asked.draft)

    brand_id, still = await run_sync(read, limiter=here.planners)
    if asked.dry_run:
        planned = Planned(asked.ratio or still.target.ratio, still, render_key(still), 1)
        page = planned_page(planned, await here.desk.check(still), language)
        return RenderResponse(template=asked.template, kit=asked.kit, language="fr" if language == "fr" else "en", pages=[page])
    row = await run_sync(_ask, here, order, still, kind, brand_id)
    return accepted(request, row, caller)


def _ask(here: Service, order: Order, still: StillJob, kind: ClipType, brand_id: str) -> Row:
    asked = order.asked
    plays: dict[str, Any] = {"type": kind, "max_bytes": asked.output.max_bytes}
    if asked.clip is not None:
        plays |= asked.clip.model_dump(exclude={"sound"}, exclude_none=True)
        if asked.clip.sound is not None:
            plays["sound"] = _sound(here, brand_id, asked.clip.sound)
    written = orders.written(still, asked.template, asked.kit, here.blobs)
    blobs = [*orders.pictures_of(written), *([plays["sound"]["blob"]] if "sound" in plays else [])]
    with here.database.write() as session:
        return jobs.ask(session, "clip", {"orders": [written], "clip": plays}, brand_id=brand_id, now=here.clock(), blobs=blobs)


def _sound(here: Service, brand_id: str, source: str) -> dict[str, Any]:
    """Return the asset as the job's soundtrack. Raises `NotFound`, and `ContentError` for what is no sound."""
    name, part = split_part(source)
    asset = assets.get(here.database, [brand_id], name.removeprefix(assets.PREFIX))
    if asset.kind == AssetKind.PICTURE:
        raise ContentError(f"the asset {asset.id!r} is a picture, and a sound is needed", mend="name a sound or a video", asset=asset.id)
    start, end = part or (0.0, None)
    return {"blob": asset.blob, "name": asset.name, "start_s": start, "end_s": end}
