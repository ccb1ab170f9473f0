"""Clips, alone or beside pictures, are always a job: they take longer than a caller should hold the line for."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request, Response

from api.jobs.answers import accepted
from api.renders.answers import planned_page
from api.renders.pictures import SlotPictures
from api.renders.planning import Planned, stills_of, subject
from api.renders.reading import Order
from api.renders.schemas import ClipOptions, ClipSound, RenderResponse
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.assets import service as assets
from visualgen.assets.model import AssetKind
from visualgen.errors import ContentError
from visualgen.jobs import service as jobs
from visualgen.jobs.model import Job as Row
from visualgen.motion.directions import transition
from visualgen.motion.jobs import clip_target
from visualgen.motion.media.given import split_part
from visualgen.motion.products import ClipType
from visualgen.pipeline import render_key
from visualgen.render.products import OutputType, StillJob
from visualgen.renders import order as orders


@dataclass(frozen=True, slots=True)
class WrittenClip:
    """A clip as a job keeps it, and the blobs it needs."""

    payload: dict[str, Any]
    blobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Clip:
    """A clip that is asked for; `planned` is the still of its first page."""

    kind: ClipType
    max_bytes: int | None
    planned: Planned


async def answer_clips(
    request: Request, caller: Caller, here: Service, order: Order, picture_type: OutputType, language: str
) -> Response | RenderResponse:
    """Return 202 with the job that makes the clips, and the pictures beside them; for a dry run what is found in their stills.

    Raises `InputError` for what cannot be drawn, before there is a job.
    """
    with tempfile.TemporaryDirectory(prefix="visualgen-clip-") as folder:
        return await _answer(request, caller, here, order, picture_type, language, Path(folder))


async def _answer(
    request: Request, caller: Caller, here: Service, order: Order, picture_type: OutputType, language: str, folder: Path
) -> Response | RenderResponse:
    asked = order.asked

    def read() -> tuple[str, tuple[Planned, ...], list[_Clip]]:
        brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, asked.kit, asked.brand)
        drawn = subject(order, here.library, brand_id, SlotPictures(here, order.uploads, brand_id, folder))
        clips = []
        for each in asked.each_output:
            if each.clip_type is not None:
                ratio = each.ratio or asked.ratio
                still = drawn.still(asked, clip_target(ratio, drawn.template, each.clip_type, here.settings.limits))
                planned = Planned(ratio or still.target.ratio, still, render_key(still), 1)
                clips.append(_Clip(each.clip_type, each.max_bytes, planned))
        return brand_id, stills_of(asked, picture_type, drawn), clips

    brand_id, stills, clips = await run_sync(read, limiter=here.planners)
    planned = [*stills, *(clip.planned for clip in clips)]
    judged = await asyncio.gather(*(here.desk.check(each.job) for each in planned))
    if asked.dry_run:
        pages = [planned_page(each, found, language) for each, found in zip(planned, judged, strict=True)]
        return RenderResponse(template=asked.template, kit=asked.kit, language="fr" if language == "fr" else "en", pages=pages)
    row = await run_sync(_ask, here, order, stills, clips, brand_id)
    return accepted(request, row, caller)


def _ask(here: Service, order: Order, stills: Sequence[Planned], clips: Sequence[_Clip], brand_id: str) -> Row:
    asked = order.asked
    plays, kit = asked.clip or ClipOptions.model_validate({}), asked.kit
    written = [written_clip(here, brand_id, [(asked.template, clip.planned.job)], kit, clip.kind, plays, clip.max_bytes) for clip in clips]
    if len(written) == 1 and not stills:
        return ask_clip(here, brand_id, written[0])
    pictures = [orders.written(each.job, asked.template, asked.kit, here.blobs) for each in stills]
    blobs = [*(blob for each in pictures for blob in orders.pictures_of(each)), *(blob for clip in written for blob in clip.blobs)]
    payload = {"orders": pictures, "clips": [clip.payload for clip in written]}
    with here.database.write() as session:
        return jobs.ask(session, "render", payload, brand_id=brand_id, now=here.clock(), blobs=blobs)


def written_clip(
    here: Service,
    brand_id: str,
    scenes: Sequence[tuple[str, StillJob]],
    kit: str,
    kind: ClipType,
    plays: ClipOptions,
    max_bytes: int | None,
) -> WrittenClip:
    """Write a clip down: `scenes` are the names of templates and their stills. Raises `InputError` for what it cannot play."""
    if plays.transition is not None:
        transition(plays.transition)
    names = ("duration_s", "fps", "poster_s", "transition", "end_card")
    clip: dict[str, Any] = {"type": kind, "max_bytes": max_bytes, **{name: getattr(plays, name) for name in names}}
    written = [orders.written(still, template, kit, here.blobs) for template, still in scenes]
    blobs = [blob for each in written for blob in orders.pictures_of(each)]
    if plays.sound is not None:
        clip["sound"] = _sound(here, brand_id, plays.sound)
        blobs.append(clip["sound"]["blob"])
    return WrittenClip({"orders": written, "clip": clip}, tuple(dict.fromkeys(blobs)))


def ask_clip(here: Service, brand_id: str, clip: WrittenClip) -> Row:
    """Write the job of a clip alone."""
    with here.database.write() as session:
        return jobs.ask(session, "clip", clip.payload, brand_id=brand_id, now=here.clock(), blobs=clip.blobs)


def _sound(here: Service, brand_id: str, asked: str | ClipSound) -> dict[str, Any]:
    """Return the asset as the job's soundtrack. Raises `NotFound` or `ContentError` where there is none, or it is no sound."""
    if isinstance(asked, ClipSound):
        asset, plays = assets.named(here.database, brand_id, asked.src), asked.model_dump(exclude={"src"})
    else:
        name, part = split_part(asked)
        asset, (start, end) = assets.get(here.database, [brand_id], name.removeprefix(assets.PREFIX)), part or (0.0, None)
        plays = {"start_s": start, "end_s": end}
    if asset.kind == AssetKind.PICTURE:
        raise ContentError(
            f"the asset {asset.id!r} is a picture, and a sound is needed", mend="name a sound or a video", asset=asset.id
        ).french(f"le média {asset.id} est une image, et il faut un son", "nommez un son ou une vidéo")
    return {"blob": asset.blob, "name": asset.name, **plays}
