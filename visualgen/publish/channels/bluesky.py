"""The channel `bluesky`: AT Protocol's XRPC over httpx, records by the `atproto` SDK's models.

Never twice: the record's key is made from the post's, and it is put only where nothing is yet (`swapRecord: null`), so that a second
try finds the first one's record. https://docs.bsky.app/docs/advanced-guides/posts, https://atproto.com/specs/xrpc (read 2026-11-22).
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

from visualgen.errors import ChannelError, PostRejected, ReconnectNeeded
from visualgen.publish.bluesky_record import COLLECTION, GALLERY, mentioned, record, record_key, words
from visualgen.publish.channel import (
    FOR_EVER,
    Account,
    Attempt,
    Capabilities,
    Channel,
    ChannelKind,
    Connected,
    Field,
    NetworkLimits,
    Outgoing,
    Receipt,
    Surroundings,
)
from visualgen.publish.web import Web, converse

Answer = TypeVar("Answer")

CAPABILITIES = Capabilities(
    kinds=frozenset({"text", "photo", "carousel", "video", "reel"}),
    types=frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4"}),
    key_lifetime=FOR_EVER,
    lookup=True,
    link_card=True,
)
SERVER = "https://bsky.social"
CONNECT = "make an app password at Bluesky (Settings, Privacy and security) and connect the account again"
FRESH_S = 60
"""An access token that dies within this is renewed before it is used."""


class StaleToken(Exception):
    """The access token is no longer taken."""


class BlueskyChannel:
    """One account on one Personal Data Server."""

    capabilities = CAPABILITIES

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.account, self.outside = account, outside
        self.handle = account.settings["handle"].lstrip("@")
        self.server = account.settings.get("server") or SERVER
        self.place = {"network": KIND.title, "account": self.handle}

    def limits(self) -> NetworkLimits:
        """Check that the account may write; the network tells no limits of its own."""

        async def ask(web: Web) -> NetworkLimits:
            answer = self._answer(web, await web.ask("GET", "/xrpc/com.atproto.server.getSession"))
            if answer.get("active") is False:
                raise ReconnectNeeded(f"the account is {answer.get('status', 'not active')}", mend="see Bluesky's mail", **self.place)
            return NetworkLimits()

        return self._signed_in(ask, None)

    def text(self, post: Outgoing) -> str:
        """Return the record's text; it may have 300 graphemes."""
        return words(post)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Put the record, its media before it. Raises a `ChannelError`."""
        return self._signed_in(lambda web: self._put(web, post, attempt), attempt)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Return the receipt of the record at the post's own key, None where there is none."""
        return self._signed_in(lambda web: self._get(web, record_key(post, attempt.key), post), attempt)

    async def _put(self, web: Web, post: Outgoing, attempt: Attempt) -> Receipt:
        rkey = record_key(post, attempt.key)
        self._fits(post)
        blobs = [await self._upload(web, item.read(), item.type) for item in post.media]
        people = {handle: did for handle in mentioned(post) if (did := await self._person(web, handle))}
        body = {"repo": self._did(), "collection": COLLECTION, "rkey": rkey, "record": record(post, blobs, people), "swapRecord": None}
        response = await web.publish("POST", "/xrpc/com.atproto.repo.putRecord", json=body)
        if response.status_code == 400 and _error(response)[0] == "InvalidSwap":
            there = await self._get(web, rkey, post)
            if there:
                return there
            why, mend = "another post has its place there", "move it by a second"
            raise PostRejected(why, reason="key_taken", field="planned", mend=mend, **self.place)
        answer = self._answer(web, response)
        return self._receipt(str(answer["uri"]), str(answer["cid"]))

    def _fits(self, post: Outgoing) -> None:
        """Raise `PostRejected` where no record can hold the media."""
        clips = sum(item.is_video for item in post.media)
        if clips > 1 or (clips and len(post.media) > 1):
            why, mend = "one clip stands alone there", "post the clip by itself, or pictures only"
        elif len(post.media) > GALLERY:
            why, mend = f"it has {len(post.media)} pictures and a post takes {GALLERY}", "leave some out"
        else:
            return
        raise PostRejected(why, reason="media_count", field="media", mend=mend, **self.place)

    async def _get(self, web: Web, rkey: str, post: Outgoing) -> Receipt | None:
        """Return the receipt of the record at that key if it is this post's."""
        where = {"repo": self._did(), "collection": COLLECTION, "rkey": rkey}
        response = await web.ask("GET", "/xrpc/com.atproto.repo.getRecord", params=where)
        if response.status_code == 400 and _error(response)[0] == "RecordNotFound":
            return None
        answer = self._answer(web, response)
        if answer["value"].get("text") != words(post):
            return None
        return self._receipt(str(answer["uri"]), str(answer["cid"]))

    async def _upload(self, web: Web, content: bytes, kind: str) -> Mapping[str, Any]:
        response = await web.ask("POST", "/xrpc/com.atproto.repo.uploadBlob", content=content, headers={"content-type": kind})
        blob: Mapping[str, Any] = self._answer(web, response)["blob"]
        return blob

    async def _person(self, web: Web, handle: str) -> str | None:
        response = await web.ask("GET", "/xrpc/com.atproto.identity.resolveHandle", params={"handle": handle})
        return str(response.json()["did"]) if response.status_code == 200 else None

    def _did(self) -> str:
        return self.account.secrets().get("did") or self.handle

    def _receipt(self, uri: str, cid: str) -> Receipt:
        return Receipt(uri, f"https://bsky.app/profile/{self.handle}/post/{uri.rpartition('/')[2]}", {"cid": cid})

    def _answer(self, web: Web, response: httpx.Response) -> dict[str, Any]:
        """Return the answer's data; raises what an error of XRPC means."""
        if response.status_code == 200:
            data: dict[str, Any] = response.json()
            return data
        error, message = _error(response)
        said = web.said(message or error or f"HTTP {response.status_code}")
        if error in ("ExpiredToken", "InvalidToken") or response.status_code == 401:
            raise StaleToken(said)
        if error.startswith("Account") or response.status_code == 403:
            raise ReconnectNeeded(f"the network does not let the account write: {said}", mend=CONNECT, **self.place)
        if error == "BlobTooLarge" or response.status_code == 413:
            raise PostRejected(
                f"a file is too heavy: {said}", reason="media_too_large", field="media", mend="make it lighter", **self.place
            )
        field = "media" if "embed" in message or "blob" in message.lower() else "caption"
        raise PostRejected(f"the network refuses it: {said}", reason=error or "rejected", field=field, mend="mend it there", **self.place)

    def _signed_in(self, talk: Callable[[Web], Awaitable[Answer]], attempt: Attempt | None) -> Answer:
        """Run `talk` with an access token that lives; where the server no longer takes it, renew it once and run it again."""
        end = time.monotonic() + self.outside.timeout_s
        secrets = self.account.secrets()
        renewed = not lives(secrets.get("access", ""), self.outside.now().timestamp() + FRESH_S)
        if renewed:
            secrets = self._renew(secrets)
        while True:
            outside = dataclasses.replace(self.outside, timeout_s=max(1.0, end - time.monotonic()))
            headers = {"authorization": f"Bearer {secrets['access']}"}
            try:
                return converse(talk, outside, attempt, base_url=self.server, secrets=secrets.values(), headers=headers, place=self.place)
            except StaleToken as stale:
                if renewed:
                    raise ReconnectNeeded(f"the network does not know us: {stale}", mend=CONNECT, **self.place) from None
                secrets, renewed = self._renew(secrets), True

    def _renew(self, stale: Mapping[str, str]) -> Mapping[str, str]:
        return self.account.renew(stale, lambda secrets: sign_in(self.account.settings, secrets, self.outside))


