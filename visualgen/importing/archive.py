"""The files of an export: SVGs as they are, and ZIPs opened with care."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from visualgen.errors import LimitExceeded, TemplateError
from visualgen.importing.model import Export

FILE_BYTES = 120_000_000
"""An exported file may be this large: photos are still in it."""
ARCHIVE_FILES = 200
ARCHIVE_BYTES = 300_000_000
_EXPORT_AGAIN = "export the drawing again"


def read_exports(paths: Sequence[Path]) -> tuple[Export, ...]:
    """Return the drawings of the files in natural order of their names.

    Raises `TemplateError` for a file that is no SVG or ZIP, or a ZIP with paths outside itself, and `LimitExceeded`.
    """
    found: list[Export] = []
    for path in paths:
        data = _bytes(path)
        if data[:4] == b"PK\x03\x04":
            found.extend(_entries(data, path.name))
        else:
            found.append(Export(path.name, _plain(data, path.name)))
    if not found:
        raise TemplateError("there is no drawing in it", mend="give .svg files, or a .zip of them", file=str(paths[0]) if paths else None)
    return tuple(sorted(found, key=lambda export: natural(export.name)))


def natural(name: str) -> list[tuple[int, str]]:
    """Return the sorting key by which `page 10` comes after `page 9`."""
    return [(int(part), "") if part.isdigit() else (-1, part.lower()) for part in re.findall(r"\d+|\D+", name)]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise LimitExceeded(
                f"the file has {path.stat().st_size:,} bytes, {FILE_BYTES:,} are allowed",
                mend="scale the photos down to about 2,000 px before exporting",
                file=str(path),
            )
        return path.read_bytes()
    except OSError as error:
        raise TemplateError(f"it cannot be read: {error.strerror}", mend="check the file's name", file=str(path)) from None


def _plain(data: bytes, name: str) -> bytes:
    """Return an SVG's bytes, unpacked where it is an .svgz."""
    if data[:2] != b"\x1f\x8b":
        if b"<svg" not in data[:200_000] and b"<svg" not in data.replace(b"\0", b"")[:200_000]:
            raise TemplateError("it is no SVG", mend="export the artboard as SVG (a PDF, an .ai or a .fig is not read)", file=name)
        return data
    unpacker = zlib.decompressobj(31)
    try:
        text = unpacker.decompress(data, FILE_BYTES)
    except zlib.error:
        raise TemplateError("the compressed drawing is broken", mend=_EXPORT_AGAIN, file=name) from None
    if unpacker.unconsumed_tail:
        raise LimitExceeded(f"it unpacks to more than {FILE_BYTES:,} bytes", mend="save it as plain SVG", file=name)
    return text


def _entries(data: bytes, name: str) -> Iterator[Export]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _judge(entries, name)
            for entry in entries:
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
                if entry.is_dir() or hidden or path.suffix.lower() not in (".svg", ".svgz"):
                    continue
                yield Export(path.name, _plain(archive.read(entry), f"{name}/{path.name}"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise TemplateError(f"the archive cannot be opened: {error}", mend="make the ZIP again", file=name) from None


def _judge(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuse what no design tool packs: paths outside, passwords, bombs."""
    if len(entries) > ARCHIVE_FILES:
        raise LimitExceeded(f"the archive has {len(entries)} files, {ARCHIVE_FILES} are allowed", mend="pack the drawings alone", file=name)
    if sum(entry.file_size for entry in entries) > ARCHIVE_BYTES:
        raise LimitExceeded(f"the archive unpacks to more than {ARCHIVE_BYTES:,} bytes", mend="scale its photos down", file=name)
    for entry in entries:
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path):
            raise TemplateError(
                f"the entry {entry.filename!r} leads outside the archive", mend="do not trust this ZIP; pack the SVG files anew", file=name
            )
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise TemplateError(f"the entry {entry.filename!r} is a link", mend="pack the SVG files themselves", file=name)
        if entry.flag_bits & 1:
            raise TemplateError(f"the entry {entry.filename!r} has a password", mend="make the ZIP without one", file=name)
        if entry.file_size > FILE_BYTES:
            raise LimitExceeded(f"the entry {entry.filename!r} has {entry.file_size:,} bytes", mend="scale its photos down", file=name)
