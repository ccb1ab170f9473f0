"""The watch page's server: this machine only, reading only; saves are told by server-sent events."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from visualgen.errors import InputError, SettingsError
from visualgen.gallery.watch import Watch

HOST = "127.0.0.1"
BEAT_SECONDS = 15.0
_FOLDER = Path(__file__).parent / "page"
_PAGES = {
    "/": ("watch.html", "text/html; charset=utf-8"),
    "/watch.js": ("watch.js", "text/javascript; charset=utf-8"),
    "/play.js": ("play.js", "text/javascript; charset=utf-8"),
    "/parts.js": ("parts.js", "text/javascript; charset=utf-8"),
    "/watch.css": ("watch.css", "text/css; charset=utf-8"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_TYPES = {
    ".ttf": "font/ttf", ".otf": "font/otf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".avif": "image/avif",
}  # fmt: skip


class WatchServer(ThreadingHTTPServer):
    """Serves one watch on a free port of the loopback interface, or the one asked for."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, watch: Watch, port: int) -> None:
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise SettingsError(f"port {port} cannot be had ({error.strerror or error})", mend="choose another with --port") from None
        self.watch = watch

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{HOST}:{self.server_port}/"

    def run(self) -> None:
        """Serve until `shutdown` or Ctrl-C; nothing stays behind."""
        follower = threading.Thread(target=self.watch.follow, name="visualgen-watch", daemon=True)
        follower.start()
        try:
            self.serve_forever(poll_interval=0.1)
        finally:
            self.watch.end()
            self.server_close()
            follower.join(1)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away in the middle."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser; a connection is kept for the next request."""

    protocol_version = "HTTP/1.1"
    server: WatchServer
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a page of this machine; refuse what comes by another name (DNS rebinding) or from another site."""
        if not self._is_own():
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"this page answers only its own machine\n", "text/plain; charset=utf-8")
            return
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        kind, _, name = path.removeprefix("/").partition("/")
        if path in _PAGES:
            file, media_type = _PAGES[path]
            self._send(HTTPStatus.OK, (_FOLDER / file).read_bytes(), media_type)
        elif path == "/events":
            self._tell_news()
        elif path == "/choices":
            self._json(self.server.watch.choices() | {"language": self.server.watch.settings.language})
        elif path == "/view":
            self._view(query)
        elif path == "/moment":
            self._moment(query)
        elif kind in ("picture", "drawing") and (kept := self.server.watch.kept(name)):
            self._send(HTTPStatus.OK, *kept, lasting=True)
        elif kind in ("font", "beside") and (file_path := self.server.watch.file(name)):
            self._send(
                HTTPStatus.OK, file_path.read_bytes(), _TYPES.get(file_path.suffix.lower(), "application/octet-stream"), lasting=True
            )
        else:
            self._send(HTTPStatus.NOT_FOUND, b"there is nothing here\n", "text/plain; charset=utf-8")

    def _view(self, query: dict[str, list[str]]) -> None:
        def said(name: str) -> str:
            return query.get(name, [""])[0]

        page = int(said("page")) if said("page").isdigit() else 1
        try:
            facts = self.server.watch.show(
                said("kit"), said("ratio"), max(1, page), said("words"), said("photo"), small=bool(said("small"))
            )
        except InputError as error:
            self._json({"error": {"message": error.message, "mend": error.mend, "place": {}, "excerpt": []}}, HTTPStatus.BAD_REQUEST)
            return
        self._json(facts)

    def _moment(self, query: dict[str, list[str]]) -> None:
        """Send our frame of a moment, the scene's length in its headers."""

        def said(name: str) -> str:
            return query.get(name, [""])[0]

        page = int(said("page")) if said("page").isdigit() else 1
        try:
            time_s = float(said("time") or 0)
            found = self.server.watch.moment(said("kit"), said("ratio"), max(1, page), said("words"), said("photo"), time_s)
        except (InputError, ValueError) as error:
            self._json({"error": {"message": str(error), "mend": "", "place": {}, "excerpt": []}}, HTTPStatus.BAD_REQUEST)
            return
        if "error" in found.facts:
            self._json(dict(found.facts))
            return
        self._send(HTTPStatus.OK, found.picture, "image/jpeg", facts=found.facts)

    def _tell_news(self) -> None:
        """Send the version now, and after every save, until the browser or the watch is gone."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        known, told = self.server.watch.news(-1, 0.0), -1
        while known is not None:
            snapshot = self.server.watch.snapshot
            data = {"version": known, "saved": snapshot.saved_ns / 1e6, "changed": snapshot.changed}
            self.wfile.write(f"event: saved\ndata: {json.dumps(data)}\n\n".encode() if known != told else b": here\n\n")
            self.wfile.flush()
            told, known = known, self.server.watch.news(known, BEAT_SECONDS)

    def _is_own(self) -> bool:
        port = self.server.server_port
        own = {f"{host}:{port}" for host in (HOST, "localhost", "[::1]")}
        origin = self.headers.get("Origin")
        # a sandboxed drawing has the page's origin; another site's page would say so in Sec-Fetch-Site
        from_here = self.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin") and (
            origin is None or urlsplit(origin).netloc in own
        )
        return self.headers.get("Host", "") in own and from_here

    def _json(self, facts: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(status, json.dumps(facts, ensure_ascii=False, default=str).encode(), "application/json; charset=utf-8")

    def _send(
        self, status: HTTPStatus, data: bytes, media_type: str, *, lasting: bool = False, facts: Mapping[str, Any] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (facts or {}).items():
            self.send_header(f"X-{name.title()}", str(value))
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "private, max-age=86400, immutable" if lasting else "no-store")
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal quiet: the page says what happens."""
