"""A network on loopback that misbehaves by a seed: 503, 429, lost requests, lost replies, posts taken long after the caller hung up."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LATE_S = (0.45, 0.9)
"""How long a post that is taken late waits: the caller has given up (0.4 s), and the network has not settled (1.2 s)."""


@dataclass
class FaultyNetwork:
    """Counts what it has taken, by mode and key. Each request's fate is drawn from the seed, the key and how often the key came."""

    seed: int
    trouble: float = 0.35
    taken: dict[str, Counter[str]] = field(default_factory=lambda: {"key": Counter(), "lookup": Counter(), "neither": Counter()})
    order: list[tuple[str, str, float]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    _server: Any = None

    def start(self) -> int:
        """Listen on a free port and return it."""
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                network.post(self)

            def do_GET(self) -> None:
                network.find(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_: Any) -> None:
                """A caller that was killed is no news."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fate(self, mode: str, key: str) -> str:
        with self.lock:
            self.asked[mode + key] += 1
            number = self.asked[mode + key]
        draw = int.from_bytes(hashlib.sha256(f"{self.seed}:{mode}:{key}:{number}".encode()).digest()[:4], "big") / 2**32
        if draw >= self.trouble:
            return "fine"
        return ("busy", "rate", "lost_request", "lost_reply", "late")[int(draw / self.trouble * 5)]

    def take(self, mode: str, key: str) -> None:
        with self.lock:
            if mode == "key" and self.taken[mode][key]:
                return
            self.taken[mode][key] += 1
            self.order.append((mode, key, time.time()))

    def post(self, request: BaseHTTPRequestHandler) -> None:
        words = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.path).query))
        mode, key = words["mode"], words["key"]
        fate = self.fate(mode, key)
        self.fates[fate] += 1
        if fate == "busy":
            _answer(request, 503, {})
        elif fate == "rate":
            _answer(request, 429, {"retry_after_s": 0.3})
        elif fate == "lost_request":
            _hang_up(request)
        elif fate == "lost_reply":
            self.take(mode, key)
            _hang_up(request)
        else:
            if fate == "late":
                part = int(hashlib.sha256(key.encode()).hexdigest()[:4], 16) / 65536
                time.sleep(LATE_S[0] + part * (LATE_S[1] - LATE_S[0]))
            self.take(mode, key)
            _answer(request, 200, {"id": key[:16]})

    def find(self, request: BaseHTTPRequestHandler) -> None:
        words = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.path).query))
        with self.lock:
            there = self.taken[words["mode"]][words["key"]] > 0
        _answer(request, 200, {"id": words["key"][:16] if there else None})


def _answer(request: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    data = json.dumps(body).encode()
    request.send_response(status)
    request.send_header("Content-Length", str(len(data)))
    request.send_header("Connection", "close")
    request.end_headers()
    request.wfile.write(data)
    request.close_connection = True


def _hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True
    request.connection.shutdown(socket.SHUT_RDWR)
