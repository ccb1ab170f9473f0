"""Which answer a caller wants: the picture itself, or JSON about it (RFC 9110, 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass

from api.errors import NotAcceptable
from visualgen.render.products import OutputType

MEDIA_TYPES: dict[OutputType, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "pdf": "application/pdf",
}
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """`picture`: answer with the picture's bytes, not with JSON; `type` is what is made either way."""

    picture: bool
    type: OutputType


def negotiate(accept: str, wanted: OutputType | None) -> Answer:
    """Return what to answer. JSON wins a tie, so that `*/*` gets JSON; without `wanted`, the picture type preferred by the header is made.

    Raises `NotAcceptable`.
    """
    ranges = _ranges(accept or "*/*")
    best = max(MEDIA_TYPES, key=lambda name: _quality(MEDIA_TYPES[name], ranges)) if wanted is None else wanted
    picture, json = _quality(MEDIA_TYPES[best], ranges), _quality(JSON, ranges)
    if picture == json == 0:
        named = "" if wanted is None else f" and `output.type` is {wanted}"
        raise NotAcceptable(f"Accept is {accept!r}{named}", mend=f"accept {JSON}, image/* or {MEDIA_TYPES[best]}").french(
            f"Accept demande {accept}, ce que cette adresse ne donne pas", f"acceptez {JSON}, image/* ou {MEDIA_TYPES[best]}"
        )
    return Answer(picture > json, best)


def _ranges(accept: str) -> dict[str, float]:
    found = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
        try:
            found[name] = float(quality)
        except ValueError:
            found[name] = 0.0
    return found


def _quality(media_type: str, ranges: dict[str, float]) -> float:
    """Return the quality of the most specific range that covers the type, else 0."""
    names = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((ranges[name] for name in names if name in ranges), 0.0)
