"""Idempotency-Key: a request that changes something is done once, however often it is sent (draft-ietf-httpapi-idempotency-key-header).

A router with `route_class=OnceRoute` understands the header on its POST routes. The first request with a key is done and its
answer kept for a day; the same request again gets the same answer, with `Idempotency-Replayed: true`. Only successes are kept:
what failed may be tried again. A JSON body is compared whole, a multipart body by its length.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any, cast

from anyio.to_thread import run_sync
from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.auth import caller_of
from api.errors import MalformedRequest, OnceMismatch
from api.service import Service
from visualgen.accounts import once
from visualgen.errors import Conflict

HEADER = "Idempotency-Key"
MAX_KEY_CHARS = 255
MAX_ANSWER_BYTES = 1_000_000
"""A heavier answer (a picture) is not kept: it is made of the same input to the same bytes anyway."""
KEPT_HEADERS = ("content-type", "location", "link", "etag", "retry-after")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OnceRoute(APIRoute):
    """A route whose POST is done once per Idempotency-Key."""

    def get_route_handler(self) -> Handler:
        """Return the route's handler, with a look at the key before it."""
        handler = super().get_route_handler()
        if "POST" not in (self.methods or ()):
            return handler

        async def handle(request: Request) -> Response:
            key = request.headers.get(HEADER)
            return await handler(request) if key is None else await _once(request, key, handler)

        return handle


async def _once(request: Request, key: str, handler: Handler) -> Response:
    if not 1 <= len(key) <= MAX_KEY_CHARS or not key.isprintable():
        raise MalformedRequest(f"{HEADER} has {len(key)} characters", mend=f"give 1 to {MAX_KEY_CHARS} printable ones, a UUID say").french(
            f"{HEADER} a {len(key)} caractères", f"donnez-en 1 à {MAX_KEY_CHARS}, imprimables : un UUID, par exemple"
        )
    service = cast(Service, request.app.state.service)
    caller = await caller_of(request)
    fingerprint = await _fingerprint(request)
    known = await run_sync(once.claim, service.database, caller.id, key, fingerprint, service.clock())
    if known is not None:
        if known.request_sha256 != fingerprint:
            raise OnceMismatch(f"this {HEADER} came with another request before", mend="give every request a key of its own").french(
                f"cette {HEADER} est déjà venue avec une autre requête", "donnez à chaque requête sa propre clé"
            )
        if known.status is None:
            raise Conflict("the same request is being done at this moment", mend="wait, then send it again").french(
                "la même requête est en cours", "attendez, puis renvoyez-la"
            )
        return Response(known.body, known.status, {**(known.headers or {}), "Idempotency-Replayed": "true"})
    try:
        answer = await handler(request)
    except BaseException:
        await run_sync(once.release, service.database, caller.id, key)
        raise
    body = getattr(answer, "body", None)
    if answer.status_code < 300 and isinstance(body, bytes) and len(body) <= MAX_ANSWER_BYTES:
        headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        await run_sync(once.keep, service.database, caller.id, key, answer.status_code, headers, body)
    else:
        await run_sync(once.release, service.database, caller.id, key)
    return answer


async def _fingerprint(request: Request) -> str:
    facts = [request.method, request.url.path, request.url.query, request.headers.get("accept", "")]
    whole = hashlib.sha256("\n".join(facts).encode("utf-8", "surrogatepass"))
    if request.headers.get("content-type", "").startswith("multipart/"):
        whole.update(request.headers.get("content-length", "").encode())
    else:
        whole.update(await request.body())
    return whole.hexdigest()
