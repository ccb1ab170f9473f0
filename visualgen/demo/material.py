"""The sample month laid out as a person would keep it: the calendar file, and the photos beside it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from visualgen.demo.photos import SCENES, write_photo, write_photos

KIT = "levain"
CALENDAR = "calendar.csv"
PHOTOS = "photos"
RATIOS = ("4x5", "1x1", "9x16")


def lay_out_month(folder: Path, submit: Callable[..., Future[None]] | None = None) -> Path:
    """Put the calendar and its photos into `folder` and return the calendar's path; photos already there are not drawn again.

    `submit(function, *arguments)` hands each photo's drawing to a pool of workers; without it they are drawn here.
    """
    (folder / PHOTOS).mkdir(parents=True, exist_ok=True)
    source = Path(__file__).parent
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(source.glob("*.py")))).hexdigest()
    stamp = folder / PHOTOS / ".drawn"
    if not stamp.is_file() or stamp.read_text() != digest:
        if submit is None:
            write_photos(folder / PHOTOS)
        else:
            for drawn in [submit(write_photo, name, folder / PHOTOS) for name in SCENES]:
                drawn.result()
        stamp.write_text(digest)
    shutil.copyfile(source / CALENDAR, folder / CALENDAR)
    return folder / CALENDAR
