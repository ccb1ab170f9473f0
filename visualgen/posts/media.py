"""The finished media of a post for each channel: drawn, or given; encoded as the channel takes them; kept as blobs with what pins them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from visualgen.batch.plan import PlannedPicture, plan_calendar, problem_of
from visualgen.batch.worker import make_clip_here, render_many, world_of
from visualgen.brand.model import BrandKit
from visualgen.calendar.facts import row_of
from visualgen.calendar.model import Calendar, Problem, Row
from visualgen.errors import PictureError, PostError, VisualgenError
from visualgen.findings import Finding
from visualgen.formats import placement
from visualgen.pipeline import Rendered, RenderedClip, key_of_clip, render_key
from visualgen.posts.files import lay_out
from visualgen.render.products import Output, StillJob
from visualgen.settings import Limits, Settings
from visualgen.store.blobs import Blobs

LIKED: Mapping[str, tuple[str, ...]] = {
    "instagram": ("4x5", "1x1"), "facebook": ("4x5", "1x1"), "linkedin": ("1x1", "4x5"), "x": ("16x9", "1x1"), "threads": ("4x5", "1x1"),
    "bluesky": ("4x5", "1x1"), "mastodon": ("1x1", "4x5"), "pinterest": ("2x3", "4x5"), "tiktok": ("9x16",), "youtube": ("9x16", "16x9"),
    "google": ("1x1", "4x5"), "snapchat": ("9x16",),
}  # fmt: skip
"""Which of a post's ratios a channel takes, the best first; any channel takes 4x5, then 1x1, then whatever there is."""
_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif", "pdf": "application/pdf"}
_OPENED = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")

Draw = Callable[[Sequence[StillJob]], Sequence[Rendered | VisualgenError]]


@dataclass(frozen=True, slots=True)
class ChannelNeed:
    """What a channel takes: its name, file types (empty: any), the heaviest picture (None: no limit), and the placements it has by kind."""

    name: str
    types: frozenset[str] = frozenset()
    max_bytes: int | None = None
    kinds: frozenset[str] = frozenset({"text", "photo", "carousel"})


@dataclass(frozen=True, slots=True)
class FinishedMedium:
    """One picture or clip for one channel, in the store."""

    channel: str
    position: int
    kind: str
    ratio: str
    blob: str
    render_key: str
    media_type: str
    width_px: int
    height_px: int
    duration_s: float | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything made for one version: its media, and the problems that kept some from being made."""

    media: tuple[FinishedMedium, ...]
    problems: tuple[Problem, ...]


def prepare(
    facts: Mapping[str, Any],
    reference: str,
    files: Mapping[str, str],
    kit: BrandKit,
    settings: Settings,
    channels: Sequence[ChannelNeed],
    blobs: Blobs,
    draw: Draw | None = None,
) -> Prepared:
    """Return the finished media of a post for its channels; `files` are the blobs of what it names, `draw` renders (here, if not given).

    Raises `PostError` for given media that no channel may take, and what storing raises.
    """
    with tempfile.TemporaryDirectory(prefix="visualgen-post-") as folder:
        lay_out(files, Path(folder), blobs)
        row = row_of(facts, reference)
        if row.media:
            return Prepared(tuple(_given(row, files, Path(folder), channels, settings.limits, blobs)), ())
        if not row.template:
            return Prepared((), ())
        planned: list[tuple[ChannelNeed, str, PlannedPicture]] = []
        problems: dict[tuple[str, str | None], Problem] = {}
        for need in channels:
            pictures, found = _plan(row, need, Path(folder), kit, settings)
            problems |= {(problem.code, problem.column): problem for problem in found}
            planned += [(need, _kind(need.name, picture), picture) for picture in pictures]
        clips = _filmed([picture for _, _, picture in planned], Path(folder), settings, blobs)
        return _drawn(row, planned, problems, blobs, draw or (lambda jobs: render_many(jobs, settings)), clips, settings)


def keys_of(
    facts: Mapping[str, Any], reference: str, files: Mapping[str, str], kit: BrandKit, settings: Settings,
    channels: Sequence[ChannelNeed], blobs: Blobs,
) -> dict[tuple[str, int], str]:  # fmt: skip
    """Return the render key each (channel, position) would have today, without drawing: what differs from the pins has changed."""
    with tempfile.TemporaryDirectory(prefix="visualgen-post-") as folder:
        lay_out(files, Path(folder), blobs)
        row = row_of(facts, reference)
        found: dict[tuple[str, int], str] = {}
        for need in channels if row.template else ():
            pictures, _ = _plan(row, need, Path(folder), kit, settings)
            found |= {(need.name, index): _key(picture, settings) for index, picture in enumerate(pictures)}
        return found


def ratio_for(row: Row, channel: str) -> str | None:
    """Return which of the row's ratios `channel` takes: a placement of its own, else the best liked; None where the row names none."""
    own = [ratio for ratio in row.ratios if ratio.partition(".")[0] == channel and "." in ratio]
    plain = [ratio for ratio in row.ratios if not (ratio.partition(".")[2] and not ratio.replace(".", "").isdigit())]
    if own:
        return own[0]
    liked = [ratio for ratio in (*LIKED.get(channel, ()), "4x5", "1x1") if ratio in plain]
    return next(iter(liked or plain or row.ratios), None)


