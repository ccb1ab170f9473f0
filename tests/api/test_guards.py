from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import BodyTooLarge, problem
from api.guards import BodyLimit, EndsCleanly, OwnName, is_loopback


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.8.8", "[::1]", "::1", "app.localhost"])
def test_names_of_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "example.org", "localhost.example.org", "0.0.0.0", "192.168.1.2", "127.0.0.1.nip.example"])
def test_names_of_other_machines(host: str) -> None:
    assert not is_loopback(host)


async def _cancelled(_: Request) -> PlainTextResponse:
    raise asyncio.CancelledError


async def _left_open(_: Request) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})

    return answer


async def _length(request: Request) -> PlainTextResponse:
    try:
        return PlainTextResponse(str(len(await request.body())))
    except BodyTooLarge as error:
        return PlainTextResponse(problem(error, "en").body, 413)


@pytest.fixture
def client(serve: Callable[[ASGIApp], httpx.Client]) -> httpx.Client:
    app = Starlette(routes=[Route("/", _length, methods=["POST", "GET"]), Route("/cancelled", _cancelled), Route("/open", _left_open)])
    app.add_middleware(BodyLimit, max_bytes=10)
    app.add_middleware(OwnName)
    app.add_middleware(EndsCleanly)
    app.state.language = "en"
    return serve(app)


@pytest.mark.parametrize(
    "headers", [{"Host": "rebound.example:8000"}, {"Host": "[::1"}, {"Origin": "https://other.example"}, {"Origin": "null"}]
)
def test_a_foreign_request_is_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    answer = client.get("/", headers=headers)
    assert answer.status_code == 421
    assert answer.json()["code"] == "foreign_request"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers", [{}, {"Host": "localhost:8000"}, {"Host": "[::1]:8000"}, {"Origin": "http://localhost:8000"}])
def test_an_own_request_passes(client: httpx.Client, headers: dict[str, str]) -> None:
    assert client.get("/", headers=headers).status_code == 200


def test_a_body_past_the_limit_is_refused_by_its_declared_length(client: httpx.Client) -> None:
    answer = client.post("/", content=b"x" * 11)
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


def test_a_body_past_the_limit_is_refused_where_no_length_is_declared(client: httpx.Client) -> None:
    assert client.post("/", content=iter([b"x" * 6, b"x" * 6])).status_code == 413


def test_a_gigabyte_is_refused_before_it_is_sent(client: httpx.Client) -> None:
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0), timeout=10) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 1000)
        assert wire.recv(100_000).startswith(b"HTTP/1.1 413 ")
        with contextlib.suppress(OSError):  # the service hangs up
            while wire.recv(100_000):
                wire.sendall(b"x" * 10)


def test_a_body_within_the_limit_passes(client: httpx.Client) -> None:
    assert client.post("/", content=b"x" * 10).text == "10"


def test_a_request_cancelled_by_the_service_s_end_is_answered(client: httpx.Client) -> None:
    answer = client.get("/cancelled")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "2")


def test_a_stream_that_is_left_open_ends(client: httpx.Client) -> None:
    assert client.get("/open").text == "a"
