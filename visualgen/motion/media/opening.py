"""A video or sound file from a stranger, opened with care: known containers only, no other file or address, what it says checked.

FFmpeg can follow playlists to other files and addresses; `protocol_whitelist` and `format_whitelist` (FFmpeg, libavformat
options) keep it to the one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from visualgen.errors import LimitExceeded, MediaError
from visualgen.settings import Limits

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,mp3,wav,flac,aac,aiff,caf"
KINDS = "MP4, MOV, WebM, MKV or AVI"
SOUND_KINDS = "MP3, M4A, WAV, FLAC or OGG"
KINDS_FR, SOUND_KINDS_FR = KINDS.replace(" or ", " ou "), SOUND_KINDS.replace(" or ", " ou ")

_PQ, _HLG = 16, 18
Range = Literal["sdr", "pq", "hlg"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file holds. `size_px` is upright and has square pixels; (0, 0) without pictures. `rotation` is counterclockwise.

    `range` tells HDR (SMPTE ST 2084 or hybrid log-gamma) from SDR. `sound` says whether there is any.
    """

    duration_s: float
    size_px: tuple[int, int]
    rotation: int
    fps: float
    range: Range
    sound: bool


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[InputContainer]:
    """Give the file's container. Raises `MediaError` for what is no sound or video, `LimitExceeded` for what is too heavy."""
    container = open_container(path, limits)
    try:
        with reading(path):
            yield container
    finally:
        container.close()


def open_container(path: Path, limits: Limits) -> InputContainer:
    """Return the file's container, to be closed by the caller; raises as `opened`."""
    try:
        if path.exists() and not path.is_file():
            raise MediaError("this is not a file", mend="give the path of a video or sound file", file=path.name).french(
                "ce n’est pas un fichier", "donnez le chemin d’une vidéo ou d’un son"
            )
        size = path.stat().st_size
    except FileNotFoundError:
        raise MediaError("there is no such file", mend="check the path", file=path.name).french(
            "il n’y a pas de fichier de ce nom", "vérifiez le chemin"
        ) from None
    except (OSError, ValueError) as error:
        raise MediaError(f"it cannot be read ({error})", mend="check the path and its rights", file=path.name).french(
            f"le fichier ne peut pas être lu ({error})", "vérifiez le chemin et vos droits"
        ) from None
    if size == 0:
        raise MediaError("the file is empty", mend="export or download it again", file=path.name).french(
            "le fichier est vide", "exportez-le ou téléchargez-le à nouveau"
        )
    if size > limits.media_bytes:
        raise LimitExceeded(
            f"it weighs {size / 1e6:,.0f} MB", mend=f"give a file of at most {limits.media_bytes / 1e6:,.0f} MB", file=path.name
        ).french(f"le fichier pèse {size / 1e6:.0f} Mo", f"donnez-en un d’au plus {limits.media_bytes / 1e6:.0f} Mo")
    options = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS, "probesize": "20000000", "analyzeduration": "10000000"}
    with reading(path):
        return av.open(f"file:{path.absolute()}", "r", options=options, metadata_errors="ignore")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what FFmpeg raises on damaged or foreign files into `MediaError`."""
    try:
        yield
    except (av.error.InvalidDataError, av.error.ArgumentError) as error:  # the second: a container that is not allowed
        raise MediaError(
            "this is no video or sound that can be read, or it is damaged or cut short",
            mend=f"export or download it again, as {KINDS} (sound: {SOUND_KINDS})",
            file=path.name,
        ).french(
            "ce n’est ni une vidéo ni un son lisible, ou le fichier est abîmé ou incomplet",
            f"exportez-le ou téléchargez-le à nouveau : {KINDS_FR} (son : {SOUND_KINDS_FR})",
        ) from error
    except MemoryError as error:
        raise LimitExceeded("it needs too much memory", mend="give it at a smaller size", file=path.name) from error
    except (av.error.FFmpegError, ValueError, OverflowError) as error:
        text = getattr(error, "strerror", None) or str(error)
        raise MediaError(f"it cannot be read ({text})", mend=f"export it again, as {KINDS}", file=path.name).french(
            f"le fichier ne peut pas être lu ({text})", f"exportez-le à nouveau : {KINDS_FR}"
        ) from error


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the file's moving pictures; a cover picture is none. Raises `MediaError` where there are none."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            if stream.codec_context is None:
                break
            return stream
    if container.streams.audio:
        raise MediaError(
            "there is only sound in this file, no picture", mend="give a video, or use it as the clip's sound", file=path.name
        ).french("ce fichier n’a que du son, pas d’image", "donnez une vidéo, ou prenez-le comme son du clip")
    raise MediaError("there is no picture in this file that can be played", mend=f"export it again, as {KINDS}", file=path.name).french(
        "aucune image de ce fichier ne peut être lue", f"exportez-le à nouveau : {KINDS_FR}"
    )


def facts(path: Path, limits: Limits) -> Facts:
    """Return what is in the file; its first frame has been decoded where it has pictures.

    Raises `MediaError` (not a video or sound, damaged, cut short) and `LimitExceeded` (too long, too large).
    """
    with opened(path, limits) as container:
        seconds = _duration(container, path)
        if seconds > limits.media_seconds:
            raise LimitExceeded(
                f"it lasts {seconds / 60:,.0f} minutes",
                mend=f"cut it to {limits.media_seconds / 60:.0f} minutes at the most",
                file=path.name,
            )
        _check_whole(container, path)
        sound = any(stream.codec_context is not None for stream in container.streams.audio)
        if not [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]:
            if not sound:
                picture_stream(container, path)
            return Facts(seconds, (0, 0), 0, 0.0, "sdr", sound)
        stream = picture_stream(container, path)
        _check_pixels((stream.width, stream.height), limits, path)
        frame = next(container.decode(stream), None)
        if frame is None:
            raise MediaError("not one frame of it can be read", mend="export or download it again", file=path.name).french(
                "pas une image de cette vidéo ne peut être lue", "exportez-le ou téléchargez-le à nouveau"
            )
        _check_pixels((frame.width, frame.height), limits, path)
        return Facts(seconds, upright_size(frame, stream), frame.rotation, float(stream.average_rate or 0), _range(frame), sound)


def upright_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Return the (width, height) in square pixels at which the frame is to be seen."""
    ratio = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    width = max(1, round(frame.width * float(ratio))) if ratio and 0.1 < ratio < 10 else frame.width
    return (frame.height, width) if abs(frame.rotation) % 180 == 90 else (width, frame.height)


