"""People and places of the sample month: the baker, a neighbour, hands in the dough, the oven, in cut paper."""

from __future__ import annotations

import math

from visualgen.demo.goods import BAKED, BRICK, CRUMB, CRUST, DARK, FLOUR, OLIVE, STRAW, TOAST, YOLK
from visualgen.demo.paper import Stage
from visualgen.demo.shapes import Point, curve, ellipse, leaf, pebble, polygon, rectangle, ribbon


def closer(stage: Stage) -> None:
    """Bring the sitter nearer: the face low in the sheet, so that it fills the ball of a quotation mark."""
    stage.context.translate(-128, 248)
    stage.context.scale(1.16)


def face(stage: Stage, x: float, y: float, size: float, skin: str, blush: str, ink: str = CRUST) -> None:
    """Lay a quiet face: closed, smiling eyes, a cut-out nose, warm cheeks."""
    stage.lay(
        curve(
            [
                (x - 0.78 * size, y - 0.25 * size),
                (x, y - 1.05 * size),
                (x + 0.78 * size, y - 0.25 * size),
                (x + 0.62 * size, y + 0.62 * size),
                (x, y + 1.05 * size),
                (x - 0.62 * size, y + 0.62 * size),
            ]
        ),
        skin,
        drop=22,
        relief=0.12,
    )
    for side in (-1, 1):
        eye = x + side * 0.34 * size
        stage.draw(
            curve([(eye - 0.16 * size, y - 0.06 * size), (eye, y + 0.03 * size), (eye + 0.16 * size, y - 0.06 * size)], closed=False),
            ink,
            size * 0.05,
        )
        stage.draw(
            curve([(eye - 0.2 * size, y - 0.3 * size), (eye, y - 0.37 * size), (eye + 0.2 * size, y - 0.29 * size)], closed=False),
            ink,
            size * 0.055,
            0.85,
        )
        stage.wash(ellipse(x + side * 0.46 * size, y + 0.28 * size, 0.17 * size, 0.13 * size), blush, 0.5)
    stage.draw(
        curve([(x + 0.02 * size, y - 0.04 * size), (x - 0.09 * size, y + 0.3 * size), (x + 0.05 * size, y + 0.33 * size)], closed=False),
        blush,
        size * 0.05,
    )
    stage.draw(
        curve([(x - 0.24 * size, y + 0.5 * size), (x, y + 0.63 * size), (x + 0.26 * size, y + 0.48 * size)], closed=False),
        ink,
        size * 0.055,
    )


def nour() -> Stage:
    """The baker, her scarf, and the first loaf of the day."""
    stage = Stage("#eab54e", 11)
    closer(stage)
    stage.lay(ellipse(800, 780, 640, 640), "#f4cd7c", drop=0, relief=0.06)
    stage.lay(curve([(520, 700), (560, 420), (820, 300), (1080, 430), (1130, 760), (1080, 1080), (560, 1080)]), "#3a2114", drop=24)
    stage.lay(ribbon([(800, 1000), (800, 1180), (800, 1330)], [210, 220, 330]), "#b9794c", drop=0)
    stage.lay(
        curve([(120, 2100), (200, 1500), (500, 1290), (800, 1330), (1100, 1290), (1400, 1500), (1480, 2100)]), FLOUR, drop=34, relief=0.08
    )
    face(stage, 800, 760, 300, "#c98a5a", "#b3543a")
    stage.lay(curve([(496, 640), (540, 420), (800, 312), (1060, 420), (1104, 640), (960, 540), (800, 516), (640, 540)]), BRICK, drop=20)
    for index in range(6):
        stage.wash(ellipse(590 + index * 84, 470 + 60 * abs(index - 2.5) / 2.5, 15, 15), CRUMB, 0.9)
    for turn in (-50, -10):
        stage.lay(leaf(1080, 470, 230, 130, turn), BRICK, drop=16)
    stage.lay(polygon([(480, 2100), (540, 1520), (1060, 1520), (1120, 2100)]), OLIVE, drop=20, relief=0.1)
    for x in (560, 1040):
        stage.lay(ribbon([(x, 1540), (x + (800 - x) * 0.1, 1400), (x + (800 - x) * 0.18, 1300)], [54, 50, 46]), OLIVE, drop=10)
    loaf = curve([(420, 1560), (560, 1400), (800, 1350), (1050, 1400), (1190, 1560), (1050, 1700), (800, 1740), (560, 1700)])
    stage.lay(loaf, TOAST, drop=36, strength=0.5)
    stage.round(loaf, ((0, "#edb569"), (0.5, "#d08a41"), (1, "#8a451d")), (700, 1440), 560)
    for index in range(4):
        stage.wash(leaf(540 + index * 135, 1640, 250, 74, -62), DARK, 0.6)
        stage.wash(leaf(546 + index * 135, 1636, 238, 50, -62), "#f4d8a0", 1)
    for side in (-1, 1):
        arm = ribbon([(800 + side * 640, 1580), (800 + side * 560, 1730), (800 + side * 330, 1710)], [230, 220, 170])
        stage.lay(arm, FLOUR, drop=26, relief=0.1)
        stage.lay(pebble(800 + side * 300, 1690, 100, stage.random, 0.06), "#c98a5a", drop=20)
    return stage


