"""`/v1/renders`: make a post's pictures, and fetch one again."""

from __future__ import annotations

import asyncio
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request, Response

from api.auth import needs
from api.contract import CALLER_HEADERS, PICTURES, RENDER_BODY, problems
from api.dependencies import CallerHere, DeskHere, LanguageHere
from api.desk import Desk
from api.errors import NotAcceptable
from api.kits.access import require_kit
from api.negotiation import negotiate
from api.renders.planning import Planned, plan
from api.renders.reading import read_order
from api.renders.schemas import FindingOut, RenderedPage, RenderResponse
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotFound
from visualgen.findings import Finding
from visualgen.pipeline import Rendered

router = APIRouter(prefix="/v1/renders", tags=["renders"])

MAX_FINDINGS = 50
"""How many findings a picture's header names."""

Key = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="A render key.")]


@router.post(
    "",
    summary="Render a post",
    response_model=RenderResponse,
    responses={
        200: PICTURES,
        304: {"description": "The one picture asked for has the ETag of `If-None-Match`."},
        **problems(406, 413, 415, 422, 503),
    },
    openapi_extra=RENDER_BODY,
)
async def create_render(
    request: Request, caller: Annotated[Caller, needs(Scope.RENDER)], desk: DeskHere, language: LanguageHere
) -> Response | RenderResponse:
    """Combine a template, a kit and words.

    `Accept: image/*` (or a picture's media type) gets the picture itself, when there is only one; else the answer is JSON
    with every ratio and page, its URL and its findings. Same input, same bytes: the ETag is the render key.
    """
    order = await read_order(request)
    if order.asked.language is not None:
        request.state.language = language = order.asked.language
    wanted = "jpeg" if order.asked.output.type == "jpg" else order.asked.output.type
    answer = negotiate(request.headers.get("accept", ""), wanted)
    require_kit(caller, order.asked.kit)
    planned = await run_sync(plan, order, answer.type, desk.library, desk.settings)
    if order.asked.dry_run:
        judged = await asyncio.gather(*(desk.check(each.job) for each in planned))
        pages = [_page(each, found, language) for each, found in zip(planned, judged, strict=True)]
    elif answer.picture:
        return await _picture(request, desk, planned)
    else:
        made = await asyncio.gather(*(desk.render(each.job, each.key) for each in planned))
        pages = [_made(request, each, rendered, language) for each, rendered in zip(planned, made, strict=True)]
    return RenderResponse(template=order.asked.template, kit=order.asked.kit, language=language, pages=pages)


@router.head("/{key}", include_in_schema=False)
@router.get(
    "/{key}",
    summary="Fetch a rendered picture",
    response_class=Response,
    responses={200: PICTURES, 304: {"description": "The caller has it already."}, **problems(404, 422)},
    openapi_extra={"parameters": CALLER_HEADERS[:1]},
)
async def get_render(request: Request, key: Key, caller: CallerHere, desk: DeskHere) -> Response:
    """Return a finished picture by its render key; pictures long unused are forgotten, and then posting the order again makes them."""
    if _has(request, key):
        return Response(status_code=304, headers=_headers(key))
    rendered = desk.finished(key)
    if rendered is None:
        raise NotFound("this picture is not kept", mend="post its order to /v1/renders again", key=key)
    return _answer(rendered)


async def _picture(request: Request, desk: Desk, planned: tuple[Planned, ...]) -> Response:
    """Return the one picture asked for, or 304 where the caller has it. Raises `NotAcceptable` for several."""
    if len(planned) != 1:
        raise NotAcceptable(
            f"{len(planned)} pictures are asked for, and a picture answer holds one",
            mend="choose one ratio and one page, or accept application/json",
        )
    each = planned[0]
    if _has(request, each.key):
        return Response(status_code=304, headers=_headers(each.key))
    return _answer(await desk.render(each.job, each.key))


def _answer(rendered: Rendered) -> Response:
    """Return the picture; what was found goes into a header, as a list of RFC 9651: codes, severities, slots."""
    headers = _headers(rendered.key)
    if rendered.findings:
        headers["Visualgen-Findings"] = ", ".join(_brief(finding) for finding in rendered.findings[:MAX_FINDINGS])
    return Response(rendered.data, headers=headers, media_type=rendered.media_type)


def _brief(finding: Finding) -> str:
    slot = "" if finding.slot is None else f';slot="{_ascii(finding.slot)}"'
    return f"{finding.code};severity={finding.severity}{slot}"


def _ascii(name: str) -> str:
    return "".join(sign if " " <= sign <= "~" and sign not in '"\\' else "?" for sign in name)


def _has(request: Request, key: str) -> bool:
    """Return whether If-None-Match names the key (RFC 9110, 13.1.2: weak comparison)."""
    tags = request.headers.get("if-none-match", "")
    return tags.strip() == "*" or f'"{key}"' in (tag.strip().removeprefix("W/") for tag in tags.split(","))


def _headers(key: str) -> dict[str, str]:
    return {"ETag": f'"{key}"', "Cache-Control": "private, max-age=31536000, immutable", "Vary": "Accept"}


def _made(request: Request, each: Planned, rendered: Rendered, language: str) -> RenderedPage:
    page = _page(each, rendered.findings, language)
    page.url = str(request.url_for("get_render", key=each.key))
    page.bytes, page.media_type = len(rendered.data), rendered.media_type
    page.width, page.height = rendered.size_px
    return page


def _page(each: Planned, findings: tuple[Finding, ...], language: str) -> RenderedPage:
    """Return what is known of a picture before it is made."""
    width, height = each.job.target.size_px
    return RenderedPage(
        ratio=each.ratio,
        page=each.job.page,
        pages=each.pages,
        width=width,
        height=height,
        key=each.key,
        url=None,
        bytes=None,
        media_type=None,
        findings=[FindingOut.model_validate(finding.to_dict(language)) for finding in findings],
    )
