"""The channel `mastodon`: statuses over httpx, limits read from the server itself.

Never twice: `Idempotency-Key`, which a server remembers for an hour; after that the account's own statuses are looked through, by their
source text. https://docs.joinmastodon.org/methods/statuses/, …/media/, …/instance/ (read 2026-11-22).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import httpx

from visualgen.errors import ChannelBusy, PostRejected, ReconnectNeeded
from visualgen.publish.channel import (
    Account,
    Attempt,
    Capabilities,
    ChannelKind,
    Connected,
    Field,
    Media,
    NetworkLimits,
    Outgoing,
    Receipt,
    SignIn,
    Surroundings,
    Unstored,
)
from visualgen.publish.files import suffix
from visualgen.publish.mastodon_door import begin, finish, server_address
from visualgen.publish.web import Web, converse

Answer = TypeVar("Answer")

CAPABILITIES = Capabilities(
    kinds=frozenset({"text", "photo", "carousel", "video", "reel"}),
    types=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4"}),
    key_lifetime=dt.timedelta(minutes=55),
    lookup=True,
    edits=True,
)
VISIBILITIES = ("public", "unlisted", "private")
CONNECT = "let visualgen in again: visualgen channels connect mastodon"
POLL_S = 1.0
EARLY = dt.timedelta(minutes=10)
"""How much before its hour a post may have been published, by a clock that differs from the server's."""
PAGE, PAGES = 40, 10


class MastodonChannel:
    """One account on one server."""

    capabilities = CAPABILITIES

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.account, self.outside = account, outside
        self.server = server_address(account.settings["server"])
        self.place: dict[str, Any] = {"network": KIND.title, "account": account.settings.get("acct") or httpx.URL(self.server).host}

    def limits(self) -> NetworkLimits:
        """Ask the server whether it knows us, and what it takes."""

        async def ask(web: Web) -> NetworkLimits:
            self._data(web, await web.ask("GET", "/api/v1/accounts/verify_credentials"))
            return _limits(self._data(web, await web.ask("GET", "/api/v2/instance"))["configuration"])

        return self._talk(ask)

    def text(self, post: Outgoing) -> str:
        """Return the status's text; any address in it counts for as many characters as the server says."""
        return post.text(link=True)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Publish the status, its media before it. Raises a `ChannelError`."""
        return self._talk(lambda web: self._post(web, post, attempt), attempt)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Look through the account's own statuses since the post's hour: for the media we uploaded, or without media for its very text."""
        ours = json.loads(attempt.memory.get("media", "[]"))
        if len(ours) < len(post.media):
            return None  # its media never were all uploaded, so nothing was published
        return self._talk(lambda web: self._search(web, post, ours), attempt)

    async def _post(self, web: Web, post: Outgoing, attempt: Attempt) -> Receipt:
        text = self.text(post)
        if not text and not post.media:
            raise PostRejected("it has neither words nor media", reason="empty", field="caption", mend="write a caption", **self.place)
        known = attempt.memory.get("media")
        media = list(json.loads(known)) if known else []
        for item in post.media[len(media) :]:
            media.append(await self._upload(web, item, len(media) + 1))
            attempt.memory["media"] = json.dumps(media)
        for identifier in media:
            await self._ready(web, identifier)
        body = {"status": text, "media_ids": media, "language": post.language, "visibility": self._visibility()}
        response = await web.publish("POST", "/api/v1/statuses", json=body, headers={"idempotency-key": attempt.key})
        if response.status_code in (404, 422) and media:
            attempt.memory.pop("media", None)  # they may have been used up or cleared away: uploaded anew by the next try
        return _receipt(self._data(web, response))

    async def _upload(self, web: Web, item: Media, number: int) -> str:
        files = {"file": (f"{number:02d}{suffix(item)}", item.read(), item.type)}
        answer = self._data(web, await web.ask("POST", "/api/v2/media", files=files, data={"description": item.alt}))
        return str(answer["id"])

    async def _ready(self, web: Web, identifier: str) -> None:
        """Wait until the server has worked the medium through (206: not yet)."""
        while True:
            response = await web.ask("GET", f"/api/v1/media/{identifier}")
            if response.status_code != 206:
                self._data(web, response)
                return
            await web.pause(POLL_S)

    async def _search(self, web: Web, post: Outgoing, ours: Sequence[str]) -> Receipt | None:
        me = self.account.settings.get("account_id")
        if not me:
            me = str(self._data(web, await web.ask("GET", "/api/v1/accounts/verify_credentials"))["id"])
        since, older = post.planned - EARLY, ""
        for _ in range(PAGES):
            where = {"limit": str(PAGE), "exclude_reblogs": "true", **({"max_id": older} if older else {})}
            found = self._data(web, await web.ask("GET", f"/api/v1/accounts/{me}/statuses", params=where))
            for status in found:
                if dt.datetime.fromisoformat(status["created_at"]) < since:
                    return None
                if [str(item["id"]) for item in status["media_attachments"]] != list(ours):
                    continue
                if ours or await self._says(web, status["id"], self.text(post)):
                    return _receipt(status)
            if len(found) < PAGE:
                return None
            older = str(found[-1]["id"])
        raise ChannelBusy("too many statuses have been published since to look through them", **self.place)

    async def _says(self, web: Web, identifier: str, text: str) -> bool:
        """Return whether the status's source is that text (the server trims it and keeps its line breaks)."""
        source = self._data(web, await web.ask("GET", f"/api/v1/statuses/{identifier}/source"))
        return " ".join(str(source["text"]).split()) == " ".join(text.split())

    def _visibility(self) -> str:
        chosen = self.account.settings.get("visibility") or "public"
        if chosen not in VISIBILITIES:
            raise ReconnectNeeded(f"visibility is {chosen!r}", mend=f"choose {', '.join(VISIBILITIES)}", **self.place)
        return chosen

    def _data(self, web: Web, response: httpx.Response) -> Any:
        """Return the answer's data; raises what the server's refusal means."""
        if response.is_success:
            return response.json()
        said = web.said(_error(response))
        if response.status_code in (401, 403):
            raise ReconnectNeeded(f"the server does not let us: {said}", mend=CONNECT, **self.place)
        if response.is_redirect:
            raise ReconnectNeeded("the server has moved", mend=CONNECT, **self.place)
        if response.status_code == 413:
            raise PostRejected(
                "a file is too heavy for the server", reason="media_too_large", field="media", mend="make it lighter", **self.place
            )
        words = said.lower()
        field = "media" if "media" in words or "file" in words or "attach" in words else "caption"
        raise PostRejected(
            f"the server refuses it: {said}", reason=f"http_{response.status_code}", field=field, mend="mend it there", **self.place
        )

    def _talk(self, talk: Callable[[Web], Awaitable[Answer]], attempt: Attempt | None = None) -> Answer:
        token = self.account.secrets().get("access_token", "")
        headers = {"authorization": f"Bearer {token}"}
        return converse(talk, self.outside, attempt, base_url=self.server, secrets=(token,), headers=headers, place=self.place)


