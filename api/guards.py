"""What stands before every route: only requests meant for this machine, no body past the limit, an answer when the service ends.

Until there are accounts the service answers this machine alone. A page of another site could still reach it, through the
person's own browser: by a name that resolves to 127.0.0.1 (DNS rebinding: the Host header tells), or by a plain form post
(the Origin header tells).
"""

from __future__ import annotations

import asyncio
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLarge, Busy, ForeignRequest, problem
from api.languages import language_of


def is_loopback(host: str) -> bool:
    """Return whether a host name or address (no port; brackets allowed) is this machine's own."""
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class LoopbackOnly:
    """Refuse requests whose Host or Origin is not this machine's own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if not _own("//" + headers.get("host", "")) or (origin is not None and not _own(origin)):
                error = ForeignRequest(
                    "this service answers only its own machine", mend="call it as 127.0.0.1 or localhost, from a page of this machine"
                )
                await problem(error, language_of(HTTPConnection(scope)))(scope, receive, send)
                return
        await self.app(scope, receive, send)


class EndsCleanly:
    """Answer 503 to a request that is cancelled because the service ends; nothing else cancels one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 503."""
        begun = False

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, told)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            if not begun:
                error = Busy("the service is ending", mend="start it again, then repeat the request")
                await problem(error, language_of(HTTPConnection(scope)))(scope, receive, send)


class BodyLimit:
    """Refuse a body past `max_bytes`: by its declared length before it is read, else when it passes."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted, or answer 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > self.max_bytes:
            await problem(self._error(), language_of(HTTPConnection(scope)))(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.max_bytes:
                raise self._error()
            return message

        await self.app(scope, counted, send)

    def _error(self) -> BodyTooLarge:
        return BodyTooLarge(f"the body passes {self.max_bytes:,} bytes", mend="send smaller photos")


def _own(address: str) -> bool:
    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        return False
