"""`/v1/posts`: write, show, change, approve, schedule, move, cancel, resolve. Every change is one unit of work of the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.auth import needs
from api.contract import problems
from api.dependencies import CallerHere, LanguageHere, PublishingHere
from api.once import OnceRoute
from api.paging import PageHere, link_next
from api.posts.reading import actor_of, fresh, post_out
from api.posts.schemas import (
    LineOut,
    MoveBody,
    PostBody,
    PostChange,
    PostOut,
    PostPage,
    PreviewOut,
    Previews,
    ResolveBody,
    ScheduleBody,
    State,
    StoryOut,
    WordsBody,
)
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.calendar.facts import row_of
from visualgen.errors import NotFound
from visualgen.posts import repository
from visualgen.posts.model import Post, PostState
from visualgen.publish import desk as at_desk
from visualgen.publish import scheduling
from visualgen.publish.story import story_of

router = APIRouter(prefix="/v1/posts", tags=["posts"], route_class=OnceRoute)
Planner = Annotated[Caller, needs(Scope.PLAN)]
Approver = Annotated[Caller, needs(Scope.APPROVE)]
Publisher = Annotated[Caller, needs(Scope.PUBLISH)]


@router.get("", summary="List posts", responses=problems(422))
async def list_posts(
    request: Request, response: Response, caller: CallerHere, desk: PublishingHere, language: LanguageHere, page: PageHere,
    brand: str | None = None,
    state: Annotated[list[State] | None, Query(description="Only in these states.")] = None,
    since: Annotated[dt.date | None, Query(alias="from")] = None,
    until: Annotated[dt.date | None, Query(alias="to")] = None,
) -> PostPage:  # fmt: skip
    """Return the posts by day, in pages."""
    brands = (caller.brand_id(brand),) if brand else caller.brand_ids

    def find() -> PostPage:
        states = [PostState(name) for name in state or ()]
        with desk.database.read() as session:
            found = repository.posts(session, brands, since=since, until=until, states=states, cursor=page.cursor, limit=page.limit)
            return PostPage(posts=[post_out(session, post, caller, request, language) for post in found.items], next=found.next)

    answer = await run_sync(find)
    link_next(request, response, answer.next)
    return answer


@router.post("", status_code=201, summary="Write a post", responses=problems(409, 422))
async def create_post(body: PostBody, request: Request, caller: Planner, desk: PublishingHere, language: LanguageHere) -> PostOut:
    """Return a new post: a draft."""
    brand_id = caller.brand_id(body.brand)
    facts = body.model_dump(mode="json", exclude={"brand", "zone"}, exclude_defaults=True)
    facts["time"] = f"{body.time:%H:%M}" if body.time else ""

    def make() -> PostOut:
        post = at_desk.create(desk, actor_of(caller), brand_id, row_of(facts, ""), zone=body.zone)
        return fresh(desk, post.id, caller, request, language)

    return await run_sync(make)


@router.get("/{post}", summary="Show a post", responses=problems(404, 422))
async def get_post(post: str, request: Request, caller: CallerHere, desk: PublishingHere, language: LanguageHere) -> PostOut:
    """Return a post, its publications and its media. `post` is its id, or its reference in the calendar file."""
    return await run_sync(fresh, desk, post, caller, request, language)


@router.patch("/{post}", summary="Change a post's words", responses=problems(404, 409, 422))
async def change_post(
    post: str, body: PostChange, request: Request, caller: Planner, desk: PublishingHere, language: LanguageHere
) -> PostOut:
    """Make a new version, to be approved again; a scheduled post is taken back from the publisher first."""
    return await _done(lambda: at_desk.edit(desk, actor_of(caller), post, body.fields, seen=body.stamp), desk, caller, request, language)


@router.delete("/{post}", status_code=204, summary="Remove a post", responses=problems(404, 422))
async def remove_post(post: str, caller: Planner, desk: PublishingHere) -> Response:
    """Take a post off the calendar and off the schedule."""
    await run_sync(at_desk.remove, desk, actor_of(caller), post)
    return Response(status_code=204)


@router.post("/{post}/move", summary="Move a post", responses=problems(404, 409, 422))
async def move_post(post: str, body: MoveBody, request: Request, caller: Planner, desk: PublishingHere, language: LanguageHere) -> PostOut:
    """Give it another hour, up to the moment it is sent; its approval stays."""
    actor = actor_of(caller)
    return await _done(
        lambda: at_desk.move(desk, actor, post, body.date, body.time, zone=body.zone, seen=body.stamp), desk, caller, request, language
    )


@router.post("/{post}/submit", summary="Send a post to review", responses=problems(404, 409, 422))
async def submit_post(post: str, request: Request, caller: Planner, desk: PublishingHere, language: LanguageHere) -> PostOut:
    """Make its pictures for each channel and ask for approval."""
    return await _done(lambda: scheduling.submit(desk, actor_of(caller), post)[0], desk, caller, request, language)


@router.post("/{post}/approve", summary="Approve a post", responses=problems(404, 409, 422))
async def approve_post(
    post: str, body: WordsBody, request: Request, caller: Approver, desk: PublishingHere, language: LanguageHere
) -> PostOut:
    """Approve it as it stands: words, pictures and bytes are pinned."""
    actor = actor_of(caller)
    return await _done(
        lambda: scheduling.approve(desk, actor, post, comment=body.comment, seen_version=body.version), desk, caller, request, language
    )


@router.post("/{post}/ask-change", summary="Ask for a change", responses=problems(404, 409, 422))
async def ask_change(
    post: str, body: WordsBody, request: Request, caller: Approver, desk: PublishingHere, language: LanguageHere
) -> PostOut:
    """Send it back to its draft, with a comment, and off the schedule."""
    actor = actor_of(caller)
    return await _done(
        lambda: scheduling.ask_change(desk, actor, post, body.comment, seen_version=body.version), desk, caller, request, language
    )


@router.post("/{post}/comments", summary="Comment on a post", responses=problems(404, 409, 422))
async def comment_post(
    post: str, body: WordsBody, request: Request, caller: CallerHere, desk: PublishingHere, language: LanguageHere
) -> PostOut:
    """Keep a comment in its story."""
    return await _done(lambda: at_desk.comment(desk, actor_of(caller), post, body.comment), desk, caller, request, language)


@router.post("/{post}/schedule", summary="Schedule a post", responses=problems(404, 409, 422))
async def schedule_post(
    post: str, body: ScheduleBody, request: Request, caller: Publisher, desk: PublishingHere, language: LanguageHere
) -> PostOut:
    """Hand it to the publisher for its hour; what a network would refuse is `post_blocked`, unless overridden with a reason."""
    return await _done(lambda: scheduling.schedule(desk, actor_of(caller), post, override=body.override), desk, caller, request, language)


@router.post("/{post}/cancel", summary="Take a post off the schedule", responses=problems(404, 409, 422))
async def cancel_post(
    post: str, body: WordsBody, request: Request, caller: Publisher, desk: PublishingHere, language: LanguageHere
) -> PostOut:
    """Take it back, up to the moment it is sent; it stays approved."""
    return await _done(lambda: at_desk.cancel(desk, actor_of(caller), post, why=body.comment), desk, caller, request, language)


@router.post("/{post}/resolve", summary="Decide what the machine cannot", responses=problems(404, 409, 422))
async def resolve_post(
    post: str, body: ResolveBody, request: Request, caller: Publisher, desk: PublishingHere, language: LanguageHere
) -> PostOut:
    """Settle what needs a person: it is there, send it again, or let it be."""
    actor = actor_of(caller)
    return await _done(
        lambda: at_desk.resolve(desk, actor, post, body.decision, channel=body.channel, why=body.why, url=body.url),
        desk, caller, request, language,
    )  # fmt: skip


@router.get("/{post}/story", summary="Tell a post's story", responses=problems(404, 422))
async def post_story(post: str, caller: CallerHere, desk: PublishingHere, language: LanguageHere, whole: bool = False) -> StoryOut:
    """Return who did what, when, why, and what the networks answered; `whole`: every step of the publisher."""

    def tell() -> StoryOut:
        with desk.database.read() as session:
            found = repository.post(session, post, caller.brand_ids)
            lines = [LineOut.model_validate(line.to_dict(language)) for line in story_of(session, found, whole=whole)]
            return StoryOut(post=found.id, lines=lines)

    return await run_sync(tell)


@router.get("/{post}/preview", summary="What each channel would be handed", responses=problems(404, 422))
async def preview_post(post: str, caller: CallerHere, desk: PublishingHere, language: LanguageHere) -> Previews:
    """Return the words and findings for each destination, judged by the channel's own limits."""

    def look() -> Previews:
        return Previews(
            destinations=[
                PreviewOut(
                    channel=one.destination.channel, networks=list(one.destination.networks), kind=one.post.kind,
                    caption=one.post.text(link=False), findings=[found.to_dict(language) for found in one.findings],
                    blocks=bool(one.blocking),
                )
                for one in scheduling.judge(desk, actor_of(caller), post)
            ]
        )  # fmt: skip

    return await run_sync(look)


@router.get(
    "/{post}/media/{channel}/{position}", summary="A post's picture or clip", response_class=StreamingResponse,
    responses={**problems(404, 422), 200: {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
async def get_post_medium(post: str, channel: str, position: int, caller: CallerHere, desk: PublishingHere) -> Response:
    """Return a finished medium as it will be sent; its ETag is the SHA-256 of its bytes."""

    def find() -> Response:
        with desk.database.read() as session:
            media = repository.media(session, repository.post(session, post, caller.brand_ids))
        item = next((item for item in media if (item.channel, item.position) == (channel, position)), None)
        if item is None:
            raise NotFound("the post has no such medium", mend="see `media` of the post", post=post)
        return StreamingResponse(desk.blobs.stream(item.blob), media_type=item.media_type, headers={"ETag": f'"{item.blob}"'})

    return await run_sync(find)


async def _done(work: Callable[[], Post], desk: PublishingHere, caller: Caller, request: Request, language: str) -> PostOut:
    return await run_sync(lambda: fresh(desk, work().id, caller, request, language))
