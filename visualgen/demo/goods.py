"""What lies on the table: linen, loaves, croissants, wheat, cups and plates, in cut paper."""

from __future__ import annotations

import math

from visualgen.demo.paper import Stage, mix
from visualgen.demo.shapes import Shape, curve, ellipse, leaf, pebble, rectangle, ribbon

FLOUR, CRUMB, STRAW, WALNUT, CRUST = "#faf0de", "#fff6e6", "#dcc7a6", "#76594a", "#2b160e"
BRICK, YOLK, OLIVE, ALMOND = "#a83e1b", "#f3ba48", "#5a6230", "#e2dfbc"
GOLD, TOAST, BAKED, DARK = "#e3a550", "#c57a35", "#93491f", "#5d2a14"


def cloth(stage: Stage, shape: Shape, color: str, stripe: str, *, start: float, step: float, turn: float) -> None:
    """Lay a folded linen with woven stripes."""
    stage.lay(shape, color, drop=20, relief=0.08)

    with stage.within(shape):
        for index in range(4):
            for offset, width in ((0, 16), (30, 5)):
                stage.wash(rectangle(start + index * step + offset, -600, width, 3400, turn), stripe, 0.55)


def boule(stage: Stage, x: float, y: float, radius: float) -> None:
    """Lay a round sourdough seen from above: rings of flour from its basket, one long score, an ear of wheat."""
    loaf = pebble(x, y, radius, stage.random, 0.018, 16)
    stage.lay(loaf, TOAST, drop=52, strength=0.5)
    stage.round(
        loaf, ((0, "#edb569"), (0.45, "#d08a41"), (0.8, "#a65a26"), (1, "#6d3217")), (x - radius * 0.22, y - radius * 0.28), radius * 1.28
    )

    with stage.within(loaf):
        for index in range(11):
            size = radius * (0.2 + index * 0.078)
            ring = pebble(x, y, size, stage.random, 0.012, 18)
            stage.draw(ring, FLOUR, 15 + 5 * math.sin(index * 1.7), 0.36)
        stage.sprinkle(900, (x - radius * 0.2, y - radius * 0.2), radius * 0.42, CRUMB, (1.2, 4.2), 0.5)
    stem = [(x - radius * 0.62, y + radius * 0.42), (x - radius * 0.1, y + radius * 0.1), (x + radius * 0.55, y - radius * 0.5)]
    stage.draw(curve(stem, closed=False), DARK, 16, 0.75)
    stage.draw(curve(stem, closed=False), "#f4d29a", 8)
    for index in range(6):
        share = 0.14 + index * 0.15
        along = (stem[0][0] + (stem[2][0] - stem[0][0]) * share, stem[0][1] + (stem[2][1] - stem[0][1]) * share + radius * 0.03)
        for side in (-1, 1):
            cut = leaf(*along, radius * (0.36 - 0.02 * index), radius * 0.15, -41 + side * 46)
            stage.wash(cut, DARK, 0.85)
            stage.wash(leaf(along[0] + 5, along[1] + 6, radius * (0.33 - 0.02 * index), radius * 0.11, -41 + side * 46), "#f2cd92", 1)


