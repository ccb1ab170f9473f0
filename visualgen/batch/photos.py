"""A photo named in a calendar cell: found beside the calendar file, and nowhere else."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from visualgen.render.content import picture_file
from visualgen.render.products import PictureValue
from visualgen.settings import Limits


class PhotoRefused(Exception):
    """The cell names no photo that may be used: `code` of the calendar's message, and its words."""

    def __init__(self, code: str, words: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code, self.words = code, words or {}


class Photos:
    """The photos beside one calendar. Each file is read once; posts that share it share its bytes."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder.resolve()
        self._limits = limits
        self._read: dict[Path, PictureValue] = {}

    def open(self, source: str) -> PictureValue:
        """Return the photo the cell names, case and accents forgiven.

        Raises `PhotoRefused` for an address, a place outside the folder or a missing file; `PictureError`, `LimitExceeded`.
        """
        path = self.find(source)
        if path not in self._read:
            self._read[path] = picture_file(path, self._limits)
        return self._read[path]

    def find(self, source: str) -> Path:
        """Return the path of the file the cell names, unread. Raises `PhotoRefused`."""
        source = source.strip().strip('"')
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
