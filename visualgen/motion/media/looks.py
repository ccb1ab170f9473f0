"""How footage's colours become the clip's: HDR mapped to SDR, then the brand's photo treatment, both as one 3D table.

The hybrid log-gamma and PQ curves are those of Rec. ITU-R BT.2100-2; reference white is 203 cd/m² (BT.2408), highlights roll off
towards 1,000. Colours leave BT.2020 by the matrix of BT.2087. Film grain is left out: standing still over moving pictures it
looks like a dirty lens.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualgen.brand.model import PhotoTreatment
from visualgen.motion.media.opening import Range
from visualgen.render.pictures.treatment import levels_of, treated

SIDE = 33
_WHITE_NITS = 203.0
_PEAK = 1_000.0 / _WHITE_NITS
_KNEE = 0.75
_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])

Table = NDArray[np.float64]
"""(SIDE³, 3) of RGB in 0..1, red changing fastest."""


def look(kind: Range, treatment: PhotoTreatment | None, poster: Image.Image) -> Table | None:
    """Return the table that makes the footage's colours the clip's; None where they are already.

    `poster` decides the levels a duotone stretches, once for the whole footage: frame by frame it would flicker.
    """
    table = _identity()
    if kind != "sdr":
        table = _to_sdr(table, kind)
    treats = treatment is not None and treatment.grade != "none" and treatment.strength > 0
    if treatment is not None and treats:
        plain = PhotoTreatment(treatment.grade, treatment.dark, treatment.light, treatment.strength, 0.0)
        pixels = np.rint(table * 255).astype(np.uint8).reshape(SIDE, SIDE * SIDE, 3)
        graded = treated(Image.fromarray(pixels), plain, "0", levels=levels_of(poster))
        table = np.asarray(graded, np.float64).reshape(-1, 3) / 255
    return table if treats or kind != "sdr" else None


def cube(table: Table) -> str:
    """Return the table as the text of a .cube file."""
    lines = [f"LUT_3D_SIZE {SIDE}", *(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in table)]
    return "\n".join(lines) + "\n"


def _identity() -> Table:
    steps = np.linspace(0, 1, SIDE)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    return np.stack([red, green, blue], axis=-1).reshape(-1, 3)


def _to_sdr(coded: Table, kind: Range) -> Table:
    light = _pq_light(coded) if kind == "pq" else _hlg_light(coded)
    light = np.maximum(light @ _TO_709.T, 0)
    peak = np.maximum(light.max(axis=1, keepdims=True), 1e-9)
    mapped = light * (_rolled_off(peak) / peak)
    srgb: Table = np.clip(np.where(mapped <= 0.0031308, 12.92 * mapped, 1.055 * np.maximum(mapped, 1e-9) ** (1 / 2.4) - 0.055), 0, 1)
    return srgb


def _rolled_off(light: Table) -> Table:
    """Return the light unchanged below the knee, then bent so that the peak just reaches 1 (a Möbius curve, smooth at the knee)."""
    a = -_KNEE * _KNEE * (_PEAK - 1) / (_KNEE * _KNEE - 2 * _KNEE + _PEAK)
    b = (_KNEE * _KNEE - 2 * _KNEE * _PEAK + _PEAK) / (_PEAK - 1)
    scale = (b * b + 2 * b * _KNEE + _KNEE * _KNEE) / (b - a)
    return np.where(light <= _KNEE, light, np.minimum(scale * (light + a) / (light + b), 1.0))


def _pq_light(coded: Table) -> Table:
    """Return light relative to reference white (BT.2100, table 4)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 4096 * 128, 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    power = coded ** (1 / m2)
    light: Table = (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1) * 10_000 / _WHITE_NITS
    return light


def _hlg_light(coded: Table) -> Table:
    """Return light relative to reference white on a display of 1,000 cd/m² (BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - c) / a) + b) / 12)
    luminance = scene @ np.array([0.2627, 0.6780, 0.0593])
    light: Table = scene * np.maximum(luminance, 1e-9)[:, None] ** 0.2 * _PEAK
    return light
