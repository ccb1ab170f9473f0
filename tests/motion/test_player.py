"""Frames: what rests is the still, what moves is where it should be, and only what changed is painted again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.motion.conftest import svg
from visualgen.errors import LimitExceeded
from visualgen.motion.bake import BakedMask
from visualgen.motion.player import Player
from visualgen.motion.products import FootageValue
from visualgen.motion.stage import cast, lasting, settled_s, spread
from visualgen.pipeline import World
from visualgen.render.bind import bind
from visualgen.render.layers import layers
from visualgen.render.paint import paint
from visualgen.render.place import place
from visualgen.render.products import StillJob
from visualgen.render.style import style

Pixels = NDArray[np.uint8]
TEXT = '<text id="t" x="30" y="120" font-size="60" font-family="Fraunces" fill="#222">Levain</text>'
INNER = TEXT.replace('id="t"', 'id="s"')
GROUND = '<rect width="400" height="300" fill="#f4e8d0"/>'


@pytest.fixture
def played(job_of: Callable[..., StillJob], world: World) -> Callable[..., Player]:
    def play(body: str, css: str = "", duration_s: float = 2.0, open_footage: Any = None, **content: Any) -> Player:
        job = job_of(svg(body, css), **content)
        source = bind(job, world.settings, world.cache)
        placed = place(style(source, world.cache), source, job.kit, world.book(job.kit))
        found = lasting(cast(placed), duration_s)
        scene, movers = spread(layers(placed, None, found.indices), found)
        limits = world.settings.limits
        return Player(scene, movers, world.cache, job.kit.photo, limits, fps=30, duration_s=duration_s, open_footage=open_footage)

    return play


@pytest.fixture
def still(job_of: Callable[..., StillJob], world: World) -> Callable[[str], Pixels]:
    def make(body: str, css: str = "") -> Pixels:
        job = job_of(svg(body, css), "still")
        source = bind(job, world.settings, world.cache)
        placed = place(style(source, world.cache), source, job.kit, world.book(job.kit))
        return paint(layers(placed), world.cache, job.kit.photo, world.settings.limits).over_white().pixels[..., :3]

    return make


def shown(player: Player, time_s: float) -> Pixels:
    player.show(time_s)
    return player.pixels[..., :3].copy()


RISE = "@keyframes k { from { opacity: 0; transform: translateY(40px) } } #t { animation: k 1s ease-out both }"
BODIES = {
    "text": (GROUND + TEXT, RISE),
    "rotated": (
        GROUND + '<g transform="rotate(-8 200 150)"><rect id="t" x="80" y="90" width="220" height="80" rx="9" fill="#a83e1b"/></g>',
        "@keyframes k { from { scale: .4 } } #t { animation: k 1s ease-out both; transform-box: fill-box; transform-origin: center }",
    ),
    "nested": (
        GROUND
        + f'<g id="g" opacity=".8"><rect x="20" y="60" width="300" height="90" fill="#fff"/>{TEXT}</g><circle cx="300" cy="200" r="40"/>',
        RISE + "@keyframes n { from { rotate: 9deg } } #g { animation: n .8s both; transform-origin: 50% 50% }",
    ),
    "shadow": (
        GROUND + '<g id="t" style="filter: drop-shadow(0 8px 9px #0008)"><rect x="60" y="60" width="200" height="90" fill="#fff"/></g>',
        RISE,
    ),
    "moving under a shadow": (
        GROUND + f'<g style="filter: drop-shadow(0 8px 9px #0008)"><rect x="20" y="60" width="300" height="90" fill="#fff"/>{TEXT}</g>',
        RISE,
    ),
    "blend": (GROUND + '<circle id="t" cx="160" cy="120" r="80" fill="#a83e1b" style="mix-blend-mode: multiply"/>', RISE),
    "blend over what moves": (
        GROUND + TEXT + '<circle cx="160" cy="120" r="80" fill="#f3ba48" style="mix-blend-mode: multiply"/>',
        RISE,
    ),
    "masked": (
        '<defs><mask id="m"><circle cx="160" cy="110" r="90" fill="#fff"/></mask></defs>' + GROUND + f'<g mask="url(#m)">{TEXT}</g>',
        RISE,
    ),
    "clipped": (
        '<clipPath id="c"><circle cx="160" cy="110" r="60"/></clipPath>' + GROUND + f'<g id="t" clip-path="url(#c)">{INNER}</g>',
        RISE,
    ),
    "moving behind clips": (
        '<clipPath id="c"><circle cx="160" cy="110" r="60"/></clipPath>'
        + GROUND
        + f'<g clip-path="url(#c)"><rect width="400" height="300" fill="#a83e1b"/>{TEXT}<rect y="120" width="400" height="9"/></g>',
        RISE,
    ),
    "used": (
        '<defs><g id="s"><rect width="60" height="40" fill="#a83e1b"/></g></defs>' + GROUND + '<use id="t" href="#s" x="40" y="30"/>',
        RISE,
    ),
    "stagger": (GROUND + TEXT.replace("<text", '<text data-stagger="glyph 40ms"'), RISE),
    "wipe": (
        GROUND + TEXT,
        "@keyframes k { from { clip-path: inset(0 100% 0 0) } to { clip-path: inset(-30%) } } #t { animation: k 1s both }",
    ),
    "see-through": (TEXT, RISE),
}


EDGES = {"nested": 3, "blend": 3, "shadow": 3, "moving under a shadow": 3, "masked": 3, "stagger": 4, "clipped": 40}
"""How far single pixels may be from the still where two edges meet that are painted together there and one after the other here."""


@pytest.mark.parametrize("name", BODIES)
def test_at_rest_a_frame_is_the_still(name: str, played: Callable[..., Player], still: Callable[..., Pixels]) -> None:
    body, css = BODIES[name]
    player = played(body, css)
    first = shown(player, 0.0)
    last = shown(player, 2.0).astype(int)
    away = np.abs(last - still(body, css).astype(int))
    assert away.max() <= EDGES.get(name, 1), away.max()
    assert away.mean() < 0.1
    assert np.abs(last - first.astype(int)).max() > 20


@pytest.mark.parametrize("name", BODIES)
def test_painting_only_what_changed_is_painting_all(name: str, played: Callable[..., Player]) -> None:
    body, css = BODIES[name]
    player = played(body, css)
    for index in range(0, 40, 3):
        pixels = shown(player, index / 30)
    assert np.abs(pixels.astype(int) - shown(played(body, css), 39 / 30).astype(int)).max() <= 2


def test_what_stands_still_is_not_painted_again(played: Callable[..., Player]) -> None:
    player = played(GROUND + TEXT, RISE)
    assert player.show(0.0) == ((0, 0, 400, 300),)
    boxes = player.show(0.5)
    assert sum(width * height for _, _, width, height in boxes) < 0.3 * 400 * 300
    player.show(1.1)
    assert player.show(1.2) == ()
    assert player.show(1.9) == ()


def test_the_changed_boxes_hold_every_changed_pixel(played: Callable[..., Player]) -> None:
    player = played(*BODIES["nested"])
    before = shown(player, 0.0)
    for index in range(1, 30):
        boxes = player.show(index / 30)
        changed = (player.pixels[..., :3] != before).any(axis=2)
        for x, y, width, height in boxes:
            changed[y : y + height, x : x + width] = False
        assert not changed.any()
        before = player.pixels[..., :3].copy()


def centre(pixels: Pixels, axis: int) -> float:
    ink = 255.0 - pixels[..., 0].astype(float)
    return float((ink.sum(axis=1 - axis) * np.arange(pixels.shape[axis])).sum() / ink.sum())


@pytest.mark.parametrize("way", ["12px 0", "0 12px"])
def test_a_slow_slide_is_exact_to_four_hundredths_of_a_pixel(way: str, played: Callable[..., Player]) -> None:
    css = f"@keyframes k {{ to {{ translate: {way} }} }} #t {{ animation: k 4s linear both }}"
    player = played('<rect width="400" height="300" fill="#fff"/>' + TEXT, css, duration_s=4.0)
    axis = 1 if way.startswith("12") else 0
    start = centre(shown(player, 0.0), axis)
    errors = [centre(shown(player, index / 30), axis) - start - 3.0 * index / 30 for index in range(0, 120, 7)]
    assert max(map(abs, errors)) <= 0.04


def test_a_hold_between_pixels_is_brought_on_them(played: Callable[..., Player]) -> None:
    css = "@keyframes k { 20%, 40% { translate: 10.5px 0 } 60%, 100% { translate: 20px 0 } } #t { animation: k 5s both }"
    white = '<rect width="400" height="300" fill="#fff"/>'
    player = played(white + TEXT, css, duration_s=5.0)
    held, rest = shown(player, 1.5), shown(player, 4.5)
    assert any((np.roll(held, shift, axis=1) == rest).all() for shift in (9, 10))


def test_an_overshoot_stays_sharp(played: Callable[..., Player], still: Callable[..., Pixels]) -> None:
    css = "@keyframes k { from { scale: 2.4 } } #t { animation: k 1s linear both; transform-origin: 100px 100px }"
    player = played(GROUND + TEXT, css)
    large = shown(player, 0.0).astype(int)
    exact = still(GROUND + TEXT, "#t { scale: 2.4; transform-origin: 100px 100px }").astype(int)
    assert np.abs(large - exact).mean() < 1.0


def test_a_number_counts(played: Callable[..., Player], still: Callable[..., Pixels]) -> None:
    css = "@keyframes c { from { --counted: 0 } to { --counted: 1 } } #t { animation: c 1s linear both }"
    body = GROUND + TEXT.replace("Levain", "250")
    player = played(body, css)
    assert np.abs(shown(player, 0.1).astype(int) - shown(player, 0.9)).max() > 50
    assert np.abs(shown(player, 1.5).astype(int) - still(body)).max() <= 1


def test_a_stroke_draws_itself(played: Callable[..., Player], still: Callable[..., Pixels]) -> None:
    css = "@keyframes d { from { --drawn: 0 } to { --drawn: 1 } } #t { animation: d 1s linear both }"
    body = GROUND + '<path id="t" d="M40 150H340" stroke="#a83e1b" stroke-width="12"/>'
    player = played(body, css)
    half = shown(player, 0.5)[150, :, 0]
    assert (half[45:185] < 60).all()
    assert (half[195:] > 150).all()
    assert np.abs(shown(player, 1.5).astype(int) - still(body)).max() <= 1


def test_what_is_staggered_comes_in_turn(played: Callable[..., Player]) -> None:
    css = "@keyframes k { from { opacity: 0 } } #t { animation: k 100ms linear both }"
    player = played(GROUND + TEXT.replace("<text", '<text data-stagger="glyph 200ms"'), css)
    ink = [(shown(player, time)[..., 0] < 120).sum() for time in (0.05, 0.35, 0.75, 1.2)]
    assert ink == sorted(set(ink))
    assert settled_s(player.movers[1:]) == pytest.approx(1.1)


class Flicker:
    """Footage that changes ten times a second: red, then green."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.frames = [
            np.full((size[1], size[0], 4), (0, 0, 200, 255), np.uint8),
            np.full((size[1], size[0], 4), (0, 200, 0, 255), np.uint8),
        ]
        self.closed = False

    def frame_at(self, time_s: float) -> Pixels:
        return self.frames[int(time_s * 10 + 1e-6) % 2]

    def close(self) -> None:
        self.closed = True


