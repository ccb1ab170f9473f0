"""The design every engine draws: 1080 × 1350, full-bleed photo, scrim, 50-path mark, headline, paragraph, hashtags.

The photo is noisy on purpose: it is the hard case for decoders and encoders.
"""

from __future__ import annotations

import io
import math
import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

WIDTH, HEIGHT = 1080, 1350
HEADLINE = "Les nouveautés d’été arrivent vendredi à 9 h"
PARAGRAPH = "Notre gamme en toile recyclée existe en six couleurs, pour les longues journées dehors. Précommandez avant jeudi."
HASHTAGS = "#modedurable #recyclé #nouveau #été26 #marque"


def photo(megapixels: float = 6.0) -> bytes:
    """Return a seeded noisy JPEG of about that many megapixels, 4:5."""
    width = round(math.sqrt(megapixels * 1e6 * 0.8))
    height = round(width / 0.8)
    noise = np.random.default_rng(7)
    patches = Image.fromarray(noise.integers(0, 255, (height // 40, width // 40, 3), dtype=np.uint8))
    smooth = patches.resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))
    noisy = np.asarray(smooth, dtype=np.int16) + noise.integers(-18, 18, (height, width, 3), dtype=np.int16)
    data = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(data, "JPEG", quality=92)
    return data.getvalue()


def fitted(data: bytes) -> bytes:
    """Return the photo already cropped to the canvas, as the peers are given it when photos are cached."""
    image = Image.open(io.BytesIO(data), formats=["JPEG"]).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def mark() -> str:
    """Return fifty overlapping petals, the kind of logo a tool exports."""
    pick = random.Random(11)
    colors = ["#ff5a36", "#ffd23f", "#ffffff", "#3bceac", "#0ead69"]
    petals = []
    for number in range(50):
        x, y, size = 100 + 44 * math.cos(number / 8), 100 + 44 * math.sin(number / 8), pick.uniform(10, 24)
        path = f"M{x:.2f} {y - size:.2f}C{x + size:.2f} {y - size:.2f} {x + size:.2f} {y + size:.2f} {x:.2f} {y + size:.2f}"
        path += f"C{x - size:.2f} {y + size / 2:.2f} {x - size / 2:.2f} {y - size:.2f} {x:.2f} {y - size:.2f}Z"
        turn = f"rotate({number * 7} {x:.2f} {y:.2f})"
        petals.append(f'<path d="{path}" fill="{colors[number % 5]}" fill-opacity="{pick.uniform(0.6, 1):.2f}" transform="{turn}"/>')
    return "".join(petals)


def drawing(photo_href: str | None = None) -> str:
    """Return the design as SVG: with a photo slot for visualgen, or with the photo's href for engines that take it inside."""
    box = f'x="0" y="0" width="{WIDTH}" height="{HEIGHT}"'
    slot = f'<rect id="slot:photo" {box} fill="#888"/>'
    picture = f'<image {box} preserveAspectRatio="xMidYMid slice" xlink:href="{photo_href}"/>' if photo_href else slot
    text = Path(__file__).with_name("design.svg").read_text(encoding="utf-8")
    return text.replace("<!--photo-->", picture).replace("<!--mark-->", mark())


def write_template(folder: Path) -> Path:
    """Write the design as a template folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "4x5.svg").write_text(drawing(), encoding="utf-8")
    (folder / "template.toml").write_text(
        'title = "Bench"\n[slots.headline]\nfit = [56, 112]\nlines = 3\nbalance = true\n', encoding="utf-8"
    )
    return folder