def voisin() -> Stage:
    """A neighbour of the quarter, his beard and his baguette."""
    stage = Stage("#7f8a52", 12)
    closer(stage)
    stage.lay(ellipse(800, 800, 650, 650), "#a3ac72", drop=0, relief=0.06)
    stage.lay(ribbon([(1230, 2060), (1290, 1500), (1380, 860)], [150, 190, 90]), TOAST, drop=30)
    for index in range(5):
        stage.wash(leaf(1180 + index * 34, 1700 - index * 180, 190, 60, -58), "#f4d8a0", 1)
    stage.lay(ribbon([(800, 1000), (800, 1200), (800, 1340)], [230, 240, 300]), "#d99f78", drop=0)
    stage.lay(
        curve([(60, 2100), (170, 1540), (480, 1300), (800, 1360), (1120, 1300), (1430, 1540), (1540, 2100)]), "#3d4a5c", drop=34, relief=0.1
    )
    face(stage, 800, 760, 310, "#e9b48c", "#c9694a", "#4a3a30")
    stage.lay(
        curve(
            [
                (556, 800),
                (590, 900),
                (690, 930),
                (800, 900),
                (910, 930),
                (1010, 900),
                (1044, 800),
                (1040, 1120),
                (930, 1270),
                (800, 1310),
                (670, 1270),
                (560, 1120),
            ]
        ),
        "#cfc6b4",
        drop=16,
        relief=0.14,
    )
    stage.draw(curve([(724, 948), (800, 986), (878, 944)], closed=False), "#7a4a38", 18)
    stage.lay(curve([(660, 900), (730, 862), (800, 884), (870, 862), (940, 900), (860, 926), (800, 912), (740, 926)]), "#ddd5c4", drop=10)
    stage.lay(
        curve([(520, 600), (500, 470), (620, 330), (820, 290), (1040, 350), (1110, 500), (1080, 610), (800, 560)]), "#5b3b2a", drop=24
    )
    stage.lay(
        curve([(440, 610), (620, 560), (820, 545), (1020, 565), (1180, 630), (1000, 630), (800, 612), (620, 630)]), "#4a2f21", drop=20
    )
    for side in (-1, 1):
        stage.draw(ellipse(800 + side * 118, 760, 92, 84), "#2b160e", 12, 0.9)
    stage.draw(curve([(708, 748), (800, 730), (892, 748)], closed=False), "#2b160e", 10, 0.9)
    stage.lay(
        curve([(480, 1330), (640, 1250), (800, 1330), (960, 1250), (1120, 1330), (1060, 1480), (800, 1520), (540, 1480)]),
        BRICK,
        drop=24,
        relief=0.14,
    )
    stage.lay(polygon([(900, 1440), (1050, 1420), (1110, 1900), (930, 1910)]), BRICK, drop=20, relief=0.14)
    for index in range(6):
        stage.wash(rectangle(930 + index * 30, 1860, 10, 80), YOLK, 0.9)
    return stage


