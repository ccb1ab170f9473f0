"""A real server on loopback for every test of the API."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

Serve = Callable[[ASGIApp], httpx.Client]


@contextmanager
def serving(app: ASGIApp) -> Iterator[httpx.Client]:
    """Yield a client of `app`, which a uvicorn of its own serves in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
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
