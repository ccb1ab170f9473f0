"""What each network and ad slot accepts, read from dated data files: size, safe zone, weight, file types, smallest text, clips.

One TOML file a network, each placement with the page it was read on and how sure it is: V first-party, 3P third-party, U unverified.
"""

from __future__ import annotations

import datetime
import difflib
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from visualgen.errors import UnknownName

Confidence = Literal["V", "3P", "U"]
T = TypeVar("T")
Safe = tuple[float, float, float, float]

MARGIN_PX = 64.0
"""The margin kept free where a ratio has no safe zone of its own, on a canvas 1080 px on its short side."""
PHONE_PX = 375.0
"""The width of a phone's feed in CSS px."""
BANNER_TEXT_PX = 10.0
"""A placement whose smallest text is below this is shown at its own size (Google's uploaded banners)."""
TEXT_PX = 28.0
"""The smallest text on a canvas 1080 px on its short side."""

_FOLDER = Path(__file__).parent
_DEFAULTS = {"pinterest": "pin", "youtube": "short", "googlebusiness": "post"}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with the size it is drawn at. `safe` = (top, right, bottom, left), fractions of the canvas."""

    name: str
    width_px: int
    height_px: int
    safe: Safe


@dataclass(frozen=True, slots=True)
class ClipLimits:
    """What a placement takes of clips of one type; None: no limit known.

    `seconds` and `fps` are (least, most), `max_bytes` the heaviest file, `bitrate_bps` the highest rate, `frames` the most frames,
    `size_px` the largest picture.
    """

    seconds: tuple[float, float] | None
    fps: tuple[float, float] | None
    max_bytes: int | None
    bitrate_bps: int | None
    frames: int | None
    size_px: tuple[int, int] | None
    source: str
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """A place where pictures are published. `safe` = (top, right, bottom, left), fractions of the canvas.

    `types` are the accepted output types (empty: any), `max_bytes` the heaviest file (None: no limit known); `clips` says what is
    taken of clips, by type (mp4, gif; empty: nothing known); `ratio` (width over height) and `accepted_width_px` are the least and
    the most accepted, `max_pixels` the most; `caption` tells whether words are shown beside the picture;
    `source` is the page the facts were read on, on `read`, and `confidence` how sure they are.
    """

    id: str
    network: str
    title: str
    width_px: int
    height_px: int
    safe: Safe
    min_text_px: float
    types: tuple[str, ...]
    max_bytes: int | None
    source: str
    read: datetime.date
    confidence: Confidence
    note: str = ""
    clips: Mapping[str, ClipLimits] = field(default_factory=dict)
    ratio: tuple[float, float] | None = None
    accepted_width_px: tuple[int, int] | None = None
    max_pixels: int | None = None
    caption: bool = True


def placement(identifier: str) -> Placement:
    """Return the placement of that id (`instagram.story`); a network's name alone stands for its feed, a bare banner size for Google's.

    Raises `UnknownName` with the nearest id.
    """
    known = _catalogue()
    name = identifier.strip().lower()
    for candidate in (name, f"{name}.{_DEFAULTS.get(name, 'feed')}", f"google.{name}" if name[:1].isdigit() else ""):
        if candidate in known:
            return known[candidate]
    near = near_placement(name)
    hint = f"did you mean {near!r}? " if near else ""
    network = name.partition(".")[0]
    places = [candidate for candidate in known if candidate.startswith(f"{network}.")]
    networks = dict.fromkeys(candidate.partition(".")[0] for candidate in known)
    listed = f"{network} has: {', '.join(places)}" if places else f"networks: {', '.join(networks)}"
    raise UnknownName(f"no placement is called {identifier!r}", mend=f"{hint}{listed}", placement=identifier)


def near_placement(identifier: str) -> str:
    """Return the id of the placement that a mistyped one is nearest to, "" where none is near."""
    return next(iter(difflib.get_close_matches(identifier.strip().lower(), _catalogue(), n=1, cutoff=0.5)), "")


def placements() -> tuple[Placement, ...]:
    """Return every placement, network by network."""
    return tuple(_catalogue().values())


def safe_zone(identifier: str | None, size_px: tuple[int, int]) -> Safe:
    """Return (top, right, bottom, left) fractions kept free of words: the placement's, else the named ratio's of that shape, else 64 px."""
    width, height = size_px
    if identifier is not None:
        return placement(identifier).safe
    for ratio in RATIOS.values():
        if abs(ratio.width_px * height - ratio.height_px * width) <= 0.01 * ratio.height_px * width:
            return ratio.safe
    return _margin(width, height)


def safe_box(identifier: str | None, size_px: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the safe zone as a box (x0, y0, x1, y1) in px of a canvas of `size_px`."""
    width, height = size_px
    top, right, bottom, left = safe_zone(identifier, size_px)
    return left * width, top * height, width - right * width, height - bottom * height


