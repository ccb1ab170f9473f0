"""The job `clip`: orders become the scenes of one clip, kept under its key with its poster.

Payload: {"orders": [order, …], "clip": {"type": "mp4" | "gif" | "webp", and as wanted "fps", "duration_s", "poster_s", "transition",
"end_card", "crf", "preset", "max_bytes", "sound": {"blob", "name", "start_s", "end_s", "loop", "fade_in_s", "fade_out_s", "duck_db"}}}.
Result: {"renders": [{"key", "ratio", …, "duration_s"}]}, one.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from visualgen.motion.directions import transition
from visualgen.motion.jobs import clip_job
from visualgen.motion.products import ClipJob, ClipOutput, Sound
from visualgen.renders import order
from visualgen.workers.kinds.keeping import Keeping, facts_of
from visualgen.workers.work import Result, Work

_OUTPUT = ("crf", "preset", "max_bytes")
_TIMES = ("fps", "duration_s", "poster_s")
_SOUND = ("start_s", "end_s", "loop", "fade_in_s", "fade_out_s", "duck_db")
ENCODER_THREADS = 1
"""Each job has one core: as many run at once as there are render processes."""


class ClipKind:
    """Clips."""

    name = "clip"

    def run(self, work: Work) -> Result:
        """Make the clip if it is not kept yet; progress counts its frames."""
        folder = Path(tempfile.mkdtemp(dir=work.scratch))
        try:
            job = clip_of(work, work.payload, folder)
            render = Keeping(work, work.settings).clip(job, work.report)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        first = job.scenes[0].still.target
        return Result({"renders": [facts_of(render, first.placement or first.ratio)]})


def clip_of(work: Work, payload: Mapping[str, Any], folder: Path) -> ClipJob:
    """Return the clip of a payload; the videos and the sound it plays are written into `folder`. Raises `InputError`."""
    asked: Mapping[str, Any] = payload["clip"]
    stills = tuple(order.read(one, work.brand_id, work.library, work.blobs, folder) for one in payload["orders"])
    output = ClipOutput(asked["type"], threads=ENCODER_THREADS, **_given(asked, _OUTPUT))
    return clip_job(
        stills,
        output,
        work.settings.limits,
        **_given(asked, _TIMES),
        sound=_sound(work, asked["sound"], folder) if asked.get("sound") else None,
        transition=transition(asked["transition"]) if asked.get("transition") else None,
        end_card=bool(asked.get("end_card", False)),
    )


def _sound(work: Work, asked: Mapping[str, Any], folder: Path) -> Sound:
    """Return the soundtrack, looked at in a render process: it comes from outside."""
    path = order.written_out(asked["blob"], asked["name"], work.blobs, folder)
    found = work.compute(look_at_sound, path, work.settings.limits, timeout_s=work.settings.limits.render_seconds)
    return replace(found, **_given(asked, _SOUND))


def look_at_sound(path: Path, limits: Any) -> Sound:
    """Return the file as a soundtrack; runs in a render process. Raises `MediaError`, `LimitExceeded`."""
    from visualgen.motion.media.sound import sound_file

    return sound_file(path, limits)


def _given(asked: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: asked[name] for name in names if asked.get(name) is not None}
