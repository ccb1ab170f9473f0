"""Still lifes of the sample month: bread, pastry, coffee and lunch in cut paper, most of them seen from above."""

from __future__ import annotations

import math

import numpy as np

from visualgen.demo.goods import (
    ALMOND,
    BAKED,
    BRICK,
    CRUMB,
    DARK,
    FLOUR,
    GOLD,
    OLIVE,
    TOAST,
    WALNUT,
    YOLK,
    boule,
    cloth,
    croissant,
    cup,
    plate,
    wheat,
)
from visualgen.demo.paper import Stage
from visualgen.demo.shapes import curve, ellipse, leaf, pebble, polygon, rectangle, ribbon


def miche() -> Stage:
    """The boule on its board."""
    stage = Stage("#c9c396", 1)
    cloth(stage, rectangle(-160, 1120, 1500, 1200, -14), FLOUR, BRICK, start=150, step=330, turn=-14)
    stage.lay(rectangle(210, 250, 1290, 1430, 5), "#8b5b38", drop=36, relief=0.14)
    for offset in range(9):
        stage.draw(
            curve([(200, 380 + offset * 160), (800, 440 + offset * 150), (1540, 400 + offset * 165)], closed=False), "#5f3a20", 4, 0.35
        )
    boule(stage, 820, 930, 590)
    wheat(stage, 150, 1900, 860, -72)
    wheat(stage, 330, 1960, 760, -58, "#d99a3f")
    stage.sprinkle(260, (1220, 1560), 190, CRUMB, (2, 7))
    return stage


def croissants() -> Stage:
    """Three croissants on a plate, and coffee."""
    stage = Stage("#b5532c", 2)
    cloth(stage, rectangle(880, -300, 1100, 2700, 9), ALMOND, OLIVE, start=1050, step=260, turn=9)
    plate(stage, 760, 1150, 720)
    croissant(stage, 790, 930, 460, -6)
    croissant(stage, 560, 1420, 450, -62)
    croissant(stage, 1060, 1540, 450, 34)
    cup(stage, 1260, 320, 215)
    stage.sprinkle(150, (780, 1750), 260, GOLD, (3, 9), 0.9)
    return stage


def cafe() -> Stage:
    """The morning coffee in the light of the window."""
    stage = Stage("#e4c89b", 3)
    stage.lay(polygon([(0, 0), (1600, 0), (1600, 560), (0, 840)]), "#d9b07c", drop=0, relief=0.05)
    stage.lay(rectangle(930, 860, 760, 980, 12), FLOUR, drop=16, relief=0.05)
    for row in range(9):
        stage.draw(curve([(1010, 1020 + row * 74), (1290, 1078 + row * 74 + 6 * math.sin(row))], closed=False), WALNUT, 9, 0.4)
    cup(stage, 680, 900, 370)
    spoon = ribbon([(1130, 420), (1210, 620), (1300, 900)], [26, 18, 30])
    stage.lay(ellipse(1110, 350, 62, 96, -18), "#c9b48f", drop=14, relief=0.3)
    stage.lay(spoon, "#c9b48f", drop=14, relief=0.3)
    croissant(stage, 430, 1640, 400, -20)
    for place, turn in (((1120, 1730), 20), ((1290, 1640), 70), ((1010, 1850), 130)):
        stage.lay(rectangle(place[0], place[1], 92, 92, turn), CRUMB, drop=16, relief=0.1)
    return stage


