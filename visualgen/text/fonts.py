"""Which face draws a character: CSS font matching inside the kit, then the packaged fallbacks; nothing from the system.

Matching follows CSS Fonts 4 §5.2: the family list in order, then the style, then the weight; a variable font takes the
asked weight, width and optical size on its axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from visualgen.brand.model import FontFile
from visualgen.errors import PartMissing
from visualgen.text.faces import Face, Variations, axes, open_face
from visualgen.text.model import FontRequest

TEXT_FALLBACKS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "fontpkg_heebo", "noto_cjk_sans_jp_regular")
"""Packages tried in this order for a character that the kit's fonts lack: Latin, Greek and Cyrillic; Arabic; Hebrew; Japanese."""

EMOJI_PACKAGE = "deckr_fonts"
EMOJI_FILE = "NotoColorEmoji"


class FontChain:
    """The faces that answer one request, in order; packaged files are opened when a character first needs them.

    `primary` is the first face: it gives the line its metrics. `optical` says that another size gives other faces.
    """

    def __init__(self, kit_faces: Sequence[Face], request: FontRequest, size_px: float, *, optical: bool) -> None:
        self._kit = tuple(kit_faces)
        self._request = request
        self._size_px = size_px
        self._emoji: Face | None = None
        self._opened: list[Face] = list(self._kit)
        self._waiting = [package for package in TEXT_FALLBACKS if fallback_files(package)]
        if not self._opened:
            if not self._waiting:
                raise PartMissing("no fallback font is installed", mend="install the package fontpkg-noto-sans")
            self._open_next()
        self.primary = self._opened[0]
        self.optical = optical

    @property
    def emoji(self) -> Face | None:
        """The colour emoji face, or None where its package is not installed."""
        if self._emoji is None:
            files = fallback_files(EMOJI_PACKAGE)
            self._emoji = open_face(files[0].path) if files else None
        return self._emoji

    def __iter__(self) -> Iterator[Face]:
        place = 0
        while True:
            while place < len(self._opened):
                yield self._opened[place]
                place += 1
            if not self._waiting:
                break
            self._open_next()
        if self.emoji is not None:
            yield self.emoji

    def _open_next(self) -> None:
        files = fallback_files(self._waiting.pop(0))
        self._opened.append(_instance(files, replace(self._request, variations=()), self._size_px))


class FontBook:
    """The fonts of one kit, with the packaged fallbacks behind them."""

    def __init__(self, kit_fonts: Mapping[str, tuple[FontFile, ...]]) -> None:
        self._families = {family.strip().lower(): tuple(files) for family, files in kit_fonts.items() if files}
        self._chains: dict[tuple[FontRequest, float], FontChain] = {}

    def has(self, family: str) -> bool:
        """Return whether the kit has the family; a template's other families fall to the packaged fonts."""
        return family.strip().lower() in self._families

    def chain(self, request: FontRequest, size_px: float) -> FontChain:
        """Return the faces of a request at a size, the packaged ones opened only when needed.

        Raises `FontError` where a file of the kit cannot be read, `PartMissing` where there is no font at all.
        """
        found = self._chains.get((request, size_px)) or self._chains.get((request, 0.0))
        if found is None:
            if len(self._chains) > 512:
                self._chains.clear()
            families = [self._families[name] for name in dict.fromkeys(request.families) if name in self._families]
            kit_faces = [_instance(files, request, size_px) for files in families]
            sized = any("opsz" in file.axes for files in families for file in files)
            found = FontChain(kit_faces, request, size_px, optical=sized)
            self._chains[request, size_px if sized else 0.0] = found
        return found

    def faces(self, request: FontRequest, size_px: float) -> tuple[Face, ...]:
        """Return every face of a request, in order: the kit's, then the packaged ones, all opened."""
        return tuple(self.chain(request, size_px))


def match(files: Sequence[FontFile], weight: int, *, italic: bool) -> FontFile:
    """Return the file of a family that CSS font matching chooses (CSS Fonts 4 §5.2, style then weight)."""
    styled = [file for file in files if file.italic == italic] or [file for file in files if _slants(file)] or list(files)
    return min(styled, key=lambda file: _weight_rank(file.weight, weight))


def fallback_files(package: str) -> tuple[FontFile, ...]:
    """Return the font files of an installed package, none where it is not installed."""
    return _package_files(package)


@lru_cache(maxsize=16)
def _package_files(package: str) -> tuple[FontFile, ...]:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return ()
    folder = Path(next(iter(spec.submodule_search_locations)))
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".ttf", ".otf"))
    if package == EMOJI_PACKAGE:
        paths = [path for path in paths if path.name.startswith(EMOJI_FILE)]
    return tuple(_packaged_file(path) for path in paths)


def _packaged_file(path: Path) -> FontFile:
    found = axes(path)
    low, _, high = found.get("wght", (400.0, 400.0, 400.0))
    return FontFile(path, path.stem.partition("[")[0], (int(low), int(high)), "Italic" in path.stem, found)


def _slants(file: FontFile) -> bool:
    return "ital" in file.axes or "slnt" in file.axes


def _weight_rank(covered: tuple[int, int], wanted: int) -> tuple[int, int]:
    """Order files by how CSS prefers them: (which group is looked at first, distance inside it)."""
    low, high = covered
    if low <= wanted <= high:
        return 0, 0
    above = low > wanted
    distance = low - wanted if above else wanted - high
    if 400 <= wanted <= 500:
        return (1 if above and low <= 500 else 2 if not above else 3), distance
    return (1 if above == (wanted > 500) else 2), distance


def _instance(files: Sequence[FontFile], request: FontRequest, size_px: float) -> Face:
    file = match(files, request.weight, italic=request.italic)
    wanted: dict[str, float] = {"wght": float(request.weight), "wdth": request.stretch, "opsz": size_px}
    if request.italic and not file.italic:
        wanted["ital"] = 1.0
        wanted["slnt"] = file.axes["slnt"][0] if "slnt" in file.axes else 0.0
    wanted.update(file.variations)
    wanted.update(request.variations)
    return open_face(file.path, _on_axes(wanted, file))


def _on_axes(wanted: Mapping[str, float], file: FontFile) -> Variations:
    return tuple((tag, min(max(wanted[tag], low), high)) for tag, (low, _, high) in sorted(file.axes.items()) if tag in wanted)
