"""What is known of every request: a correlation id, a log line, a measure; and what is told with every answer."""

from __future__ import annotations

import re
import time
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visualgen.store.ids import new_id

REQUEST_ID = "X-Request-Id"
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""What monitors ask all day: measured, not logged."""
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}\Z")
_BEARER = re.compile(r"^(/(?:a|sign-in)/)[^/]+")
"""Addresses that let in whoever holds them: a log does not."""
_log = structlog.get_logger("visualgen.api")


class Measures:
    """The service's Prometheus metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("visualgen_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry)
        self.seconds = Histogram(
            "visualgen_http_request_seconds",
            "How long answers took.",
            ("method", "route"),
            buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
            registry=self.registry,
        )
        self.underway = Gauge("visualgen_http_requests_underway", "Requests being answered.", registry=self.registry)
        self.waiting = Gauge("visualgen_renders_waiting", "Pictures under way or waiting in this process.", registry=self.registry)
        self.jobs = Gauge("visualgen_jobs", "Jobs in the database.", ("kind", "state"), registry=self.registry)


class Observed:
    """Gives every request its id, logs and measures it, and tells the caller id and allowance."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app = app
        self.measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and see how it ends."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID.lower(), "")
        request_id = given if _ID.match(given) else new_id()
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        status, begun = 500, time.perf_counter()

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
                if (allowance := state.get("allowance")) is not None:
                    message["headers"] += allowance.headers()
            await send(message)

        self.measures.underway.inc()
        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self.app(scope, receive, told)
        finally:
            self.measures.underway.dec()
            self._note(scope, status, time.perf_counter() - begun, request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self.measures.requests.labels(method, route, status).inc()
        self.measures.seconds.labels(method, route).observe(seconds)
        if scope["path"] not in QUIET:
            caller = scope["state"].get("caller")
            _log.info(
                "request",
                method=method,
                path=_BEARER.sub(r"\1…", scope["path"])[:300],
                status=status,
                ms=round(seconds * 1000, 1),
                caller=None if caller is None else caller.id,
                request_id=request_id,
            )


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
