"""A video in a slot: which frame is seen when, upright, cropped around the focal point, in the clip's colours.

Frames are found by their own times, so that a variable frame rate plays as it was filmed. FFmpeg's filters crop, scale, map the
colours and turn, in that order: nothing is scaled that is not seen.
"""

from __future__ import annotations

import hashlib
import io
import math
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.container import InputContainer
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from visualgen.brand.model import PhotoTreatment
from visualgen.errors import MediaError
from visualgen.motion.media.looks import Table, cube, look
from visualgen.motion.media.opening import facts, open_container, picture_stream, reading, upright_size
from visualgen.motion.products import FootageValue
from visualgen.render.pictures.focus import focal_point
from visualgen.settings import Limits

Focus = tuple[float, float] | Literal["auto"]

POSTER_QUALITY = 92
_SEEK_AHEAD_S = 2.5
"""A frame further ahead than this is sought by the file's index instead of decoding all in between."""
_POSTER_LOOKS_S = (0.0, 0.4, 1.0, 2.0)
_ROUNDING_S = 0.0005
_TURNS = {90: "transpose=cclock", -90: "transpose=clock", 180: "hflip,vflip", -180: "hflip,vflip"}


def footage_file(
    path: Path,
    limits: Limits,
    *,
    start_s: float = 0.0,
    end_s: float | None = None,
    focus: Focus = "auto",
    loop: bool = True,
    sound: bool = True,
) -> FootageValue:
    """Return the video at `path` as a slot's value, its poster the first frame of the part that shows something.

    Raises `MediaError` (no video, damaged, cut short, nothing in the part chosen) and `LimitExceeded` (too long, too large, too heavy).
    """
    found = facts(path, limits)
    if start_s < 0 or start_s >= found.duration_s or (end_s is not None and end_s <= start_s):
        part = f"{start_s:g} s to {'its end' if end_s is None else f'{end_s:g} s'}"
        part_fr = f"de {start_s:g} s à {'la fin' if end_s is None else f'{end_s:g} s'}"
        raise MediaError(
            f"there is nothing from {part}", mend=f"it lasts {found.duration_s:.1f} s: choose a part of that", file=path.name
        ).french(f"il n’y a rien {part_fr}", f"la vidéo dure {found.duration_s:.1f} s : choisissez-en une partie")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(f"{start_s!r} {end_s!r}".encode())
    value = FootageValue(
        b"", digest.hexdigest(), path.name, focus, path.absolute(), start_s, end_s, loop, sound and found.sound, found.range != "sdr"
    )
    reader = Footage(replace(value, loop=False), found.size_px if max(found.size_px) else (16, 16), None, limits, (0.5, 0.5), settle=False)
    try:
        return replace(value, data=_poster(reader, min(found.duration_s, end_s or math.inf) - start_s))
    finally:
        reader.close()


def open_footage(value: FootageValue, size_px: tuple[int, int], treatment: PhotoTreatment | None, limits: Limits | None = None) -> Footage:
    """Return the video of `value` opened for a slot of `size_px` (width, height); the caller closes it. Raises `MediaError`."""
    return Footage(value, size_px, treatment, limits or Limits(), value.focus)


