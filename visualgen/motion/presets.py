"""The presets: which keyframes there are, and how each is played unless said otherwise."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SHEET = Path(__file__).with_name("presets.css")

Pivot = Literal["own", "view"]


@dataclass(frozen=True, slots=True)
class Preset:
    """How a preset is played. `duration` and `easing` are CSS, with the kit's tokens; `pivot`: percentages and the origin refer to the
    layer's own box, or to the whole picture. `whole_scene`: it lasts as long as its scene; `stagger` the parts a text is taken apart in.
    `inside`: a photo moves behind its window. `leaves`: it is the last thing that a layer does.
    """

    duration: str = "var(--duration-enter, 600ms)"
    easing: str = "var(--ease-enter, cubic-bezier(.2, .8, .2, 1))"
    pivot: Pivot = "own"
    stagger: str = ""
    whole_scene: bool = False
    inside: bool = False
    leaves: bool = False
    iterations: str = "1"


_MOVE = "var(--ease-move, cubic-bezier(.45, .05, .25, 1))"
_POP = "var(--ease-pop, cubic-bezier(.3, 1.4, .5, 1))"
_SLOW = "calc(var(--duration-move, 700ms) * 1.2)"
_LONG = "calc(var(--duration-enter, 600ms) * 1.6)"

PRESETS: Mapping[str, Preset] = {
    "fade": Preset(),
    "rise": Preset(),
    "drop": Preset(),
    "shift-left": Preset(),
    "shift-right": Preset(),
    "settle": Preset(duration=_LONG),
    "swell": Preset(duration=_LONG),
    "glide": Preset(duration=_LONG),
    "push-left": Preset(duration=_SLOW, pivot="view"),
    "push-right": Preset(duration=_SLOW, pivot="view"),
    "push-top": Preset(duration=_SLOW, pivot="view"),
    "push-bottom": Preset(duration=_SLOW, pivot="view"),
    "slide-left": Preset(duration="var(--duration-move, 700ms)", pivot="view"),
    "slide-right": Preset(duration="var(--duration-move, 700ms)", pivot="view"),
    "slide-top": Preset(duration="var(--duration-move, 700ms)", pivot="view"),
    "slide-bottom": Preset(duration="var(--duration-move, 700ms)", pivot="view"),
    "pop": Preset(easing=_POP),
    "stamp": Preset(duration="calc(var(--duration-enter, 600ms) * .7)"),
    "swing": Preset(duration=_LONG, easing="linear(0, 1.35 24%, .8 45%, 1.12 64%, .95 82%, 1)"),
    "pulse": Preset(duration="1.6s", easing="ease-in-out", iterations="infinite"),
    "wipe": Preset(duration="var(--duration-move, 700ms)", easing=_MOVE),
    "wipe-right": Preset(duration="var(--duration-move, 700ms)", easing=_MOVE),
    "wipe-top": Preset(duration="var(--duration-move, 700ms)", easing=_MOVE),
    "wipe-bottom": Preset(duration="var(--duration-move, 700ms)", easing=_MOVE),
    "pan": Preset(easing="linear", whole_scene=True, inside=True),
    "ken-burns": Preset(easing="linear", whole_scene=True, inside=True),
    "typewriter": Preset(duration="1ms", easing="step-start", stagger="glyph 45ms"),
    "count-up": Preset(duration="calc(var(--duration-enter, 600ms) * 2.4)", easing="cubic-bezier(.2, .6, .6, .9)"),
    "draw-on": Preset(duration="calc(var(--duration-enter, 600ms) * 1.8)", easing=_MOVE),
    "leave": Preset(duration="var(--duration-leave, 260ms)", easing="var(--ease-leave, ease-in)", leaves=True),
}


@functools.cache
def stylesheet() -> str:
    """Return the keyframes of all presets, as CSS."""
    return SHEET.read_text(encoding="utf-8")
