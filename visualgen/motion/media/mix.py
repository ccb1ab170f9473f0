"""The clip's soundtrack, put together with MoviePy: music looped and faded, lowered while footage is heard, then made as loud as asked.

MoviePy is given samples, not files: PyAV has read them (exact cuts, one decoder), and no second FFmpeg is started.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from visualgen.errors import MediaError
from visualgen.motion.media.loudness import brought_to
from visualgen.motion.media.sound import RATE_HZ, samples
from visualgen.motion.products import FootageValue, Sound, Timeline
from visualgen.motion.write.written import Samples
from visualgen.settings import Limits

if TYPE_CHECKING:
    from moviepy import AudioClip

TARGET_LUFS = -14.0
"""What footage without music is brought to: the level the networks play at."""
EDGE_S = 0.03
"""What footage's sound takes to come and go, so that no cut clicks."""
CLICK = 0.02
"""A jump that is heard."""
SEAM = 240
"""Samples: 5 ms."""
DUCK_DOWN_S = 0.2
DUCK_UP_S = 0.6
HEARD_DBFS = -42.0
_STEP = 480
"""Ducking looks at the footage's sound every 10 ms."""
_CHUNK = 1 << 17


def soundtrack(sound: Sound | None, timeline: Timeline, limits: Limits) -> Samples | None:
    """Return what is heard in the clip, exactly as long as it is: (n, 2) float32 at 48 kHz; None where nothing is.

    Raises `MediaError` for a file that cannot be read any more.
    """
    seconds = timeline.duration_s
    heard = [(value, start, end) for value, start, end in timeline.footage if value.sound and end > start]
    if sound is None and not heard:
        return None
    voices = [_voice(value, start, end, limits) for value, start, end in heard]
    total = round(seconds * RATE_HZ)
    spoken = _composed([clip for clip in voices if clip is not None], total)
    if sound is None:
        return brought_to(spoken, TARGET_LUFS)
    music = _music(sound, seconds, limits)
    if spoken.any():
        music = music.transform(_ducker(spoken, sound.duck_db))
    mixed = _composed([music], total)
    mixed += spoken
    return brought_to(mixed, sound.loudness_lufs)


def _music(sound: Sound, seconds: float, limits: Limits) -> AudioClip:
    moviepy = _moviepy()
    afx = moviepy.afx
    length = seconds if sound.end_s is None else min(seconds, sound.end_s - sound.start_s)
    found = samples(sound.path, limits, sound.start_s, length)
    if not len(found):
        raise MediaError("nothing is heard in the part chosen", mend="choose another part of it", file=sound.path.name).french(
            "on n’entend rien dans la partie choisie", "choisissez une autre partie"
        )
    loops = sound.loop and len(found) < round(seconds * RATE_HZ)
    clip = moviepy.AudioArrayClip(_joinable(found) if loops else found, RATE_HZ)
    effects: list[Any] = [afx.AudioLoop(duration=seconds)] if loops else []
    lasts = seconds if effects else min(clip.duration, seconds)
    if sound.gain_db:
        effects.append(afx.MultiplyVolume(10 ** (sound.gain_db / 20)))
    if sound.fade_in_s > 0:
        effects.append(afx.AudioFadeIn(min(sound.fade_in_s, lasts / 2)))
    if sound.fade_out_s > 0:
        effects.append(afx.AudioFadeOut(min(sound.fade_out_s, lasts / 2)))
    return clip.with_effects(effects)


def _voice(value: FootageValue, start_s: float, end_s: float, limits: Limits) -> AudioClip | None:
    """Return the footage's own sound at its place in the clip."""
    span = end_s - start_s
    part = span if value.end_s is None else min(span, value.end_s - value.start_s)
    found = samples(value.path, limits, value.start_s, part)
    if not len(found):
        return None
    moviepy = _moviepy()
    afx = moviepy.afx
    clip = moviepy.AudioArrayClip(found, RATE_HZ)
    if value.loop and clip.duration < span:
        clip = clip.with_effects([afx.AudioLoop(duration=span)])
    edge = min(EDGE_S, clip.duration / 2)
    return clip.with_effects([afx.AudioFadeIn(edge), afx.AudioFadeOut(edge)]).with_start(start_s)


def _joinable(sound: Samples) -> Samples:
    """Return what is to follow on itself: as it is where its end meets its beginning, else with both softened: no click."""
    if float(np.abs(sound[-1] - sound[0]).max()) <= CLICK:
        return sound
    ramp = np.minimum(1.0, np.arange(len(sound)) / SEAM).astype(np.float32)
    return sound * (ramp * ramp[::-1])[:, None]


def _composed(clips: list[AudioClip], total: int) -> Samples:
    """Return the clips together as `total` samples."""
    found = np.zeros((total, 2), np.float32)
    if not clips:
        return found
    mixed = _moviepy().CompositeAudioClip(clips)
    for start in range(0, total, _CHUNK):
        times = np.arange(start, min(start + _CHUNK, total)) / RATE_HZ
        found[start : start + len(times)] = mixed.get_frame(times)
    return found


def _ducker(spoken: Samples, duck_db: float) -> Any:
    """Return MoviePy's transform that lowers a clip while `spoken` is heard."""
    gain = _ducked(spoken, duck_db)
    moments = np.arange(len(gain)) * (_STEP / RATE_HZ)

    def lowered(get_frame: Any, t: Any) -> Any:
        factor = np.interp(t, moments, gain)
        return get_frame(t) * (factor[:, None] if isinstance(t, np.ndarray) else factor)

    return lowered


def _ducked(spoken: Samples, duck_db: float) -> NDArray[np.float64]:
    """Return the music's gain every 10 ms: it is down when the footage begins to be heard, and comes back slowly."""
    steps = -(-len(spoken) // _STEP)
    padded = np.zeros((steps * _STEP, 2), np.float32)
    padded[: len(spoken)] = spoken
    level = np.sqrt((padded.reshape(steps, -1) ** 2).mean(axis=1))
    wanted = np.where(level > 10 ** (HEARD_DBFS / 20), 1.0, 0.0)
    down, up = _STEP / RATE_HZ / DUCK_DOWN_S, _STEP / RATE_HZ / DUCK_UP_S
    depth = np.zeros(steps)
    now = 0.0
    ahead = round(DUCK_DOWN_S * RATE_HZ / _STEP)
    for index in range(steps):
        heard = wanted[index : index + ahead + 1].max()
        now = min(1.0, now + down) if heard else max(0.0, now - up)
        depth[index] = now
    return np.asarray(10 ** (-abs(duck_db) * depth / 20))


def _moviepy() -> Any:
    """Return MoviePy, imported without the `.env` file it would read from the folder one stands in into our environment."""
    before = os.environ.get("PYTHON_DOTENV_DISABLED")
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"
    try:
        import moviepy
    finally:
        if before is None:
            del os.environ["PYTHON_DOTENV_DISABLED"]
        else:
            os.environ["PYTHON_DOTENV_DISABLED"] = before
    return moviepy
