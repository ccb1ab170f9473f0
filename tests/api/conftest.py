"""A real server on loopback for every test of the API."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from api.app import create_app
from visualgen.accounts.local import local_key
from visualgen.accounts.service import ensure_home
from visualgen.cli.serve import listen
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

Serve = Callable[[ASGIApp], httpx.Client]


@contextmanager
def serving(app: ASGIApp) -> Iterator[httpx.Client]:
    """Yield a client of `app`, which a uvicorn of its own serves in a thread."""
    listener = listen(ip_address("127.0.0.1"), 0)
    port = listener.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that serves an app and gives its client; the servers end with the test."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(serving(app))


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1080">{}</svg>'
LONG_TEXT = (
    '<text x="9" y="{0}" font-size="{0}">{0} ' + "Maître Corbeau, sur un arbre perché, tenait en son bec un fromage. " * 40 + "</text>"
)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of templates beside the packaged ones: one that cannot be read, one that takes too long."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "broken.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><g></svg>")
    (folder / "endless.svg").write_text(DRAWING.format("".join(LONG_TEXT.format(number) for number in range(10, 510))))
    return folder


@pytest.fixture(scope="session")
def settings(library: Path) -> Settings:
    """Return settings with the packaged kits and templates, and the library's."""
    return Settings.from_environment({"VISUALGEN_DATA": str(library / ".data")}, templates=library)


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[httpx.Client]:
    """Yield a client of the whole service."""
    with serving(create_app(settings, workers=2)) as client:
        bring_key(client, settings)
        yield client


class _Taker(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.server.got.append(self.rfile.read(int(self.headers["content-length"])))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()


@pytest.fixture(scope="session")
def receiver() -> Iterator[Any]:
    """Yield a receiver of webhooks, which takes everything: `url` is its address, `got` the bodies that came."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Taker)
    server.url, server.got = f"http://127.0.0.1:{server.server_address[1]}/in", []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def bring_key(client: httpx.Client, settings: Settings) -> None:
    """Let the client call as the owner of this machine."""
    database = Database.open(settings)
    organisation, _ = ensure_home(database, [], utc_now())
    client.headers["Authorization"] = "Bearer " + local_key(database, settings, organisation.id, utc_now())
    database.close()