def wheat(stage: Stage, x: float, y: float, length: float, turn: float, color: str = GOLD) -> None:
    """Lay a stalk of wheat that grows from (x, y) along `turn` degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    stage.draw(
        curve([(x, y), (x + cos * length * 0.6, y + sin * length * 0.6), (x + cos * length, y + sin * length)], closed=False), "#b98a3e", 8
    )
    for index in range(7):
        share = 0.52 + index * 0.075
        for side in (-1, 1):
            stage.lay(
                leaf(x + cos * length * share, y + sin * length * share, length * 0.13, length * 0.055, turn + side * 28),
                color,
                drop=7,
                strength=0.3,
            )
    stage.lay(leaf(x + cos * length, y + sin * length, length * 0.14, length * 0.05, turn), color, drop=7, strength=0.3)


def croissant(stage: Stage, x: float, y: float, size: float, turn: float) -> None:
    """Lay a croissant: seven rolls of pastry, the middle one over its neighbours."""
    parts = []
    for index in range(9):
        share = index / 8
        angle = math.radians(turn + 198 + share * 144)
        middle = (x + size * 0.72 * math.cos(angle), y + size * 0.72 * math.sin(angle))
        thick = size * (0.12 + 0.33 * math.sin(math.pi * share) ** 0.85)
        parts.append((abs(share - 0.5), middle, thick, math.degrees(angle) + 90))
    for _, (part_x, part_y), thick, lean in sorted(parts, reverse=True):
        roll = ellipse(part_x, part_y, size * 0.19, thick, lean)
        stage.lay(roll, TOAST, drop=18, strength=0.42, relief=0.05, rim=0.18)
        stops = ((0, "#f3c272"), (0.4, "#dd9445"), (0.78, "#b0622a"), (1, "#7b3a19"))
        stage.round(roll, stops, (part_x - thick * 0.22, part_y - thick * 0.34), thick * 1.25)
        for step in (-0.42, 0.0, 0.42):
            shift = step * size * 0.24
            along = (math.cos(math.radians(lean)) * shift, math.sin(math.radians(lean)) * shift)
            with stage.within(roll):
                stage.draw(ellipse(part_x + along[0], part_y + along[1], size * 0.13, thick * 0.98, lean), "#8a451d", 3, 0.28)


def heart(x: float, y: float, size: float) -> Shape:
    """Return a heart whose lobes are `size` px to the left and right of (x, y), its tip below."""
    upper = [
        (x, y - size * 0.42),
        (x + size * 0.5, y - size * 0.74),
        (x + size, y - size * 0.3),
        (x + size * 0.6, y + size * 0.45),
        (x, y + size),
    ]
    return curve([*upper, *((2 * x - across, down) for across, down in upper[3:0:-1])])


def cup(stage: Stage, x: float, y: float, radius: float, color: str = FLOUR) -> None:
    """Lay a cup of coffee on its saucer, seen from above, with a leaf of milk."""
    stage.lay(ellipse(x, y, radius * 1.62, radius * 1.62), color, drop=34, relief=0.07)
    stage.draw(ellipse(x, y, radius * 1.5, radius * 1.5), BRICK, 7, 0.8)
    stage.lay(ellipse(x, y, radius * 1.12, radius * 1.12), mix(color, STRAW, 0.6), drop=0, relief=0.12)
    handle = ribbon(
        [
            (x + radius * 0.82, y + radius * 0.5),
            (x + radius * 1.24, y + radius * 0.66),
            (x + radius * 1.36, y + radius * 0.98),
            (x + radius * 1.02, y + radius * 0.84),
        ],
        [radius * 0.2, radius * 0.19, radius * 0.17, radius * 0.14],
    )
    stage.lay(handle, color, drop=22, relief=0.08)
    stage.lay(ellipse(x, y, radius, radius), color, drop=26, strength=0.45, relief=0.06)
    coffee = ellipse(x, y, radius * 0.87, radius * 0.87)
    stage.round(
        coffee, ((0, "#b5753c"), (0.6, "#8f5426"), (0.9, "#5d3016"), (1, "#3a1c0d")), (x + radius * 0.1, y + radius * 0.12), radius * 1.02
    )
    for size, lift in ((0.62, 0.06), (0.42, -0.1), (0.24, -0.24)):
        stage.wash(heart(x, y + radius * lift, radius * size), "#f7e3c2", 0.97)
        if size > 0.3:
            stage.wash(heart(x, y + radius * (lift - 0.05), radius * (size - 0.1)), "#94582a", 0.9)


def plate(stage: Stage, x: float, y: float, radius: float, color: str = CRUMB, line: str = OLIVE) -> None:
    """Lay a plate with a painted rim."""
    stage.lay(ellipse(x, y, radius, radius), color, drop=40, strength=0.4, relief=0.06)
    stage.draw(ellipse(x, y, radius * 0.94, radius * 0.94), line, 8, 0.75)
    stage.lay(ellipse(x, y, radius * 0.76, radius * 0.76), color, drop=0, relief=0.13, rim=0.5)