class Footage:
    """An open video fitted to its slot (`products.FootageSource`)."""

    def __init__(
        self,
        value: FootageValue,
        size_px: tuple[int, int],
        treatment: PhotoTreatment | None,
        limits: Limits,
        focus: Focus,
        *,
        settle: bool = True,
    ) -> None:
        self._value, self._size, self._treatment = value, size_px, treatment
        self._poster = Image.open(io.BytesIO(value.data), formats=("JPEG",)).convert("RGB") if settle else None
        self._focus = focal_point(self._poster) if focus == "auto" and self._poster else (0.5, 0.5) if focus == "auto" else focus
        self._container: InputContainer = open_container(value.path, limits)
        self._stream = picture_stream(self._container, value.path)
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = 2
        self._first_s = float((self._stream.start_time or 0) * (self._stream.time_base or Fraction(1)))
        self._end_s = value.end_s if value.end_s is not None else math.inf
        self._decoding: Iterator[VideoFrame] = iter(())
        self._now: VideoFrame | None = None
        self._next: VideoFrame | None = None
        self._fitted: tuple[VideoFrame, NDArray[np.uint8]] | None = None
        self._fitter: _Fitter | None = None
        with reading(value.path):
            self._seek(value.start_s)

    def frame_at(self, time_s: float) -> NDArray[np.uint8]:
        """Return what is seen at `time_s`: (height, width, 4) premultiplied BGRA, the same array as long as it is the same frame."""
        value = self._value
        with reading(value.path):
            at = value.start_s + max(0.0, time_s)
            if value.loop and at >= self._end_s:
                at = value.start_s + (at - value.start_s) % (self._end_s - value.start_s)
            frame = self._find(min(at, self._end_s - 2 * _ROUNDING_S))
            if value.loop and self._next is None and self._last_s(frame) <= at < self._end_s:  # the end, only now known
                self._end_s = self._last_s(frame)
                at = value.start_s + (at - value.start_s) % max(self._end_s - value.start_s, 1e-3)
                frame = self._find(at)
            if self._fitted is None or self._fitted[0] is not frame:
                self._fitted = (frame, self._fit(frame))
        return self._fitted[1]

    def close(self) -> None:
        """Let the file go."""
        self._decoding = iter(())
        self._now = self._next = self._fitted = None
        if self._fitter is not None:
            self._fitter.close()
        self._container.close()

    def _find(self, at_s: float) -> VideoFrame:
        """Return the frame that is seen at `at_s` of the file: the last one that begins before."""
        now_s = self._time(self._now) if self._now is not None else math.inf
        if at_s < now_s - _ROUNDING_S or (self._next is not None and at_s > now_s + _SEEK_AHEAD_S):
            self._seek(at_s)
        while self._next is not None and self._time(self._next) <= at_s + _ROUNDING_S:
            self._now, self._next = self._next, next(self._decoding, None)
        if self._now is None:
            raise MediaError("not one frame of it can be read", mend="export or download it again", file=self._value.path.name).french(
                "pas une image de cette vidéo ne peut être lue", "exportez-le ou téléchargez-le à nouveau"
            )
        return self._now

    def _seek(self, at_s: float) -> None:
        base = self._stream.time_base or Fraction(1, av.time_base)
        self._container.seek(int((at_s + self._first_s) / base), stream=self._stream, backward=True)
        self._decoding = self._frames()
        self._now = next(self._decoding, None)
        if self._now is None:  # behind the last key frame of a file without an index: from its beginning
            self._container.seek(0)
            self._decoding = self._frames()
            self._now = next(self._decoding, None)
        self._next = next(self._decoding, None)

    def _frames(self) -> Iterator[VideoFrame]:
        """Yield the frames that can be decoded; a damaged packet costs its frames, not the clip."""
        for packet in self._container.demux(self._stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            yield from (frame for frame in frames if frame.pts is not None)

    def _time(self, frame: VideoFrame) -> float:
        return frame.time - self._first_s

    def _last_s(self, frame: VideoFrame) -> float:
        """Return when the frame ends."""
        length = float(frame.duration * (frame.time_base or Fraction(0))) or 1 / float(self._stream.average_rate or 25)
        return self._time(frame) + length

    def _fit(self, frame: VideoFrame) -> NDArray[np.uint8]:
        if self._fitter is None or not self._fitter.takes(frame):
            if self._fitter is not None:
                self._fitter.close()
            kind: Literal["sdr", "pq", "hlg"] = "pq" if frame.color_trc == 16 else "hlg" if frame.color_trc == 18 else "sdr"
            treatment = self._treatment if self._poster is not None else None
            table = look(kind, treatment, self._poster or Image.new("RGB", (1, 1)))
            self._fitter = _Fitter(frame, upright_size(frame, self._stream), self._size, self._focus, table)
        return self._fitter.fit(frame)


class _Fitter:
    """FFmpeg's filters for frames of one shape."""

    def __init__(
        self, frame: VideoFrame, upright: tuple[int, int], size_px: tuple[int, int], focus: tuple[float, float], table: Table | None
    ) -> None:
        self._shape = self._shape_of(frame)
        self._alpha = any(component.is_alpha for component in frame.format.components)
        self._table = tempfile.NamedTemporaryFile("w", suffix=".cube") if table is not None else None  # noqa: SIM115 — closed with the fitter
        if self._table is not None and table is not None:
            self._table.write(cube(table))
            self._table.flush()
        rotation = round(frame.rotation / 90) * 90
        crop = _crop(frame, upright, size_px, focus, rotation)
        width, height = size_px if rotation % 180 == 0 else size_px[::-1]
        matrix = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020"}.get(
            frame.colorspace, "bt709" if min(frame.width, frame.height) >= 720 else "bt601"
        )
        steps = [
            f"crop={crop[2]}:{crop[3]}:{crop[0]}:{crop[1]}",
            f"scale={width}:{height}:flags={'bicubic' if crop[2] >= width else 'lanczos'}:in_color_matrix={matrix}",
        ]
        if self._table is not None:
            deep = any(component.bits > 8 for component in frame.format.components)
            steps += [f"format={'gbrp10' if deep else 'gbrp'}", f"lut3d=file={self._table.name}:interp=tetrahedral"]
        if rotation in _TURNS:
            steps.append(_TURNS[rotation])
        self._graph = Graph()
        self._source: FilterContext = self._graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or Fraction(1, 1_000)
        )
        last = self._source
        for step in ",".join([*steps, "format=bgra"]).split(","):
            name, _, arguments = step.partition("=")
            node = self._graph.add(name, arguments or None)
            last.link_to(node)
            last = node
        self._sink = self._graph.add("buffersink")
        last.link_to(self._sink)
        self._graph.configure()

    def takes(self, frame: VideoFrame) -> bool:
        return self._shape_of(frame) == self._shape

    def fit(self, frame: VideoFrame) -> NDArray[np.uint8]:
        self._source.push(frame)
        image = self._sink.pull()
        assert isinstance(image, VideoFrame)
        pixels: NDArray[np.uint8] = np.array(image.to_ndarray(), np.uint8)
        if self._alpha:
            pixels[..., :3] = (pixels[..., :3].astype(np.uint16) * pixels[..., 3:] + 127) // 255
        return pixels

    def close(self) -> None:
        if self._table is not None:
            self._table.close()

    @staticmethod
    def _shape_of(frame: VideoFrame) -> tuple[int, int, str, int, int]:
        return frame.width, frame.height, frame.format.name, frame.rotation, frame.color_trc


