"""What stands before every route: only requests meant for this service, no body past the limit, an answer when the service ends.

A page of another site can reach a service on this machine through the person's own browser: by a name that resolves to
127.0.0.1 (DNS rebinding: the Host header tells), or by a plain form post (the Origin header tells). A service with a public
address goes by that name, and still by this machine's own, for whoever looks after it here.
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

PROBES = frozenset({"/healthz", "/readyz"})
"""What load balancers ask by address."""


def is_loopback(host: str) -> bool:
    """Return whether a host name or address (no port; brackets allowed) is this machine's own."""
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class OwnName:
    """Refuse requests whose Host or Origin is neither this machine's own nor that of `public_url`.

    With a public address, programs of other sites may call (their Origin is not looked at here: a key is theirs to show, and a
    session's requests are held to our own pages by `api.auth`), and `/healthz` and `/readyz` answer by any name.
    """

    def __init__(self, app: ASGIApp, public_url: str | None = None) -> None:
        self.app = app
        self.public = None if public_url is None else urlsplit(public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not self._meant(scope["path"], headers.get("host", ""), headers.get("origin")):
                name = self.public or "127.0.0.1 or localhost, from a page of this machine"
                error = ForeignRequest("this service does not go by that name", mend=f"call it as {name}").french(
                    "ce service ne porte pas ce nom", f"appelez-le {name}"
                )
                await problem(error, language_of(HTTPConnection(scope)))(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _meant(self, path: str, host: str, origin: str | None) -> bool:
        if self.public is not None:
            return host.lower() == self.public or _own("//" + host) or path in PROBES
        return _own("//" + host) and (origin is None or _own(origin))


class EndsCleanly:
    """Answer 503 to a request that is cancelled because the service ends, and end a stream that is left open then; nothing else does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer it, or end its answer, where that was not done."""
        begun = ended = False

        async def told(message: Message) -> None:
            nonlocal begun, ended
            begun = True
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, told)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            if not begun:
                error = Busy("the service is ending", mend="start it again, then repeat the request").french(
                    "le service s’arrête", "relancez-le, puis répétez la requête"
                )
                await problem(error, language_of(HTTPConnection(scope)))(scope, receive, send)
                return
        if scope["type"] == "http" and begun and not ended:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


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
        return BodyTooLarge(f"the body passes {self.max_bytes:,} bytes", mend="send smaller photos").french(
            f"la requête dépasse {self.max_bytes / 1e6:g} Mo", "envoyez des photos plus légères"
        )


def _own(address: str) -> bool:
    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        return False
