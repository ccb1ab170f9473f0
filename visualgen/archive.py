"""Open a ZIP that a stranger packed: no paths outside, no links, no passwords, no bombs; its files go into a folder of ours."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from visualgen.errors import ArchiveError, LimitExceeded

_CHUNK = 1 << 20
_PACK_AGAIN = "pack the folder anew with an ordinary tool"
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold. `ratio`: how many times its packed size an entry past 1 MB may unpack to."""

    files: int = 500
    file_bytes: int = 60_000_000
    total_bytes: int = 200_000_000
    ratio: int = 200
    name_chars: int = 200
    depth: int = 8


def unpack(archive: BinaryIO, folder: Path, limits: ArchiveLimits | None = None, *, name: str = "archive.zip") -> tuple[Path, ...]:
    """Unpack a ZIP into the empty `folder` and return the files' paths relative to it, sorted.

    Files that systems add (`__MACOSX`, `.DS_Store`, `Thumbs.db`, hidden ones) are left out; where all lie in one folder, as tools
    pack them, that folder is taken off. Bytes are counted as they are unpacked: what an entry declares is not believed.
    Raises `ArchiveError` and `LimitExceeded`; then `folder` holds what was written until then, and is the caller's to throw away.
    """
    limits = limits or ArchiveLimits()
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = _judge(opened.infolist(), limits, name)
            if not entries:
                raise ArchiveError("there is no file in it", mend=_PACK_AGAIN, file=name)
            root = _common_folder([path for path, _ in entries])
            left = limits.total_bytes
            for path, entry in entries:
                target = folder.joinpath(*path.parts[root:])
                target.parent.mkdir(parents=True, exist_ok=True)
                left -= _write(opened, entry, target, min(left, limits.file_bytes), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise ArchiveError(f"the archive cannot be opened: {error}", mend=_PACK_AGAIN, file=name) from None
    return tuple(sorted(Path(*path.parts[root:]) for path, _ in entries))


def _judge(entries: Sequence[zipfile.ZipInfo], limits: ArchiveLimits, name: str) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Return the files worth unpacking with their paths. Raises for what nobody packs in good faith."""
    if len(entries) > 4 * limits.files:
        raise LimitExceeded(f"the archive has {len(entries)} entries", mend=f"pack at most {limits.files} files", file=name)
    taken: list[tuple[PurePosixPath, zipfile.ZipInfo]] = []
    seen: set[str] = set()
    for entry in entries:
        path = _safe_path(entry, limits, name)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveError(f"the entry {_told(entry)} is a link or a device", mend="pack the files themselves", file=name)
        if entry.flag_bits & 1:
            raise ArchiveError(f"the entry {_told(entry)} has a password", mend="make the ZIP without one", file=name)
        if entry.is_dir() or _is_litter(path):
            continue
        key = str(path).casefold()
        if key in seen:
            raise ArchiveError(f"the entry {_told(entry)} comes twice", mend=_PACK_AGAIN, file=name)
        seen.add(key)
        if entry.file_size > max(_CHUNK, limits.ratio * entry.compress_size):
            raise LimitExceeded(f"the entry {_told(entry)} unpacks to far more than its size", mend=_PACK_AGAIN, file=name)
        taken.append((path, entry))
    for path, entry in taken:
        if any(str(parent).casefold() in seen for parent in path.parents if parent.parts):
            raise ArchiveError(f"the entry {_told(entry)} lies inside another file", mend=_PACK_AGAIN, file=name)
    if len(taken) > limits.files:
        raise LimitExceeded(f"the archive has {len(taken)} files", mend=f"pack at most {limits.files}", file=name)
    if sum(entry.file_size for _, entry in taken) > limits.total_bytes:
        raise LimitExceeded(f"the archive unpacks to more than {limits.total_bytes:,} bytes", mend="scale its photos down", file=name)
    return taken


def _safe_path(entry: zipfile.ZipInfo, limits: ArchiveLimits, name: str) -> PurePosixPath:
    text = entry.filename.replace("\\", "/")
    parts = text.rstrip("/").split("/")
    if text.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", text):
        raise ArchiveError(f"the entry {_told(entry)} leads outside the archive", mend="do not trust this ZIP; " + _PACK_AGAIN, file=name)
    if any(not part or part == "." or _RESERVED.match(part) or re.search(r'[\x00-\x1f\x7f<>:"|?*]', part) for part in parts):
        raise ArchiveError(f"the entry {_told(entry)} has a name that not every system can hold", mend="rename the file", file=name)
    if any(len(part.encode("utf-8", "surrogatepass")) > limits.name_chars for part in parts) or len(parts) > limits.depth:
        raise LimitExceeded(f"the entry {_told(entry)} has too long a name or lies too deep", mend="rename the file", file=name)
    return PurePosixPath(*parts)


def _is_litter(path: PurePosixPath) -> bool:
    return any(part.startswith((".", "__MACOSX")) or part in ("Thumbs.db", "desktop.ini") for part in path.parts)


def _common_folder(paths: Sequence[PurePosixPath]) -> int:
    """Return 1 where every file lies in the same folder at the top, else 0."""
    return int(len({path.parts[0] for path in paths}) == 1 and all(len(path.parts) > 1 for path in paths))


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, room: int, name: str) -> int:
    """Unpack one entry and return its size. Raises `LimitExceeded` once it passes `room`."""
    written = 0
    with archive.open(entry) as source, target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > room:
                raise LimitExceeded(f"the entry {_told(entry)} unpacks past {room:,} bytes", mend="scale its photos down", file=name)
            sink.write(chunk)
    return written


def _told(entry: zipfile.ZipInfo) -> str:
    return ascii(entry.filename[:80])
