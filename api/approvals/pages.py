"""`/a/TOKEN`: the pages a client's link leads to. Plain forms, no script; whoever holds the address is the client it was made for."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import jinja2
from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from markupsafe import Markup

from api.approvals.words import WORDS
from api.dependencies import LanguageHere, PublishingHere
from visualgen.batch.texts import day_text, time_text
from visualgen.calendar.local_time import wall_time
from visualgen.errors import LinkGone, NotFound, PostChanged, PostError
from visualgen.posts.model import ApprovalLink
from visualgen.publish import desk as at_desk
from visualgen.publish import links, scheduling
from visualgen.publish.client_view import ClientView, Frame, PostView, medium_of, view_of
from visualgen.publish.desk import Desk
from visualgen.publish.notes import note_words

router = APIRouter(prefix=links.PATH, include_in_schema=False)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}
Language = Annotated[str, Query(alias="lang", max_length=2)]


@router.get("/{token}")
async def show(token: str, publishing: PublishingHere, caller_language: LanguageHere, lang: Language = "", done: str = "") -> Response:
    """Show the posts of a link."""
    return await run_sync(_answer, publishing, token, _language(lang, caller_language), done[:20])


@router.get("/{token}/media/{post_id}/{channel}/{position}")
async def medium(token: str, post_id: str, channel: str, position: int, publishing: PublishingHere) -> Response:
    """Return a picture or clip of a post the link shows."""

    def find() -> Response:
        try:
            link = links.open_link(publishing, token)
        except LinkGone:
            return Response(status_code=404)
        found = medium_of(publishing, link, post_id, channel, position)
        if found is None:
            return Response(status_code=404)
        headers = {**HEADERS, "Cache-Control": "private, max-age=3600", "ETag": f'"{found.blob}"'}
        return StreamingResponse(publishing.blobs.stream(found.blob), media_type=found.media_type, headers=headers)

    return await run_sync(find)


@router.post("/{token}/posts/{post_id}")
async def decide(
    token: str,
    post_id: str,
    request: Request,
    publishing: PublishingHere,
    caller_language: LanguageHere,
    decision: Annotated[str, Form(max_length=20)],
    version: Annotated[int, Form()],
    comment: Annotated[str, Form(max_length=5_000)] = "",
    lang: Language = "",
) -> Response:
    """Take the client's decision about one post, and show the page again where it stands."""
    return await run_sync(_decide, publishing, token, post_id, decision, version, comment, _language(lang, caller_language))


def _decide(desk: Desk, token: str, post_id: str, decision: str, version: int, comment: str, language: str) -> Response:
    try:
        link = links.open_link(desk, token)
    except LinkGone:
        return _gone(language)
    if post_id not in link.posts:
        return _gone(language)
    actor, said = links.actor_of(link), comment.strip()
    if decision in ("change", "comment") and not said:
        return _page(desk, link, token, language, wrong=post_id)
    try:
        if decision == "approve":
            scheduling.approve(desk, actor, post_id, comment=said, seen_version=version, link_id=link.id)
        elif decision == "change":
            scheduling.ask_change(desk, actor, post_id, said, seen_version=version, link_id=link.id)
        else:
            at_desk.comment(desk, actor, post_id, said)
    except PostChanged:
        return _page(desk, link, token, language, notice="changed", typed=comment, status=409)
    except (PostError, NotFound):
        return _page(desk, link, token, language, notice="closed", typed=comment, status=409)
    place = link.posts.index(post_id)
    shown = view_of(desk, link).posts
    number = next((index for index, post in enumerate(shown, start=1) if post.id == post_id), place + 1)
    return RedirectResponse(f"{links.PATH}/{token}?lang={language}&done={decision}#p{number}", 303, headers=HEADERS)


def _answer(desk: Desk, token: str, language: str, done: str) -> Response:
    try:
        link = links.open_link(desk, token)
    except LinkGone:
        return _gone(language)
    return _page(desk, link, token, language, notice=done if done in ("approve", "change", "comment") else "")


def _page(
    desk: Desk, link: ApprovalLink, token: str, language: str, *, notice: str = "", wrong: str = "", typed: str = "", status: int = 200
) -> HTMLResponse:
    view, words = view_of(desk, link), WORDS[language]
    notices: Mapping[str, tuple[str, str]] = words["notices"]
    told = SimpleNamespace(kind=notices[notice][0], text=notices[notice][1]) if notice else None
    html = _template().render(
        view=view, w=SimpleNamespace(**words), lang=language, base=f"{links.PATH}/{token}", css=_css(view.color), notice=told,
        wrong=wrong, typed=typed, waiting=sum(post.waits for post in view.posts), until=day_text(view.expires, language),
        day=functools.partial(_day, language), badge=functools.partial(_badge, words), moment=functools.partial(_moment, language),
        networks=functools.partial(_networks, words), note=functools.partial(note_words, language=language),
    )  # fmt: skip
    return HTMLResponse(html, 422 if wrong else status, HEADERS)


def _gone(language: str) -> HTMLResponse:
    words = WORDS[language]
    empty = ClientView(words["gone_title"], "", "#5d5751", "", language, dt.date.min, ())
    html = _template("gone.html.j2").render(view=empty, w=SimpleNamespace(**words), lang=language, css=_css(empty.color))
    return HTMLResponse(html, 410, HEADERS)


def _day(language: str, post: PostView) -> str:
    at = {"fr": " à ", "en": " at "}[language] + time_text(post.time, language) if post.time else ""
    return day_text(post.date, language) + at


def _badge(words: Mapping[str, Any], post: PostView) -> SimpleNamespace:
    if post.state == "published":
        return SimpleNamespace(kind="yes", text=words["published"])
    if post.approved:
        return SimpleNamespace(kind="yes", text=words["approved"])
    if post.said and post.said[-1].kind == "change_asked":
        return SimpleNamespace(kind="no", text=words["change_asked"])
    return SimpleNamespace(kind="wait", text=words["waiting"])


def _moment(language: str, at: dt.datetime, zone: str) -> str:
    shown = wall_time(at, zone)
    return f"{day_text(shown.date(), language)}, {time_text(shown.time(), language)}"


def _networks(words: Mapping[str, Any], frame: Frame) -> str:
    return ", ".join(_network(words, name) for name in frame.networks) or words["networks"].get(frame.channel, "")


def _network(words: Mapping[str, Any], channel: str) -> str:
    """Return a channel's name for people: `Instagram`, `Instagram (lyon)`."""
    network, _, account = channel.partition(":")
    return str(words["networks"].get(network, network.capitalize())) + (f" ({account.replace('_', ' ')})" if account else "")


def _language(asked: str, preferred: str) -> str:
    return asked if asked in WORDS else preferred


@functools.cache
def _template(name: str = "approval.html.j2") -> jinja2.Template:
    folder = Path(str(resources.files("api.approvals") / "html"))
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(name)


@functools.cache
def _style() -> str:
    return (resources.files("api.approvals") / "html" / "approval.css").read_text(encoding="utf-8")


def _css(color: str) -> Any:
    """Return the style sheet with the brand's colour; only a plain colour is let in."""
    safe = color if re.fullmatch(r"#[0-9a-fA-F]{3,8}|rgb\([\d\s,.%/]+\)", color) else "#444444"
    return Markup(_style().replace("--brand:#444", f"--brand:{safe}", 1))  # noqa: S704 — our own file and a checked colour