def _plan(row: Row, need: ChannelNeed, folder: Path, kit: BrandKit, settings: Settings) -> tuple[list[PlannedPicture], list[Problem]]:
    ratio = ratio_for(row, need.name)
    plan = plan_calendar(Calendar("", (row,)), folder, kit, settings, ratios=(ratio,) if ratio else ())
    pictures = [
        picture if picture.clip is not None else replace(picture, job=replace(picture.job, output=_output(picture, need)))
        for picture in plan.pictures
    ]
    return pictures, [problem for problem in plan.problems if problem.blocks]


def _output(picture: PlannedPicture, need: ChannelNeed) -> Output:
    """Return how the picture is encoded for the channel: as asked where it takes that, else JPEG; under the heaviest it takes."""
    asked = picture.job.output
    kind = asked.type if not need.types or _TYPES[asked.type] in need.types else "jpeg"
    placed = placement(picture.job.target.placement).max_bytes if picture.job.target.placement else None
    most = min((limit for limit in (asked.max_bytes, placed, need.max_bytes) if limit), default=None)
    return Output(kind, asked.quality, most if kind != "pdf" else None)


def _kind(channel: str, picture: PlannedPicture) -> str:
    name = (picture.job.target.placement or "").partition(".")[2]
    width, height = picture.job.target.size_px
    if name == "story" or (picture.clip is None and channel in ("instagram", "facebook") and not name and height * 9 >= width * 16):
        return "story"
    if picture.clip is not None:
        return _moving(channel)
    return "carousel" if picture.pages > 1 else "photo"


def _moving(channel: str) -> str:
    return "reel" if channel in ("instagram", "facebook") else "video"


def _key(picture: PlannedPicture, settings: Settings) -> str:
    return render_key(picture.job) if picture.clip is None else key_of_clip(picture.clip, world_of(settings))


def _filmed(
    pictures: Sequence[PlannedPicture], folder: Path, settings: Settings, blobs: Blobs
) -> dict[str, tuple[RenderedClip, str] | VisualgenError]:
    """Return by key what became of every clip: the clip and its blob, or the error it met."""
    found: dict[str, tuple[RenderedClip, str] | VisualgenError] = {}
    for picture in pictures:
        if picture.clip is None or (key := _key(picture, settings)) in found:
            continue
        try:
            made = make_clip_here(picture.clip, settings, folder / f"{key}.{picture.clip.output.type}")
            found[key] = made, blobs.put_file(made.path, made.media_type)
        except VisualgenError as error:
            found[key] = error
    return found


