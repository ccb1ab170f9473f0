"""Words that do not stand out from the real pixels behind them (WCAG 2.2, 1.4.3), judged letter by letter at phone size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from visualgen.findings import BoxPx, Finding, RuleSource, finding
from visualgen.preflight.contrast import apca, luminance, needed, ratio
from visualgen.preflight.facts import Facts
from visualgen.preflight.ink import ink_box, text_box
from visualgen.preflight.pixels import Pixels
from visualgen.render.products import Box, PlacedText
from visualgen.svg.attributes import Element, computed
from visualgen.svg.matrix import apply
from visualgen.text.model import Line

SOURCE = RuleSource("WCAG 2.2, 1.4.3 Contrast (Minimum)", "https://www.w3.org/TR/WCAG22/#contrast-minimum", "2026-11-22")
UNREADABLE = 0.67
"""Below this part of the ratio needed, the words cannot be read by many: the finding blocks."""
WORST_SHARE = 10
"""Percent of the pixels around a letter that may do worse than the ratio it is judged by."""

_INK = 96
_NEAR_PX = 5
"""The ground counts as far as this from a letter: what is farther from big letters is not behind them."""
_DECORATION_PX = 60.0
"""One or two letters of the drawing's own, at least so large in CSS px, are decoration, which WCAG leaves out."""
_BOLD = 600


@dataclass(frozen=True, slots=True)
class _Worst:
    """The letter of a text that stands out least: its ratio, colours (red, green, blue) and the box of its line."""

    ratio: float
    text: tuple[int, int, int]
    ground: tuple[int, int, int]
    line_box: BoxPx


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `low_contrast` for each text whose worst letter has less than it needs."""
    if facts.pixels is None:
        return
    for element, text in facts.placed.texts.items():
        letters = sum(char.isalnum() for line in text.block.lines for char in line.text)
        size_css_px = text.block.size_px * _scale(facts, element) * facts.phone_scale
        if not letters or (text.slot is None and letters <= 2 and size_css_px >= _DECORATION_PX):
            continue
        least = needed(size_css_px, bold=_is_bold(element))
        worst = _worst(facts, facts.pixels, element, text, least)
        if worst is None or worst.ratio >= least - 0.005:
            continue
        found, needs = f"{worst.ratio:.1f}", f"{least:g}"
        yield finding(
            "low_contrast",
            "blocks" if worst.ratio < least * UNREADABLE and text.slot else "warns",
            fr=(
                f"Le texte ressort à {found.replace('.', ',')}:1 au pire endroit, il faut {needs.replace('.', ',')}:1.",
                "Choisissez un fond plus calme, un voile sous le texte, ou une autre couleur du kit.",
            ),
            en=(
                f"The text stands out by {found}:1 at its worst place; it needs {needs}:1.",
                "Choose a calmer ground, a scrim under the text, or another colour of the kit.",
            ),
            slot=text.slot,
            box_px=worst.line_box,
            source=SOURCE,
            ratio=round(worst.ratio, 2),
            needed=least,
            apca_lc=round(apca(worst.text, worst.ground), 1),
            text_color=_hex(worst.text),
            ground_color=_hex(worst.ground),
            size_css_px=round(size_css_px, 1),
            text_box_px=[round(side) for side in text_box(facts, element, text)],
        )


def _worst(facts: Facts, pixels: Pixels, element: Element, text: PlacedText, least: float) -> _Worst | None:
    """Return the letter that stands out least, of the lines that have one below `least`."""
    found: _Worst | None = None
    em = text.block.size_px * _scale(facts, element)
    for line in text.block.lines:
        if not any(char.isalnum() for char in line.text):
            continue
        ink = ink_box(line)
        if ink is None:
            continue
        box = facts.device_box(element, ink)
        view = _view(pixels, box, _outline(facts, element, ink), em, facts.phone_scale)
        if view is None or view.bound() >= least:
            continue
        worst = _worst_letter(view, box, em, _emoji(facts, element, line))
        if worst is not None and (found is None or worst.ratio < found.ratio):
            found = worst
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """A line as it is seen, every `step`-th pixel of it: the words, the ground behind them, and which pixels are near or in a letter.

    `plateau` is the highest alpha: below 248 the words let the ground through.
    """

    words: NDArray[np.uint8]
    ground: NDArray[np.uint8]
    near: NDArray[np.bool_]
    core: NDArray[np.bool_]
    plateau: int
    left_px: int
    step: int

    def bound(self) -> float:
        """Return a ratio that no letter is below, quickly; 1 where it cannot be told so."""
        if self.plateau < 248:
            return 1.0
        text = luminance(self.words[self.core])
        behind = luminance(self.ground[self.near])
        if not text.size or not behind.size:
            return 21.0
        low, high = text.min(), text.max()
        if behind.max() <= low:
            return float(ratio(low, behind.max()))
        return float(ratio(high, behind.min())) if behind.min() >= high else 1.0


def _outline(facts: Facts, element: Element, ink: Box) -> NDArray[np.float64] | None:
    """Return the four corners of a turned line's ink in canvas px; None for an upright line, whose box they are."""
    matrix = facts.to_device(element)
    if abs(matrix[1]) + abs(matrix[2]) < 1e-6:
        return None
    x0, y0, x1, y1 = ink
    return np.array([apply(matrix, *corner) for corner in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))])