def sign_in(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Mapping[str, str]:
    """Return secrets with a fresh session: by the refresh token while it lives, else by the app password. Raises a `ChannelError`."""
    handle, server = settings["handle"].lstrip("@"), settings.get("server") or SERVER
    place = {"network": KIND.title, "account": handle}

    async def talk(web: Web) -> Mapping[str, str]:
        if secrets.get("refresh"):
            headers = {"authorization": f"Bearer {secrets['refresh']}"}
            refreshed = await web.ask("POST", "/xrpc/com.atproto.server.refreshSession", headers=headers)
            if refreshed.status_code == 200:
                return {**secrets, **_session(refreshed)}
        login = {"identifier": handle, "password": secrets.get("app_password", "")}
        response = await web.ask("POST", "/xrpc/com.atproto.server.createSession", json=login)
        if response.status_code == 200:
            return {**secrets, **_session(response)}
        error, message = _error(response)
        raise ReconnectNeeded(f"the network does not let us in: {web.said(message or error)}", mend=CONNECT, **place)

    return converse(talk, outside, base_url=server, secrets=secrets.values(), place=place)


def _session(response: httpx.Response) -> dict[str, str]:
    answer = response.json()
    return {"access": str(answer["accessJwt"]), "refresh": str(answer["refreshJwt"]), "did": str(answer["did"])}


def lives(token: str, at: float) -> bool:
    """Return whether a JWT says that it is still taken at that Unix time; its signature is the server's affair."""
    return expiry(token) > at


def expiry(token: str) -> float:
    """Return the Unix time at which a JWT dies; 0 where it does not say."""
    part = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        return float(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["exp"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        return 0.0


def _error(response: httpx.Response) -> tuple[str, str]:
    """Return an XRPC error's name and message."""
    try:
        body = response.json()
    except ValueError:
        return "", ""
    return (str(body.get("error", "")), str(body.get("message", ""))) if isinstance(body, dict) else ("", "")


def _connect(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Sign in with the app password; the session is kept beside it."""
    kept = sign_in(settings, {"app_password": secrets.get("app_password", "")}, outside)
    return Connected(settings["handle"].lstrip("@"), settings, kept)


def _open(account: Account, outside: Surroundings) -> Channel:
    if not account.settings.get("handle"):
        raise ChannelError("the account has no handle", mend=CONNECT, network=KIND.title)
    return BlueskyChannel(account, outside)


KIND = ChannelKind(
    name="bluesky",
    title="Bluesky",
    capabilities=CAPABILITIES,
    fields=(
        Field("handle", "identifiant (nom.bsky.social)", "handle (name.bsky.social)"),
        Field("app_password", "mot de passe d’application", "app password", secret=True),
        Field("server", "serveur, si ce n’est pas bsky.social", "server, if not bsky.social", needed=False),
    ),
    open=_open,
    connect=_connect,
    placements={"photo": "bluesky.feed", "carousel": "bluesky.feed"},
)