def petrissage() -> Stage:
    """Two hands in the dough on the floured table."""
    stage = Stage("#8b5b38", 13)
    for index in range(6):
        stage.draw(curve([(0, 180 + index * 340), (800, 220 + index * 335), (1600, 170 + index * 345)], closed=False), "#5f3a20", 7, 0.5)
    for x, y, radius, opacity in ((800, 1080, 720, 0.3), (720, 1140, 600, 0.3), (900, 1000, 500, 0.3)):
        stage.wash(pebble(x, y, radius, stage.random, 0.09, 16), FLOUR, opacity)
    stage.sprinkle(700, (800, 1050), 420, CRUMB, (2, 8), 0.7)
    dough = curve([(330, 1010), (480, 740), (800, 660), (1120, 740), (1270, 1000), (1180, 1260), (820, 1370), (440, 1280)])
    stage.lay(dough, "#f3dfb8", drop=44, strength=0.46, relief=0.14)
    for offset in (0, 70, 150):
        stage.draw(
            curve([(560 + offset * 0.3, 860 + offset), (800, 940 + offset), (1050 - offset * 0.3, 860 + offset)], closed=False),
            "#c9a871",
            15,
            0.5,
        )
    for side in (-1, 1):
        sleeve = ribbon([(800 + side * 560, 2080), (800 + side * 500, 1800), (800 + side * 440, 1560)], [360, 320, 250])
        forearm = ribbon([(800 + side * 480, 1760), (800 + side * 400, 1440), (800 + side * 270, 1160)], [220, 190, 170])
        skin = "#c98a5a"
        stage.lay(forearm, skin, drop=30, strength=0.42)
        stage.lay(sleeve, FLOUR, drop=30, relief=0.1)
        for index, (reach, lean) in enumerate(((205, -126), (250, -106), (262, -90), (232, -74))):
            turn = math.radians(lean if side < 0 else -180 - lean)
            start = (800 + side * 240 - side * (index - 1.5) * 44, 1100)
            tip = (start[0] + reach * math.cos(turn), start[1] + reach * math.sin(turn))
            stage.lay(ribbon([start, ((start[0] + tip[0]) / 2, (start[1] + tip[1]) / 2), tip], [62, 58, 44]), skin, drop=14)
        stage.lay(ribbon([(800 + side * 170, 1170), (800 + side * 100, 1110), (800 + side * 66, 1030)], [70, 66, 48]), skin, drop=14)
        stage.lay(pebble(800 + side * 244, 1120, 122, stage.random, 0.04), skin, drop=12, rim=0.15)
    stage.lay(ellipse(1370, 330, 190, 190), STRAW, drop=30)
    stage.lay(ellipse(1370, 330, 160, 160), CRUMB, drop=0)
    return stage


def arch(x: float, base: float, half: float, height: float) -> list[Point]:
    """Return the outline of a round arch: its middle, its foot, its half width and its height."""
    turn = [(x + half * math.cos(math.radians(a)), base - height + half * (1 - math.sin(math.radians(a)))) for a in range(180, -1, -9)]
    return [(x - half, base), *turn, (x + half, base)]


def fournil() -> Stage:
    """The oven's mouth, its glow, and the loaves on the peel."""
    stage = Stage("#6d2a15", 14)
    for row in range(17):
        for column in range(-1, 7):
            tone = ("#8f3a1d", "#a0451f", "#7f3219", "#96401f")[int(stage.random.integers(4))]
            stage.lay(rectangle(column * 280 + (row % 2) * 140, row * 120, 268, 108), tone, drop=0, relief=0.1, rim=0.16)

    for index in range(15):
        angle = math.radians(180 - index * 180 / 14)
        stage.lay(
            rectangle(800 + 640 * math.cos(angle) - 62, 960 - 640 * math.sin(angle) - 84, 124, 168, 90 - math.degrees(angle)),
            "#b9552a" if index % 2 else "#c9683a",
            drop=14,
            relief=0.14,
        )
    stage.lay(polygon(arch(800, 1500, 560, 1100)), "#2a0f07", drop=0)
    mouth = polygon(arch(800, 1470, 520, 1040))
    stage.round(mouth, ((0, "#ffd37a"), (0.35, "#f59a3a"), (0.7, "#b8481a"), (1, "#4a160a")), (800, 1240), 900)
    for x, height, width, lean in (
        (430, 330, 190, -4),
        (560, 520, 250, 3),
        (700, 430, 240, -3),
        (830, 640, 290, 2),
        (980, 470, 250, -4),
        (1110, 540, 230, 5),
        (1200, 300, 180, 0),
    ):
        stage.wash(leaf(x, 1480, height, width, -90 + lean), "#ff9f2e", 0.55)
        stage.wash(leaf(x + 8, 1480, height * 0.66, width * 0.6, -90 + lean), "#ffd063", 0.7)
        stage.wash(leaf(x + 4, 1480, height * 0.36, width * 0.34, -90 + lean), "#fff3c4", 0.9)
    stage.lay(rectangle(0, 1450, 1600, 120), "#c9a06a", drop=26, relief=0.16)
    stage.lay(rectangle(0, 1560, 1600, 460), "#9c6a3f", drop=0, relief=0.14)
    stage.lay(
        polygon([(470, 1500), (1130, 1500), (1230, 1790), (880, 1830), (880, 2050), (720, 2050), (720, 1830), (370, 1790)]),
        STRAW,
        drop=34,
        relief=0.14,
    )
    for x, y, size in ((600, 1600, 190), (1000, 1600, 190), (800, 1700, 215)):
        loaf = ellipse(x, y, size, size * 0.66)
        stage.lay(loaf, BAKED, drop=26, strength=0.5)
        stage.round(loaf, ((0, "#f0b867"), (0.5, "#cf8438"), (1, "#7c3a18")), (x - 30, y - 70), size * 1.2)
        for side in (-1, 0, 1):
            stage.wash(leaf(x + side * 84 - 26, y + 66, 140, 42, -78), "#f7dfae", 1)
    stage.sprinkle(120, (800, 1760), 200, CRUMB, (2, 6), 0.9)
    return stage
