"""What a clip is made of: the frozen job (scenes, transitions, sound, output) and the frames that come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from visualgen.brand.model import PhotoTreatment
from visualgen.findings import Finding
from visualgen.render.canvas import Canvas
from visualgen.render.products import PictureValue, StillJob

PixelBox = tuple[int, int, int, int]
"""x, y, width, height in whole pixels."""

TransitionKind = Literal["cut", "crossfade", "slide", "wipe", "brand"]
Side = Literal["left", "right", "top", "bottom"]
ClipType = Literal["mp4", "gif", "webp"]

CLIP_TYPES: tuple[ClipType, ...] = get_args(ClipType)
TRANSITIONS: tuple[TransitionKind, ...] = get_args(TransitionKind)
SIDES: tuple[Side, ...] = get_args(Side)


@dataclass(frozen=True, slots=True)
class FootageValue(PictureValue):
    """A video given to a picture slot. `data` is its poster frame as an encoded picture: a still shows that.

    `digest` is the SHA-256 of the file and of the part chosen. The part from `start_s` to `end_s` (None: its end) is played, again
    and again with `loop`, else its last frame stays. `sound` says that what is heard in it is kept, `hdr` that its colours are
    brought to SDR.
    """

    path: Path = Path()
    start_s: float = 0.0
    end_s: float | None = None
    loop: bool = True
    sound: bool = True
    hdr: bool = False


class FootageSource(Protocol):
    """An open video, fitted to the pixels of its slot (cover, focal point, the kit's treatment): `footage.open_footage(value, size_px,
    treatment)`. Frames are asked for in rising time, seldom otherwise."""

    def frame_at(self, time_s: float) -> NDArray[np.uint8]:
        """Return the frame that is seen `time_s` after the slot's scene began: (height, width, 4) premultiplied BGRA, the very same
        array object as long as it is the same frame."""

    def close(self) -> None:
        """Let the file go."""


OpenFootage = Callable[[FootageValue, tuple[int, int], PhotoTreatment | None], FootageSource]
"""Opens a video for a slot of that size in px, shown with that treatment."""


@dataclass(frozen=True, slots=True)
class Transition:
    """How a scene replaces the one before: the two overlap for `duration_s`.

    slide and wipe come in from `side`; brand is a wipe behind a panel in the kit's colour.
    """

    kind: TransitionKind = "cut"
    duration_s: float = 0.0
    side: Side = "right"


@dataclass(frozen=True, slots=True)
class Scene:
    """A still that moves. `duration_s` None: what the template says, else as long as its motion and its reading take.

    `enter` is how it comes in, None: what the template says, else the clip's own (`ClipJob.transition`). The first scene just begins.
    """

    still: StillJob
    duration_s: float | None = None
    enter: Transition | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """The clip's soundtrack: from `start_s` to `end_s` of the file, again and again with `loop`, faded at both ends.

    It is lowered by `duck_db` while footage with sound of its own plays; the whole is brought to `loudness_lufs` (None: left alone).
    """

    path: Path
    digest: str
    start_s: float = 0.0
    end_s: float | None = None
    loop: bool = True
    fade_in_s: float = 0.3
    fade_out_s: float = 1.0
    gain_db: float = 0.0
    duck_db: float = 12.0
    loudness_lufs: float | None = -14.0


@dataclass(frozen=True, slots=True)
class ClipOutput:
    """What is written. `crf`, `preset` and `threads` (0: eight at most) are x264's; `max_bytes` asks for the best that weighs less,
    `bitrate_bps` is the highest rate a second may have."""

    type: ClipType = "mp4"
    crf: int = 20
    preset: str = "veryfast"
    threads: int = 0
    max_bytes: int | None = None
    bitrate_bps: int | None = None


@dataclass(frozen=True, slots=True)
class ClipJob:
    """One clip to make: scenes of one size and one kit.

    `duration_s` stretches the holds of the scenes to that length; `poster_s` is the moment of the poster, None: when the first scene
    has settled. `end_card` adds the kit's end card as a last scene.
    """

    scenes: tuple[Scene, ...]
    fps: int = 30
    duration_s: float | None = None
    poster_s: float | None = None
    transition: Transition | None = None
    end_card: bool = False
    sound: Sound | None = None
    output: ClipOutput = field(default_factory=ClipOutput)

    @property
    def size_px(self) -> tuple[int, int]:
        """The size of every frame."""
        return self.scenes[0].still.target.size_px


@dataclass(frozen=True, slots=True)
class Shown:
    """A scene in the clip's time: it is (also partly) seen from `start_s` to `end_s`; its own clock is 0 at `start_s`."""

    scene: Scene
    start_s: float
    end_s: float
    enter: Transition


@dataclass(frozen=True, slots=True)
class Timeline:
    """When each scene is shown. `footage` are the videos with the span in which they play, in the clip's time."""

    shown: tuple[Shown, ...]
    duration_s: float
    poster_s: float
    footage: tuple[tuple[FootageValue, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `pixels` is (height, width, 4) uint8, BGRx (opaque; the fourth byte says nothing): a buffer that the next frame is
    painted on, and not always the same one.

    `changed` are the boxes that differ from the frame before; none: it is the same frame again.
    """

    pixels: NDArray[np.uint8]
    index: int
    time_s: float
    changed: tuple[PixelBox, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip ready to be painted: `count` frames of `size_px` at `fps`. `frames()` paints them from the first, one after the other
    (`frames(start, stop)`: some of them); `poster()` paints the poster. `key` is the SHA-256 of all that decides the frames.
    `words` are how many there are to read in each scene.
    """

    size_px: tuple[int, int]
    fps: int
    count: int
    timeline: Timeline
    key: str
    findings: tuple[Finding, ...]
    frames: Callable[..., Iterator[Frame]]
    poster: Callable[[], Canvas]
    words: tuple[int, ...] = ()

    @property
    def duration_s(self) -> float:
        """How long the clip lasts."""
        return self.count / self.fps


def poster_name(name: str) -> str:
    """Return the name of the poster beside a clip's file.

    >>> poster_name("promo.mp4")
    'promo-poster.jpg'
    """
    return f"{name.rpartition('.')[0] or name}-poster.jpg"
