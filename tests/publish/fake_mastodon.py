"""A Mastodon server of our own on loopback: statuses, slow media, limits, OAuth. `exchanges` keeps what was said, for the schema."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import hashlib
import html
import itertools
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "the-access-token-of-the-account"
AT = "2026-06-01T10:30:00.000Z"
_COUNTS = ("followers_count", "following_count", "statuses_count")
ACCOUNT: dict[str, Any] = {
    "id": "1", "username": "levain", "acct": "levain", "display_name": "Levain", "note": "", "uri": "https://a.example/users/levain",
    "url": "https://a.example/@levain", "created_at": AT, "last_status_at": None, "avatar": "https://a.example/a.png",
    "avatar_static": "https://a.example/a.png", "header": "https://a.example/h.png", "header_static": "https://a.example/h.png",
    "bot": False, "group": False, "locked": False, "indexable": True, "discoverable": True, "noindex": False, "emojis": [], "fields": [],
    "roles": [], "hide_collections": None, "avatar_description": "", "header_description": "", "show_featured": True, "show_media": True,
    "show_media_replies": True, **dict.fromkeys(_COUNTS, 0),
}  # fmt: skip


@dataclass
class FakeMastodon:
    """What the server holds."""

    statuses: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    exchanges: list[tuple[str, str, Any, int, Any]] = field(default_factory=list)
    token: str = TOKEN
    slow: int = 0
    now: dt.datetime = dt.datetime(2026, 6, 1, 10, 30, 3, tzinfo=dt.UTC)
    challenge: str = ""
    _ids: Any = field(default_factory=lambda: itertools.count(109000000000000001))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> FakeMastodon:
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

    def answer(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: Any) -> tuple[int, Any]:
        if (method, path) == ("POST", "/api/v1/apps"):
            names = {"id": "7", "name": body["client_name"], "client_id": "an-id", "client_secret": "the-client-secret", "vapid_key": "k"}
            where = body["redirect_uris"]
            about = {"redirect_uri": where[0], "redirect_uris": where, "website": None, "client_secret_expires_at": 0}
            return 200, {**names, **about, "scopes": body["scopes"].split()}
        if (method, path) == ("POST", "/oauth/token"):
            verifier = base64.urlsafe_b64encode(hashlib.sha256(body.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
            if (body["code"], body["client_secret"], verifier) != ("the-code", "the-client-secret", self.challenge):
                return 400, {"error": "invalid_grant", "error_description": "The provided authorization grant is invalid"}
            return 200, {"access_token": self.token, "token_type": "Bearer", "scope": "read write", "created_at": 1780000000}
        if path == "/api/v2/instance":
            return 200, _instance()
        if headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"error": "The access token is invalid"}
        with self._lock:
            return self.known(method, path, query, headers, body)

    def known(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: Any) -> tuple[int, Any]:
        if path == "/api/v1/accounts/verify_credentials":
            role = {"id": "-99", "name": "", "color": "", "permissions": "0", "highlighted": False}
            source = {"note": "", "fields": [], "privacy": "public", "sensitive": False, "language": None, "follow_requests_count": 0}
            source |= {
                "hide_collections": None,
                "discoverable": True,
                "indexable": True,
                "attribution_domains": [],
                "quote_policy": "public",
            }
            return 200, {**ACCOUNT, "role": role, "source": source}
        if (method, path) == ("POST", "/api/v2/media"):
            return self.upload(body)
        if path.startswith("/api/v1/media/"):
            found = self.media.get(path.rpartition("/")[2])
            if found is None:
                return 404, {"error": "Record not found"}
            found["polls"] += 1
            return (200 if found["polls"] > self.slow else 206), _attachment(found)
        if (method, path) == ("POST", "/api/v1/statuses"):
            return self.post(headers, body)
        if path.endswith("/source"):
            found = next(item for item in self.statuses if item["id"] == path.split("/")[-2])
            return 200, {"id": found["id"], "text": found["text"], "spoiler_text": ""}
        if path == f"/api/v1/accounts/{ACCOUNT['id']}/statuses":
            older = [item for item in reversed(self.statuses) if "max_id" not in query or int(item["id"]) < int(query["max_id"])]
            return 200, [_status(item) for item in older[: int(query.get("limit", 20))]]
        return 404, {"error": "Record not found"}

    def upload(self, body: dict[str, Any]) -> tuple[int, Any]:
        if len(body["file"]) > 16_000_000:
            return 413, {"error": "Too large"}
        identifier = str(next(self._ids))
        found = {"id": identifier, "content": body["file"], "type": body["type"], "alt": body.get("description", ""), "polls": 0}
        self.media[identifier] = found
        return (202 if self.slow else 200), _attachment(found)

    def post(self, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        key = headers.get("idempotency-key", "")
        if key in self.keys:
            return 200, _status(self.keys[key])
        if len(body["status"]) > 500:
            return 422, {"error": "Validation failed: Text character limit of 500 exceeded"}
        if not body["status"] and not body["media_ids"]:
            return 422, {"error": "Validation failed: Text can't be blank"}
        chosen = [self.media.get(identifier) for identifier in body["media_ids"]]
        if any(item is None or item.get("used") for item in chosen) or len(chosen) > 4:
            return 422, {"error": "Cannot attach these files: they are not found or already used"}
        if any(item and item["polls"] <= self.slow for item in chosen):
            return 422, {"error": "Cannot attach files that have not finished processing. Try again in a moment!"}
        for item in chosen:
            assert item
            item["used"] = True
        made = {"id": str(next(self._ids)), "text": body["status"].strip(), "media": chosen, "at": self.now, "language": body["language"]}
        self.statuses.append({**made, "visibility": body["visibility"]})
        self.keys[key] = self.statuses[-1]
        return 200, _status(self.statuses[-1])


class _Handler(BaseHTTPRequestHandler):
    fake: FakeMastodon

    def log_message(self, *_: object) -> None:
        pass

    def handle_any(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = urlsplit(self.path)
        body = _body(self.headers.get("content-type", ""), raw)
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, answer = self.fake.answer(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        self.fake.exchanges.append((self.command, parts.path, body, status, answer))
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = handle_any  # noqa: N815


def _body(kind: str, raw: bytes) -> Any:
    if kind.startswith("application/json"):
        return json.loads(raw)
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(raw.decode()))
    if kind.startswith("multipart/"):
        found: dict[str, Any] = {}
        for part in email.message_from_bytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + raw, policy=email.policy.HTTP).iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found[name] = content if name == "file" else content.decode()
            if name == "file":
                found["type"] = part.get_content_type()
        return found
    return None


def _attachment(found: dict[str, Any]) -> dict[str, Any]:
    kind = "video" if found["type"].startswith("video/") else "image"
    url = f"https://a.example/media/{found['id']}"
    more = {"remote_url": None, "meta": {}, "blurhash": None, "description": found["alt"] or None}
    return {"id": found["id"], "type": kind, "url": url, "preview_url": url, **more}


def _status(found: dict[str, Any]) -> dict[str, Any]:
    url = f"https://a.example/@levain/{found['id']}"
    counts = dict.fromkeys(("favourites_count", "reblogs_count", "replies_count", "quotes_count"), 0)
    nothing = dict.fromkeys(("edited_at", "in_reply_to_account_id", "in_reply_to_id", "reblog", "card", "poll"))
    return {
        "id": found["id"], "uri": url, "url": url, "created_at": found["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "account": ACCOUNT, "content": f"<p>{html.escape(found['text'])}</p>", "visibility": found["visibility"],
        "language": found["language"],
        "sensitive": False, "spoiler_text": "", "emojis": [], "mentions": [], "tags": [],
        "media_attachments": [_attachment(item) for item in found["media"]], **counts, **nothing,
    }  # fmt: skip


def _instance() -> dict[str, Any]:
    media = {
        "supported_mime_types": ["image/jpeg", "image/png", "image/webp", "video/mp4"], "image_size_limit": 16777216,
        "image_matrix_limit": 33177600, "video_size_limit": 103809024, "video_frame_rate_limit": 120, "video_matrix_limit": 8294400,
        "description_limit": 1500,
    }  # fmt: skip
    configuration = {
        "urls": {"streaming": "wss://a.example", "status": None, "about": None, "privacy_policy": None, "terms_of_service": None},
        "vapid": {"public_key": "k"},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5, "max_profile_fields": 4, "profile_field_name_limit": 255,
                     "profile_field_value_limit": 255, "max_display_name_length": 30, "max_note_length": 500,
                     "max_avatar_description_length": 150, "max_header_description_length": 150},
        "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
        "media_attachments": media,
        "polls": {"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2629746},
        "translation": {"enabled": False},
        "timelines_access": {"live_feeds": {"local": "public", "remote": "public"},
            "hashtag_feeds": {"local": "public", "remote": "public"},
                             "trending_link_feeds": {"local": "public", "remote": "public"}},
        "limited_federation": False,
    }  # fmt: skip
    return {
        "domain": "a.example", "title": "A", "version": "4.7.0",
        "source_url": "https://github.com/mastodon/mastodon", "description": "",
        "usage": {"users": {"active_month": 1}}, "thumbnail": {"url": "https://a.example/t.png",
            "blurhash": None, "versions": {}, "description": ""},
        "icon": [], "languages": ["fr"], "configuration": configuration, "api_versions": {"mastodon": 7}, "rules": [],
        "registrations": {"enabled": False, "approval_required": False, "reason_required": None,
            "message": None, "url": None, "min_age": None},
        "contact": {"email": "a@a.example", "account": None},
    }  # fmt: skip