def test_footage_plays_in_its_slot(played: Callable[..., Player], world: World) -> None:
    opened: list[Flicker] = []

    def open_footage(value: FootageValue, size: tuple[int, int], treatment: object) -> Flicker:
        opened.append(Flicker(size))
        return opened[-1]

    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(file, "PNG")
    value = FootageValue(file.getvalue(), "digest", "clip.mp4")
    player = played(GROUND + '<circle id="slot:photo" cx="200" cy="150" r="60"/>', "", 2.0, open_footage, photo=value)
    assert [tuple(shown(player, time)[150, 200]) for time in (0.0, 0.15, 0.2)] == [(0, 0, 200), (0, 200, 0), (0, 0, 200)]
    assert tuple(player.pixels[92, 142, :3]) == tuple(shown(player, 0.5)[5, 5])
    assert len(opened) == 1
    player.show(0.5)
    assert player.show(0.55) == ()
    player.close()
    assert opened[0].closed


def test_what_is_flattened_to_a_line_is_not_drawn(played: Callable[..., Player], still: Callable[..., Pixels]) -> None:
    css = RISE + "@keyframes n { from { scale: 0 } } #g { animation: n 1s linear both }"
    body = GROUND + f'<g id="g"><rect width="90" height="90" style="filter: blur(2px)"/>{TEXT}</g>'
    player = played(body, css)
    assert (shown(player, 0.0) == shown(played(GROUND), 0.0)).all()
    assert np.abs(shown(player, 1.5).astype(int) - still(body)).mean() < 0.2


