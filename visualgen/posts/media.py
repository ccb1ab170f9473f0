"""The finished media of a post for each channel: drawn, or given; encoded as the channel takes them; kept as blobs with what pins them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from visualgen.batch.plan import PlannedPicture, plan_calendar, problem_of
from visualgen.batch.worker import world_of
from visualgen.brand.model import BrandKit
from visualgen.calendar.facts import row_of
from visualgen.calendar.model import Calendar, Problem, Row
from visualgen.errors import VisualgenError
from visualgen.findings import Finding
from visualgen.formats import network_of, placement
from visualgen.motion.products import ClipJob
from visualgen.pipeline import Rendered, key_of_clip, render_key
from visualgen.posts.drawing import Drawing, DrawnHere
from visualgen.posts.files import lay_out
from visualgen.posts.finished import ChannelNeed, FinishedMedium
from visualgen.posts.given import given_media
from visualgen.render.products import Output
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.template.model import Template

LIKED: Mapping[str, tuple[str, ...]] = {
    "instagram": ("4x5", "1x1"), "facebook": ("4x5", "1x1"), "linkedin": ("1x1", "4x5"), "x": ("16x9", "1x1"), "threads": ("4x5", "1x1"),
    "bluesky": ("4x5", "1x1"), "mastodon": ("1x1", "4x5"), "pinterest": ("2x3", "4x5"), "tiktok": ("9x16",), "youtube": ("9x16", "16x9"),
    "google": ("1x1", "4x5"), "snapchat": ("9x16",),
}  # fmt: skip
"""Which of a post's ratios a channel takes, the best first; any channel takes 4x5, then 1x1, then whatever there is."""
_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif", "pdf": "application/pdf"}
_CLIP_TYPES = {"mp4": "video/mp4", "gif": "image/gif", "webp": "image/webp"}
FOLDER = "folder"


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
    templates: Callable[[str], Template],
    settings: Settings,
    channels: Sequence[ChannelNeed],
    blobs: Blobs,
    drawing: Drawing | None = None,
) -> Prepared:
    """Return the finished media of a post for its channels; `files` are the blobs of what it names.

    `templates` gives the brand's template of a name, `drawing` makes the pictures. Raises `PostError` for given media that no channel may
    take, and what storing raises.
    """
    with tempfile.TemporaryDirectory(prefix="visualgen-post-") as folder:
        laid = lay_out(files, Path(folder), blobs)
        row = row_of(facts, reference)
        if row.media:
            return Prepared(tuple(given_media(row, files, laid, channels, settings.limits, blobs)), ())
        if not row.template:
            return Prepared((), ())
        planned: list[tuple[ChannelNeed, PlannedPicture]] = []
        problems: dict[tuple[str, str | None], Problem] = {}
        for need in channels:
            pictures, found = _plan(row, need, Path(folder), laid, kit, templates, settings)
            problems |= {(problem.code, problem.column): problem for problem in found}
            planned += [(need, picture) for picture in pictures]
        return _drawn(row, planned, problems, blobs, settings, drawing or DrawnHere(settings), Path(folder))


def keys_of(
    facts: Mapping[str, Any], reference: str, files: Mapping[str, str], kit: BrandKit, templates: Callable[[str], Template],
    settings: Settings, channels: Sequence[ChannelNeed], blobs: Blobs,
) -> dict[tuple[str, int], str]:  # fmt: skip
    """Return the render key each (channel, position) would have today, without drawing: what differs from the pins has changed."""
    with tempfile.TemporaryDirectory(prefix="visualgen-post-") as folder:
        laid = lay_out(files, Path(folder), blobs)
        row = row_of(facts, reference)
        found: dict[tuple[str, int], str] = {}
        for need in channels if row.template else ():
            pictures, _ = _plan(row, need, Path(folder), laid, kit, templates, settings)
            found |= {(need.name, index): _key(picture, settings) for index, picture in enumerate(pictures)}
        return found


def ratios_for(row: Row, channel: str) -> tuple[str, ...]:
    """Return which of the row's ratios `channel` takes: a placement of its own, else the best liked; the folder takes all."""
    if channel == FOLDER:
        return row.ratios
    network = network_of(channel)
    own = [ratio for ratio in row.ratios if ratio.partition(".")[0] == network and "." in ratio]
    plain = [ratio for ratio in row.ratios if not (ratio.partition(".")[2] and not ratio.replace(".", "").isdigit())]
    liked = [ratio for ratio in (*LIKED.get(network, ()), "4x5", "1x1") if ratio in plain]
    return tuple((own or liked or plain or list(row.ratios))[:1])


