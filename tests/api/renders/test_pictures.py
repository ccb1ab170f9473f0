from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any, cast

import pytest
from anyio.to_thread import run_sync
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from api.renders.pictures import MAX_FETCHES, SlotPictures
from api.renders.reading import Upload
from api.service import Service
from visualgen.errors import AddressRefused, ContentError, LimitExceeded
from visualgen.outbound.transport import PinnedTransport
from visualgen.render.cache import Cache
from visualgen.render.products import PictureValue
from visualgen.settings import Limits, Settings

LIMITS = Limits(photo_bytes=100)
UPLOADS = {"photo": Upload(b"PNG", "chat.png"), "large": Upload(b"x" * 101, "x.png")}


def test_a_part_is_opened_by_its_name() -> None:
    picture = opened("part:photo")
    assert (picture.data, picture.name) == (b"PNG", "chat.png")


@pytest.mark.parametrize("head", ["data:image/png;base64,", "data:;base64,", "data:image/png;name=a.png;base64,"])
def test_a_data_address_is_opened(head: str) -> None:
    assert opened(head + base64.b64encode(b"PNG").decode()).data == b"PNG"


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "photo.png",
        "../x.png",
        "data:image/png,abc",
        "data:;base64,é",
        "part:none",
        "",
    ],
)
def test_nothing_else_is_ever_opened(source: str) -> None:
    with pytest.raises(ContentError):
        opened(source)


def test_a_heavy_photo_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        opened("part:large")


@given(st.text() | st.from_regex(r"(data|part|file|ftp):[a-z/;,]*(base64,)?.*"))
def test_any_source_is_a_photo_or_a_problem(source: str) -> None:
    with contextlib.suppress(ContentError, LimitExceeded):
        assert opened(source).digest


def _service(transport: object = PinnedTransport, limits: Limits = LIMITS) -> Service:
    return cast(Service, SimpleNamespace(settings=Settings(limits=limits), transport=transport, fetched=Cache(1_000_000)))


def opened(source: str) -> PictureValue:
    return SlotPictures(_service(), UPLOADS, "brand")(source)


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[int, list[str]]]:
    """Yield the port of a web server with one picture, and what it was asked."""
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(stream.getvalue())))
            self.end_headers()
            self.wfile.write(stream.getvalue())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1], asked
    server.shutdown()
    thread.join()
    server.server_close()


async def _names(host: str, port: int) -> Sequence[str]:
    return {"site.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"]}[host]


def _near() -> PinnedTransport:
    return PinnedTransport(_names, lambda address: address == "127.0.0.1", ports=None)


def test_an_address_is_fetched_once_in_five_minutes(site: tuple[int, list[str]]) -> None:
    port, asked = site
    pictures = SlotPictures(_service(_near, Limits()), {}, "brand")

    async def scene() -> list[PictureValue]:
        return [await run_sync(pictures, f"http://site.example:{port}/chat.png") for _ in range(3)]

    values = asyncio.run(scene())
    assert {value.name for value in values} == {"chat.png"}
    assert asked == ["/chat.png"]


def test_an_order_fetches_a_few_addresses_at_the_most(site: tuple[int, list[str]]) -> None:
    port, _ = site
    pictures = SlotPictures(_service(_near, Limits()), {}, "brand")

    async def scene() -> None:
        for number in range(MAX_FETCHES + 1):
            await run_sync(pictures, f"http://site.example:{port}/{number}.png")

    with pytest.raises(LimitExceeded, match="addresses"):
        asyncio.run(scene())


def test_an_address_inside_is_refused() -> None:
    pictures = SlotPictures(_service(_near, Limits()), {}, "brand")

    async def scene() -> None:
        await run_sync(pictures, "http://inside.example/x.png")

    with pytest.raises(AddressRefused):
        asyncio.run(scene())