def test_too_many_moving_layers_are_refused(played: Callable[..., Player]) -> None:
    many = "".join(f'<rect class="m" x="{index}" width="3" height="3"/>' for index in range(401))
    with pytest.raises(LimitExceeded, match="401"):
        played(many, "@keyframes k { to { opacity: 0 } } .m { animation: k 1s }")


def test_too_heavy_moving_layers_are_refused(played: Callable[..., Player], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualgen.motion.bake.MOST_BYTES", 600_000)
    with pytest.raises(LimitExceeded, match="memory"):
        played(GROUND + '<rect id="t" width="400" height="300"/>', RISE)


def test_a_long_text_is_taken_apart_into_larger_parts(played: Callable[..., Player]) -> None:
    words = " ".join(["pain"] * 70)
    css = "@keyframes k { from { opacity: 0 } } #t { animation: k 100ms linear both }"
    player = played(f'<text id="t" x="5" y="90" font-size="9" data-stagger="glyph">{words}</text>', css)
    assert len(player.movers) == 1 + 70


def test_a_mask_that_moves_is_drawn_once(played: Callable[..., Player], world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        '<defs><mask id="m"><circle cx="160" cy="110" r="90" fill="#fff"/></mask></defs>'
        + GROUND
        + f'<g id="g"><g mask="url(#m)"><rect width="400" height="300" fill="#a83e1b"/>{TEXT}</g></g>'
    )
    css = RISE + "@keyframes n { from { scale: .8; rotate: 4deg } } #g { animation: n 1s both; transform-origin: 50% 50% }"
    once = played(body, css)
    drawn = []
    draw = once.engine.draw
    monkeypatch.setattr(type(once.engine), "draw", lambda self, *args: drawn.append(args) or draw(*args))
    frames = [shown(once, index / 30) for index in range(0, 40, 3)]
    assert not drawn
    monkeypatch.setattr(BakedMask, "covers", lambda *args: False)
    anew = played(body, css)
    for index, frame in zip(range(0, 40, 3), frames, strict=True):
        away = np.abs(frame.astype(int) - shown(anew, index / 30))
        assert away.mean() < 0.3
        assert (away > 16).mean() < 0.005
    assert drawn


def test_a_mask_is_drawn_anew_where_it_is_not_known(played: Callable[..., Player], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bitmap reaches an eighth of the frame beyond the frame: what comes from farther away is not cut off."""
    body = (
        '<defs><mask id="m"><rect x="-900" width="2000" height="300" fill="#fff"/></mask></defs>'
        + GROUND
        + f'<g id="g"><g mask="url(#m)"><rect x="-900" width="1000" height="300" fill="#a83e1b"/>{TEXT}</g></g>'
    )
    css = RISE + "@keyframes n { from { translate: 300px } } #g { animation: n 1s linear both }"
    found = shown(played(body, css), 0.0)
    assert np.abs(found[200, 5:390].astype(int) - (0x1B, 0x3E, 0xA8)).max() <= 1
