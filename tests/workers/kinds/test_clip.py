from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.motion.media.films import film, greys, sine, wav
from tests.workers.helping import LIBRARY
from visualgen.jobs.model import Job, State
from visualgen.motion.jobs import clip_target
from visualgen.motion.media.footage import footage_file
from visualgen.render.products import StillJob
from visualgen.renders import order
from visualgen.renders import service as renders
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import utc_now
from visualgen.store.database import Database


def _order(blobs: Blobs, words: str, **content: Any) -> dict[str, Any]:
    template = LIBRARY.template("annonce")
    target = clip_target("90x120", template, "mp4", Settings().limits)
    job = StillJob(template, LIBRARY.kit("levain"), target, {"headline": words, **content}, sample=True)
    return order.written(job, "annonce", "levain", blobs)


@pytest.mark.parametrize("kind", ["mp4", "webp"])
def test_a_clip_is_made_once_and_kept_with_its_poster(
    kind: str,
    database: Database,
    blobs: Blobs,
    brand_id: str,
    start_engine: Callable[..., Any],
    ask: Callable[..., str],
    ended: Callable[[str], Job],
) -> None:
    engine = start_engine()
    payload = {"orders": [_order(blobs, "Samedi")], "clip": {"type": kind, "fps": 8, "duration_s": 1.5}}
    job = ended(ask("clip", payload))
    assert job.state == State.DONE, job.error
    (made,) = job.result["renders"]
    assert (made["width"], made["height"], made["duration_s"]) == (90, 120, 1.5)
    kept = renders.find(database, brand_id, made["key"], now=utc_now())
    assert kept is not None
    assert kept.poster is not None
    assert len(blobs.get(kept.blob)) == made["bytes"]
    assert blobs.get(kept.poster).startswith(b"\xff\xd8")
    again = ended(ask("clip", payload))
    assert again.result == job.result
    assert (again.ended_at - again.started_at).total_seconds() < 2
    assert list(engine.runner.scratch.iterdir()) == []


def test_footage_and_sound_travel_as_blobs(
    tmp_path: Path, blobs: Blobs, start_engine: Callable[..., Any], ask: Callable[..., str], ended: Callable[[str], Job]
) -> None:
    footage = footage_file(film(tmp_path / "film.mp4", greys((64, 48))), Settings().limits, focus=(0.5, 0.5))
    music = wav(tmp_path / "song.wav", sine(2.0, hz=440.0))
    sound = {"blob": blobs.put_file(music, "audio/wav"), "name": "song.wav", "fade_out_s": 0.5}
    sent = _order(blobs, "Samedi", photo=footage)
    assert len(order.pictures_of(sent)) == 2
    for path in (footage.path, music):
        path.unlink()
    start_engine()
    job = ended(ask("clip", {"orders": [sent], "clip": {"type": "mp4", "fps": 8, "duration_s": 1.0, "sound": sound}}))
    assert job.state == State.DONE, job.error


def test_a_sound_that_is_none_fails(
    blobs: Blobs, start_engine: Callable[..., Any], ask: Callable[..., str], ended: Callable[[str], Job]
) -> None:
    start_engine()
    sound = {"blob": blobs.put(b"no sound at all", "audio/wav"), "name": "song.wav"}
    job = ended(ask("clip", {"orders": [_order(blobs, "x")], "clip": {"type": "mp4", "sound": sound}}))
    assert (job.state, job.error["code"]) == (State.FAILED, "media")
