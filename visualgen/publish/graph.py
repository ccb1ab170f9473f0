"""Meta's Graph API for Instagram and Facebook: one request, and what its error codes mean for a post.

Codes: https://developers.facebook.com/docs/graph-api/guides/error-handling/ and its Instagram
error codes (read 2026-11-22). The token goes in a header, never in an address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from visualgen.errors import ChannelBusy, ChannelError, OutcomeUnknown, PostRejected, ReconnectNeeded
from visualgen.publish.channel import AFTER_S, Account, Attempt, Media, Surroundings
from visualgen.publish.web import LOOK, Web, converse

Answer = TypeVar("Answer")

GRAPH = "https://graph.facebook.com/v23.0"
CONNECT = "let visualgen in again: visualgen channels connect"
BUSY = frozenset({1, 2, 4, 17, 32, 341, 368, 613})
LOST = frozenset({10, 102, 190, 463, 467})
HOUR_S, MINUTE_S = 3600.0, 60.0

BUSY_SUB: Mapping[int, tuple[str, float]] = {
    2207003: ("it took too long to fetch a file from us", MINUTE_S),
    2207052: ("it could not fetch a file from us", MINUTE_S),
    2207020: ("the files it had fetched have run out", 1.0),
    2207027: ("it is not ready with the files", 15.0),
    2207042: ("the account has published all it may today", HOUR_S),
}
LOST_SUB: Mapping[int, str] = {
    2207050: "the account is restricted or inactive",
    2207051: "the network has blocked the action",
}
REJECTED_SUB: Mapping[int, tuple[str, str, str, str]] = {
    36000: ("media_too_large", "media", "the file is too heavy", "make it lighter"),
    36001: ("media_resolution", "media", "the resolution is not taken", "render it at the network's size"),
    36003: ("media_ratio", "media", "the ratio is not taken", "crop it to 4:5, 1:1 or 1.91:1"),
    2207001: ("spam", "caption", "the network takes it for spam", "change the words, or wait"),
    2207004: ("media_too_large", "media", "a picture is too heavy", "make it lighter than 8 MB"),
    2207005: ("media_type", "media", "a picture's type is not taken", "send JPEG"),
    2207009: ("media_ratio", "media", "the ratio is not taken", "crop it to 4:5, 1:1 or 1.91:1"),
    2207010: ("caption_too_long", "caption", "the caption is too long", "shorten it to 2,200 characters and 5 hashtags"),
    2207026: ("media_type", "media", "the clip's type is not taken", "send MP4 with H.264 and AAC"),
    2207028: ("media_count", "media", "a carousel takes two to ten", "take some out or put some in"),
}


@dataclass(frozen=True, slots=True)
class Graph:
    """The API for one account. `node` is the id of the page or the Instagram account; `place` goes into errors."""

    account: Account
    outside: Surroundings
    place: Mapping[str, Any]

    @property
    def node(self) -> str:
        """The id posts are sent to."""
        return self.account.settings["node"]

    def briefly(self) -> Graph:
        """Return the same API for what comes after the post: it takes `AFTER_S` at the most."""
        return dataclasses.replace(self, outside=dataclasses.replace(self.outside, timeout_s=AFTER_S))

    def talk(self, work: Callable[[Web], Awaitable[Answer]], attempt: Attempt | None = None) -> Answer:
        """Run `work` with the account's token. Raises a `ChannelError`."""
        token = self.account.secrets().get("access_token", "")
        headers = {"authorization": f"Bearer {token}"}
        secrets = tuple(self.account.secrets().values())
        base = f"{(self.account.settings.get('graph') or GRAPH).rstrip('/')}/"
        return converse(work, self.outside, attempt, base_url=base, secrets=secrets, headers=headers, place=self.place)

    async def get(self, web: Web, path: str, **query: str) -> dict[str, Any]:
        """Read. Raises a `ChannelError`."""
        return self.data(web, await web.ask("GET", path, params=query))

    async def post(self, web: Web, path: str, **body: str) -> dict[str, Any]:
        """Send something that publishes nothing yet. Raises a `ChannelError`."""
        return self.data(web, await web.ask("POST", path, data=body))

    async def publish(self, web: Web, path: str, **body: str) -> dict[str, Any]:
        """Send the request that publishes. Raises a `ChannelError`; a code for "unknown" leaves the outcome open."""
        response = await web.publish("POST", path, data=body)
        code, sub, said = _error(response)
        if not response.is_success and code in (1, 2) and not sub:
            raise OutcomeUnknown(f"the network failed on it: {web.said(said)}", mend=LOOK, **self.place)
        return self.data(web, response)

    def data(self, web: Web, response: httpx.Response) -> dict[str, Any]:
        """Return the answer's data; raises what its error means."""
        if response.is_success:
            data: dict[str, Any] = response.json()
            return data
        code, sub, said = _error(response)
        raise self.meaning(code, sub, web.said(said) or f"HTTP {response.status_code}")

    def meaning(self, code: int, sub: int, said: str) -> ChannelError:
        """Return what an error's code and sub-code mean: the table above, the sub-code first."""
        if sub in BUSY_SUB:
            why, pause = BUSY_SUB[sub]
            return ChannelBusy(f"{why}: {said}", retry_after_s=pause, **self.place)
        if sub in LOST_SUB:
            return ReconnectNeeded(f"{LOST_SUB[sub]}: {said}", mend="look at the account in its app, then connect it again", **self.place)
        if code in REJECTED_SUB or sub in REJECTED_SUB:
            reason, field, why, mend = REJECTED_SUB[sub if sub in REJECTED_SUB else code]
            return PostRejected(f"{why}: {said}", reason=reason, field=field, mend=mend, **self.place)
        if code in LOST or 200 <= code < 300 or (code, sub) == (100, 33):
            return ReconnectNeeded(f"the network does not let us: {said}", mend=CONNECT, **self.place)
        if code in BUSY or 80000 <= code < 81000:
            return ChannelBusy(f"the network asks for time: {said}", **self.place)
        return PostRejected(f"the network refuses it: {said}", reason=f"code_{sub or code}", mend="mend it there", **self.place)

    def url_of(self, media: Media) -> str:
        """Return the address the network fetches a medium at. Raises `ReconnectNeeded` where we have no public address."""
        if self.outside.public_url is None:
            why = "the network fetches media from us, and visualgen has no public address"
            raise ReconnectNeeded(why, mend="set VISUALGEN_PUBLIC_URL to the service's https address", **self.place)
        return self.outside.public_url(media)


def _error(response: httpx.Response) -> tuple[int, int, str]:
    """Return an error's code, sub-code and words; zeros where there are none."""
    try:
        error = response.json().get("error", {})
        words = error.get("error_user_msg") or error.get("message") or ""
        return int(error.get("code") or 0), int(error.get("error_subcode") or 0), str(words)
    except (ValueError, AttributeError, TypeError):
        return 0, 0, ""
