"""Colours in the picture that are not the brand's: neither a token, nor a blend of two, outside the photos."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from visualgen.brand.model import BrandKit
from visualgen.findings import BoxPx, Finding, RuleSource, finding
from visualgen.preflight.color import oklab, token_colors
from visualgen.preflight.facts import Facts
from visualgen.svg.shapes import geometry_box

FAR = 0.07
"""OKLab distance from everything the kit can blend, from which a colour is seen to be another."""
LEAST_SHARE = 0.012
"""The part of the picture that a foreign colour must cover."""

SOURCE = RuleSource("brand.tokens.json, color")
_STEP = 4
_BLENDS = np.linspace(0.0, 1.0, 9)


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `off_palette` for the largest foreign colour; `share` is the part of the picture it covers."""
    if facts.pixels is None or facts.kit is None:
        return
    sample = facts.pixels.ground[::_STEP, ::_STEP, :3]
    judged = ~_photos(facts)[: sample.shape[0], : sample.shape[1]]
    if not judged.any():
        return
    bins = sample[judged] >> 3
    codes = (bins[:, 0].astype(np.int32) << 10) | (bins[:, 1].astype(np.int32) << 5) | bins[:, 2]
    _kinds, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    often = counts >= LEAST_SHARE * sample.shape[0] * sample.shape[1] / 2
    if not often.any():
        return
    means = np.stack([np.bincount(place, weights=sample[judged][:, channel]) / counts for channel in range(3)], axis=-1)
    distances = _distance(means[often], facts.kit)
    worst, share = _largest(means[often], counts[often] / (sample.shape[0] * sample.shape[1]), distances)
    if worst is None:
        return
    close = np.abs(sample.astype(np.int16) - worst).max(axis=-1) <= 10
    rows, columns = np.nonzero(close & judged)
    box = (float(columns.min() * _STEP), float(rows.min() * _STEP), float((columns.max() + 1) * _STEP), float((rows.max() + 1) * _STEP))
    color = "#" + "".join(f"{round(float(channel)):02x}" for channel in reversed(worst))
    part = f"{share * 100:.0f}"
    yield finding(
        "off_palette",
        "warns",
        fr=(f"La couleur {color} ({part} % de l’image) n’est pas de la marque.", "Remplacez-la par une couleur du kit."),
        en=(f"The colour {color} ({part} % of the picture) is not the brand's.", "Replace it with a colour of the kit."),
        box_px=box,
        source=SOURCE,
        color=color,
        share=round(share, 3),
        distance=round(float(distances[np.abs(means[often] - worst).sum(axis=-1).argmin()]), 3),
    )


def _photos(facts: Facts) -> NDArray[np.bool_]:
    """Return which sampled pixels belong to a photo."""
    width, height = facts.source.size_px
    mask = np.zeros((-(-height // _STEP), -(-width // _STEP)), np.uint8)
    for picture in facts.placed.pictures.values():
        x0, y0, x1, y1 = (round(side / _STEP) for side in facts.device_box(picture.element, picture.box))
        mask[max(0, y0) : max(0, y1) + 1, max(0, x0) : max(0, x1) + 1] = 1
    for box in _drawn_pictures(facts):
        x0, y0, x1, y1 = (round(side / _STEP) for side in box)
        mask[max(0, y0) : max(0, y1) + 1, max(0, x0) : max(0, x1) + 1] = 1
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.bool_)


def _drawn_pictures(facts: Facts) -> Iterator[BoxPx]:
    """Yield where pictures are that the drawing itself holds."""
    for element in facts.placed.styled.root.iter("{*}image"):
        box = geometry_box(element, facts.placed.styled.ids, facts.placed.styled.viewport)
        if box is not None and element not in facts.placed.pictures:
            yield facts.device_box(element, box)


def _distance(colors: NDArray[np.float64], kit: BrandKit) -> NDArray[np.float64]:
    """Return each colour's OKLab distance from the nearest of the kit's colours, black, white, and the blends of two of them."""
    own = np.array([*token_colors(kit).values(), [0.0, 0.0, 0.0], [255.0, 255.0, 255.0]])
    first, second = np.triu_indices(len(own), 1)
    blends = own[first, None] * (1 - _BLENDS[:, None]) + own[second, None] * _BLENDS[:, None]
    known = oklab(np.concatenate([own, blends.reshape(-1, 3)]))
    found: NDArray[np.float64] = np.linalg.norm(oklab(colors)[:, None] - known[None], axis=-1).min(axis=-1)
    return found


def _largest(
    colors: NDArray[np.float64], shares: NDArray[np.float64], distances: NDArray[np.float64]
) -> tuple[NDArray[np.float64] | None, float]:
    """Return the foreign colour that covers most, neighbours of a shade counted together, and its share."""
    foreign = distances > FAR
    best: NDArray[np.float64] | None = None
    most = LEAST_SHARE
    for index in np.nonzero(foreign)[0]:
        alike = foreign & (np.abs(colors - colors[index]).max(axis=-1) < 16)
        share = float(shares[alike].sum())
        if share > most:
            best, most = colors[index], share
    return best, most