def _plan(
    row: Row, need: ChannelNeed, folder: Path, laid: Mapping[str, Path], kit: BrandKit, templates: Callable[[str], Template],
    settings: Settings,
) -> tuple[list[PlannedPicture], list[Problem]]:  # fmt: skip
    ratios = ratios_for(row, need.name)
    plan = plan_calendar(Calendar("", (row,)), folder, kit, settings, ratios=ratios, templates=templates, kept=laid)
    pictures = [replace(picture, job=replace(picture.job, output=_output(picture, need))) for picture in plan.pictures]
    return [_clip_as_taken(picture, need) for picture in pictures], [problem for problem in plan.problems if problem.blocks]


def _output(picture: PlannedPicture, need: ChannelNeed) -> Output:
    """Return how the picture is encoded for the channel: as asked where it takes that, else JPEG; under the heaviest it takes."""
    asked = picture.job.output
    kind = asked.type if not need.types or _TYPES[asked.type] in need.types else "jpeg"
    placed = placement(picture.job.target.placement).max_bytes if picture.job.target.placement else None
    most = min((limit for limit in (asked.max_bytes, placed, need.max_bytes) if limit), default=None)
    return Output(kind, asked.quality, most if kind != "pdf" else None)


def _clip_as_taken(picture: PlannedPicture, need: ChannelNeed) -> PlannedPicture:
    """Return a clip in the type the channel takes: MP4, unless it takes the one that was asked for."""
    if picture.clip is None:
        return picture
    asked = picture.clip.output
    taken = not need.types or _CLIP_TYPES[asked.type] in need.types
    return picture if taken else replace(picture, clip=replace(picture.clip, output=replace(asked, type="mp4")))


def _key(picture: PlannedPicture, settings: Settings) -> str:
    return render_key(picture.job) if picture.clip is None else key_of_clip(picture.clip, world_of(settings))


def _kind(channel: str, picture: PlannedPicture) -> str:
    name = (picture.job.target.placement or "").partition(".")[2]
    width, height = picture.job.target.size_px
    channel = network_of(channel)
    if picture.clip is not None:
        return "story" if name == "story" else "reel" if channel in ("instagram", "facebook") else "video"
    if name == "story" or (channel in ("instagram", "facebook") and not name and height * 9 >= width * 16):
        return "story"
    return "carousel" if picture.pages > 1 else "photo"


@dataclass(frozen=True, slots=True)
class _Made:
    """What drawing gave: in the store."""

    blob: str
    media_type: str
    size_px: tuple[int, int]
    duration_s: float | None
    findings: tuple[Finding, ...]


def _drawn(
    row: Row,
    planned: Sequence[tuple[ChannelNeed, PlannedPicture]],
    problems: dict[tuple[str, str | None], Problem],
    blobs: Blobs,
    settings: Settings,
    drawing: Drawing,
    folder: Path,
) -> Prepared:
    """Draw every picture and clip once, however many channels show it."""
    keys = [_key(picture, settings) for _, picture in planned]
    once = dict(zip(keys, (picture for _, picture in planned), strict=True))
    stills = {key: picture.job for key, picture in once.items() if picture.clip is None}
    made: dict[str, _Made | VisualgenError] = {
        key: answer if isinstance(answer, VisualgenError) else _kept(answer, blobs)
        for key, answer in zip(stills, drawing.stills(list(stills.values())), strict=True)
    }
    made |= {key: _filmed(picture.clip, drawing, folder / key, blobs) for key, picture in once.items() if picture.clip is not None}
    media: list[FinishedMedium] = []
    positions: dict[str, int] = {}
    for key, (need, picture) in zip(keys, planned, strict=True):
        found = made[key]
        if isinstance(found, VisualgenError):
            problem = problem_of(found, row, picture.job.content)
            problems.setdefault((problem.code, problem.column), problem)
            continue
        place = positions[need.name] = positions.get(need.name, -1) + 1
        kind, size = _kind(need.name, picture), found.size_px
        media.append(
            FinishedMedium(
                need.name, place, kind, picture.ratio, found.blob, key, found.media_type, *size, found.duration_s, found.findings
            )
        )
    return Prepared(tuple(media), tuple(problems.values()))


def _kept(picture: Rendered, blobs: Blobs) -> _Made:
    return _Made(blobs.put(picture.data, picture.media_type), picture.media_type, picture.size_px, None, picture.findings)


def _filmed(job: ClipJob, drawing: Drawing, path: Path, blobs: Blobs) -> _Made | VisualgenError:
    try:
        clip = drawing.clip(job, path.with_suffix(f".{job.output.type}"))
    except VisualgenError as error:
        return error
    return _Made(blobs.put_file(clip.path, clip.media_type), clip.media_type, clip.size_px, clip.duration_s, clip.findings)
