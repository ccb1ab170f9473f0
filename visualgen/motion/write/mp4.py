"""MP4 as every network takes it: H.264 High, yuv420p in BT.709, closed GOP, AAC 48 kHz, index first, no edit list.

The networks' rules are in `formats/`; the container's in ISO/IEC 14496-12. Without an edit list the first frame is at 0 because
composition offsets are signed (`negative_cts_offsets`), and the sound is in step because the AAC encoder's 1,024 priming samples
(ISO/IEC 14496-3) take the place of the track's own first ones.
"""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from visualgen.motion.products import Clip, ClipOutput
from visualgen.motion.write.planes import BT709, Planes
from visualgen.motion.write.written import Progress, Samples, Told, TooHeavy, Written, search_crf

RATE_HZ = 48_000
HIGHEST_CRF = 40.0
GOP_SECONDS = 2
MOST_THREADS = 8
SOUND_BPS = 192_000
POOR_SOUND_BPS = 96_000
_PRIMING = 1_024
_AHEAD = RATE_HZ // 2


def write_mp4(clip: Clip, output: ClipOutput, path: Path, sound: Samples | None, told: Told) -> Written:
    """Write the clip to `path`; with `output.max_bytes` at the best CRF that is not heavier."""
    progress = Progress(told, clip.count)
    begun = False

    def attempt(crf: float, limit: int | None) -> int:
        nonlocal begun
        if begun:
            progress.more(clip.count)
        begun = True
        return _Muxed(clip, output, path, sound, crf, limit, progress).write()

    if output.max_bytes is None:
        crf, weight = float(output.crf), attempt(output.crf, None)
    else:
        crf = search_crf(attempt, output.crf, max(HIGHEST_CRF, output.crf), output.max_bytes)
        weight = path.stat().st_size
    fits = output.max_bytes is None or weight <= output.max_bytes
    return Written(weight, clip.count, clip.fps, crf, fits, sound is not None)


def even(size_px: tuple[int, int]) -> tuple[int, int]:
    """Return the size without the odd last column and row, which 4:2:0 cannot hold."""
    return size_px[0] - size_px[0] % 2, size_px[1] - size_px[1] % 2


class _Muxed:
    """One attempt at the file."""

    def __init__(
        self, clip: Clip, output: ClipOutput, path: Path, sound: Samples | None, crf: float, limit: int | None, progress: Progress
    ) -> None:
        self.clip, self.path, self.sound, self.limit, self.progress = clip, path, sound, limit, progress
        self.output, self.crf = output, crf
        self.weight = 0
        self.heard = _PRIMING

    def write(self) -> int:
        options = {"movflags": "+faststart+negative_cts_offsets", "use_editlist": "0"}
        with av.open(str(self.path), "w", format="mp4", options=options) as container:
            video, audio = self._video(container), self._audio(container)
            planes = Planes(even(self.clip.size_px))
            for frame in self.progress.frames(self.clip):
                self._mux(container, video, planes.convert(frame))
                if audio is not None:
                    self._hear(container, audio, (frame.index + 1) * RATE_HZ // self.clip.fps + _AHEAD)
                if self.limit is not None and self.weight > self.limit:
                    self._give_up(frame.index + 1)
            self._mux(container, video, None)
            if audio is not None:
                self._hear(container, audio, len(cast(Samples, self.sound)))
                self._mux(container, audio, None)
        return self.path.stat().st_size

    def _video(self, container: OutputContainer) -> VideoStream:
        stream = container.add_stream("libx264", rate=self.clip.fps)
        stream.width, stream.height = even(self.clip.size_px)
        stream.pix_fmt = "yuv420p"
        options: dict[str, str] = {
            "preset": self.output.preset,
            "crf": f"{self.crf:g}",
            "profile": "high",
            "x264-params": "open-gop=0:chromaloc=1",
        }
        if self.output.bitrate_bps is not None:
            rate = int(self.output.bitrate_bps * 0.9)
            options |= {"maxrate": str(rate), "bufsize": str(rate)}
        stream.options = {**options}
        codec = stream.codec_context
        codec.thread_count = _threads(self.output)
        codec.gop_size = GOP_SECONDS * self.clip.fps
        codec.color_range, codec.color_primaries, codec.color_trc, codec.colorspace = ColorRange.MPEG, BT709, BT709, BT709
        return stream

    def _audio(self, container: OutputContainer) -> AudioStream | None:
        if self.sound is None:
            return None
        stream = container.add_stream("aac", rate=RATE_HZ)
        stream.layout = "stereo"
        poor = self.limit is not None and self.limit * 8 / self.clip.duration_s < 10 * POOR_SOUND_BPS
        stream.bit_rate = POOR_SOUND_BPS if poor else SOUND_BPS
        return stream

    def _hear(self, container: OutputContainer, stream: AudioStream, until: int) -> None:
        """Encode the samples up to `until`."""
        sound = cast(Samples, self.sound)
        size = stream.codec_context.frame_size or _PRIMING
        while self.heard < min(until, len(sound)):
            block = sound[self.heard : self.heard + size]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = RATE_HZ, Fraction(1, RATE_HZ), self.heard
            self.heard += len(block)
            self._mux(container, stream, frame)

    def _mux(self, container: OutputContainer, stream: VideoStream | AudioStream, frame: av.VideoFrame | av.AudioFrame | None) -> None:
        for packet in stream.encode(frame):  # type: ignore[arg-type]
            self.weight += packet.size
            container.mux(packet)

    def _give_up(self, frames: int) -> None:
        self.progress.skip(self.clip.count - frames)
        raise TooHeavy(int(self.weight * self.clip.count / frames))


def _threads(output: ClipOutput) -> int:
    """Return how many threads encode: each has frames of its own, so that more than eight cost memory and gain little."""
    return output.threads or min(MOST_THREADS, os.cpu_count() or 1)
