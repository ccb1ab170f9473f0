"""The kit's font files, from its `fonts/` folder and from `fontpkg-*` packages: found, told apart, never drawn here.

HarfBuzz reads the few tables that tell a font's family, weight, slope and axes (it maps the file and copies nothing).
"""

from __future__ import annotations

import difflib
import importlib.metadata
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import uharfbuzz as hb

from visualgen.brand.model import FontFile
from visualgen.errors import FontError

SUFFIXES = (".ttf", ".otf")
WRAPPED = {
    ".woff": "a wrapper for web pages", ".woff2": "a wrapper for web pages", ".eot": "a wrapper for web pages",
    ".ttc": "a collection of fonts", ".otc": "a collection of fonts", ".dfont": "an old Macintosh container",
}  # fmt: skip
NEEDED = frozenset({"cmap", "head", "hhea", "hmtx", "maxp"})
OUTLINES = frozenset({"glyf", "CFF ", "CFF2", "COLR", "CBDT", "sbix", "SVG "})
SIGNATURES = (b"\x00\x01\x00\x00", b"OTTO", b"true")
CSS_AXES = {"wght": "fontWeight", "wdth": "stretch", "ital": "style", "slnt": "style"}

_PACKAGE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class FontSource:
    """One family a kit asks for: from a package, from files, or (both empty) from the kit's `fonts/` folder."""

    family: str
    package: str = ""
    files: tuple[Path, ...] = ()
    variations: Mapping[str, float] = field(default_factory=dict)


def read_fonts(folder: Path, sources: Iterable[FontSource]) -> dict[str, tuple[FontFile, ...]]:
    """Return the font files of a kit by lower-case family name: those asked for, then all others in `folder`.

    Raises `FontError`: a file that is no font, a package that is not installed, a family that is not in its source.
    """
    families: dict[str, tuple[FontFile, ...]] = {}
    own = tuple(read_face(path) for path in font_files(folder))
    for source in sources:
        families[source.family.lower()] = source_faces(source, own)
    for face in own:
        if face.family.lower() not in families:
            families[face.family.lower()] = tuple(other for other in own if other.family == face.family)
    return families


def source_faces(source: FontSource, own: tuple[FontFile, ...]) -> tuple[FontFile, ...]:
    """Return the font files of one family asked for; `own` are those of the kit's folder. Raises `FontError`."""
    faces, place = own, "fonts/"
    if source.package:
        faces, place = tuple(read_face(path) for path in package_files(source.package)), f"the package {source.package}"
    elif source.files:
        faces, place = tuple(read_face(path) for path in source.files), "the files named for it"
    return tuple(_tuned(face, source) for face in _of_family(faces, source.family, place))


def font_files(folder: Path) -> tuple[Path, ...]:
    """Return the font files in a folder and below, in the order of their names; raises `FontError` for other containers."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    for path in found:
        if path.suffix.lower() in WRAPPED:
            what = WRAPPED[path.suffix.lower()]
            raise FontError(f"{path.suffix} is {what}", mend="put its .ttf or .otf file there instead", file=str(path))
    return tuple(path for path in found if path.suffix.lower() in SUFFIXES)


def package_files(package: str) -> tuple[Path, ...]:
    """Return the font files that an installed Python package brings; raises `FontError` when there is none."""
    if not _PACKAGE.fullmatch(package):
        raise FontError(f"{package!r} is not the name of a package", mend="write a name such as fontpkg-inter", package=package)
    try:
        listed = importlib.metadata.distribution(package).files or []
    except importlib.metadata.PackageNotFoundError:
        raise FontError(f"the package {package} is not installed", mend=f"run: pip install {package}", package=package) from None
    paths = tuple(sorted(Path(str(item.locate())) for item in listed if item.suffix.lower() in SUFFIXES))
    if not paths:
        raise FontError(f"the package {package} brings no font files", mend="name a package such as fontpkg-inter", package=package)
    return paths


def read_face(path: Path) -> FontFile:
    """Return what a font file is; raises `FontError` when it is not a font."""
    try:
        status = path.stat()
    except OSError as problem:
        raise FontError(f"the font cannot be read: {problem.strerror}", mend="check its name and its rights", file=str(path)) from None
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _read(path: Path, _changed_ns: int, size_bytes: int) -> FontFile:
    if not _is_whole(path, size_bytes):
        raise FontError("this is not a font, or it is cut short", mend="put a TrueType or OpenType file there", file=str(path))
    face = hb.Face(hb.Blob.from_file_path(str(path)))
    tags = set(face.table_tags)
    if not tags >= NEEDED or not tags & OUTLINES or face.glyph_count == 0:
        raise FontError("this font has no letters that can be drawn", mend="put a TrueType or OpenType file there", file=str(path))
    axes = {axis.tag: (axis.min_value, axis.default_value, axis.max_value) for axis in face.axis_infos}
    os2 = bytes(face.reference_table("OS/2").data)
    weight = int.from_bytes(os2[4:6], "big") if len(os2) >= 6 else 400
    selection = int.from_bytes(os2[62:64], "big") if len(os2) >= 64 else 0
    family = face.get_name(hb.OTNameIdPredefined.TYPOGRAPHIC_FAMILY) or face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) or path.stem
    span = (int(axes["wght"][0]), int(axes["wght"][2])) if "wght" in axes else (weight, weight)
    return FontFile(path, family, span, bool(selection & 1), axes)


def _is_whole(path: Path, size_bytes: int) -> bool:
    """Say whether the file begins as a font and holds every table its directory lists (OpenType, "Organization of an OpenType Font")."""
    with path.open("rb") as file:
        head = file.read(12)
        count = int.from_bytes(head[4:6], "big")
        directory = file.read(16 * count)
    entries = [directory[start : start + 16] for start in range(0, len(directory), 16)]
    ends = [int.from_bytes(entry[8:12], "big") + int.from_bytes(entry[12:16], "big") for entry in entries]
    return head[:4] in SIGNATURES and len(directory) == 16 * count > 0 and max(ends) <= size_bytes


def _of_family(every: tuple[FontFile, ...], family: str, place: str) -> tuple[FontFile, ...]:
    found = tuple(face for face in every if face.family.lower() == family.lower())
    names = sorted({face.family for face in every})
    if not found and len(names) == 1:
        return every
    if not found:
        near = difflib.get_close_matches(family, names, 1)
        mend = f"did you mean {near[0]!r}?" if near else f"it has: {', '.join(names[:8])}" if names else "put its font files there"
        raise FontError(f"the family {family!r} is not in {place}", mend=mend, family=family)
    return found


def _tuned(face: FontFile, source: FontSource) -> FontFile:
    for axis, value in source.variations.items():
        if axis in CSS_AXES:
            raise FontError(
                f"axis {axis} has a CSS property of its own", mend=f"set {CSS_AXES[axis]} in the typography token", family=source.family
            )
        if axis not in face.axes:
            known = ", ".join(face.axes) or "none"
            raise FontError(f"{face.path.name} has no axis {axis!r}", mend=f"its axes: {known}", family=source.family)
        low, _, high = face.axes[axis]
        if not low <= value <= high:
            raise FontError(f"axis {axis} = {value:g} is out of range", mend=f"give {low:g} to {high:g}", family=source.family)
    return replace(face, family=source.family, variations=dict(source.variations))
