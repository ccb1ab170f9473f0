"""The photos and clips a post's words name: found beside the calendar file, kept as blobs, laid out again where something is drawn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from visualgen.assets.service import PREFIX
from visualgen.batch.photos import PhotoRefused, Photos
from visualgen.errors import PostError, VisualgenError
from visualgen.settings import Limits
from visualgen.store.blobs import Blobs

MEDIA_TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif", "gif": "image/gif",
    "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic", "mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
    "pdf": "application/pdf", "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav",
}  # fmt: skip
"""What a file is, by its ending; photos are recognised by their bytes when they are drawn."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]+:", re.IGNORECASE)


def named_files(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every file the facts name, in slots, as finished media and as sound, without the part of it; addresses are not files."""
    played = [text.partition("#t=")[0] for text in (*_texts(facts.get("content", {})), facts.get("sound", ""))]
    found = [*played, *facts.get("media", ())]
    return tuple(dict.fromkeys(text for text in found if _ending(text) in MEDIA_TYPES and not _ADDRESS.match(text) and "\n" not in text))


def file_blobs(facts: Mapping[str, Any], folder: Path, limits: Limits) -> dict[str, str]:
    """Return the name of the blob that each file the facts name would be (SHA-256, hex), where it is in `folder`; nothing is stored."""
    photos = Photos(folder, limits)
    found: dict[str, str] = {}
    for name in named_files(facts):
        try:
            if MEDIA_TYPES[_ending(name)].startswith("image/"):
                found[name] = hashlib.sha256(photos.open(name).data).hexdigest()
            else:
                with photos.find(name).open("rb") as file:
                    found[name] = hashlib.file_digest(file, "sha256").hexdigest()
        except (PhotoRefused, VisualgenError, OSError):
            continue
    return found


def take_files(facts: Mapping[str, Any], folder: Path, limits: Limits, blobs: Blobs) -> dict[str, str]:
    """Put every file the facts name, found in `folder`, into the store; return its blob by its name as written.

    What is not there is left out: whoever plans the picture says so, with the row. Raises `PostError` for finished media that is missing.
    """
    photos = Photos(folder, limits)
    kept: dict[str, str] = {}
    for name in named_files(facts):
        media_type = MEDIA_TYPES[_ending(name)]
        try:
            if media_type.startswith("image/"):
                kept[name] = blobs.put(photos.open(name).data, media_type)
            else:
                kept[name] = blobs.put_file(photos.find(name), media_type)
        except (PhotoRefused, VisualgenError) as error:
            if name in facts.get("media", ()):
                raise PostError(
                    "this file is not beside the calendar",
                    mend="check its name and place",
                    file=name,
                ).french("ce fichier n’est pas à côté du calendrier", "vérifiez son nom et sa place") from error
    return kept


def lay_out(files: Mapping[str, str], folder: Path, blobs: Blobs) -> dict[str, Path]:
    """Write the files into `folder` under their names, for the planner to find them there; return where each is."""
    laid: dict[str, Path] = {}
    for name, blob in files.items():
        plain = f"asset-{name.removeprefix(PREFIX)}" if name.startswith(PREFIX) else name.strip().strip('"')
        parts = [part for part in re.split(r"[/\\]+", plain) if part not in ("", ".", "..")]
        path = laid[name] = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for piece in blobs.stream(blob):
                file.write(piece)
    return laid


def needed_files(facts: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, str]:
    """Return those of the post's kept files and assets that its words name now; others are an earlier version's."""
    texts = {*named_files(facts), *facts.get("media", ())}
    assets = {part.partition("#t=")[0] for part in (*_texts(facts.get("content", {})), facts.get("sound", ""), *facts.get("media", ()))}
    return {name: blob for name, blob in files.items() if name in texts | assets}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        for part in value.split("|"):
            yield part.strip()


def _ending(name: str) -> str:
    return name.rpartition(".")[2].strip().strip('"').lower() if "." in name else ""
