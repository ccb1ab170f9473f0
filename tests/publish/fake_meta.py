"""Graph API of our own on loopback: containers, photos, reels, stories, comments, quota, tokens; every call judged by Meta's own SDK.

It fetches media by their addresses, as the network does, from the little web server beside it.
"""

from __future__ import annotations

import itertools
import json
import threading
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.publish.meta_contract import unknown_fields, wrong
from visualgen.publish.channel import Media

PAGE_TOKEN, PERSON_TOKEN, APP_SECRET = "the-token-of-the-page", "the-long-token-of-a-person", "the-secret-of-the-app"
PAGE, ACCOUNT = "100012345", "17841400000000000"
AT = "2026-06-01T10:30:04+0000"
KINDS = {PAGE: "page", ACCOUNT: "iguser", "me": "user"}


class GraphError(Exception):
    """An answer of the network that is an error."""

    def __init__(self, message: str, code: int = 100, sub: int = 0, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.sub, self.status = code, sub, status


@dataclass
class FakeMeta:
    """What the network holds. `slow` is how many looks at a container find it unfinished."""

    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    instagram: list[dict[str, Any]] = field(default_factory=list)
    facebook: list[dict[str, Any]] = field(default_factory=list)
    token: str = PAGE_TOKEN
    slow: int = 1
    quota_used: int = 3
    broken: str = ""
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    _ids: Any = field(default_factory=lambda: itertools.count(18000000000000001))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> FakeMeta:
        fake = self

        class Handler(_Handler):
            pass

        Handler.fake = fake
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def public_url(self, media: Media) -> str:
        """Serve the medium, and return the address it is served at: what a service's signed addresses are in the tests."""
        name = media.blob
        self.files[name] = media.read()
        return f"{self.url}/files/{name}?signature=x"

    def fetch(self, url: str) -> bytes:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                data: bytes = answer.read()
        except OSError:
            raise GraphError("The media could not be fetched from this uri", 9004, 2207052) from None
        return data

    def answer(self, method: str, path: str, params: dict[str, str], headers: dict[str, str]) -> Any:
        parts = path.strip("/").split("/")
        if path == "/oauth/access_token":
            return self.exchange(params)
        if parts[0] == "rupload":
            self.objects[parts[1]]["content"] = self.fetch(headers["file_url"])
            return {"success": True}
        expected = PERSON_TOKEN if parts[0] == "me" else self.token
        if headers.get("authorization") != f"Bearer {expected}":
            raise GraphError("Error validating access token: the session has been invalidated", 190, 460, 401)
        made = self.objects.get(parts[0], {})
        kind = KINDS.get(parts[0]) or made.get("kind")
        if kind is None:
            raise GraphError("Unsupported get request. Object does not exist", 100, 33)
        edge = f"/{parts[1]}" if len(parts) > 1 else "/"
        faults = wrong(kind, method, edge, params)
        if method == "GET" and edge == "/":
            faults += unknown_fields(kind, params.get("fields", ""))
        if faults:
            raise GraphError("; ".join(faults))
        with self._lock:
            return getattr(self, f"{method.lower()}_{edge.strip('/') or 'node'}")(parts[0], params)

    def exchange(self, params: dict[str, str]) -> Any:
        if params.get("client_secret") != APP_SECRET:
            raise GraphError("Error validating client secret.", 1, 0)
        if params.get("grant_type") == "authorization_code":
            return {"access_token": "a-short-token", "token_type": "bearer", "expires_in": 5000}
        if params.get("fb_exchange_token") not in ("a-short-token", PERSON_TOKEN):
            raise GraphError("Error validating access token", 190, 463)
        return {"access_token": PERSON_TOKEN, "token_type": "bearer", "expires_in": 60 * 86400}

    def get_accounts(self, node: str, params: dict[str, str]) -> Any:
        other = {"id": "100099999", "name": "Une autre page", "access_token": "x"}
        return {"data": [{"id": PAGE, "name": "Levain", "access_token": self.token, "instagram_business_account": {"id": ACCOUNT}}, other]}

    def get_content_publishing_limit(self, node: str, params: dict[str, str]) -> Any:
        return {"data": [{"quota_usage": self.quota_used, "config": {"quota_total": 100, "quota_duration": 86400}}]}

    # ── Instagram ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def post_media(self, node: str, params: dict[str, str]) -> Any:
        kind = params.get("media_type", "")
        made: dict[str, Any] = {"kind": "shadowigmediabuilder", "looks": 0, "state": "", "params": params}
        if kind == "CAROUSEL":
            made["children"] = json.loads(params["children"])
            if not 2 <= len(made["children"]) <= 10:
                raise GraphError("Carousel needs 2 to 10 children", 100, 2207028)
        elif not (params.get("image_url") or params.get("video_url")):
            raise GraphError("The image_url or video_url is required", 100, 2207003)
        else:
            made["content"] = self.fetch(params.get("image_url") or params["video_url"])
        if self.broken:
            made["state"] = f"Error: Media upload has failed with error code {self.broken}"
        if len(params.get("caption", "")) > 2200:
            raise GraphError("The caption was too long", 100, 2207010)
        return {"id": self._kept(made)}

    def post_media_publish(self, node: str, params: dict[str, str]) -> Any:
        container = self.objects[params["creation_id"]]
        if container["looks"] <= self.slow:
            raise GraphError("Media ID is not available", 9007, 2207027)
        if self.quota_used >= 100:
            raise GraphError("Application request limit reached", 9, 2207042)
        if container["state"] != "PUBLISHED":
            container["state"] = "PUBLISHED"
            made = {"kind": "igmedia", "container": container, "comments": []}
            identifier = self._kept(made)
            self.instagram.append({**made, "id": identifier})
            return {"id": identifier}
        raise GraphError("Media was already published", 9007, 2207032)

    def get_media(self, node: str, params: dict[str, str]) -> Any:
        rows = [{"id": item["id"], "timestamp": AT, "permalink": f"https://www.instagram.com/p/{item['id']}/"} for item in self.instagram]
        for row, item in zip(rows, self.instagram, strict=True):
            row["caption"] = item["container"]["params"].get("caption", "")
        return {"data": rows[::-1]}

    # ── Facebook ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def post_photos(self, node: str, params: dict[str, str]) -> Any:
        return {"id": self._kept({"kind": "photo", "content": self.fetch(params["url"]), "alt": params.get("alt_text_custom", "")})}

    def post_feed(self, node: str, params: dict[str, str]) -> Any:
        photos = [str(item["media_fbid"]) for item in json.loads(params.get("attached_media", "[]"))]
        if not params.get("message") and not photos and not params.get("link"):
            raise GraphError("Post is empty", 100, 0)
        return {"id": self._shown({"message": params.get("message", ""), "photos": photos, "link": params.get("link", "")})}

    def post_photo_stories(self, node: str, params: dict[str, str]) -> Any:
        identifier = self._shown({"message": "", "photos": [params["photo_id"]], "story": True})
        return {"success": True, "post_id": identifier}

    def post_video_reels(self, node: str, params: dict[str, str]) -> Any:
        return self._clip(params, "finish" if params["upload_phase"] == "finish" else "start", story=False)

    def post_video_stories(self, node: str, params: dict[str, str]) -> Any:
        return self._clip(params, params["upload_phase"].lower(), story=True)

    def _clip(self, params: dict[str, str], phase: str, *, story: bool) -> Any:
        if phase == "start":
            identifier = self._kept({"kind": "advideo", "looks": 0, "state": ""})
            return {"video_id": identifier, "upload_url": f"{self.url}/rupload/{identifier}"}
        video = self.objects[params["video_id"]]
        video["state"] = "complete"
        post = self._shown({"message": params.get("description", ""), "photos": [], "video": params["video_id"], "story": story})
        return {"success": True, "post_id": post}

    def get_published_posts(self, node: str, params: dict[str, str]) -> Any:
        rows = []
        for item in reversed(self.facebook):
            if item.get("story"):
                continue
            shown = [{"target": {"id": photo}} for photo in item["photos"]]
            data = [{"subattachments": {"data": shown}, "target": {"id": "album"}}] if len(shown) > 1 else shown
            about = {"id": item["id"], "created_time": AT, "permalink_url": f"https://www.facebook.com/{item['id']}"}
            rows.append({**about, "message": item["message"], "attachments": {"data": data}})
        return {"data": rows}

    def get_stories(self, node: str, params: dict[str, str]) -> Any:
        return {"data": [{"post_id": item["id"], "media_id": item["photos"][0]} for item in self.facebook if item.get("story")]}

    # ── both ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def post_comments(self, node: str, params: dict[str, str]) -> Any:
        self.objects[node]["comments"].append(params["message"])
        return {"id": self._kept({"kind": "comment"})}

    def get_node(self, node: str, params: dict[str, str]) -> Any:
        made = self.objects.get(node, {})
        if made.get("kind") == "shadowigmediabuilder":
            made["looks"] += 1
            state = made["state"] if made["state"] == "PUBLISHED" else "FINISHED" if made["looks"] > self.slow else "IN_PROGRESS"
            return {"id": node, "status_code": "ERROR" if made["state"].startswith("Error") else state, "status": made["state"] or state}
        if made.get("kind") == "advideo":
            made["looks"] += 1
            phase = "complete" if made["looks"] > self.slow else "in_progress"
            publishing = {"status": made["state"] or "not_started"}
            return {"id": node, "status": {"uploading_phase": {"status": phase}, "publishing_phase": publishing}}
        return {"id": node, "permalink": f"https://www.instagram.com/p/{node}/", "permalink_url": f"https://www.facebook.com/{node}"}

    def _shown(self, made: dict[str, Any]) -> str:
        identifier = f"{PAGE}_{next(self._ids)}"
        self.objects[identifier] = {"kind": "pagepost", "comments": [], **made, "id": identifier}
        self.facebook.append(self.objects[identifier])
        return identifier

    def _kept(self, made: dict[str, Any]) -> str:
        identifier = str(next(self._ids))
        self.objects[identifier] = made
        return identifier


class _Handler(BaseHTTPRequestHandler):
    fake: FakeMeta

    def log_message(self, *_: object) -> None:
        pass

    def handle_any(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query)) | dict(parse_qsl(raw))
        if parts.path.startswith("/files/"):
            return self.reply(200, self.fake.files[parts.path.rpartition("/")[2]], "image/jpeg")
        self.fake.calls.append((self.command, parts.path, params))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            answer, status = self.fake.answer(self.command, parts.path, params, headers), 200
        except GraphError as error:
            facts = {"message": str(error), "type": "OAuthException", "code": error.code, "error_subcode": error.sub, "fbtrace_id": "A"}
            answer, status = {"error": facts}, error.status
        return self.reply(status, json.dumps(answer).encode(), "application/json")

    def reply(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = handle_any  # noqa: N815