def phone_scale(identifier: str | None, size_px: tuple[int, int]) -> float:
    """Return CSS px per pixel where a picture is seen on a phone 375 px wide, at most 1; a banner is seen at its own size."""
    banner = identifier is not None and placement(identifier).min_text_px < BANNER_TEXT_PX
    return 1.0 if banner else min(1.0, PHONE_PX / size_px[0])


def min_text_px(identifier: str | None, size_px: tuple[int, int]) -> float:
    """Return the smallest text height in px that is still read: the placement's, else 28 px on a short side of 1080."""
    return placement(identifier).min_text_px if identifier is not None else _text_px(*size_px)


@functools.cache
def _catalogue() -> Mapping[str, Placement]:
    found: dict[str, Placement] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        if path.stem != "ratios":
            found.update((entry.id, entry) for entry in _network(path))
    return MappingProxyType(found)


def _network(path: Path) -> list[Placement]:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_placement(path.stem, name, entry, data) for name, entry in data.items() if isinstance(entry, dict)]


def _placement(network: str, name: str, entry: Mapping[str, Any], data: Mapping[str, Any]) -> Placement:
    width, height = entry["size_px"]
    return Placement(
        id=f"{network}.{name}",
        network=str(data["network"]),
        title=str(entry["title"]),
        width_px=width,
        height_px=height,
        safe=_safe(entry, width, height),
        min_text_px=float(entry.get("min_text_px", _text_px(width, height))),
        types=tuple(entry.get("types", ())),
        max_bytes=entry.get("max_bytes"),
        source=str(entry["source"]),
        read=data["read"],
        confidence=entry["confidence"],
        note=str(entry.get("note", "")),
        clips=MappingProxyType({kind: _clip_limits(facts) for kind, facts in entry.get("clip", {}).items()}),
        ratio=_pair(entry.get("ratio")),
        accepted_width_px=_pair(entry.get("width_px")),
        max_pixels=entry.get("max_pixels"),
        caption=bool(entry.get("caption", True)),
    )


def _clip_limits(facts: Mapping[str, Any]) -> ClipLimits:
    return ClipLimits(
        seconds=_pair(facts.get("seconds")),
        fps=_pair(facts.get("fps")),
        max_bytes=facts.get("max_bytes"),
        bitrate_bps=facts.get("bitrate_bps"),
        frames=facts.get("frames"),
        size_px=(facts["size_px"][0], facts["size_px"][1]) if "size_px" in facts else None,
        source=str(facts["source"]),
        confidence=facts["confidence"],
        note=str(facts.get("note", "")),
    )


def _pair(values: Sequence[T] | None) -> tuple[T, T] | None:
    return (values[0], values[1]) if values else None


def _safe(entry: Mapping[str, Any], width: int, height: int) -> Safe:
    if "safe" not in entry:
        return _margin(width, height)
    top, right, bottom, left = (float(value) for value in entry["safe"])
    return top, right, bottom, left


def _margin(width: int, height: int) -> Safe:
    margin = MARGIN_PX * min(width, height) / 1080
    return margin / height, margin / width, margin / height, margin / width


def _text_px(width: int, height: int) -> float:
    return TEXT_PX * min(width, height) / 1080


def _ratios() -> Mapping[str, Ratio]:
    data: dict[str, Any] = tomllib.loads((_FOLDER / "ratios.toml").read_text(encoding="utf-8"))
    found: dict[str, Ratio] = {}
    for name, entry in data.items():
        width, height = entry["size_px"]
        found[name] = Ratio(name, width, height, _safe(entry, width, height))
    return MappingProxyType(found)


RATIOS: Mapping[str, Ratio] = _ratios()
"""The ratios that have a name, in the order they are offered."""
