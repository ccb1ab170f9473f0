"""`/v1/renders`: make a post's pictures, at once or as a job, and fetch one again."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request, Response

from api.auth import needs
from api.contract import CALLER_HEADERS, KEPT, PICTURES, RENDER_BODY, problems
from api.dependencies import CallerHere, LanguageHere, ServiceHere
from api.errors import NotAcceptable
from api.etags import is_known
from api.jobs.answers import accepted
from api.jobs.schemas import Job
from api.negotiation import negotiate
from api.once import OnceRoute
from api.renders.answers import headers_of, made_page, picture, planned_page
from api.renders.clips import answer_clips
from api.renders.pictures import SlotPictures
from api.renders.planning import Planned, plan
from api.renders.reading import Order, read_order
from api.renders.schemas import RenderResponse
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotFound
from visualgen.jobs import service as jobs
from visualgen.jobs.model import Job as Row
from visualgen.pipeline import Rendered
from visualgen.render.products import OutputType
from visualgen.renders import order as orders

router = APIRouter(prefix="/v1/renders", tags=["renders"], route_class=OnceRoute)

WAIT_SECONDS = 20.0
"""How long a caller waits for pictures before they become a job."""
USUAL: OutputType = "jpeg"
MOST_AT_ONCE = 12
"""More pictures than this in one call become a job right away."""

Key = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="A render key.")]


@router.post(
    "",
    summary="Render a post",
    response_model=RenderResponse,
    responses={
        200: PICTURES,
        202: {"model": Job, "description": "They are a job: clips, pictures too many or too slow to wait for, or `Prefer: respond-async`."},
        304: {"description": "The one picture asked for has the ETag of `If-None-Match`."},
        **problems(406, 409, 413, 415, 422, 503),
    },
    openapi_extra=RENDER_BODY,
)
async def create_render(
    request: Request, caller: Annotated[Caller, needs(Scope.RENDER)], here: ServiceHere, language: LanguageHere
) -> Response | RenderResponse:
    """Combine a template, a kit and words.

    `Accept: image/*` (or a picture's media type) gets the picture itself, when there is only one; else the answer is JSON
    with every file, ratio and page, its URL and its findings. Same input, same bytes: the ETag is the render key. Clips, and the
    pictures asked for beside them, are a job.
    """
    order = await read_order(request)
    if order.asked.language is not None:
        request.state.language = language = order.asked.language
    asked = order.asked
    if asked.has_clips:
        return await answer_clips(request, caller, here, order, USUAL, language)
    wanted = asked.output.picture_type if asked.outputs is None else asked.outputs[0].picture_type or USUAL
    answer = negotiate(request.headers.get("accept", ""), wanted)

    def read() -> tuple[str, tuple[Planned, ...]]:
        brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, asked.kit, asked.brand)
        return brand_id, plan(order, answer.type, here.library, brand_id, SlotPictures(here, order.uploads, brand_id))

    brand_id, planned = await run_sync(read, limiter=here.planners)
    if asked.dry_run:
        judged = await asyncio.gather(*(here.desk.check(each.job) for each in planned))
        pages = [planned_page(each, found, language) for each, found in zip(planned, judged, strict=True)]
        return RenderResponse(template=asked.template, kit=asked.kit, language=language, pages=pages)
    if answer.picture and len(planned) != 1:
        raise NotAcceptable(
            f"{len(planned)} pictures are asked for, and a picture answer holds one",
            mend="choose one ratio and one page, or accept application/json",
        ).french(
            f"{len(planned)} images sont demandées, et une réponse image n’en porte qu’une",
            "choisissez un format et une page, ou acceptez application/json",
        )
    if answer.picture and is_known(request, planned[0].key):
        return Response(status_code=304, headers=headers_of(planned[0].key))
    made = await _made(here, planned, brand_id, _patience(request, len(planned)))
    if made is None:
        row = await run_sync(_ask, here, order, planned, brand_id)
        return accepted(request, row, caller)
    if answer.picture:
        return picture(made[0])
    pages = [made_page(request, each, rendered, language) for each, rendered in zip(planned, made, strict=True)]
    return RenderResponse(template=asked.template, kit=asked.kit, language=language, pages=pages)


@router.head("/{key}", include_in_schema=False)
@router.get(
    "/{key}",
    summary="Fetch a rendered picture or clip",
    response_class=Response,
    responses={200: KEPT, 304: {"description": "The caller has it already."}, **problems(404, 422)},
    openapi_extra={"parameters": CALLER_HEADERS[:1]},
)
async def get_render(request: Request, key: Key, caller: CallerHere, here: ServiceHere) -> Response:
    """Return a finished picture or clip by its render key; those long unused are forgotten, and then posting the order again makes them."""
    rendered = await here.desk.finished(key, caller.brand_ids)
    if rendered is None:
        raise NotFound("this picture is not kept", mend="post its order to /v1/renders again", key=key).french(
            "cette image n’est pas gardée", "renvoyez sa commande à /v1/renders"
        )
    return Response(status_code=304, headers=headers_of(key)) if is_known(request, key) else picture(rendered)


def _patience(request: Request, count: int) -> float:
    """Return how many seconds the caller waits: as `Prefer` says (RFC 7240), not at all where there are many pictures."""
    prefer = request.headers.get("prefer", "").lower()
    if "respond-async" in prefer or count > MOST_AT_ONCE:
        return 0.0
    asked = re.search(r"(?:^|[,\s])wait\s*=\s*(\d{1,4})", prefer)
    return min(WAIT_SECONDS, float(asked[1])) if asked else WAIT_SECONDS


async def _made(here: Service, planned: tuple[Planned, ...], brand_id: str, patience_s: float) -> list[Rendered] | None:
    """Return the pictures, or None where they are not there in time; what is under way goes on, and is kept for the job."""
    if patience_s <= 0:
        return None
    work = asyncio.gather(*(here.desk.render(each.job, each.key, brand_id) for each in planned))
    try:
        return await asyncio.wait_for(asyncio.shield(work), patience_s)
    except TimeoutError:
        work.add_done_callback(lambda done: done.cancelled() or done.exception())
        return None


def _ask(here: Service, order: Order, planned: tuple[Planned, ...], brand_id: str) -> Row:
    """Write the job that makes the pictures."""
    written = [orders.written(each.job, order.asked.template, order.asked.kit, here.blobs) for each in planned]
    photos = [blob for each in written for blob in orders.pictures_of(each)]
    with here.database.write() as session:
        return jobs.ask(session, "render", {"orders": written}, brand_id=brand_id, now=here.clock(), blobs=photos)
