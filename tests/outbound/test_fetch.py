from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from visualgen.errors import AddressRefused, FetchError, LimitExceeded, VisualgenError
from visualgen.outbound.fetch import Fetched, fetch
from visualgen.outbound.transport import PinnedTransport

HOSTILE = [
    "http://127.0.0.1/x",
    "http://localhost/x",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0x1/",
    "http://127.1/",
    "http://[::ffff:10.0.0.1]/",
    "http://10.1.1.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://user:s3same@1.1.1.1/",
    "http://1.1.1.1:22/",
    "https://1.1.1.1:8443/",
    "file:///etc/passwd",
    "gopher://1.1.1.1/",
    "//1.1.1.1/x",
    "http:///x",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://0.0.0.0/",
    "http://rebound.example/",
    "http://mixed.example/",
]
NAMES = {
    "localhost": ["127.0.0.1"],
    "rebound.example": ["192.168.0.1"],
    "mixed.example": ["1.1.1.1", "10.0.0.1"],
}


async def _names(host: str, port: int) -> Sequence[str]:
    return NAMES[host]


def _fetch(url: str, transport: Callable[[], httpx.AsyncBaseTransport], max_bytes: int = 1000, seconds: float = 5.0) -> Fetched:
    async def run() -> Fetched:
        return await fetch(url, max_bytes=max_bytes, media_types=("image/",), seconds=seconds, transport=transport)

    return asyncio.run(run())


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_not_called(url: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        _fetch(url, lambda: PinnedTransport(_names))
    assert caught.value.mend
    assert "s3same" not in str(caught.value)


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2])
            self.end_headers()
            return
        if self.path == "/slow":
            time.sleep(1.5)
        kind = {"/page": "text/html"}.get(self.path, "image/png")
        body = b"x" * {"/large": 5000, "/undeclared": 5000}.get(self.path, 100)
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Seen-Host", self.headers["Host"])
        if self.path == "/packed":
            self.send_header("Content-Encoding", "gzip")
        if self.path != "/undeclared":
            self.send_header("Content-Length", str(len(body)))
        with suppress(BrokenPipeError):  # who waits too long is left
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def _near(asked: list[str] | None = None) -> Callable[[], PinnedTransport]:
    """Return a transport to which 127.0.0.1, and it alone, is public: `site.example` is there, `inside.example` is not."""

    async def names(host: str, port: int) -> Sequence[str]:
        if asked is not None:
            asked.append(host)
        return {"site.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"]}[host]

    return lambda: PinnedTransport(names, lambda address: address == "127.0.0.1", ports=None)


def test_a_picture_comes_from_the_address_that_was_looked_at(port: int) -> None:
    asked: list[str] = []
    fetched = _fetch(f"http://site.example:{port}/photos/chat.png?size=2", _near(asked))
    assert fetched == Fetched(b"x" * 100, "image/png", "chat.png", f"http://site.example:{port}/photos/chat.png")
    assert asked == ["site.example"]


def test_a_redirect_to_a_public_place_is_followed(port: int) -> None:
    assert _fetch(f"http://site.example:{port}/to?/chat.png", _near()).data == b"x" * 100


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.example/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "//169.254.169.254/latest",
        "file:///etc/passwd",
        "http://me:pw@site.example/",
        "http://2130706433/",
    ],
)
def test_a_redirect_is_judged_like_an_address(port: int, target: str) -> None:
    with pytest.raises(AddressRefused):
        _fetch(f"http://site.example:{port}/to?{target}", _near())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/to?/to?/to?/to?/chat.png", FetchError),
        ("/page", FetchError),
        ("/gone", FetchError),
        ("/packed", FetchError),
        ("/large", LimitExceeded),
        ("/undeclared", LimitExceeded),
    ],
)
def test_what_is_no_small_picture_is_refused(port: int, path: str, kind: type[VisualgenError]) -> None:
    with pytest.raises(kind) as caught:
        _fetch(f"http://site.example:{port}{path}", _near())
    assert caught.value.mend


def test_who_takes_too_long_is_left(port: int) -> None:
    with pytest.raises(FetchError, match=r"within 0\.3 s"):
        _fetch(f"http://site.example:{port}/slow", _near(), seconds=0.3)


def test_a_host_that_is_not_found_or_does_not_answer_is_told() -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(FetchError, match="not found"):
        _fetch("https://nowhere.example/", lambda: PinnedTransport(nowhere))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="cannot be fetched"):
            _fetch(f"http://site.example:{closed.getsockname()[1]}/", _near())


@pytest.mark.parametrize("url", ["", "http://[", "http://0177.0.0.1/", "https://\x00/", "http://a%20b/", "http://x" + "é" * 300])
def test_nonsense_is_no_address(url: str) -> None:
    with pytest.raises(FetchError):
        _fetch(url, lambda: PinnedTransport(_names))
