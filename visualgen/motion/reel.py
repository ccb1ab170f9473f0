"""The frames of a clip, one after the other: each scene by its own player, two at once while one takes the other's place.

Players are made when their scene begins and let go when it ends, so memory does not grow with the clip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import cairocffi as cairo
import numpy as np

from visualgen.motion.joins import join
from visualgen.motion.player import Player
from visualgen.motion.products import Frame, Shown
from visualgen.render.paint.target import surface_of
from visualgen.render.scene import Color

MakePlayer = Callable[[int], Player]
"""Makes the player of a scene by its number."""


def frames(
    shown: Sequence[Shown],
    size_px: tuple[int, int],
    fps: int,
    count: int,
    make: MakePlayer,
    ease: Callable[[float], float],
    color: Color,
    first: int = 0,
) -> Iterator[Frame]:
    """Yield the frames from number `first` on. `ease` is how transitions move, `color` what a brand wipe is painted with."""
    width, height = size_px
    whole = (0, 0, width, height)
    players: dict[int, Player] = {}
    joined = np.full((height, width, 4), 255, np.uint8)
    surface = surface_of(joined, opaque=True)
    before: tuple[int, ...] = ()
    try:
        for index in range(first, count):
            time_s = index / fps
            seen = _seen(shown, time_s, fps)
            for number in [number for number in players if number < seen[0]]:
                players.pop(number).close()
            changed = []
            for number in seen:
                player = players.get(number)
                if player is None:
                    player = players[number] = make(number)
                changed.append(player.show(time_s - shown[number].start_s))
            if len(seen) == 1:
                yield Frame(players[seen[0]].pixels, index, time_s, changed[0] if seen == before else (whole,))
            else:
                entering = shown[seen[1]]
                progress = ease((time_s - entering.start_s) / entering.enter.duration_s)
                old, new = (players[number].surface for number in seen)
                join(cairo.Context(surface), size_px, old, new, entering.enter, min(max(progress, 0.0), 1.0), color)
                surface.flush()
                yield Frame(joined, index, time_s, (whole,))
            before = seen
    finally:
        for player in players.values():
            player.close()


def _seen(shown: Sequence[Shown], time_s: float, fps: int) -> tuple[int, ...]:
    """Return the one or two scenes that are seen at a moment; the last one stays."""
    slack = 1e-6
    found = [number for number, one in enumerate(shown) if one.start_s - slack <= time_s < one.end_s - slack]
    return tuple(found[-2:]) or (len(shown) - 1,)
