"""Footage in a slot, and files that cannot be footage."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.motion.media.films import film, grey_of, greys, number_of, put_sound, quarters, sine, turned, wav
from visualgen.brand.model import PhotoTreatment
from visualgen.errors import LimitExceeded, MediaError
from visualgen.motion.media.footage import footage_file, open_footage
from visualgen.motion.media.given import looks_like_video
from visualgen.settings import Limits

LIMITS = Limits()
SIZE = (64, 64)


def numbers(path: Path, times: list[float], **part: object) -> list[int]:
    """Return the numbers of the frames seen at `times`."""
    footage = open_footage(footage_file(path, LIMITS, **part), SIZE, None)  # type: ignore[arg-type]
    try:
        return [number_of(footage.frame_at(time)) for time in times]
    finally:
        footage.close()


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("films") / "counted.mp4", greys(SIZE), count=30, fps=20)


def test_frames_at_their_times(counted: Path) -> None:
    assert numbers(counted, [0, 0.049, 0.05, 0.3, 1.0, 1.449]) == [0, 0, 1, 6, 20, 28]


def test_backwards_and_far_ahead(counted: Path) -> None:
    assert numbers(counted, [1.2, 0.1, 1.4, 0.6, 0.55]) == [24, 2, 28, 12, 11]


def test_a_part_is_played_again_and_again(counted: Path) -> None:
    assert numbers(counted, [0, 0.45, 0.5, 0.95, 1.0, 5.25], start_s=0.25, end_s=0.75) == [5, 14, 5, 14, 5, 10]


def test_the_whole_is_played_again_and_again(counted: Path) -> None:
    assert numbers(counted, [1.45, 1.5, 1.55, 3.1]) == [29, 0, 1, 2]


def test_the_last_frame_stays(counted: Path) -> None:
    assert numbers(counted, [0, 1.4, 9.0], loop=False) == [0, 28, 29]
    assert numbers(counted, [0.2, 0.3, 9.0], end_s=0.3, loop=False) == [4, 5, 5]


def test_the_same_frame_is_the_same_array(counted: Path) -> None:
    footage = open_footage(footage_file(counted, LIMITS), SIZE, None)
    first = footage.frame_at(0.0)
    assert footage.frame_at(0.04) is first
    assert footage.frame_at(0.06) is not first
    footage.close()


def test_a_variable_frame_rate_plays_as_filmed(tmp_path: Path) -> None:
    times = [0.0, 0.02, 0.5, 0.52, 0.9, 1.4]
    path = film(tmp_path / "vfr.mp4", greys(SIZE), count=6, times=times)
    assert numbers(path, [0.01, 0.03, 0.49, 0.51, 0.6, 0.95, 1.39, 1.41]) == [0, 1, 1, 2, 3, 4, 4, 5]


@pytest.mark.parametrize(
    ("turns", "corners"),
    [(0, "rgbw"), (1, "brwg"), (2, "wbgr"), (3, "gwrb")],
    ids=["as it is", "clockwise", "upside down", "counterclockwise"],
)
def test_a_phone_held_sideways(tmp_path: Path, turns: int, corners: str) -> None:
    """Corners are named left top, right top, left bottom, right bottom of what is seen."""
    path = film(tmp_path / "turned.mp4", quarters((128, 64)), count=3)
    if turns:
        turned(path, turns)
    size = (128, 64) if turns % 2 == 0 else (64, 128)
    footage = open_footage(footage_file(path, LIMITS), size, None)
    pixels = footage.frame_at(0)
    footage.close()
    assert pixels.shape == (size[1], size[0], 4)
    seen = ""
    for y in (size[1] // 4, 3 * size[1] // 4):
        for x in (size[0] // 4, 3 * size[0] // 4):
            blue, green, red = (int(value) for value in pixels[y, x, :3])
            seen += "w" if min(blue, green, red) > 200 else "rgb"[(red, green, blue).index(max(red, green, blue))]
    assert seen == corners


@pytest.mark.parametrize(("focus", "colour"), [((0.0, 0.0), "r"), ((1.0, 0.0), "g")])
def test_the_crop_follows_the_focal_point(tmp_path: Path, focus: tuple[float, float], colour: str) -> None:
    path = film(tmp_path / "wide.mp4", quarters((256, 64)), count=2)
    footage = open_footage(footage_file(path, LIMITS, focus=focus), (64, 64), None)
    blue, green, red = footage.frame_at(0)[10, 20, :3].tolist()
    footage.close()
    assert "rgb"[(red, green, blue).index(max(red, green, blue))] == colour


def test_colours_of_hd_and_sd(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", quarters((128, 128)), count=2)
    footage = open_footage(footage_file(path, LIMITS), (128, 128), None)
    pixels = footage.frame_at(0).astype(int)
    footage.close()
    assert np.abs(pixels[20, 20, :3] - (20, 20, 230)).max() <= 3
    assert np.abs(pixels[100, 20, :3] - (230, 20, 20)).max() <= 3
    assert pixels[..., 3].min() == 255


@pytest.mark.parametrize(("transfer", "white"), [(16, 0.5807), (18, 0.75)], ids=["PQ", "HLG"])
def test_hdr_is_brought_to_what_the_clip_can_show(tmp_path: Path, transfer: int, white: float) -> None:
    """Reference white, 203 cd/m² (BT.2408: 58 % PQ, 75 % HLG), becomes a light grey below white; black stays black."""

    def paint(_: int) -> np.ndarray:
        image = np.zeros((64, 128, 3), np.uint16)
        image[:, 32:64], image[:, 64:] = round(white * 65535), 65535
        return image

    path = film(tmp_path / "hdr.mp4", paint, count=2, pix_fmt="yuv420p10le", tags=(9, transfer, 9))
    footage = open_footage(footage_file(path, LIMITS), (128, 64), None)
    row = footage.frame_at(0)[32, :, :3].astype(int)
    footage.close()
    assert row[10].max() <= 4
    assert 205 < row[48].min() <= row[48].max() < 248
    assert row[110].min() >= 250


def test_ten_bits_without_hdr(tmp_path: Path) -> None:
    path = film(tmp_path / "ten.mp4", greys(SIZE), count=4, pix_fmt="yuv420p10le")
    assert numbers(path, [0.0, 0.1]) == [0, 2]


def test_odd_sizes(tmp_path: Path) -> None:
    path = film(tmp_path / "odd.mkv", greys((67, 35)), count=4, pix_fmt="yuv444p")
    assert numbers(path, [0.0, 0.15]) == [0, 3]


def test_transparent_footage_is_premultiplied(tmp_path: Path) -> None:
    def paint(_: int) -> np.ndarray:
        image = np.zeros((64, 64, 4), np.uint8)
        image[..., :3], image[..., 3] = (200, 100, 50), 128
        return image

    path = film(tmp_path / "alpha.mov", paint, count=2, codec="prores_ks", pix_fmt="yuva444p10le", options={"profile": "4444"})
    footage = open_footage(footage_file(path, LIMITS), (64, 64), None)
    pixel = footage.frame_at(0)[30, 30].astype(int)
    footage.close()
    assert np.abs(pixel - (25, 50, 100, 128)).max() <= 3


def test_the_brands_treatment(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", quarters((64, 64)), count=2)
    treatment = PhotoTreatment(grade="mono", strength=1.0)
    footage = open_footage(footage_file(path, LIMITS), (64, 64), treatment)
    pixels = footage.frame_at(0).astype(int)
    footage.close()
    assert np.abs(pixels[..., 0] - pixels[..., 2]).max() <= 3


def test_the_poster_shows_something(tmp_path: Path) -> None:
    bright = quarters((96, 64))
    path = film(tmp_path / "fade.mp4", lambda n: bright(n) if n >= 8 else np.zeros((64, 96, 3), np.uint8), count=40, fps=20)
    value = footage_file(path, LIMITS)
    with Image.open(io.BytesIO(value.data)) as poster:
        assert poster.size == (96, 64)
        assert np.asarray(poster.convert("L")).std() > 20
    assert value.name == "fade.mp4"
    assert not value.sound
    assert value.digest != footage_file(path, LIMITS, start_s=0.5).digest


def test_sound_is_known(tmp_path: Path) -> None:
    path = film(tmp_path / "loud.mp4", greys(SIZE), sound=sine(1.0))
    assert footage_file(path, LIMITS).sound
    assert not footage_file(path, LIMITS, sound=False).sound


def test_what_browsers_record_has_no_length(tmp_path: Path) -> None:
    """A live WebM says nothing about its duration; it is counted."""
    path = tmp_path / "live.webm"
    with av.open(str(path), "w", options={"live": "1"}) as container:
        stream = container.add_stream("libvpx-vp9", rate=20)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.options = {"deadline": "realtime", "cpu-used": "8", "crf": "20", "b": "0"}
        for index in range(20):
            frame = av.VideoFrame.from_ndarray(greys(SIZE)(index), format="rgb24").reformat(
                format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
            )
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert numbers(path, [0.5, 1.05]) in ([10, 1], [10, 0], [10, 2])


def refused(path: Path, limits: Limits = LIMITS, **part: float) -> str:
    with pytest.raises((MediaError, LimitExceeded)) as caught:
        footage_file(path, limits, **part)  # type: ignore[arg-type]
    assert caught.value.mend
    assert caught.value.place["file"] == path.name
    return str(caught.value)


def test_broken_files_are_told(tmp_path: Path) -> None:
    whole = film(tmp_path / "whole.mp4", quarters((256, 256)), count=30, options={"movflags": ""}).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(5_000))
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("just words")
    assert "cut short" in refused(tmp_path / "cut.mp4")
    assert "no video or sound" in refused(tmp_path / "noise.mp4")
    assert "empty" in refused(tmp_path / "empty.mp4")
    assert "no video or sound" in refused(tmp_path / "text.mp4")
    assert "no such file" in refused(tmp_path / "none.mp4")
    assert "not a file" in refused(tmp_path)


def test_a_download_that_broke_off(tmp_path: Path) -> None:
    """The index is first, the frames are not all there."""
    path = tmp_path / "early.mp4"
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=20)
        stream.width, stream.height, stream.pix_fmt = 256, 256, "yuv420p"
        random = np.random.default_rng(2)
        for _ in range(20):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(random.integers(0, 255, (256, 256, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    assert "its end is missing" in refused(path)


def test_damage_in_the_middle_costs_frames_only(tmp_path: Path) -> None:
    path = film(tmp_path / "hurt.mp4", greys(SIZE), count=30, fps=20, gop=5)
    with av.open(str(path)) as container:
        packets = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    data = bytearray(path.read_bytes())
    place, size = packets[12]
    data[place + 6 : place + size] = bytes(max(0, size - 6))
    path.write_bytes(bytes(data))
    seen = numbers(path, [0.0, 0.2, 1.2])
    assert (seen[0], seen[1], seen[2]) == (0, 4, 24)


def test_sound_is_no_picture(tmp_path: Path) -> None:
    assert "only sound" in refused(wav(tmp_path / "a.wav", sine(0.5)))


def test_limits(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", greys(SIZE), count=30, fps=20)
    assert "minutes" in refused(path, replace(LIMITS, media_seconds=1.0))
    assert "pixels" in refused(path, replace(LIMITS, media_pixels=1_000))
    assert "MB" in refused(path, replace(LIMITS, media_bytes=100))
    assert "nothing from" in refused(path, start_s=9.0)
    assert "nothing from" in refused(path, start_s=1.0, end_s=0.5)


def test_hours_between_two_frames(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", greys(SIZE), count=2, times=[0.0, 10_000.0])
    assert "minutes" in refused(path)


def test_a_playlist_leads_nowhere(tmp_path: Path) -> None:
    """FFmpeg would follow these to other files; the containers allowed here do not."""
    secret = film(tmp_path / "secret.mp4", greys(SIZE), count=3)
    (tmp_path / "list.mp4").write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n")
    (tmp_path / "concat.mp4").write_text(f"ffconcat version 1.0\nfile '{secret}'\n")
    assert "no video or sound" in refused(tmp_path / "list.mp4")
    assert "no video or sound" in refused(tmp_path / "concat.mp4")


def test_what_looks_like_a_video(tmp_path: Path) -> None:
    assert looks_like_video(film(tmp_path / "a.mp4", greys(SIZE), count=2))
    assert looks_like_video(film(tmp_path / "a.mkv", greys(SIZE), count=2))
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg")
    Image.new("RGB", (8, 8)).save(tmp_path / "a.avif")
    assert not looks_like_video(tmp_path / "a.jpg")
    assert not looks_like_video(tmp_path / "a.avif")
    assert not looks_like_video(tmp_path / "none")


def test_a_song_with_a_cover_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    cover = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(cover, "JPEG")
    with av.open(str(path), "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=48_000)
        sound.layout = "stereo"
        picture = container.add_stream("mjpeg", rate=1)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuvj420p"
        picture.disposition = av.stream.Disposition.attached_pic
        put_sound(container, sound, sine(0.5))
        frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 100, np.uint8), format="rgb24")
        container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
    assert "only sound" in refused(path)


def test_grey_is_what_the_films_say() -> None:
    assert number_of(np.full((30, 30, 4), grey_of(7), np.uint8)) == 7
