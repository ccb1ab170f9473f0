"""The table of contents: how a job becomes a picture or a clip, one line per pass."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from visualgen import __version__
from visualgen.brand.model import BrandKit, PhotoTreatment
from visualgen.errors import InputError
from visualgen.findings import Finding
from visualgen.formats import safe_box
from visualgen.motion.choreography import choreographed
from visualgen.motion.directions import read_directions
from visualgen.motion.end_card import with_end_card
from visualgen.motion.jobs import limits_of
from visualgen.motion.joins import ease_of, panel_color
from visualgen.motion.player import Player
from visualgen.motion.presets import stylesheet
from visualgen.motion.products import Clip, ClipJob, FootageSource, FootageValue, Frame, OpenFootage, Scene, Transition, poster_name
from visualgen.motion.reading import seconds
from visualgen.motion.reel import frames
from visualgen.motion.schedule import CUT, Pace, footage_in, schedule, words_in
from visualgen.motion.stage import DEFAULT_GAP_S, Cast, cast, lasting, settled_s, spread
from visualgen.preflight.blur import measured_blur
from visualgen.preflight.checks import judge
from visualgen.preflight.checks.clip import judge_clip
from visualgen.preflight.clip import ClipFacts, SceneFacts
from visualgen.preflight.clip.watch import Watch, is_flat
from visualgen.preflight.facts import Facts
from visualgen.preflight.pixels import Pixels, look
from visualgen.render.bind import bind
from visualgen.render.cache import Cache
from visualgen.render.canvas import Canvas
from visualgen.render.encode import Encoded, encode, encoded_pdf
from visualgen.render.layers import layers
from visualgen.render.paint import paint, paint_pdf
from visualgen.render.pictures import inspect
from visualgen.render.place import place
from visualgen.render.products import PictureValue, Placed, Source, StillJob
from visualgen.render.style import style
from visualgen.settings import Settings
from visualgen.text.fonts import FontBook

if TYPE_CHECKING:
    from visualgen.motion.write.written import Told, Written

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


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """A finished clip: its file, its poster (JPEG), their size in px, the clip's key, what a person should know, and how it was written."""

    path: Path
    poster: Path
    media_type: str
    size_px: tuple[int, int]
    key: str
    findings: tuple[Finding, ...]
    duration_s: float
    written: Written


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


def render_still(job: StillJob, world: World, *, look_closely: bool = False) -> Rendered:
    """Return the encoded picture of `job` and its findings. Raises `InputError` for input that cannot be drawn.

    With `look_closely` the pixels are judged too (contrast, logos, colours, sharpness), which paints the picture a second time.
    """
    source, placed = _compose(job, world)
    scene = world.passed("layers", layers(placed, world.cache))
    pixels: Pixels | None = None
    if job.output.type == "pdf":
        encoded = encoded_pdf(paint_pdf(scene, world.cache, job.kit.photo, world.settings.limits), job.output)
    else:
        canvas = world.passed("paint", paint(scene, world.cache, job.kit.photo, world.settings.limits))
        encoded = world.passed("encode", encode(canvas, job.output))
        if look_closely:
            pixels = look(placed, scene, canvas, world.cache, job.kit.photo, world.settings.limits)
    findings = world.passed("preflight", _judge(job, world, source, placed, encoded, pixels))
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


def compose_clip(job: ClipJob, world: World, open_footage: OpenFootage) -> Clip:
    """Return `job` as a clip ready to be painted, with the findings of its stills.

    Raises `InputError` for input that cannot be drawn or moved, and for scenes that do not go together.
    """
    scenes = with_end_card(job, world.settings)
    sets = [_set_scene(scene, world) for scene in scenes]
    timeline = schedule(job, scenes, [one.pace for one in sets], [one.enter or job.transition or CUT for one in sets])
    timeline = replace(timeline, footage=footage_in(timeline))
    first = scenes[0].still

    def make(number: int) -> Player:
        shown = timeline.shown[number]
        return _player(scenes[number].still, sets[number], shown.end_s - shown.start_s, job.fps, world, open_footage)

    count = max(round(timeline.duration_s * job.fps), 1)
    join = (ease_of(first.kit.css), panel_color(first.kit.css))

    def paint_frames(start: int = 0, stop: int = count) -> Iterator[Frame]:
        return frames(timeline.shown, job.size_px, job.fps, stop, make, *join, start)

    def paint_poster() -> Canvas:
        index = min(round(timeline.poster_s * job.fps), count - 1)
        (frame,) = paint_frames(index, index + 1)
        pixels = frame.pixels.copy()
        pixels[..., 3] = 255
        return Canvas(pixels, opaque=True)

    findings = tuple(finding for one in sets for finding in one.findings)
    words = tuple(one.pace.words for one in sets)
    return Clip(job.size_px, job.fps, count, timeline, clip_key(job, scenes), findings, paint_frames, paint_poster, words)


