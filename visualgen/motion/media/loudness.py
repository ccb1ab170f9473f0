"""How loud a soundtrack is, and how loud it is made: EBU R 128 and ITU-R BS.1770, measured by FFmpeg's `ebur128`.

Loudness is integrated (gated) LUFS; peaks are true peaks, looked for between the samples (BS.1770-4, annex 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph

from visualgen.motion.write.written import Samples

RATE_HZ = 48_000
PEAK_DBTP = -1.0
"""What the finished file may reach."""
ENCODER_DB = 0.5
"""What AAC may add to a peak."""
SILENCE_LUFS = -60.0
MOST_GAIN_DB = 24.0
MOST_LIMITING_DB = 9.0
"""A peak is held down by so much at the most; a soundtrack that would need more stays quieter."""
_BLOCK = 48_000


@dataclass(frozen=True, slots=True)
class Loudness:
    """`integrated_lufs` (−70 where nothing is heard) and the highest true peak in dBTP."""

    integrated_lufs: float
    peak_dbtp: float


def measured(sound: Samples) -> Loudness:
    """Return how loud (n, 2) samples at 48 kHz are."""
    integrated, peak = -70.0, 0.0
    for frame in _through(sound, [("ebur128", "peak=true:metadata=1:framelog=quiet")]):
        facts = frame.metadata
        integrated = float(facts.get("lavfi.r128.I", integrated))
        peak = max(peak, float(facts.get("lavfi.r128.true_peak", 0.0)))
    return Loudness(max(integrated, -70.0) if np.isfinite(integrated) else -70.0, 20 * np.log10(max(peak, 1e-6)))


def brought_to(sound: Samples, target_lufs: float | None) -> Samples:
    """Return the sound at `target_lufs` (None: as loud as it is), its true peaks held under −1 dBTP with room for the encoder.

    What is next to silence stays so. Where the peaks would have to be held down by more than 9 dB it stays quieter.
    """
    now = measured(sound)
    ceiling = PEAK_DBTP - ENCODER_DB
    if now.integrated_lufs <= SILENCE_LUFS:
        return sound
    gain = 0.0
    if target_lufs is not None:
        gain = min(target_lufs - now.integrated_lufs, MOST_GAIN_DB, ceiling + MOST_LIMITING_DB - now.peak_dbtp)
    if now.peak_dbtp + gain <= ceiling:
        return sound * np.float32(10 ** (gain / 20))
    held = sound
    limit = ceiling
    for _ in range(3):
        held = _limited(sound, gain, limit)
        after = measured(held)
        if after.peak_dbtp > ceiling + 0.05:
            limit -= after.peak_dbtp - ceiling
        elif target_lufs is not None and after.integrated_lufs < target_lufs - 0.3 and gain < MOST_GAIN_DB:
            gain = min(gain + target_lufs - after.integrated_lufs, ceiling + MOST_LIMITING_DB - now.peak_dbtp)
        else:
            break
    return held


def _limited(sound: Samples, gain_db: float, ceiling_dbtp: float) -> Samples:
    """Return the sound with the gain, its peaks bent down at four times the rate, where those between samples are seen."""
    steps = [
        ("volume", f"{gain_db:.3f}dB:precision=float"),
        ("aresample", str(4 * RATE_HZ)),
        ("alimiter", f"limit={10 ** (ceiling_dbtp / 20):.6f}:attack=4:release=80:level=0:latency=1"),
        ("aresample", str(RATE_HZ)),
        ("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
    ]
    blocks = [frame.to_ndarray().T for frame in _through(sound, steps)]
    held = np.concatenate(blocks) if blocks else sound[:0]
    fitted = np.zeros_like(sound)
    length = min(len(held), len(sound))
    fitted[:length] = held[:length]
    return fitted


def _through(sound: Samples, steps: list[tuple[str, str]]) -> Iterator[AudioFrame]:
    """Yield the sound as it comes out of FFmpeg's filters."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE_HZ, format="fltp", layout="stereo", time_base=Fraction(1, RATE_HZ))
    last = source
    for name, arguments in steps:
        node = graph.add(name, arguments)
        last.link_to(node)
        last = node
    sink = graph.add("abuffersink")
    last.link_to(sink)
    graph.configure()

    def drained() -> Iterator[AudioFrame]:
        while True:
            try:
                frame = sink.pull()
            except (NothingYet, NothingMore):
                return
            if isinstance(frame, AudioFrame):
                yield frame

    for start in range(0, len(sound), _BLOCK):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[start : start + _BLOCK].T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
        source.push(frame)
        yield from drained()
    source.push(None)
    yield from drained()
