"""Sound out of a file: the part that is wanted, as stereo floats at 48 kHz, whatever it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from visualgen.errors import MediaError
from visualgen.motion.media.opening import SOUND_KINDS, SOUND_KINDS_FR, facts, opened
from visualgen.motion.products import Sound
from visualgen.motion.write.written import Samples
from visualgen.settings import Limits

RATE_HZ = 48_000


def sound_file(path: Path, limits: Limits, *, start_s: float = 0.0, end_s: float | None = None, loop: bool = True) -> Sound:
    """Return the file at `path` as a clip's soundtrack; the words about fades, ducking and loudness are `Sound`'s own.

    Raises `MediaError` (no sound in it, damaged, nothing in the part chosen) and `LimitExceeded` (too long, too heavy).
    """
    found = facts(path, limits)
    if not found.sound:
        raise MediaError(
            "there is no sound in this file", mend=f"give a file with sound: {SOUND_KINDS}, or a video", file=path.name
        ).french("il n’y a pas de son dans ce fichier", f"donnez un fichier qui a du son : {SOUND_KINDS_FR}, ou une vidéo")
    if start_s < 0 or start_s >= found.duration_s or (end_s is not None and end_s <= start_s):
        raise MediaError(
            f"there is nothing from {start_s:g} s on", mend=f"it lasts {found.duration_s:.1f} s: choose a part of that", file=path.name
        ).french(f"il n’y a rien à partir de {start_s:g} s", f"le son dure {found.duration_s:.1f} s : choisissez-en une partie")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Sound(path.absolute(), digest, start_s, end_s, loop)


def samples(path: Path, limits: Limits, start_s: float, seconds: float) -> Samples:
    """Return at most `seconds` of the file's sound from `start_s` on: (n, 2) float32 at 48 kHz, full scale 1.

    In a video, 0 is when its pictures begin: sound that begins later is preceded by silence. Raises `MediaError`.
    """
    with opened(path, limits) as container:
        stream = next((stream for stream in container.streams.audio if stream.codec_context is not None), None)
        if stream is None:
            raise MediaError(
                "there is no sound in this file", mend=f"give a file with sound: {SOUND_KINDS}, or a video", file=path.name
            ).french("il n’y a pas de son dans ce fichier", f"donnez un fichier qui a du son : {SOUND_KINDS_FR}, ou une vidéo")
        begin = start_s + _zero(container)
        wanted = round(seconds * RATE_HZ)
        found = np.zeros((wanted, 2), np.float32)
        if begin > 1:
            container.seek(int((begin - 0.5) / (stream.time_base or Fraction(1, av.time_base))), stream=stream, backward=True)
        end, place = 0, None
        for frame in _resampled(container, stream):
            if place is None:
                place = round(((frame.time or 0.0) - begin) * RATE_HZ)
            block = frame.to_ndarray().T
            first, last = max(0, place), min(wanted, place + len(block))
            if last > first:
                found[first:last] = block[first - place : last - place]
                end = last
            place += len(block)
            if place >= wanted:
                break
        return found[:end]


def _zero(container: InputContainer) -> float:
    """Return when the pictures begin, in the file's own time; without pictures, when the sound does."""
    stream = next(iter(container.streams.video), None) or container.streams.audio[0]
    return float((stream.start_time or 0) * (stream.time_base or Fraction(1)))


def _resampled(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Yield the sound as stereo floats at 48 kHz; a damaged packet is left out."""
    resampler = AudioResampler(format="fltp", layout="stereo", rate=RATE_HZ)
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            if isinstance(frame, AudioFrame) and frame.samples:
                yield from resampler.resample(frame)
    yield from resampler.resample(None)