def _view(pixels: Pixels, box: BoxPx, outline: NDArray[np.float64] | None, em: float, phone_scale: float) -> _View | None:
    """Return what there is to see of a line; None where none of it is painted. Words beside a turned line's `outline` are not its own."""
    height, width = pixels.words.shape[:2]
    pad = min(max(2, math.ceil(em * 0.08)), _NEAR_PX)
    x0, y0 = max(0, math.floor(box[0]) - pad), max(0, math.floor(box[1]) - pad)
    x1, y1 = min(width, math.ceil(box[2]) + pad), min(height, math.ceil(box[3]) + pad)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    step = max(1, int(em * phone_scale / 8))
    area = slice(y0, y1, step), slice(x0, x1, step)
    words = all_words = pixels.words[area]
    if outline is not None:
        own = np.zeros(words.shape[:2], np.uint8)
        cv2.fillConvexPoly(own, np.round((outline - (x0, y0)) / step).astype(np.int32), 1)
        words = words * own[..., None]
    alpha = words[..., 3]
    plateau = int(alpha.max())
    if plateau < 8:
        return None
    reach = 2 * max(1, round(pad / step)) + 1
    ink = alpha >= max(8, round(plateau * _INK / 255))
    near = cv2.dilate(ink.astype(np.uint8), np.ones((reach, reach), np.uint8)).astype(bool)
    under, painted = pixels.ground[area][..., :3], pixels.painted[area][..., :3]
    around = near & (all_words[..., 3] < 4)
    if around.any() and np.abs(under[around].astype(np.int16) - painted[around]).mean() > 5:
        under = under.copy()  # the words have a halo or a shadow of their own: that is what they are seen on
        under[near] = painted[around].mean(axis=0)
        under[around] = painted[around]
    blur = max(1, round(1 / (phone_scale * step)))
    ground = np.asarray(cv2.blur(under, (blur, blur)), dtype=np.uint8) if blur > 1 else under
    return _View(words, ground, near, alpha >= round(plateau * 0.92), plateau, x0, step)


def _worst_letter(view: _View, box: BoxPx, em: float, emoji: list[tuple[float, float]]) -> _Worst | None:
    """Return the stretch of half an em in which the words stand out least from the ground behind and beside them."""
    rows, columns = view.words.shape[:2]
    across = columns >= rows
    size = max(4.0, em * 0.6 / view.step)
    light = luminance(view.ground)
    fewest = max(4.0, 0.004 * (em / view.step) ** 2)
    worst: _Worst | None = None
    for start in np.arange(0.0, max(rows, columns) - size * 0.4, size / 2):
        middle = view.left_px + (start + size / 2) * view.step
        if across and any(low <= middle <= high for low, high in emoji):
            continue
        part = slice(round(start), round(start + size))
        cell = (slice(None), part) if across else (part, slice(None))
        letters = view.core[cell]
        if np.count_nonzero(letters) < fewest:
            continue
        inked = view.words[cell][letters]
        color = np.clip(np.median(inked[:, :3] * (255.0 / inked[:, 3:]), axis=0), 0, 255)
        shades = view.ground[cell][view.near[cell]]
        ratios = ratio(_shown(color, shades, view.plateau), light[cell][view.near[cell]])
        value = float(np.percentile(ratios, WORST_SHARE))
        if worst is None or value < worst.ratio:
            shade = np.median(shades[ratios <= value + 1e-9], axis=0)
            part_of = min(1.0, view.plateau / 255) if view.plateau < 248 else 1.0
            worst = _Worst(value, _rgb(color * part_of + shade * (1 - part_of)), _rgb(shade), box)
    return worst


def _shown(color: NDArray[np.float64], shades: NDArray[np.uint8], plateau: int) -> NDArray[np.float64] | float:
    """Return the luminance of the letters as they are seen: their colour, or its blend with each shade where they let it through."""
    if plateau >= 248:
        return float(luminance(np.round(color).astype(np.uint8)))
    part = plateau / 255
    return luminance(np.round(color * part + shades * (1 - part)).astype(np.uint8))


def _emoji(facts: Facts, element: Element, line: Line) -> list[tuple[float, float]]:
    """Return where the line's colour glyphs are, as stretches of canvas x."""
    found = []
    for run in line.runs:
        if run.face.color and run.glyphs:
            left, right = run.glyphs[0][1], run.glyphs[-1][1] + run.size_px * 1.3
            box = facts.device_box(element, (left, line.baseline - run.size_px, right, line.baseline))
            found.append((box[0], box[2]))
    return found


def _scale(facts: Facts, element: Element) -> float:
    a, b, c, d, _, _ = facts.to_device(element)
    return math.sqrt(abs(a * d - b * c))


def _is_bold(element: Element) -> bool:
    weight = computed(element).get("font-weight", "400")
    return weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= _BOLD)


def _rgb(bgr: NDArray[np.float64]) -> tuple[int, int, int]:
    blue, green, red = (round(float(value)) for value in bgr[:3])
    return red, green, blue


def _hex(color: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in color)