def render_clip(job: ClipJob, world: World, path: Path, told: Told | None = None, *, look_closely: bool = False) -> RenderedClip:
    """Write the clip of `job` to `path` (mp4, gif or webp, whole or not at all) and its poster, a JPEG, beside it.

    For a service: give a path in a temporary folder and take the two files from there. It takes as long as the clip needs:
    `told(done, total)` hears of every frame and may raise to end it, `settings.limits.clip_render_seconds` is the time a caller allows.
    A clip shorter than its placement takes is held longer. With `look_closely` the pixels of each scene are judged too, as it stands once
    it has settled; not those with footage, which never does. Raises `InputError` for input that cannot be drawn, moved, read or written.
    """
    from visualgen.motion.media.footage import open_footage  # FFmpeg's libraries are loaded only where a clip is made
    from visualgen.motion.media.loudness import measured
    from visualgen.motion.media.mix import soundtrack
    from visualgen.motion.write import MEDIA_TYPES, untold, write_clip, write_poster

    limits = world.settings.limits

    def opened(value: FootageValue, size_px: tuple[int, int], treatment: PhotoTreatment | None) -> FootageSource:
        return open_footage(value, size_px, treatment, limits)

    clip = world.passed("clip", compose_clip(job, world, opened))
    key = clip.key
    known = limits_of(job.scenes[0].still, job.output.type)
    if job.duration_s is None and known is not None and known.seconds is not None and clip.duration_s < known.seconds[0]:
        clip = compose_clip(replace(job, duration_s=known.seconds[0]), world, opened)
    audible = job.output.type == "mp4"
    heard = soundtrack(job.sound, clip.timeline, limits) if audible else None
    watch = Watch(clip.fps)
    written = write_clip(replace(clip, frames=_watched(clip.frames, watch)), job.output, path, sound=heard, told=told or untold)
    poster = path.with_name(poster_name(path.name))
    shown = clip.poster()
    write_poster(shown, poster)
    loudness = measured(heard) if heard is not None else None
    facts = ClipFacts(
        job.output.type,
        clip.size_px,
        clip.duration_s,
        written.fps,
        written.frames,
        written.weight_bytes,
        job.output.max_bytes,
        job.scenes[0].still.target.placement,
        silenced=job.sound is not None and not audible,
        hdr=tuple(dict.fromkeys(value.name for value, _, _ in clip.timeline.footage if value.hdr)),
        scenes=tuple(
            SceneFacts(one.end_s - one.start_s - one.enter.duration_s, words)
            for one, words in zip(clip.timeline.shown, clip.words, strict=True)
        ),
        flashes=watch.flashes,
        red_flashes=watch.red_flashes,
        blank_first=watch.first_is_flat and not is_flat(shown.pixels),
        loudness_lufs=loudness.integrated_lufs if loudness else None,
        peak_dbtp=loudness.peak_dbtp if loudness else None,
    )
    closely = tuple(_seen_closely(job, clip.findings, world)) if look_closely else ()
    findings = (*clip.findings, *closely, *judge_clip(facts))
    return RenderedClip(path, poster, MEDIA_TYPES[job.output.type], clip.size_px, key, findings, clip.duration_s, written)


def _seen_closely(job: ClipJob, known: tuple[Finding, ...], world: World) -> Iterator[Finding]:
    """Yield what the pixels of the scenes tell beside what is `known`; a box is given of the first scene, whose frame the poster shows."""
    told = {(one.code, one.slot, one.fr) for one in known}
    for number, scene in enumerate(job.scenes):
        if any(isinstance(value, FootageValue) for value in scene.still.content.values()):
            continue
        source, placed = _compose(scene.still, world)
        drawn = layers(placed, world.cache)
        canvas = paint(drawn, world.cache, scene.still.kit.photo, world.settings.limits)
        pixels = look(placed, drawn, canvas, world.cache, scene.still.kit.photo, world.settings.limits)
        for one in _judge(scene.still, world, source, placed, None, pixels):
            if (one.code, one.slot, one.fr) not in told:
                told.add((one.code, one.slot, one.fr))
                yield replace(one, box_px=None if number else one.box_px, numbers={**one.numbers, "scene": number + 1})


