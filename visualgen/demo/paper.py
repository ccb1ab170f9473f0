"""Cut paper under a window: shapes with thickness, soft shadows, slanting light and grain, drawn with cairo and numpy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import cairocffi
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from visualgen.demo.shapes import Point, Shape

WIDTH, HEIGHT = 1600, 2000
SHADOW_SCALE = 8
"""Shadows are drawn this many times smaller, blurred, and laid down enlarged: they are soft anyway."""

Rgb = tuple[float, float, float]


def rgb(color: str) -> Rgb:
    """Return `#rrggbb` as three floats 0..1."""
    return (int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255)


def mix(color: str, other: str, share: float) -> str:
    """Return `color` with `share` (0..1) of `other` in it, as `#rrggbb`."""
    parts = (round((a + (b - a) * share) * 255) for a, b in zip(rgb(color), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


class Stage:
    """A sheet of paper on which shapes are laid one over the other; light falls from the upper left."""

    def __init__(self, ground: str, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.surface = cairocffi.ImageSurface(cairocffi.FORMAT_RGB24, WIDTH, HEIGHT)
        self.context = cairocffi.Context(self.surface)
        self.context.set_source_rgb(*rgb(ground))
        self.context.paint()

    def shadow(self, shape: Shape, drop: float, strength: float) -> None:
        """Lay the soft shadow of `shape`, which floats `drop` px above what is under it."""
        context = self.context
        context.new_path()
        shape(context)
        left, top, right, bottom = context.path_extents()
        context.new_path()
        margin = drop * 3 + SHADOW_SCALE
        left, top, right, bottom = max(left, 0.0), max(top, 0.0), min(right, WIDTH), min(bottom, HEIGHT)
        width = math.ceil((right - left + 2 * margin) / SHADOW_SCALE)
        height = math.ceil((bottom - top + 2 * margin) / SHADOW_SCALE)
        if right <= left or bottom <= top:
            return
        small = cairocffi.ImageSurface(cairocffi.FORMAT_A8, width, height)
        pencil = cairocffi.Context(small)
        pencil.scale(1 / SHADOW_SCALE)
        pencil.translate(margin - left, margin - top)
        shape(pencil)
        pencil.fill()
        small.flush()
        stride = small.get_stride()
        alpha = np.frombuffer(small.get_data(), np.uint8).reshape(height, stride)[:, :width].copy()
        blurred = Image.fromarray(alpha).filter(ImageFilter.GaussianBlur(drop * 0.9 / SHADOW_SCALE + 0.4))
        packed = np.zeros((height, stride), np.uint8)
        packed[:, :width] = np.asarray(blurred)
        mask = cairocffi.ImageSurface.create_for_data(bytearray(packed.tobytes()), cairocffi.FORMAT_A8, width, height, stride)
        pattern = cairocffi.SurfacePattern(mask)
        context.save()
        context.translate(left - margin + drop * 0.8, top - margin + drop)
        context.scale(SHADOW_SCALE)
        context.set_source_rgba(0.13, 0.06, 0.03, strength)
        context.mask(pattern)
        context.restore()

    def lay(self, shape: Shape, color: str, *, drop: float = 14, strength: float = 0.34, relief: float = 0.16, rim: float = 0.3) -> None:
        """Lay a cut shape: its shadow, its colour lit from the upper left by `relief`, and its bright upper edge."""
        if drop:
            self.shadow(shape, drop, strength)
            if drop > 12:
                self.shadow(shape, drop * 0.3, strength * 0.6)
        context = self.context
        context.new_path()
        shape(context)
        left, top, right, bottom = context.path_extents()
        light = cairocffi.LinearGradient(left, top, left + (right - left) * 0.6, bottom)
        light.add_color_stop_rgb(0, *rgb(mix(color, "#fff3da", relief)))
        light.add_color_stop_rgb(1, *rgb(mix(color, "#2b120a", relief)))
        context.set_source(light)
        context.fill_preserve()
        if rim:
            context.save()
            context.clip_preserve()
            edge = cairocffi.LinearGradient(left, top, right, bottom)
            edge.add_color_stop_rgba(0, 1, 0.96, 0.86, rim)
            edge.add_color_stop_rgba(0.55, 1, 0.96, 0.86, rim * 0.2)
            edge.add_color_stop_rgba(1, 0.15, 0.05, 0, rim * 0.5)
            context.set_source(edge)
            context.set_line_width(9)
            context.stroke()
            context.restore()
        context.new_path()

    def round(self, shape: Shape, stops: Sequence[tuple[float, str]], middle: Point, radius: float) -> None:
        """Fill `shape` with a round gradient about `middle`: bread swells this way."""
        gradient = cairocffi.RadialGradient(*middle, 0, *middle, radius)
        for offset, color in stops:
            gradient.add_color_stop_rgb(offset, *rgb(color))
        self.context.new_path()
        shape(self.context)
        self.context.set_source(gradient)
        self.context.fill()

    def wash(self, shape: Shape, color: str, opacity: float) -> None:
        """Fill `shape` with a transparent colour, without thickness."""
        self.context.new_path()
        shape(self.context)
        self.context.set_source_rgba(*rgb(color), opacity)
        self.context.fill()

    def draw(self, shape: Shape, color: str, width: float, opacity: float = 1.0) -> None:
        """Draw the outline of `shape` with a round pen of `width` px."""
        self.context.new_path()
        shape(self.context)
        self.context.set_line_cap(cairocffi.LINE_CAP_ROUND)
        self.context.set_line_join(cairocffi.LINE_JOIN_ROUND)
        self.context.set_line_width(width)
        self.context.set_source_rgba(*rgb(color), opacity)
        self.context.stroke()

    @contextmanager
    def within(self, shape: Shape) -> Iterator[None]:
        """Clip what is drawn meanwhile to `shape`."""
        self.context.save()
        self.context.new_path()
        shape(self.context)
        self.context.clip()
        yield
        self.context.restore()

    def sprinkle(self, count: int, middle: Point, spread: float, color: str, size: tuple[float, float], opacity: float = 0.9) -> None:
        """Scatter `count` specks (flour, sugar, seeds) around `middle`."""
        places = self.random.normal(0, spread, (count, 2)) + middle
        sizes = self.random.uniform(*size, count)
        self.context.set_source_rgba(*rgb(color), opacity)
        for (x, y), radius in zip(places, sizes, strict=True):
            self.context.arc(x, y, radius, 0, 2 * math.pi)
            self.context.fill()

    def picture(self, tooth: np.ndarray, panes: Sequence[Sequence[Point]] = (), glow: Point = (380, 300)) -> Image.Image:
        """Return the lit sheet. `tooth` is the grain of the paper; `panes` are patches of window light, `glow` where light is strongest."""
        self.surface.flush()
        pixels = np.frombuffer(self.surface.get_data(), np.uint8).reshape(HEIGHT, WIDTH, 4)[:, :, 2::-1]
        lit = pixels.astype(np.uint16)
        lit *= np.asarray(light_map(panes, glow).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))
        lit >>= 7
        graded = lit.astype(np.int16)
        graded += tooth[:, :, None]
        return Image.fromarray(np.clip(graded, 0, 255).astype(np.uint8))


def light_map(panes: Sequence[Sequence[Point]], glow: Point) -> Image.Image:
    """Return the light on the sheet, eight times smaller: 128 leaves a colour as it is; shade is warm and light neutral."""
    width, height = WIDTH // 8, HEIGHT // 8
    down, across = np.mgrid[0:height, 0:width]
    distance = np.hypot(across - glow[0] / 8, down - glow[1] / 8) / math.hypot(width, height)
    level = 1.10 - 0.36 * distance**1.4
    if panes:
        window = Image.new("L", (width, height))
        pen = ImageDraw.Draw(window)
        for pane in panes:
            pen.polygon([(x / 8, y / 8) for x, y in pane], fill=255)
        patch = np.asarray(window.filter(ImageFilter.GaussianBlur(3.5)), np.float32) / 255
        level = level * (0.88 + 0.22 * patch)
    shade = np.clip(1.02 - level, 0, 1)[:, :, None] * np.array([-0.22, 0.06, 0.34])
    return Image.fromarray(np.clip((level[:, :, None] - shade) * 128, 0, 255).astype(np.uint8))


def paper_tooth(seed: int) -> np.ndarray:
    """Return the grain of the paper as brightness to add, int16 of the stage's size: fibres and fine noise."""
    random = np.random.default_rng(seed)
    side = 512
    noise = Image.fromarray(random.integers(0, 256, (side, side), np.uint8))
    fine = np.asarray(noise.filter(ImageFilter.GaussianBlur(0.8)), np.float32) - 128
    broad = np.asarray(noise.filter(ImageFilter.GaussianBlur(5)), np.float32) - 128
    lit = fine - np.roll(fine, (1, 1), (0, 1))
    tile = np.clip(fine * 0.10 + lit * 0.07 + broad * 0.55, -14, 14).astype(np.int16)
    repeats = (math.ceil(HEIGHT / side), math.ceil(WIDTH / side))
    return np.tile(tile, repeats)[:HEIGHT, :WIDTH]


def window_light(x: float, y: float, width: float, height: float, slant: float, columns: int = 2, rows: int = 2) -> list[list[Point]]:
    """Return the panes of light that a window throws: `slant` px the light drifts to the right on its way down."""
    bar = 46.0
    panes: list[list[Point]] = []
    for column in range(columns):
        for row in range(rows):
            left, top = x + column * (width + bar), y + row * (height + bar)
            lean = slant / height
            shift, shift_down = (top - y) * lean, (top + height - y) * lean
            drop = width * 0.22
            panes.append(
                [
                    (left + shift, top),
                    (left + width + shift, top + drop),
                    (left + width + shift_down, top + height + drop),
                    (left + shift_down, top + height),
                ]
            )
    return panes
