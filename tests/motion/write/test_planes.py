"""Planes judged by the definition of BT.709, by a whole conversion, and by what a decoder sees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imageio_ffmpeg import get_ffmpeg_exe
from numpy.typing import NDArray

from tests.motion.write.synthetic import synthetic_clip
from visualgen.motion.products import ClipOutput, Frame, PixelBox
from visualgen.motion.write import write_clip
from visualgen.motion.write.planes import BAND_ROWS, FAST, PLAIN, Planes, bands, views

Pixels = NDArray[np.uint8]


def noise(width: int, height: int, seed: int = 5) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)


def converted(planes: Planes, pixels: Pixels, *boxes: PixelBox) -> list[Pixels]:
    return [plane.copy() for plane in views(planes.convert(Frame(pixels, 0, 0.0, boxes)))]


def exact(pixels: Pixels) -> list[NDArray[np.float64]]:
    """Return Y, Cb and Cr of every pixel (ITU-R BT.709-6 §3, 8 bits), not rounded."""
    blue, green, red = np.moveaxis(pixels[..., :3].astype(np.float64), -1, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return [16 + luma * 219 / 255, 128 + (blue - luma) / 1.8556 * 224 / 255, 128 + (red - luma) / 1.5748 * 224 / 255]


@pytest.mark.parametrize("flags", [None, PLAIN, FAST])
@pytest.mark.parametrize("size", [(2, 2), (34, 6), (54, 130), (200, 2 * BAND_ROWS + 10)])
def test_values_are_those_of_bt709(flags: str | None, size: tuple[int, int]) -> None:
    pixels = noise(*size)
    luma, *chroma = converted(Planes(size, flags), pixels)
    whole = exact(pixels)
    assert np.abs(luma - whole[0]).max() <= 0.52
    for found, full in zip(chroma, whole[1:], strict=True):
        mean = full.reshape(size[1] // 2, 2, size[0] // 2, 2).mean((1, 3))
        assert np.abs(found - mean).max() <= 1.02  # each pixel's chroma is rounded, then the mean of four
        assert abs(np.mean(found - mean)) < (0.2 if found.size > 1_000 else 1.0)


def test_a_frame_with_an_odd_column_and_row() -> None:
    pixels = noise(55, 133)
    cut = np.ascontiguousarray(pixels[:132, :54])
    for found, right in zip(converted(Planes((54, 132)), pixels), converted(Planes((54, 132)), cut), strict=True):
        assert (found == right).all()


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 299), st.integers(1, 20), st.integers(1, 300)), max_size=5), st.integers(0, 9))
def test_what_changed_is_converted(boxes: list[PixelBox], seed: int) -> None:
    before, after = noise(100, 300), noise(100, 300, seed)
    boxes = [(x, y, width, min(height, 300 - y)) for x, y, width, height in boxes]
    pixels = before.copy()
    for x, y, width, height in boxes:
        pixels[y : y + height, x : x + width] = after[y : y + height, x : x + width]
    planes = Planes((100, 300))
    converted(planes, before)
    for found, right in zip(converted(planes, pixels, *boxes), converted(Planes((100, 300)), pixels), strict=True):
        assert (found == right).all()


@given(st.lists(st.tuples(st.just(0), st.integers(0, 399), st.just(9), st.integers(1, 400)), max_size=6), st.integers(1, 100))
def test_bands_cover_the_boxes_once(boxes: list[PixelBox], half: int) -> None:
    rows = 2 * half
    tops = list(bands(boxes, 400, rows))
    covered = {row for top in tops for row in range(top, top + rows)}
    assert all(0 <= top <= 400 - rows and top % 2 == 0 for top in tops)
    assert covered >= {row for _, y, _, height in boxes for row in range(y, min(y + height, 400))}
    assert len(tops) <= 400 / rows + len(boxes) + 1


def test_an_encoder_keeps_no_frame(tmp_path: Path) -> None:
    """The one frame is painted on while the encoder still looks ahead: what was given before stays what it was."""
    clip = synthetic_clip(count=60)
    write_clip(clip, ClipOutput(crf=1, threads=2), tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as container:
        decoded = [views(frame)[0].astype(int) for frame in container.decode(video=0)]
    planes = Planes(clip.size_px)
    for frame, found in zip(clip.frames(), decoded, strict=True):
        assert np.abs(found - views(planes.convert(frame))[0]).mean() < 0.5


def test_the_file_says_where_its_chroma_sits(tmp_path: Path) -> None:
    pixels = np.zeros((400, 320, 4), np.uint8)
    pixels[:, 1:, 2] = 255  # the first column is black, all else red
    red = converted(Planes((320, 400)), pixels)[2]
    assert red[0, 0] == pytest.approx((128 + 240) / 2, abs=1)  # centred: half of the first two columns
    write_clip(synthetic_clip(count=3), ClipOutput(threads=1), tmp_path / "a.mp4")
    read = subprocess.run([get_ffmpeg_exe(), "-v", "debug", "-i", str(tmp_path / "a.mp4")], capture_output=True, text=True)
    assert "yuv420p(tv, bt709, progressive, center)" in read.stderr


GUARDED = """
import ctypes, mmap, sys
import numpy as np
from visualgen.motion.products import Frame
from visualgen.motion.write.planes import FAST, Planes

page, protect = mmap.PAGESIZE, ctypes.CDLL(None).mprotect
protect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
for width, height in ((62, 40), (64, 128), (66, 40), (1080, 130), (200, 2)):
    size = width * height * 4
    whole = -(-size // page) * page
    memory = mmap.mmap(-1, whole + 2 * page)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    assert protect(start, page, 0) == 0 and protect(start + page + whole, page, 0) == 0
    kept = np.frombuffer(memory, np.uint8)
    for begin in (page, page + whole - size):
        pixels = kept[begin : begin + size].reshape(height, width, 4)
        Planes((width, height), FAST).convert(Frame(pixels, 0, 0.0, ()))
print("read nothing else")
"""


def test_nothing_beyond_the_frame_is_read() -> None:
    """The pages before and after the pixels cannot be read: one byte too far would end the process."""
    done = subprocess.run([sys.executable, "-c", GUARDED], capture_output=True, text=True)
    assert done.stdout == "read nothing else\n", done.stderr