def _watched(frames: Callable[..., Iterator[Frame]], watch: Watch) -> Callable[..., Iterator[Frame]]:
    """Return `frames` with every frame of the whole clip seen by `watch` as it goes by."""

    def seen(*part: int) -> Iterator[Frame]:
        for frame in frames(*part):
            if not part and frame.index == watch.seen:
                watch.see(frame.pixels, changed=bool(frame.changed))
            yield frame

    return seen


def key_of_clip(job: ClipJob, world: World) -> str:
    """Return the key `render_clip` would give, without composing the clip. Raises what reading the end card raises."""
    return clip_key(job, with_end_card(job, world.settings))


def clip_key(job: ClipJob, scenes: tuple[Scene, ...]) -> str:
    """Return the SHA-256 of everything that decides the clip's frames and its sound."""
    parts = (
        [(render_key(scene.still), scene.duration_s, repr(scene.enter)) for scene in scenes],
        (job.fps, job.duration_s, job.poster_s, repr(job.transition), repr(job.output)),
        (job.sound.digest, repr(replace(job.sound, path=Path()))) if job.sound is not None else None,
        ("motion", stylesheet(), importlib.metadata.version("av")),
    )
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Playing:
    """One scene on its own, at any moment of it: `player.show(time_s)`. It has settled, its entrances over, at `settled_s`."""

    player: Player
    duration_s: float
    settled_s: float


def play_scene(still: StillJob, world: World, open_footage: OpenFootage, fps: int = 30) -> Playing:
    """Return `still` as a scene that can be looked at at any moment. Raises `InputError` for what cannot be drawn or moved."""
    found = _set_scene(Scene(still), world)
    duration_s = found.pace.needed_s()
    return Playing(_player(still, found, duration_s, fps, world, open_footage), duration_s, min(found.pace.settled_s, duration_s))


def _player(still: StillJob, found: _Set, duration_s: float, fps: int, world: World, open_footage: OpenFootage) -> Player:
    acting = lasting(found.cast, duration_s)
    scene, movers = spread(layers(found.placed, None, acting.indices), acting)
    limits = world.settings.limits
    return Player(scene, movers, world.cache, still.kit.photo, limits, fps=fps, duration_s=duration_s, open_footage=open_footage)


@dataclass(frozen=True, slots=True)
class _Set:
    """One scene of a clip, placed: who moves in it, what it needs, how it comes in."""

    placed: Placed
    cast: Cast
    pace: Pace
    enter: Transition | None
    findings: tuple[Finding, ...]


def _set_scene(scene: Scene, world: World) -> _Set:
    still = scene.still
    directions = read_directions(still.template)
    try:
        source = choreographed(bind(still, world.settings, world.cache), directions)
        placed = place(style(source, world.cache), source, still.kit, world.book(still.kit))
        found = cast(placed, seconds(still.kit.css.get("--duration-stagger", "")) or DEFAULT_GAP_S)
    except InputError as error:
        error.place.setdefault("template", still.template.name)
        raise
    _, movers = spread(layers(placed, None, found.indices), found)
    words = words_in(line.text for text in placed.texts.values() if text.element not in placed.removed for line in text.block.lines)
    pace = Pace(directions.duration_s, settled_s(movers), words)
    return _Set(placed, found, pace, scene.enter or directions.enter, _judge(still, world, source, placed, None))


def _judge(
    job: StillJob, world: World, source: Source, placed: Placed, encoded: Encoded | None, pixels: Pixels | None = None
) -> tuple[Finding, ...]:
    sizes = {picture.slot: inspect(picture.picture, world.settings.limits) for picture in placed.pictures.values()}
    safe = safe_box(job.target.placement, source.size_px)
    facts = Facts(source, placed, sizes, safe, kit_families=frozenset(job.kit.fonts), pixels=pixels, kit=job.kit)
    if pixels is not None:
        facts = replace(facts, photo_blurs=_blurs(placed, world))
    if encoded is not None:
        output = job.output
        facts = replace(facts, weight_bytes=len(encoded.data), max_bytes=output.max_bytes, fits=encoded.fits, output_type=output.type)
    return judge(facts)


def _blurs(placed: Placed, world: World) -> dict[str, float]:
    found = {picture.slot: measured_blur(picture.picture, world.settings.limits) for picture in placed.pictures.values()}
    return {slot: blur for slot, blur in found.items() if blur is not None}


def _canonical(value: Any) -> Any:
    if isinstance(value, FootageValue):
        return {"footage": value.digest, "focus": value.focus, "loop": value.loop, "sound": value.sound}
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
