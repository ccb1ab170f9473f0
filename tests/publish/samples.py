"""Posts and media for the tests of publishing: small, real, and awkward where networks are."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import av
import numpy as np
from PIL import Image

from visualgen.publish.channel import Media, Outgoing, Surroundings

PARIS = ZoneInfo("Europe/Paris")
PLANNED = dt.datetime(2026, 6, 1, 12, 30, tzinfo=PARIS)
NOW = dt.datetime(2026, 6, 1, 10, 30, 2, tzinfo=dt.UTC)
CAPTION = "Du levain, de l’eau & du temps 🥖👩🏽‍🍳\nà Lyon — <b>demain</b> à 7 h ?\n\nÇa sent bon…"


@functools.cache
def jpeg(seed: int = 0, size: tuple[int, int] = (320, 400)) -> bytes:
    """Return a small picture whose bytes depend on the seed."""
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1] // 40, size[0] // 40, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize(size, Image.Resampling.NEAREST).save(file, "JPEG", quality=80)
    return file.getvalue()


@functools.cache
def mp4(seconds: int = 1) -> bytes:
    """Return a short clip."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 180, 320, "yuv420p"
        for number in range(10 * seconds):
            frame = av.VideoFrame.from_ndarray(np.full((320, 180, 3), number * 20 % 255, dtype=np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


def media(content: bytes, kind: str = "image/jpeg", alt: str = "Un pain rond, fendu en croix", **more: Any) -> Media:
    width, height = (180, 320) if kind.startswith("video/") else (320, 400)
    return Media(content, kind, width, height, alt, hashlib.sha256(content).hexdigest(), **more)


def picture(number: int = 0, alt: str | None = None) -> Media:
    return media(jpeg(number), alt=f"Pain numéro {number}, « doré » 🥖" if alt is None else alt)


def clip(alt: str = "La pâte lève en accéléré") -> Media:
    return media(mp4(), "video/mp4", alt, duration_s=1.0)


def photo(caption: str = CAPTION, **more: Any) -> Outgoing:
    return post("photo", caption, media=(picture(),), **more)


def post(kind: Any, caption: str = CAPTION, **more: Any) -> Outgoing:
    facts: dict[str, Any] = {"hashtags": ("boulangerie", "Lyon"), "title": "Le pain du jour", "brand": "Levain", **more}
    return Outgoing(kind, caption, facts.pop("planned", PLANNED), **facts)


@dataclass
class LooseAccount:
    """An account kept in memory."""

    settings: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)
    renewals: int = 0

    def secrets(self) -> Mapping[str, str]:
        return self.kept

    def renew(self, stale: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        if dict(stale) == dict(self.kept):
            self.kept = exchange(stale)
            self.renewals += 1
        return self.kept


def outside(**more: Any) -> Surroundings:
    return Surroundings(now=lambda: NOW, **{"timeout_s": 20.0, **more})