def galette() -> Stage:
    """The galette des Rois, one slice drawn out, and its crown."""
    stage = Stage("#7d2c14", 4)
    cloth(stage, rectangle(-260, -200, 900, 2500, -7), ALMOND, BRICK, start=60, step=250, turn=-7)
    x, y, radius = 790.0, 1060.0, 610.0
    plate(stage, x, y, 735, FLOUR, YOLK)
    notches = 28
    edge = [
        (
            x + radius * (1.0 if step % 2 else 0.955) * math.cos(math.pi * step / notches),
            y + radius * (1.0 if step % 2 else 0.955) * math.sin(math.pi * step / notches),
        )
        for step in range(notches * 2)
    ]
    disc = curve(edge)
    stage.lay(disc, TOAST, drop=34, strength=0.5)
    stage.round(disc, ((0, "#f7c768"), (0.5, "#e5a04a"), (0.82, "#c1722f"), (1, "#80401a")), (x - 130, y - 170), radius * 1.25)

    with stage.within(disc):
        for index in range(22):
            start = 2 * math.pi * index / 22
            points = [
                (x + radius * r * math.cos(start + r * 1.25), y + radius * r * math.sin(start + r * 1.25))
                for r in (0.05, 0.25, 0.5, 0.75, 0.95)
            ]
            stage.draw(curve(points, closed=False), "#8d4a1c", 13, 0.8)
            shifted = [(a - 7, b - 8) for a, b in points]
            stage.draw(curve(shifted, closed=False), "#ffdf9a", 5, 0.65)
    stage.lay(ellipse(x, y, 34, 34), "#8d4a1c", drop=0)
    points = []
    for index in range(8):
        points += [(1010 + index * 88 - 30, 470 - index * 18), (1010 + index * 88 + 14, 250 - index * 18)]
    crown = polygon([(960, 640), *points[:13], (1530, 520)])
    stage.lay(crown, YOLK, drop=30, strength=0.45, relief=0.14)
    for index in range(6):
        stage.lay(ellipse(1030 + index * 88, 545 - index * 18, 20, 20), BRICK if index % 2 else OLIVE, drop=5)
    return stage


def soupe() -> Stage:
    """Pumpkin soup for lunch, bread beside it."""
    stage = Stage("#5a6230", 5)
    cloth(stage, rectangle(-200, 1020, 2100, 1300, -6), FLOUR, OLIVE, start=60, step=420, turn=-6)
    stage.lay(rectangle(1120, 120, 640, 820, 16), "#8b5b38", drop=28, relief=0.12)
    for index in range(3):
        slice_y = 300 + index * 190
        crust = curve(
            [
                (1150 + index * 40, slice_y),
                (1250 + index * 40, slice_y - 130),
                (1450 + index * 40, slice_y - 100),
                (1520 + index * 40, slice_y + 60),
                (1440 + index * 40, slice_y + 180),
                (1230 + index * 40, slice_y + 160),
            ]
        )
        stage.lay(crust, BAKED, drop=22)
        inner = curve(
            [
                (1172 + index * 40, slice_y + 6),
                (1258 + index * 40, slice_y - 104),
                (1440 + index * 40, slice_y - 76),
                (1494 + index * 40, slice_y + 58),
                (1424 + index * 40, slice_y + 154),
                (1240 + index * 40, slice_y + 134),
            ]
        )
        stage.lay(inner, "#f3dcae", drop=0, relief=0.1)
        for _ in range(26):
            hole = (1200 + index * 40 + stage.random.uniform(20, 250), slice_y + stage.random.uniform(-60, 120))
            stage.wash(ellipse(*hole, stage.random.uniform(4, 15), stage.random.uniform(4, 9), 30), "#d2ab6c", 0.7)
    x, y = 700.0, 1080.0
    plate(stage, x, y, 690, FLOUR, BRICK)
    stage.lay(ellipse(x, y, 520, 520), CRUMB, drop=36, strength=0.42, relief=0.08)
    soup = ellipse(x, y, 462, 462)
    stage.round(soup, ((0, "#f6a83e"), (0.6, "#e98a28"), (0.92, "#c66716"), (1, "#8d430f")), (x - 90, y - 110), 620)
    swirl = [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in ((24 + 26 * k, 0.78 * k) for k in range(13))]
    stage.draw(curve(swirl, closed=False), "#fff1d4", 30, 0.95)
    stage.draw(curve(swirl, closed=False), "#ffffff", 12, 0.7)
    for _ in range(26):
        aside, down = np.clip(stage.random.normal(0, 150, 2), -300, 300)
        stage.lay(leaf(x + float(aside), y + float(down), 46, 30, float(stage.random.uniform(0, 360))), OLIVE, drop=6, relief=0.2)
    stage.lay(ellipse(1430, 1330, 84, 130, 12), "#d9c9a8", drop=16, relief=0.3)
    stage.lay(ribbon([(1410, 1450), (1380, 1640), (1330, 1930)], [34, 22, 40]), "#d9c9a8", drop=16, relief=0.3)
    return stage


