"""The table of contents: how a job becomes a picture, one line per pass."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from visualgen import __version__
from visualgen.brand.model import BrandKit
from visualgen.errors import InputError
from visualgen.findings import Finding
from visualgen.formats import safe_box
from visualgen.preflight.checks import judge
from visualgen.preflight.facts import Facts
from visualgen.render.bind import bind
from visualgen.render.cache import Cache
from visualgen.render.encode import Encoded, encode, encoded_pdf
from visualgen.render.layers import layers
from visualgen.render.paint import paint, paint_pdf
from visualgen.render.pictures import inspect
from visualgen.render.place import place
from visualgen.render.products import PictureValue, Placed, Source, StillJob
from visualgen.render.style import style
from visualgen.settings import Settings
from visualgen.text.fonts import FontBook

DRAWN_BY = ("cairocffi", "cairosvg", "fonttools", "icu4py", "isal", "numpy", "opencv-python-headless", "pillow", "resvg", "uharfbuzz")
"""The libraries whose version may change a picture's bytes."""

T = TypeVar("T")


def _unheard(name: str, product: object) -> None:
    """Hear what a pass made, and do nothing with it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished picture: encoded `data`, its size in px, its render key, and what a person should know about it."""

    data: bytes
    media_type: str
    size_px: tuple[int, int]
    key: str
    findings: tuple[Finding, ...]
    page: int
    pages: int


@dataclass(slots=True)
class World:
    """What renders share in one process: settings, one cache, one font book per kit.

    `hear` is told the name and the product of every pass as it ends.
    """

    settings: Settings
    cache: Cache
    books: dict[str, FontBook] = field(default_factory=dict)
    hear: Callable[[str, object], None] = _unheard

    @classmethod
    def open(cls, settings: Settings) -> World:
        """Return a world with an empty cache of `settings.cache_bytes`."""
        return cls(settings, Cache(settings.cache_bytes))

    def book(self, kit: BrandKit) -> FontBook:
        """Return the kit's font book, made at first use."""
        book = self.books.get(kit.digest)
        if book is None:
            book = self.books[kit.digest] = FontBook(kit.fonts)
        return book

    def passed(self, name: str, product: T) -> T:
        """Return what a pass made, told to whoever hears."""
        self.hear(name, product)
        return product


def render_still(job: StillJob, world: World) -> Rendered:
    """Return the encoded picture of `job` and its findings. Raises `InputError` for input that cannot be drawn."""
    source, placed = _compose(job, world)
    scene = world.passed("layers", layers(placed, world.cache))
    if job.output.type == "pdf":
        encoded = encoded_pdf(paint_pdf(scene, world.cache, job.kit.photo, world.settings.limits), job.output)
    else:
        canvas = world.passed("paint", paint(scene, world.cache, job.kit.photo, world.settings.limits))
        encoded = world.passed("encode", encode(canvas, job.output))
    findings = world.passed("preflight", _judge(job, world, source, placed, encoded))
    return Rendered(encoded.data, encoded.media_type, source.size_px, render_key(job), findings, job.page, pages_of(job))


def check_still(job: StillJob, world: World) -> tuple[Finding, ...]:
    """Return the findings of `job` without painting it (those that need the encoded file are left out)."""
    source, placed = _compose(job, world)
    return _judge(job, world, source, placed, None)


def pages_of(job: StillJob) -> int:
    """Return how many pages the job's template has in its ratio."""
    return job.template.pages(job.target.ratio)


def render_key(job: StillJob) -> str:
    """Return the SHA-256 of everything that decides the picture's bytes: same key, same bytes."""
    parts = {
        "template": job.template.digest,
        "kit": job.kit.digest,
        "size": job.target.size_px,
        "ratio": job.target.ratio,
        "content": {name: _canonical(value) for name, value in sorted(job.content.items())},
        "page": job.page,
        "sample": job.sample,
        "draft": job.draft,
        "output": (job.output.type, job.output.quality, job.output.max_bytes),
        "engines": _engines(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _compose(job: StillJob, world: World) -> tuple[Source, Placed]:
    try:
        source = world.passed("bind", bind(job, world.settings, world.cache))
        styled = world.passed("style", style(source, world.cache))
        return source, world.passed("place", place(styled, source, job.kit, world.book(job.kit)))
    except InputError as error:
        error.place.setdefault("template", job.template.name)
        raise


def _judge(job: StillJob, world: World, source: Source, placed: Placed, encoded: Encoded | None) -> tuple[Finding, ...]:
    sizes = {picture.slot: inspect(picture.picture, world.settings.limits) for picture in placed.pictures.values()}
    safe = safe_box(job.target.placement, source.size_px)
    facts = Facts(source, placed, sizes, safe, kit_families=frozenset(job.kit.fonts))
    if encoded is not None:
        output = job.output
        facts = replace(facts, weight_bytes=len(encoded.data), max_bytes=output.max_bytes, fits=encoded.fits, output_type=output.type)
    return judge(facts)


def _canonical(value: Any) -> Any:
    if isinstance(value, PictureValue):
        return {"picture": value.digest, "focus": value.focus}
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


@functools.cache
def _engines() -> tuple[str, ...]:
    import cairocffi

    drawn_by = tuple(f"{name} {importlib.metadata.version(name)}" for name in DRAWN_BY)
    return (f"visualgen {__version__}", f"cairo {cairocffi.cairo_version_string()}", *drawn_by)
