"""Where our elements are, at any moment, is where Chromium moves them: within 0.01 px and 0.002 of opacity."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.motion.browser import sampled
from tests.motion.conftest import svg
from visualgen.brand.reading import load_kit
from visualgen.motion.presets import PRESETS, stylesheet
from visualgen.render.layers.bounds import transform_of
from visualgen.settings import Settings
from visualgen.svg.matrix import IDENTITY, Matrix, apply, multiply

PX, OPACITY = 0.01, 0.002
CORNERS = ((0.0, 0.0), (400.0, 0.0), (0.0, 300.0), (400.0, 300.0))
"""The points whose places are compared: a matrix is right where it brings them to the same place."""


def ours(drawing: Any, time_s: float) -> dict[str, tuple[Matrix, float, Any]]:
    placed, found, problems = drawing
    assert problems == []
    result = {}
    for element in placed.styled.root.iter("*"):
        if not element.get("id"):
            continue
        matrix, node = IDENTITY, element
        while node is not None:
            index = found.indices.get(node)
            own = transform_of(node, placed) if index is None else found.movers[index].at(time_s).matrix
            matrix, node = multiply(own, matrix), node.getparent()
        index = found.indices.get(element)
        state = found.movers[index].at(time_s) if index is not None else None
        opacity = float(element.get("opacity") or 1) if state is None or state.opacity is None else state.opacity
        result[str(element.get("id"))] = (matrix, opacity, state.clip if state else None)
    return result


def compare(staged: Callable[[str], Any], browser: Any, text: str, times_s: list[float]) -> None:
    worst: dict[str, tuple[float, float]] = {}
    drawing = staged(text)
    for time_s, theirs in zip(times_s, sampled(browser, text, times_s), strict=True):
        mine = ours(drawing, time_s)
        for name, seen in theirs.items():
            if name not in mine or seen["matrix"] is None:
                continue
            matrix, opacity, _ = mine[name]
            away = max(math.dist(apply(matrix, *corner), apply(tuple(seen["matrix"]), *corner)) for corner in CORNERS)
            assert away <= PX, f"{name} at {time_s}: {away:.4f} px; {matrix} instead of {seen['matrix']}"
            assert abs(opacity - seen["opacity"]) <= OPACITY, f"{name} at {time_s}: opacity {opacity} instead of {seen['opacity']}"
            worst[name] = (max(away, worst.get(name, (0, 0))[0]), abs(opacity - seen["opacity"]))
    assert worst


def _number(random_: random.Random, low: float, high: float) -> str:
    return f"{random_.uniform(low, high):.2f}"


def _function(random_: random.Random) -> str:
    return random_.choice(
        [
            f"translate({_number(random_, -80, 80)}px, {_number(random_, -50, 50)}%)",
            f"translateX({_number(random_, -40, 40)}%)",
            f"translateY({_number(random_, -3, 3)}em)",
            f"scale({_number(random_, 0.3, 1.8)}, {_number(random_, 0.3, 1.8)})",
            f"scaleX({_number(random_, -1.5, 1.5)})",
            f"rotate({_number(random_, -200, 200)}deg)",
            f"rotate({_number(random_, -0.5, 0.5)}turn)",
            f"skewX({_number(random_, -40, 40)}deg)",
            f"skew({_number(random_, -30, 30)}deg, {_number(random_, -20, 20)}deg)",
            f"matrix({', '.join(_number(random_, 0.4, 1.4) if i in (0, 3) else _number(random_, -0.3, 0.3) for i in range(4))}, 9, -14)",
        ]
    )


def _list(random_: random.Random) -> str:
    return " ".join(_function(random_) for _ in range(random_.randint(1, 3))) if random_.random() > 0.12 else "none"


def _easing(random_: random.Random) -> str:
    return random_.choice(
        [
            *("linear", "ease", "ease-in", "ease-out", "ease-in-out", "step-start", "step-end"),
            f"cubic-bezier({random_.random():.2f}, {_number(random_, -1.5, 2.5)}, {random_.random():.2f}, {_number(random_, -1.5, 2.5)})",
            f"steps({random_.randint(2, 6)}, {random_.choice(['start', 'end', 'jump-none', 'jump-both'])})",
            "linear(0, .6 20%, 1.2 45%, .95 70%, 1)",
            "linear(.2, .9, .4 60% 80%, 1)",
        ]
    )


def _declarations(random_: random.Random, first: bool) -> str:
    found = []
    if first and random_.random() < 0.75:
        found.append(f"transform: {_list(random_)}")
    if random_.random() < 0.5:
        found.append(f"opacity: {random_.random():.2f}")
    if random_.random() < 0.25:
        found.append(f"translate: {_number(random_, -60, 60)}px {_number(random_, -30, 30)}%")
    if random_.random() < 0.25:
        found.append(f"scale: {_number(random_, 0.5, 1.5)}")
    if first and random_.random() < 0.25:
        found.append(f"rotate: {_number(random_, -90, 90)}deg")
    if random_.random() < 0.3:
        found.append(f"animation-timing-function: {_easing(random_)}")
    return "; ".join(found)


def _keyframes(random_: random.Random, name: str, first: bool) -> str:
    """Return one rule. Only the first of several animations on an element sets `transform` and `rotate`: where a missing end stands for
    what a mixed list or a turn under it comes to, Chromium departs from CSS Animations 2."""
    offsets = sorted(random_.sample([0, 20, 35, 50, 50.5, 75, 100], random_.randint(1, 4)))
    blocks = " ".join(f"{offset}% {{ {_declarations(random_, first)} }}" for offset in offsets)
    return f"@keyframes {name} {{ {blocks} }}"


def _animation(random_: random.Random, name: str) -> str:
    count = random_.choice(["1", "2", "2.5", "infinite", "0.7", "3"])
    direction = random_.choice(["normal", "reverse", "alternate", "alternate-reverse"])
    fill = random_.choice(["none", "forwards", "backwards", "both"])
    return f"{name} {random_.uniform(0.3, 2):.2f}s {_easing(random_)} {random_.uniform(-0.8, 0.8):.2f}s {count} {direction} {fill}"


def generated(seed: int, count: int = 24) -> str:
    """Return a drawing of `count` elements, each with animations of its own, some of them nested."""
    random_ = random.Random(seed)
    css, body, inside = [], [], 0
    for index in range(count):
        names = [f"k{index}x{part}" for part in range(random_.choice([1, 1, 1, 2]))]
        css += [_keyframes(random_, name, name == names[0]) for name in names]
        nested = random_.random() < 0.4 and not inside  # deeper, Chromium's boxes of turned groups are wider than what is in them
        box = random_.choice(["view-box", "fill-box"])
        origin = random_.choice(["0 0", "center", "30% 80%", "right bottom", "20px 30px"])
        rest = random_.choice(["", "", f"transform: {_list(random_)};", "opacity: .6;", "rotate: 12deg;"])
        played = ", ".join(_animation(random_, name) for name in names)
        css.append(f"#e{index} {{ animation: {played}; {rest} transform-box: {box}; transform-origin: {origin} }}")
        attribute = random_.choice(["", "", ' transform="translate(20 10) rotate(15)"', ' transform="matrix(1 .2 -.1 .9 5 5)"'])
        body.append(f'<g id="e{index}"{attribute}><rect x="{index * 7}" y="{index * 5}" width="60" height="40"/>')
        if nested:
            inside += 1
        else:
            body.append("</g>" * (inside + 1))
            inside = 0
    body.append("</g>" * inside)
    return svg("".join(body), "\n".join(css))


@pytest.mark.parametrize("seed", range(6))
def test_generated_animations_stand_where_chromium_has_them(seed: int, staged: Callable[[str], Any], chromium: Any) -> None:
    compare(staged, chromium, generated(seed), [0.0, 0.0513, 0.3137, 0.5023, 0.7719, 1.0031, 1.3077, 1.9013, 2.6041, 5.0017])


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_preset_stands_where_chromium_has_it(preset: str, staged: Callable[[str], Any], chromium: Any) -> None:
    found = PRESETS[preset]
    box = "view-box" if found.pivot == "view" else "fill-box"
    kit = "".join(f"{name}:{value};" for name, value in load_kit("levain", Settings.from_environment({})).css.items())
    animation = f"{preset} {found.duration} {found.easing} .1s both"
    css = f"svg {{ {kit} }} {stylesheet()} #a {{ animation: {animation}; transform-box: {box}; transform-origin: 50% 50% }}"
    text = svg('<g id="a"><rect x="60" y="40" width="200" height="90"/></g>', css)
    compare(staged, chromium, text, [index * 0.06 for index in range(24)])


def test_an_inset_is_cut_where_chromium_cuts_it(staged: Callable[[str], Any], chromium: Any) -> None:
    css = (
        "@keyframes cut { from { clip-path: inset(10% 60px 0 25% round 4px) } 60% { clip-path: inset(0) }"
        " to { clip-path: inset(20px 5% 10%) } }"
        "#a { animation: cut 1s ease-in both } #b { animation: cut 2s cubic-bezier(.3, -.8, .6, 1.9) -.4s infinite alternate }"
    )
    text = svg('<rect id="a" x="50" y="40" width="200" height="100"/><rect id="b" x="80" y="20" width="100" height="200"/>', css)
    times = [0.0, 0.13, 0.4, 0.6, 0.85, 1.0, 2.2]
    drawing = staged(text)
    boxes = {"a": (50.0, 40.0, 250.0, 140.0), "b": (80.0, 20.0, 180.0, 220.0)}
    for time_s, theirs in zip(times, sampled(chromium, text, times), strict=True):
        mine = ours(drawing, time_s)
        for name, (x0, y0, x1, y1) in boxes.items():
            sides = _sides(theirs[name]["clip"], x1 - x0, y1 - y0)
            expected = (x0 + sides[3], y0 + sides[0], x1 - sides[1], y1 - sides[2])
            assert mine[name][2][0] == pytest.approx(expected, abs=PX), (name, time_s, theirs[name]["clip"])


def _sides(text: str, width: float, height: float) -> list[float]:
    """Return top, right, bottom, left in px of a computed `inset(…)`, in which Chromium may leave calc()."""
    inner = text[len("inset(") :].rpartition(")")[0].partition(" round ")[0]
    words = re.findall(r"calc\([^)]*\)|[-\d.e]+(?:px|%)", inner)
    words = [
        words[0],
        words[1 % len(words)],
        words[2] if len(words) > 2 else words[0],
        words[3] if len(words) > 3 else words[1 % len(words)],
    ]
    found = []
    for word, whole in zip(words, (height, width, height, width), strict=True):
        total = 0.0
        for sign, number, unit in re.findall(r"([-+]?)\s*(-?[\d.e]+(?:-\d+)?)(px|%)", word):
            value = float(number) * (whole / 100 if unit == "%" else 1)
            total += -value if sign == "-" else value
        found.append(total)
    return found