def _limits(told: Mapping[str, Any]) -> NetworkLimits:
    statuses, media = told["statuses"], told["media_attachments"]
    types = media.get("supported_mime_types")
    return NetworkLimits(
        caption_chars=statuses.get("max_characters"),
        link_chars=statuses.get("characters_reserved_per_url"),
        media=statuses.get("max_media_attachments"),
        types=None if types is None else frozenset(types),
        image_bytes=media.get("image_size_limit"),
        image_pixels=media.get("image_matrix_limit"),
        video_bytes=media.get("video_size_limit"),
        video_pixels=media.get("video_matrix_limit"),
        video_fps=media.get("video_frame_rate_limit"),
        alt_chars=media.get("description_limit"),
    )


def _receipt(status: Mapping[str, Any]) -> Receipt:
    return Receipt(str(status["id"]), str(status.get("url") or status["uri"]))


def _error(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return f"HTTP {response.status_code}"
    return str(body.get("error", "")) if isinstance(body, dict) else f"HTTP {response.status_code}"


def _connect(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Ask the server who we are; the token lives until it is revoked."""
    channel = MastodonChannel(Unstored(settings, secrets), outside)
    channel._visibility()

    async def who(web: Web) -> dict[str, Any]:
        found: dict[str, Any] = channel._data(web, await web.ask("GET", "/api/v1/accounts/verify_credentials"))
        return found

    me = channel._talk(who)
    name = f"@{me['acct']}@{httpx.URL(channel.server).host}"
    return Connected(name, {**settings, "server": channel.server, "account_id": str(me["id"]), "acct": name}, secrets)


KIND = ChannelKind(
    name="mastodon",
    title="Mastodon",
    capabilities=CAPABILITIES,
    fields=(
        Field("server", "serveur (mastodon.social, piaille.fr…)", "server (mastodon.social…)"),
        Field("access_token", "jeton d’accès", "access token", secret=True),
        Field("visibility", "public, unlisted ou private", "public, unlisted or private", needed=False),
    ),
    open=MastodonChannel,
    connect=_connect,
    sign_in=SignIn(begin, finish, frozenset({"access_token"})),
    placements={"photo": "mastodon.feed", "carousel": "mastodon.feed"},
)
