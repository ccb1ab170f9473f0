"""A photo, a video or a sound named in a calendar cell: found beside the calendar file, and nowhere else."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from visualgen.motion.media.given import picture_or_part, split_part
from visualgen.motion.products import Sound
from visualgen.render.products import PictureValue
from visualgen.settings import Limits


class PhotoRefused(Exception):
    """The cell names no photo that may be used: `code` of the calendar's message, and its words."""

    def __init__(self, code: str, words: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code, self.words = code, words or {}


class Photos:
    """The photos, videos and sounds beside one calendar. Each is read once; posts that share a photo share its bytes."""

    def __init__(self, folder: Path, limits: Limits, kept: Mapping[str, Path] | None = None) -> None:
        """Look in `folder`; `kept` are files that lie elsewhere, by the very name a cell gives them."""
        self._folder, self._kept = folder.resolve(), kept or {}
        self._limits = limits
        self._read: dict[tuple[Path, object], PictureValue] = {}

    def open(self, source: str) -> PictureValue:
        """Return the photo or the video (a part: `a.mp4#t=2,8`) that the cell names, case and accents forgiven.

        Raises `PhotoRefused` for an address, a place outside the folder or a missing file; `PictureError`, `MediaError`, `LimitExceeded`.
        """
        name, part = split_part(source.strip().strip('"'))
        path = self.find(name)
        if (path, part) not in self._read:
            self._read[path, part] = picture_or_part(path, part, self._limits)
        return self._read[path, part]

    def sound(self, source: str) -> Sound:
        """Return the sound file (a part: `a.mp3#t=10,40`) that the cell names. Raises as `open`."""
        from visualgen.motion.media.sound import sound_file  # FFmpeg's libraries are loaded only where there is sound

        name, part = split_part(source.strip().strip('"'))
        start, end = part or (0.0, None)
        return sound_file(self.find(name), self._limits, start_s=start, end_s=end)

    def find(self, source: str) -> Path:
        """Return the path of the file the cell names, unread. Raises `PhotoRefused`."""
        source = source.strip().strip('"')
        if source in self._kept:
            return self._kept[source]
        if re.match(r"[A-Za-z][A-Za-z0-9+.\-]+:", source):
            raise PhotoRefused("photo_address" if source.lower().startswith(("http:", "https:")) else "photo_outside")
        if source.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", source) or "\0" in source:
            raise PhotoRefused("photo_outside")
        return self._find([part for part in re.split(r"[/\\]+", source) if part not in ("", ".")])

    def _find(self, parts: list[str]) -> Path:
        place = self._folder
        for part in parts:
            if part == "..":
                raise PhotoRefused("photo_outside")
            names = {child.name: child for child in place.iterdir()} if place.is_dir() else {}
            match = names.get(part) or next((child for name, child in names.items() if _key(name) == _key(part)), None)
            if match is None:
                keys = {_key(name): name for name in names}
                close = difflib.get_close_matches(_key(part), keys, n=1, cutoff=0.5)
                raise PhotoRefused("photo_missing", {"near": f" : {keys[close[0]]} ?" if close else ""})
            place = match
        if not place.resolve().is_relative_to(self._folder):
            raise PhotoRefused("photo_outside")
        if not place.is_file():
            raise PhotoRefused("photo_missing", {"near": ""})
        return place


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