def baguettes() -> Stage:
    """Four baguettes wrapped in paper."""
    stage = Stage("#e2dfbc", 6)
    stage.lay(polygon([(0, 1180), (1600, 760), (1600, 2000), (0, 2000)]), "#d3c795", drop=0, relief=0.05)
    ends = (((240, 1960), (560, 120)), ((560, 2040), (840, 60)), ((880, 2060), (1100, 150)), ((1190, 2080), (1370, 250)))
    for bottom, top in ends:
        points = [(bottom[0] + (top[0] - bottom[0]) * k / 8, bottom[1] + (top[1] - bottom[1]) * k / 8) for k in range(9)]
        loaf = ribbon(points, [150, 232, 250, 252, 250, 248, 240, 200, 60])
        stage.lay(loaf, TOAST, drop=34, strength=0.46, relief=0.2)
        middle = points[4]
        with stage.within(loaf):
            stage.round(loaf, ((0, "#e9b061"), (0.3, "#d8913f"), (1, "#a3571f")), (middle[0] - 60, middle[1] - 300), 1000)
        for cut in range(1, 8):
            share = 0.08 + cut * 0.115
            place = (bottom[0] + (top[0] - bottom[0]) * share, bottom[1] + (top[1] - bottom[1]) * share)
            stage.wash(leaf(place[0] - 74, place[1] + 120, 290, 84, -60), DARK, 0.55)
            stage.wash(leaf(place[0] - 66, place[1] + 116, 276, 58, -60), "#f4d8a0", 1)
        with stage.within(loaf):
            stage.sprinkle(260, middle, 330, CRUMB, (1.5, 4), 0.55)
    wrap = polygon([(90, 1330), (1520, 1120), (1480, 2000), (130, 2000)])
    stage.lay(wrap, "#f6ead2", drop=34, strength=0.4, relief=0.08)
    stage.lay(polygon([(90, 1330), (1520, 1120), (1516, 1210), (96, 1430)]), "#fff6e6", drop=10, relief=0.05)
    stage.draw(curve([(110, 1680), (800, 1600), (1500, 1520)], closed=False), BRICK, 22, 0.9)
    stage.lay(ellipse(800, 1600, 60, 44, -8), BRICK, drop=10)
    for turn, length in ((200, 230), (-28, 230), (120, 260), (60, 260)):
        stage.lay(leaf(800, 1600, length, 90, turn), BRICK, drop=12)
    return stage


def couronne() -> Stage:
    """The brioche ring with its pink pralines."""
    stage = Stage("#e8b9a0", 7)
    cloth(stage, rectangle(900, -200, 1000, 2500, 12), FLOUR, BRICK, start=1080, step=270, turn=12)
    x, y = 780.0, 1020.0
    plate(stage, x, y, 720, CRUMB, BRICK)
    for index in range(12):
        angle = 2 * math.pi * index / 12
        bun = pebble(x + 390 * math.cos(angle), y + 390 * math.sin(angle), 190, stage.random, 0.02)
        middle = (x + 390 * math.cos(angle) - 50, y + 390 * math.sin(angle) - 66)
        stage.lay(bun, TOAST, drop=26, strength=0.4)
        stage.round(bun, ((0, "#fbd07c"), (0.45, "#e5a04a"), (0.85, "#b96a2c"), (1, "#8a451c")), middle, 260)
    for index in range(64):
        angle = 2 * math.pi * index / 64 + float(stage.random.uniform(-0.05, 0.05))
        reach = 390 + float(stage.random.normal(0, 62))
        color = ("#d9486a", "#e8708a", "#c22f55", "#f2a0ae")[index % 4]
        stage.lay(
            pebble(x + reach * math.cos(angle), y + reach * math.sin(angle), float(stage.random.uniform(15, 28)), stage.random, 0.14, 7),
            color,
            drop=8,
            relief=0.24,
        )
    for index in range(90):
        angle, reach = float(stage.random.uniform(0, 6.283)), 390 + float(stage.random.normal(0, 75))
        stage.lay(
            rectangle(x + reach * math.cos(angle), y + reach * math.sin(angle), 15, 15, index * 37.0), CRUMB, drop=4, relief=0.1, rim=0
        )
    for place in ((1330, 1690), (1440, 1560), (1250, 1830), (1480, 1790)):
        stage.lay(pebble(*place, 36, stage.random, 0.14, 7), "#d9486a", drop=14, relief=0.24)
    return stage


