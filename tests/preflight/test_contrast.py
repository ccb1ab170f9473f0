"""Contrast figures: axe-core's on the same colours in a browser, APCA's published ones, and WCAG's extremes."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from visualgen.preflight.contrast import apca, luminance, needed, ratio

Rgb = tuple[int, int, int]


def contrast(text: Rgb, ground: Rgb) -> float:
    pair = np.array([text[::-1], ground[::-1]], np.uint8)
    light = luminance(pair)
    return float(ratio(light[0], light[1]))


def test_the_extremes() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((90, 20, 7), (90, 20, 7)) == 1
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)


def test_axe_says_the_same(chromium: Any) -> None:
    chance = random.Random(11)
    pairs = [(tuple(chance.randrange(256) for _ in range(3)), tuple(chance.randrange(256) for _ in range(3))) for _ in range(80)]
    boxes = "".join(
        f'<p style="font-size:16px;color:rgb{text};background:rgb{ground}">Le pain du jour {number}</p>'
        for number, (text, ground) in enumerate(pairs)
    )
    page = chromium.new_page()
    page.set_content(f"<!doctype html><html lang=fr><title>x</title><main>{boxes}</main></html>")
    found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    page.close()
    said: dict[int, float] = {}
    for kind in ("violations", "passes"):
        for rule in found[kind]:
            for node in rule["nodes"]:
                data = node["any"][0]["data"]
                number = int(node["html"].split("jour ")[1].split("<")[0])
                said[number] = float(data["contrastRatio"])
    assert len(said) >= 75  # what axe leaves undecided has no figure
    for number, figure in said.items():
        assert contrast(*pairs[number]) == pytest.approx(figure, abs=0.011), pairs[number]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "ground", "lc"),
    [
        # APCA, "test values" of the 0.0.98G-4g base algorithm
        ((136, 136, 136), (255, 255, 255), 63.056469930209424),
        ((255, 255, 255), (136, 136, 136), -68.54146436644962),
        ((0, 0, 0), (170, 170, 170), 58.146262578561334),
        ((170, 170, 170), (0, 0, 0), -56.24113336839742),
        ((17, 34, 51), (221, 238, 255), 91.66830811481631),
        ((221, 238, 255), (17, 34, 51), -93.06770049484275),
        ((17, 34, 51), (68, 68, 68), 8.32326136957393),
    ],
)
def test_apca_s_own_values(text: Rgb, ground: Rgb, lc: float) -> None:
    assert apca(text, ground) == pytest.approx(lc, abs=0.01)


@pytest.mark.parametrize(
    ("size", "bold", "least"),
    [(23.9, False, 4.5), (24.0, False, 3.0), (18.6, True, 4.5), (18.7, True, 3.0), (40, True, 3.0), (12, False, 4.5)],
)
def test_large_text_needs_less(size: float, bold: bool, least: float) -> None:
    assert needed(size, bold=bold) == least