def _crop(
    frame: VideoFrame, upright: tuple[int, int], size_px: tuple[int, int], focus: tuple[float, float], rotation: int
) -> tuple[int, int, int, int]:
    """Return (x, y, width, height) in the stored frame of the part with the slot's proportions nearest to the focal point."""
    scale = min(upright[0] / size_px[0], upright[1] / size_px[1])
    across, down = size_px[0] * scale / upright[0], size_px[1] * scale / upright[1]
    left = min(max(focus[0] - across / 2, 0.0), 1 - across)
    top = min(max(focus[1] - down / 2, 0.0), 1 - down)
    box = {  # the upright box, as fractions, where it lies in the frame before it is turned
        0: (left, top, across, down),
        90: (1 - top - down, left, down, across),
        -90: (top, 1 - left - across, down, across),
    }.get(rotation, (1 - left - across, 1 - top - down, across, down))
    x, y = round(box[0] * frame.width), round(box[1] * frame.height)
    width = min(max(2, round(box[2] * frame.width)), frame.width - x)
    return x, y, max(1, width), max(1, min(max(2, round(box[3] * frame.height)), frame.height - y))


def _poster(reader: Footage, length_s: float) -> bytes:
    """Return as JPEG the first frame that shows something: footage likes to begin black."""
    best: tuple[float, Image.Image] | None = None
    for at in _POSTER_LOOKS_S:
        if best is not None and at >= length_s:
            break
        image = Image.fromarray(reader.frame_at(at)[..., 2::-1])
        spread = float(np.asarray(image.convert("L").resize((64, 64))).std())
        if best is None or spread > 2 * best[0] + 4:
            best = (spread, image)
        if spread > 20:
            break
    assert best is not None
    file = io.BytesIO()
    best[1].save(file, "JPEG", quality=POSTER_QUALITY)
    return file.getvalue()