def buche() -> Stage:
    """The Yule log before a paper forest."""
    stage = Stage("#2f3d2c", 8)
    stage.wash(ellipse(1130, 430, 230, 230), "#f6dfa6", 1)
    stage.wash(ellipse(1130, 430, 330, 330), "#f6dfa6", 0.16)
    for row, (color, base, size) in enumerate((("#4d5f3e", 1010, 1.0), ("#3d5234", 1130, 1.18), ("#5a6f45", 1290, 1.34))):
        for index in range(6):
            x = -60 + index * 340 + row * 130
            for level in range(3):
                half, top = (210 - level * 48) * size, base - (330 + level * 190) * size
                stage.lay(
                    polygon([(x - half, base - level * 190 * size), (x + half, base - level * 190 * size), (x, top)]),
                    color,
                    drop=14,
                    relief=0.1,
                )
    stage.lay(curve([(-200, 1330), (400, 1250), (900, 1300), (1800, 1210), (1800, 2200), (-200, 2200)]), "#f3ead9", drop=26, relief=0.06)
    stage.lay(ellipse(800, 1730, 760, 110), "#8b5b38", drop=30, relief=0.2)
    stage.lay(ellipse(800, 1700, 760, 104), "#a7703f", drop=0, relief=0.1)
    log = curve([(250, 1290), (520, 1268), (1180, 1268), (1370, 1300), (1430, 1480), (1370, 1670), (1150, 1700), (480, 1700), (250, 1680)])
    stage.lay(log, "#5d2f18", drop=30, strength=0.5, relief=0.2)
    with stage.within(log):
        for index in range(12):
            level = 1300 + index * 36
            points = [(180 + step * 220, level + float(stage.random.uniform(-12, 12))) for step in range(7)]
            stage.draw(curve(points, closed=False), "#3a1a0c" if index % 2 else "#87502c", 9, 0.7)
        stage.wash(
            curve([(200, 1210), (1500, 1210), (1400, 1345), (1180, 1310), (980, 1380), (760, 1320), (560, 1370), (300, 1330)]), CRUMB, 0.94
        )
        stage.sprinkle(320, (850, 1400), 300, CRUMB, (2, 7), 0.8)
    end = ellipse(300, 1490, 172, 212)
    stage.lay(end, "#4a2312", drop=22, strength=0.5)
    stage.lay(ellipse(300, 1490, 148, 186), "#f2d39c", drop=0)
    spiral = [(300 + (14 + 11.5 * k) * 0.8 * math.cos(0.72 * k), 1490 + (14 + 11.5 * k) * math.sin(0.72 * k)) for k in range(14)]
    with stage.within(ellipse(300, 1490, 148, 186)):
        stage.draw(curve(spiral, closed=False), "#6b3318", 24)
    for turn in (-160, -100, -30, 20):
        stage.lay(leaf(1040, 1290, 200, 96, turn), "#62763e", drop=14, relief=0.24)
    for place in ((1020, 1280), (1072, 1262), (1056, 1312)):
        stage.lay(ellipse(*place, 32, 32), "#c8371f", drop=10, relief=0.34)
    stage.sprinkle(170, (800, 700), 520, CRUMB, (3, 8), 0.85)
    return stage
