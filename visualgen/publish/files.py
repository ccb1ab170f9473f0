"""The files of a post: their names in the order they are shown, and writing that is whole, on disk, or not there."""

from __future__ import annotations

import contextlib
import mimetypes
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from visualgen.errors import ChannelBusy, ReconnectNeeded
from visualgen.publish.channel import Connected, Media, Outgoing

_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
}


def media_names(post: Outgoing) -> tuple[str, ...]:
    """Return one file name a medium, `01.jpg`, `02.mp4`…: sorted by name is the order they are shown in."""
    return tuple(f"{number:02d}{suffix(media)}" for number, media in enumerate(post.media, 1))


def suffix(media: Media) -> str:
    """Return the suffix of the medium's type, with its dot."""
    return _SUFFIXES.get(media.type) or mimetypes.guess_extension(media.type) or ".bin"


def plain_name(text: str, most: int = 40) -> str:
    """Return `text` as a part of a file name that every system takes: small ASCII letters, digits and hyphens."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower())[:most].strip("-")


def write_durably(path: Path, data: bytes) -> None:
    """Write the file through a hidden one beside it; when this returns it is whole and on disk."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """Bring the folder's list of names to disk, so that a rename outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def told(folder: Path, /, **place: Any) -> Iterator[None]:
    """Turn what the disk refuses into what to do: rights are a person's affair, the rest may pass."""
    try:
        yield
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        why = f"{folder.name!r} cannot be written to ({error.strerror})"
        raise ReconnectNeeded(why, mend="give visualgen the right to write there, or connect another folder", **place) from error
    except OSError as error:
        raise ChannelBusy(
            f"{folder.name!r} cannot be written to ({error.strerror})", mend="make room, or plug the disk in", **place
        ) from error


def connect_folder(settings: Mapping[str, str], network: str) -> Connected:
    """Return the connection to the folder of `settings`, made where it is not there; a `ChannelError` where it cannot be written to."""
    folder = Path(settings["folder"]).expanduser().absolute()
    with told(folder, network=network, folder=folder.name):
        folder.mkdir(parents=True, exist_ok=True)
        keep_names(folder)
    return Connected(folder.name, {**settings, "folder": str(folder)})