def _range(frame: VideoFrame) -> Range:
    return "pq" if frame.color_trc == _PQ else "hlg" if frame.color_trc == _HLG else "sdr"


def _check_pixels(size: tuple[int, int], limits: Limits, path: Path) -> None:
    if size[0] * size[1] > limits.media_pixels:
        most = f"{limits.media_pixels / 1e6:.0f} million pixels"
        raise LimitExceeded(f"its frames have {size[0]} × {size[1]} pixels", mend=f"give at most {most}", file=path.name)


def _duration(container: InputContainer, path: Path) -> float:
    """Return the seconds the file says it lasts; counted by its packets where it says nothing (what browsers record)."""
    if container.duration is not None and container.duration > 0:
        return container.duration / av.time_base
    last = 0.0
    for packet in container.demux():
        if packet.pts is not None and packet.time_base is not None:
            last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    if last <= 0:
        raise MediaError("it has no length", mend="export or download it again", file=path.name).french(
            "le fichier n’a pas de durée", "exportez-le ou téléchargez-le à nouveau"
        )
    container.seek(0)
    return last


def _check_whole(container: InputContainer, path: Path) -> None:
    """Refuse a file whose index speaks of bytes behind its end: a download that broke off."""
    size = container.size
    for stream in (*container.streams.video, *container.streams.audio):
        entries = stream.index_entries
        if len(entries) and size > 0 and entries[len(entries) - 1].pos + entries[len(entries) - 1].size > size:
            raise MediaError("the file is cut short: its end is missing", mend="export or download it again", file=path.name).french(
                "le fichier est incomplet : sa fin manque", "exportez-le ou téléchargez-le à nouveau"
            )
