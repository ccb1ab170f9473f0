"""The boxes of an MP4 file (ISO/IEC 14496-12, 4.2), read independently of who wrote them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

INSIDE = ("moov", "trak", "mdia", "minf", "stbl", "edts", "udta")


def boxes(data: bytes, start: int = 0, end: int | None = None, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of every box, in the order of the file."""
    end = len(data) if end is None else end
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        name = f"{path}/{kind.decode('latin-1')}"
        yield name, data[start + head : start + size]
        if name.rpartition("/")[2] in INSIDE:
            yield from boxes(data, start + head, start + size, name)
        start += size
