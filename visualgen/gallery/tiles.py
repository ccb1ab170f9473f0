"""What runs in a render process for the wall: a few pictures of one drawing, each with a small copy for the sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from visualgen.batch.worker import render_many
from visualgen.errors import VisualgenError
from visualgen.pipeline import Rendered
from visualgen.render.products import StillJob
from visualgen.settings import Settings

SMALL_PX = (540, 480)
"""The largest width and height of a small copy."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """A rendered picture with its small copy (JPEG)."""

    rendered: Rendered
    small: bytes


def picture_many(jobs: Sequence[StillJob], settings: Settings) -> list[Pictured | VisualgenError]:
    """Return every job's picture with its small copy, or the error it met."""
    answers = render_many(jobs, settings)
    return [answer if isinstance(answer, VisualgenError) else Pictured(answer, small_copy(answer.data)) for answer in answers]


def small_copy(data: bytes) -> bytes:
    """Return the picture as a JPEG that fits `SMALL_PX`."""
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", SMALL_PX)
        small = image.convert("RGB")
    small.thumbnail(SMALL_PX, Image.Resampling.LANCZOS, reducing_gap=2.0)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=82)
    return file.getvalue()
