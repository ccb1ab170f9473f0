"""A bad network: a proxy on loopback that, on demand, loses replies, hangs, answers for the server, or shuts the door."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

Deed = Literal["lose_reply", "refuse", "hang", "answer", "drip"]


@dataclass
class Fault:
    """What happens to the next `times` requests whose "METHOD /path" matches; -1: to all of them."""

    match: str
    deed: Deed
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    times: int = 1


class Proxy(ThreadingHTTPServer):
    """Forwards to `target`; `seen` lists "METHOD /path", `headers` what came with each."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target)
        self.faults: list[Fault] = []
        self.seen: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Proxy:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def fault_for(self, what: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.times and re.search(fault.match, what):
                    fault.times -= 1
                    return fault
        return None

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that have gone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def log_message(self, *_: object) -> None:
        pass

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        what = f"{self.command} {self.path}"
        self.server.seen.append(what)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        fault = self.server.fault_for(what)
        if fault is None:
            return self.reply(*self.forward(body))
        self.close_connection = True
        if fault.deed == "lose_reply":
            self.forward(body)
        elif fault.deed == "hang":
            self.server.over.wait(60)
        elif fault.deed == "drip":
            self.drip()
        elif fault.deed == "answer":
            self.reply(fault.status, list(fault.headers.items()), fault.body)
        return None

    def forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        assert self.server.target.hostname
        upstream = http.client.HTTPConnection(self.server.target.hostname, self.server.target.port, timeout=30)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "accept-encoding")}
            upstream.request(self.command, self.path, body, headers)
            answer = upstream.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            upstream.close()

    def reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """Answer a byte at a time, each soon enough for a timeout between bytes, and never come to an end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.is_set():
            self.wfile.write(b"x")
            time.sleep(0.05)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815
