"""What a door asks becomes a clip's job: pages as scenes, the template's own settings, the placement's limits."""

from __future__ import annotations

from dataclasses import replace

from visualgen.errors import LimitExceeded
from visualgen.formats import RATIOS, ClipLimits, placement
from visualgen.motion.directions import read_directions
from visualgen.motion.products import ClipJob, ClipOutput, ClipType, Scene, Sound, Transition
from visualgen.render.products import StillJob
from visualgen.settings import Limits
from visualgen.template.model import Target, Template
from visualgen.template.target import resolve_target

FPS: dict[ClipType, int] = {"mp4": 30, "gif": 20, "webp": 20}
"""What a clip has where nobody says otherwise. A GIF counts in hundredths of a second, which 20 divides."""
SMALL_SIDE_PX: dict[ClipType, int] = {"gif": 540, "webp": 720}
"""The short side of a GIF or WebP whose size was not asked for in px: at 1080 it would weigh tens of megabytes."""
PAGE_TURN = Transition("slide", 0.5, "right")


def clip_job(
    stills: tuple[StillJob, ...],
    output: ClipOutput,
    limits: Limits,
    *,
    fps: int | None = None,
    duration_s: float | None = None,
    poster_s: float | None = None,
    sound: Sound | None = None,
    transition: Transition | None = None,
    end_card: bool = False,
) -> ClipJob:
    """Return the clip of `stills`, one after the other, each with all its pages; what is not said is the first template's, else usual.

    The placement's rate and weight go into the output. Raises `TemplateError` for a template's motion that cannot be used,
    `MediaError` for its sound.
    """
    first = stills[0]
    said = read_directions(first.template)
    scenes = tuple(Scene(replace(still, page=page)) for still in stills for page in range(1, still.template.pages(still.target.ratio) + 1))
    if sound is None and said.sound:
        from visualgen.motion.media.sound import sound_file

        sound = sound_file(first.template.folder / said.sound, limits)
    return ClipJob(
        scenes,
        fps=fps or (said.fps if output.type == "mp4" else None) or FPS[output.type],
        duration_s=duration_s,
        poster_s=said.poster_s if poster_s is None else poster_s,
        transition=transition or (PAGE_TURN if len(scenes) > 1 else None),
        end_card=end_card,
        sound=sound,
        output=_within(output, limits_of(first, output.type)),
    )


def limits_of(still: StillJob, kind: ClipType) -> ClipLimits | None:
    """Return what the still's placement takes of clips of that type; None where nothing is known."""
    return placement(still.target.placement).clips.get(kind) if still.target.placement else None


def clip_size(size_px: tuple[int, int], kind: ClipType) -> tuple[int, int]:
    """Return the size of a clip whose ratio alone was asked for: that of the still, GIF and WebP smaller."""
    side = SMALL_SIDE_PX.get(kind)
    if side is None or min(size_px) <= side:
        return size_px
    scale = side / min(size_px)
    return round(size_px[0] * scale), round(size_px[1] * scale)


def clip_target(ratio: str | None, template: Template, kind: ClipType, limits: Limits) -> Target:
    """Return what size the clip gets: a ratio by name is smaller for GIF and WebP, a size in px or a placement is as it says.

    Raises as `resolve_target`, and `LimitExceeded` for a size that players do not take.
    """
    target = resolve_target(ratio, template, limits)
    named = ratio is None or ratio.strip().lower() in template.ratios or ratio.strip().lower() in RATIOS
    size = clip_size(target.size_px, kind) if named else target.size_px
    if size[0] * size[1] > limits.clip_area_px:
        most = f"{limits.clip_area_px / 1e6:.1f} million pixels, 4096 × 2304 for example"
        raise LimitExceeded(f"a clip of {size[0]} × {size[1]} px is too large", mend=f"ask for at most {most}")
    return replace(target, size_px=size) if size != target.size_px else target


def _within(output: ClipOutput, limits: ClipLimits | None) -> ClipOutput:
    if limits is None:
        return output
    most = [size for size in (output.max_bytes, limits.max_bytes) if size is not None]
    rates = [rate for rate in (output.bitrate_bps, limits.bitrate_bps) if rate is not None]
    return replace(output, max_bytes=min(most, default=None), bitrate_bps=min(rates, default=None))
