"""`/v1/approval-links`: the links that clients approve by."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from api.auth import needs
from api.contract import problems
from api.dependencies import CallerHere, PublishingHere, ServiceHere
from api.once import OnceRoute
from api.posts.reading import actor_of
from api.posts.schemas import LinkBody, LinkList, LinkOut
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import LinkGone, NotFound
from visualgen.posts import repository
from visualgen.posts.model import ApprovalLink
from visualgen.publish import links
from visualgen.publish.desk import Desk

router = APIRouter(prefix="/v1/approval-links", tags=["approvals"], route_class=OnceRoute)
Planner = Annotated[Caller, needs(Scope.PLAN)]


@router.post("", status_code=201, summary="Make a link for a client", responses=problems(404, 409, 422))
async def create_link(body: LinkBody, request: Request, caller: Planner, desk: PublishingHere, service: ServiceHere) -> LinkOut:
    """Send the posts to review and return a signed, expiring address that shows them and takes a decision, without an account."""
    base = service.settings.public_url or str(request.base_url).rstrip("/")

    def make() -> LinkOut:
        link, _ = links.create(desk, actor_of(caller), body.posts, body.client, days=body.days)
        return _out(desk, link, base)

    return await run_sync(make)


@router.get("", summary="List links", responses=problems(422))
async def list_links(
    request: Request, caller: CallerHere, desk: PublishingHere, service: ServiceHere, brand: str | None = None
) -> LinkList:
    """Return a brand's links, newest first."""
    base = service.settings.public_url or str(request.base_url).rstrip("/")
    brand_id = caller.brand_id(brand)

    def find() -> LinkList:
        with desk.database.read() as session:
            found = repository.links(session, brand_id)
        return LinkList(links=[_out(desk, link, base) for link in found])

    return await run_sync(find)


@router.delete("/{link}", status_code=204, summary="Revoke a link", responses=problems(404, 422))
async def revoke_link(link: str, caller: Planner, desk: PublishingHere) -> Response:
    """Make a link useless, at once."""
    try:
        await run_sync(links.revoke, desk, actor_of(caller), link)
    except LinkGone as error:
        raise NotFound(error.message, mend=error.mend) from None
    return Response(status_code=204)


def _out(desk: Desk, link: ApprovalLink, base: str) -> LinkOut:
    return LinkOut(
        id=link.id, client=link.client, posts=link.posts, url=base + links.address(desk, link), expires=link.expires_at,
        revoked=link.revoked_at is not None,
    )  # fmt: skip
