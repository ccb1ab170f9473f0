"""The photos of the sample month: drawn from seeds, so that no picture is kept in the repository and every machine has the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from visualgen.demo import people, still_lifes
from visualgen.demo.paper import Stage, paper_tooth, window_light
from visualgen.demo.shapes import Point

SCENES: dict[str, tuple[Callable[[], Stage], tuple[float, float], Point]] = {
    "miche": (still_lifes.miche, (120, 240), (300, 300)),
    "croissants": (still_lifes.croissants, (60, 420), (380, 500)),
    "cafe": (still_lifes.cafe, (180, 160), (420, 300)),
    "galette": (still_lifes.galette, (60, 300), (420, 500)),
    "soupe": (still_lifes.soupe, (160, 260), (420, 500)),
    "baguettes": (still_lifes.baguettes, (220, 120), (500, 300)),
    "couronne": (still_lifes.couronne, (60, 220), (420, 400)),
    "buche": (still_lifes.buche, (0, 0), (1000, 600)),
    "nour": (people.nour, (0, 0), (600, 500)),
    "voisin": (people.voisin, (0, 0), (600, 500)),
    "petrissage": (people.petrissage, (240, 200), (500, 500)),
    "fournil": (people.fournil, (0, 0), (800, 1200)),
}
"""File name without `.jpg` → the scene, where the window's light begins ((0, 0): no window), and where the light is strongest."""


def write_photos(folder: Path) -> None:
    """Draw every photo of the sample month into `folder`: JPEG, 1600 × 2000 px, the same bytes on every run."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCENES:
        write_photo(name, folder)


def write_photo(name: str, folder: Path) -> None:
    """Draw one photo of the sample month into `folder`."""
    scene, window, glow = SCENES[name]
    panes = window_light(*window, 520, 640, 300) if any(window) else ()
    scene().picture(_tooth(), panes, glow).save(folder / f"{name}.jpg", quality=84)


@cache
def _tooth() -> np.ndarray:
    return paper_tooth(seed=7)
