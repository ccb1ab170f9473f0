"""The requests of one call to a channel: one deadline over them all, a last check before the one that publishes, and what a failure means.

A request that only prepares or asks may fail freely: nothing was published, the network is busy. Once the request that publishes has
been written and no definite answer came back, the outcome is unknown.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import functools
import math
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx

from visualgen import __version__
from visualgen.errors import AddressRefused, ChannelBusy, ChannelError, FetchError, OutcomeUnknown, ReconnectNeeded
from visualgen.publish.channel import Attempt, Surroundings

Answer = TypeVar("Answer")

USER_AGENT = f"visualgen/{__version__}"
MAX_ANSWER_BYTES = 4_000_000
SAID_CHARS = 300
HIDDEN = "…"
LOOK = "look whether it is there before sending it again"


class Web:
    """An HTTP client for one call. `place` goes into every error; `secrets` are cut out of whatever the network says."""

    def __init__(self, client: httpx.AsyncClient, outside: Surroundings, attempt: Attempt, place: Mapping[str, Any]) -> None:
        self.client, self.outside, self.attempt, self.place = client, outside, attempt, place
        self.secrets: set[str] = set()
        self.left = False
        """Whether a publishing request has been written that no definite answer came back for."""

    async def ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send a request that publishes nothing. 429 and 5xx raise `ChannelBusy`; every other answer is returned."""
        return self._judged(await self._exchange(method, url, options), unclear=())

    async def publish(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send the request that publishes, after a last check on the open connection.

        429 and 503 raise `ChannelBusy`, other 5xx `OutcomeUnknown`; every other answer is definite and is returned.
        """
        options["extensions"] = {"trace": self._trace}
        answer = await self._exchange(method, url, options)
        self.left = False
        return self._judged(answer, unclear=(500, 502, 504))

    def said(self, text: str) -> str:
        """Return the network's words for a message: one line, short, without our secrets."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, HIDDEN) if len(secret) > 3 else text
        return " ".join(text.split())[:SAID_CHARS]

    async def pause(self, seconds: float) -> None:
        """Wait before asking again, within the deadline."""
        await asyncio.sleep(seconds)

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("send_request_headers.started"):
            self.attempt.last_check()
            self.left = True

    async def _exchange(self, method: str, url: str, options: dict[str, Any]) -> httpx.Response:
        async with self.client.stream(method, url, **options) as answer:
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MAX_ANSWER_BYTES:
                    raise httpx.ReadError("the answer is too long")
            headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-encoding"]
            return httpx.Response(answer.status_code, headers=headers, content=bytes(body), request=answer.request)

    def _judged(self, answer: httpx.Response, unclear: Iterable[int]) -> httpx.Response:
        status = answer.status_code
        if status in unclear:
            raise OutcomeUnknown(f"the network failed on it (HTTP {status})", mend=LOOK, **self.place)
        if status == 429 or status == 408 or status >= 500:
            why = "asks us to slow down" if status == 429 else "is out of order"
            raise ChannelBusy(f"the network {why} (HTTP {status})", retry_after_s=retry_after_s(answer, self.outside.now()), **self.place)
        return answer


def converse(
    talk: Callable[[Web], Awaitable[Answer]],
    outside: Surroundings,
    attempt: Attempt | None = None,
    *,
    base_url: str = "",
    secrets: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
    place: Mapping[str, str],
) -> Answer:
    """Run `talk` with a `Web` under the total timeout; what goes wrong outside is raised as a `ChannelError` with `place`."""
    return run(_converse(talk, outside, attempt or Attempt(""), base_url, set(secrets), headers or {}, place))


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what `work` comes to, in an event loop of its own; where this thread has one already, in a thread of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _converse(
    talk: Callable[[Web], Awaitable[Answer]],
    outside: Surroundings,
    attempt: Attempt,
    base_url: str,
    secrets: set[str],
    headers: Mapping[str, str],
    place: Mapping[str, Any],
) -> Answer:
    options: dict[str, Any] = {"base_url": base_url, "headers": {"user-agent": USER_AGENT, **headers}, "timeout": outside.timeout_s}
    transport = None if outside.transport is None else outside.transport()
    async with httpx.AsyncClient(transport=transport, verify=_authorities(), **options) as client:
        web = Web(client, outside, attempt, place)
        web.secrets |= secrets
        try:
            async with asyncio.timeout(outside.timeout_s):
                return await talk(web)
        except TimeoutError as error:
            raise _failure(web, f"no answer within {outside.timeout_s:g} s") from error
        except httpx.InvalidURL as error:
            raise ChannelError("the address is not one", mend="connect the account again with its right address", **place) from error
        except AddressRefused as error:
            raise ReconnectNeeded(error.message, mend="connect the account again with its right address", **place) from error
        except FetchError as error:
            raise _failure(web, error.message) from error
        except httpx.HTTPError as error:
            raise _failure(web, web.said(str(error)) or type(error).__name__) from error


@functools.cache
def _authorities() -> ssl.SSLContext:
    """Return what servers are trusted by, read once: 40 ms a call otherwise."""
    return httpx.create_ssl_context()


def _failure(web: Web, what: str) -> ChannelError:
    if web.left:
        return OutcomeUnknown(f"the post was being sent and its answer is lost ({what})", mend=LOOK, **web.place)
    return ChannelBusy(f"the network cannot be reached ({what})", **web.place)


def retry_after_s(answer: httpx.Response, now: dt.datetime) -> float | None:
    """Return the seconds the network asks us to wait, from `Retry-After` (RFC 9110) or a rate limit's reset; None: it does not say."""
    after = answer.headers.get("retry-after", "")
    for text in (after, answer.headers.get("ratelimit-reset", ""), answer.headers.get("x-ratelimit-reset", "")):
        seconds = _seconds(text, now)
        if seconds is not None:
            return max(0.0, seconds)
    return None


def _seconds(text: str, now: dt.datetime) -> float | None:
    """Read seconds, Unix time, an HTTP date or ISO 8601 as seconds from now."""
    if not text:
        return None
    try:
        number = float(text)
        if not math.isfinite(number):
            return None
        return number - now.timestamp() if number > 1_000_000_000 else number
    except ValueError:
        pass
    for read in (email.utils.parsedate_to_datetime, dt.datetime.fromisoformat):
        try:
            at = read(text)
        except ValueError:
            continue
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).timestamp() - now.timestamp()
    return None
