"""What size a picture gets and from which drawing: a ratio's name, `WxH` in px, a placement, or nothing."""

from __future__ import annotations

import math
import re

from visualgen.errors import LimitExceeded, UnknownName
from visualgen.formats import RATIOS, placement
from visualgen.settings import Limits
from visualgen.template.model import OWN_RATIO, Target, Template

DEFAULT_RATIO = "4x5"
SAME_ASPECT = 0.012
"""Two aspects closer than this (as a fraction) are one ratio: 1200×628 and 1200×630."""

_SIZE = re.compile(r"(\d{1,7})\s*[x×:/*]\s*(\d{1,7})(?:\s*px)?$", re.I)
_PROPORTION = 32
_SHORT_SIDE_PX = 1080


def resolve_target(spec: str | None, template: Template, limits: Limits | None = None) -> Target:
    """Return what `spec` asks of `template`: a drawn ratio, another ratio (`16x9`), a size in px (`1200x628`) or a placement id.

    None: 4x5 for a folder (else its first ratio), its own size for a single file. `Target.ratio` is always a drawn ratio, the nearest one.
    Raises `UnknownName` saying what there is, and `LimitExceeded` for a canvas that is too large.
    """
    limits = limits or Limits()
    text = (spec or "").strip().lower().replace("×", "x")
    if not text:
        ratio = DEFAULT_RATIO if DEFAULT_RATIO in template.ratios else template.ratios[0]
        return _target(template, _drawn_size(template, ratio), ratio, None, limits)
    if text in template.ratios:
        return _target(template, _drawn_size(template, text), text, None, limits)
    size = _size(text)
    if size is not None:
        return _target(template, size, None, None, limits)
    try:
        place = placement(text)
    except UnknownName as error:
        drawn, others = ", ".join(template.ratios), ", ".join(RATIOS)
        raise UnknownName(
            f"{spec!r} is no ratio, size or placement",
            mend=f"drawn here: {drawn}; ratios: {others}; a size such as 1200x628; or a placement such as instagram.story. {error.mend}",
            ratio=spec,
        ).french(
            f"« {spec} » n’est ni un format, ni une taille, ni un emplacement",
            f"dessinés ici : {drawn} ; formats : {others} ; une taille comme 1200x628 ; ou un emplacement comme instagram.story",
        ) from None
    return _target(template, (place.width_px, place.height_px), None, place.id, limits)


def nearest_ratio(template: Template, aspect: float) -> str:
    """Return the drawn ratio whose aspect (width / height) is nearest."""
    return min(template.ratios, key=lambda ratio: abs(math.log(_aspect(template, ratio) / aspect)))


def is_same_aspect(size: tuple[float, float], other: tuple[float, float]) -> bool:
    """Say whether two sizes are of one ratio."""
    return abs(math.log((size[0] * other[1]) / (size[1] * other[0]))) <= SAME_ASPECT


def _target(template: Template, size: tuple[float, float], ratio: str | None, place: str | None, limits: Limits) -> Target:
    width, height = round(size[0]), round(size[1])
    if width < 1 or height < 1:
        raise UnknownName(f"a picture of {width} × {height} px cannot be drawn", mend="give a width and a height of at least 1 px")
    if max(width, height) > limits.canvas_px or width * height > limits.canvas_area_px:
        raise LimitExceeded(
            f"the picture would be {width:,} × {height:,} px",
            mend=f"{limits.canvas_px:,} px a side and {limits.canvas_area_px:,} px in all are allowed",
        )
    return Target((width, height), ratio or nearest_ratio(template, width / height), place)


def _size(text: str) -> tuple[float, float] | None:
    """Return the px size of `16x9`, `16:9` or `1200x628`; None for anything else."""
    match = _SIZE.match(text)
    if match is None:
        return None
    width, height = int(match.group(1)), int(match.group(2))
    named = RATIOS.get(f"{width}x{height}")
    if named is not None:
        return named.width_px, named.height_px
    if not (width and height) or max(width, height) > _PROPORTION:
        return width, height
    scale = _SHORT_SIDE_PX / min(width, height)
    return width * scale, height * scale


def _drawn_size(template: Template, ratio: str) -> tuple[float, float]:
    """Return the px size of a drawn ratio: the size that ratio is published at, else the drawing's own."""
    drawn = template.drawings[ratio, 1].size
    named = RATIOS.get(ratio)
    if named is not None and (drawn is None or is_same_aspect(drawn, (named.width_px, named.height_px))):
        return named.width_px, named.height_px
    if drawn is not None:
        return drawn
    return (_size(ratio) if ratio != OWN_RATIO else None) or (1080, 1080)


def _aspect(template: Template, ratio: str) -> float:
    width, height = template.drawings[ratio, 1].size or _size(ratio) or (1.0, 1.0)
    return width / height
