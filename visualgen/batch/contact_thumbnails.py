"""The picture that stands for a post on the sheets, made small."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from PIL import Image

from visualgen.batch.plan import PlannedPost
from visualgen.batch.run import Outcome

LEADING_RATIO = "4x5"
THUMBNAIL_PX = (240, 300)


def leading_file(post: PlannedPost, outcome: Outcome) -> str:
    """Return the picture that stands for the post: its first page in 4x5, else in its first ratio (of a clip, its poster); "" for none."""
    shown = sorted(post.pictures, key=lambda picture: (picture.ratio != LEADING_RATIO, picture.page))
    names = (p.poster or p.name for p in shown if (made := outcome.made.get(p.name)) and made.entry)
    return next((name for name in names if not name.endswith(".pdf")), "")


def contained(path: Path, box: tuple[int, int]) -> Image.Image:
    """Return the picture on white, as large as fits `box` (width, height in px)."""
    with Image.open(path) as image:
        scale = min(box[0] / image.width, box[1] / image.height)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image.draft("RGB", size)
        if "A" in image.getbands():
            flat = Image.new("RGB", image.size, "white")
            flat.paste(image, mask=image.getchannel("A"))
        else:
            flat = image.convert("RGB")
        return flat.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def thumbnail_uri(path: Path) -> str:
    """Return the picture as a small JPEG in a `data:` URI."""
    file = io.BytesIO()
    contained(path, THUMBNAIL_PX).save(file, "JPEG", quality=74)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
