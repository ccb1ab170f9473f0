"""Strong ETags: a picture's is its render key, a file's its SHA-256 (RFC 9110, 8.8.3 and 13.1.2)."""

from __future__ import annotations

from starlette.requests import Request


def is_known(request: Request, tag: str) -> bool:
    """Return whether If-None-Match names the tag (weak comparison)."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or f'"{tag}"' in (each.strip().removeprefix("W/") for each in known.split(","))


def tagged(tag: str) -> dict[str, str]:
    """Return the headers of something that never changes under its address."""
    return {"ETag": f'"{tag}"', "Cache-Control": "private, max-age=31536000, immutable"}
