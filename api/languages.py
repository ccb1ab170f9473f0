"""Which language the caller reads: French or English."""

from __future__ import annotations

from typing import Literal, cast

from starlette.requests import HTTPConnection

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def language_of(request: HTTPConnection) -> Language:
    """Return the language asked for in the body, else by Accept-Language, else the service's own."""
    if hasattr(request.state, "language"):
        return cast(Language, request.state.language)
    own: Language = "en" if getattr(request.app.state, "language", "fr") == "en" else "fr"
    return preferred(request.headers.get("accept-language", ""), own)


def preferred(header: str, own: Language) -> Language:
    """Return the language an Accept-Language header prefers (RFC 9110, 12.5.4); `own` where it names neither."""
    best, best_quality = own, 0.0
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        name = tag.strip().lower()[:2]
        quality = _quality(parameter)
        if quality > best_quality and name in LANGUAGES:
            best, best_quality = name, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