def _drawn(
    row: Row,
    planned: Sequence[tuple[ChannelNeed, str, PlannedPicture]],
    problems: dict[tuple[str, str | None], Problem],
    blobs: Blobs,
    draw: Draw,
    clips: Mapping[str, tuple[RenderedClip, str] | VisualgenError],
    settings: Settings,
) -> Prepared:
    jobs: dict[str, StillJob] = {}
    keys = [_key(picture, settings) for _, _, picture in planned]
    for key, (_, _, picture) in zip(keys, planned, strict=True):
        if picture.clip is None:
            jobs.setdefault(key, picture.job)
    answers: dict[str, Rendered | tuple[RenderedClip, str] | VisualgenError] = dict(clips)
    answers |= dict(zip(jobs, draw(list(jobs.values())), strict=True)) if jobs else {}
    stored: dict[str, str] = {}
    media: list[FinishedMedium] = []
    positions: dict[str, int] = {}
    for key, (need, kind, picture) in zip(keys, planned, strict=True):
        answer = answers[key]
        if isinstance(answer, VisualgenError):
            problem = problem_of(answer, row, picture.job.content)
            problems.setdefault((problem.code, problem.column), problem)
            continue
        made: Rendered | RenderedClip
        if isinstance(answer, tuple):
            made, stored[key] = answer
        else:
            made = answer
            stored[key] = stored.get(key) or blobs.put(answer.data, answer.media_type)
        position = positions[need.name] = positions.get(need.name, -1) + 1
        width, height = made.size_px
        seconds = made.duration_s if isinstance(made, RenderedClip) else None
        media.append(
            FinishedMedium(
                need.name, position, kind, picture.ratio, stored[key], key, made.media_type, width, height, seconds, made.findings
            )
        )
    return Prepared(tuple(media), tuple(problems.values()))


def _given(
    row: Row, files: Mapping[str, str], folder: Path, channels: Sequence[ChannelNeed], limits: Limits, blobs: Blobs
) -> list[FinishedMedium]:
    """Return finished media as each channel takes them: untouched where it can be, else as JPEG."""
    media: list[FinishedMedium] = []
    for need in channels:
        for position, name in enumerate(row.media):
            if name not in files:
                raise PostError("this file is not kept with the post", mend="give it again", file=name)
            path = folder.joinpath(*[part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")])
            medium = _given_one(path, files[name], need, position, len(row.media), limits, blobs)
            media.append(medium)
    return media


def _given_one(path: Path, blob: str, need: ChannelNeed, position: int, count: int, limits: Limits, blobs: Blobs) -> FinishedMedium:
    from visualgen.motion.media.given import looks_like_video
    from visualgen.motion.media.opening import facts

    if looks_like_video(path):
        found = facts(path, limits)
        size, seconds = found.size_px, found.duration_s
        kind = _moving(need.name)
        return FinishedMedium(need.name, position, kind, "", blob, "", "video/mp4", *size, seconds, ())
    data = path.read_bytes()
    try:
        with Image.open(io.BytesIO(data), formats=_OPENED) as image:
            media_type = Image.MIME.get(image.format or "", "")
            width, height = ImageOps.exif_transpose(image).size
            heavy = need.max_bytes is not None and len(data) > need.max_bytes
            if (need.types and media_type not in need.types) or heavy:
                data, (width, height) = _as_jpeg(image, need.max_bytes)
                blob, media_type = blobs.put(data, "image/jpeg"), "image/jpeg"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(f"it cannot be read as a picture ({error})", mend="save it again as JPEG or PNG", file=path.name) from error
    return FinishedMedium(need.name, position, "carousel" if count > 1 else "photo", "", blob, "", media_type, width, height, None, ())


def _as_jpeg(image: Image.Image, most: int | None) -> tuple[bytes, tuple[int, int]]:
    upright = ImageOps.exif_transpose(image)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    for quality in (92, 85, 75, 60):
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality, optimize=True)
        if most is None or out.tell() <= most or quality == 60:
            return out.getvalue(), flat.size
    raise AssertionError  # the last quality returns
