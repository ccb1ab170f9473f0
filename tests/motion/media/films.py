"""Small videos and sounds, made as the tests need them: frame n says n by its grey."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.motion.write.boxes import boxes


def grey_of(index: int) -> int:
    """Return the grey that stands for a frame's number (up to 40)."""
    return 20 + 5 * index


def number_of(pixels: np.ndarray) -> int:
    """Return the number a frame shows in its middle."""
    height, width = pixels.shape[:2]
    middle = pixels[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3, :3]
    return round((float(middle.mean()) - 20) / 5)


def greys(size: tuple[int, int]) -> Callable[[int], np.ndarray]:
    """Return a painter of RGB frames of one grey."""
    return lambda index: np.full((size[1], size[0], 3), grey_of(index), np.uint8)


def quarters(size: tuple[int, int]) -> Callable[[int], np.ndarray]:
    """Return a painter of red, green, blue and white quarters: left top, right top, left bottom, right bottom."""

    def paint(_: int) -> np.ndarray:
        image = np.full((size[1], size[0], 3), 255, np.uint8)
        middle_y, middle_x = size[1] // 2, size[0] // 2
        image[:middle_y, :middle_x] = (230, 20, 20)
        image[:middle_y, middle_x:] = (20, 200, 20)
        image[middle_y:, :middle_x] = (20, 20, 230)
        return image

    return paint


def film(
    path: Path,
    paint: Callable[[int], np.ndarray],
    *,
    count: int = 20,
    fps: int = 20,
    times: Sequence[float] | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    sound: np.ndarray | None = None,
    gop: int = 10,
    tags: tuple[int, int, int] = (1, 1, 1),
    options: dict[str, str] | None = None,
) -> Path:
    """Write a video; `times` (s) gives every frame its own moment; `tags` are primaries, transfer, matrix."""
    first = paint(0)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = first.shape[1], first.shape[0], pix_fmt
        stream.options = {"crf": "10", **(options or {})} if codec == "libx264" else dict(options or {})
        context = stream.codec_context
        context.gop_size = gop
        context.time_base = Fraction(1, 1000)
        context.color_primaries, context.color_trc, context.colorspace = tags
        heard = container.add_stream("aac" if path.suffix == ".mp4" else "libopus", rate=48_000) if sound is not None else None
        if heard is not None:
            heard.layout = "stereo"
        for index in range(count):
            pixels = paint(index)
            deep = pixels.dtype == np.uint16
            frame = av.VideoFrame.from_ndarray(pixels, format="rgba" if pixels.shape[2] == 4 else "rgb48le" if deep else "rgb24")
            matrix = {1: "ITU709", 9: "BT2020"}[tags[2]]
            frame = frame.reformat(format=pix_fmt, dst_colorspace=matrix, dst_color_range="MPEG")
            frame.pts = round((times[index] if times else index / fps) * 1000)
            frame.time_base = Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if heard is not None and sound is not None:
            put_sound(container, heard, sound)
    return path


def put_sound(container: av.container.OutputContainer, stream: av.audio.stream.AudioStream, samples: np.ndarray) -> None:
    """Encode (n, 2) samples at 48 kHz."""
    for start in range(0, len(samples), 960):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[start : start + 960].T.astype(np.float32)), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def wav(path: Path, samples: np.ndarray, rate: int = 48_000) -> Path:
    """Write samples as 16-bit WAV; (n,) is mono, (n, 2) stereo."""
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def sine(seconds: float, hz: float = 997.0, peak: float = 0.5, rate: int = 48_000) -> np.ndarray:
    """Return a stereo sine."""
    wave = peak * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    return np.stack([wave, wave], axis=1)


def turned(path: Path, quarter_turns_clockwise: int) -> Path:
    """Write the matrix of a phone held sideways into the file's track header (ISO/IEC 14496-12, 8.3.2)."""
    data = bytearray(path.read_bytes())
    cos, sin = [(1, 0), (0, 1), (-1, 0), (0, -1)][quarter_turns_clockwise % 4]
    matrix = struct.pack(">9i", cos << 16, sin << 16, 0, -sin << 16, cos << 16, 0, 0, 0, 1 << 30)
    header = next(content for name, content in boxes(bytes(data)) if name == "/moov/trak/tkhd")
    place = bytes(data).index(header)
    data[place + 40 : place + 76] = matrix
    path.write_bytes(bytes(data))
    return path
