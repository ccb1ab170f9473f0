"""The clip every compositor makes: 1080 × 1920, 30 frames a second, five layers that never rest (photo, scrim, headline, mark, button)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import design
from visualgen.brand.reading import load_kit
from visualgen.motion.jobs import clip_job
from visualgen.motion.products import ClipJob, ClipOutput
from visualgen.pipeline import World, render_still
from visualgen.render.products import Output, PictureValue, StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

WIDTH, HEIGHT, FPS = 1080, 1920, 30
LAYERS = ("shade", "words", "petals", "button")


def job(folder: Path, frames: int, threads: int) -> ClipJob:
    """Return our job; its template is written into `folder`."""
    drawing = _drawing()
    (folder / "clip.svg").write_text(drawing, encoding="utf-8")
    template = load_template(str(folder / "clip.svg"), Settings.from_environment({}))
    photo = design.photo()
    content = {"photo": PictureValue(photo, hashlib.sha256(photo).hexdigest(), "bench.jpg", (0.5, 0.5))}
    still = StillJob(template, load_kit("levain", Settings.from_environment({})), resolve_target(None, template), content)
    made = clip_job((still,), ClipOutput("mp4", threads=threads), Settings().limits, fps=FPS)
    return replace(made, duration_s=frames / FPS)


def layers(folder: Path) -> dict[str, Path]:
    """Write the photo (fitted) and every layer as PNG on the whole canvas, for the peers, and return them in the order of painting."""
    from io import BytesIO

    from PIL import Image

    found = {"picture": folder / "picture.png"}
    Image.open(BytesIO(design.photo()), formats=["JPEG"]).resize((1536, HEIGHT)).crop((228, 0, 228 + WIDTH, HEIGHT)).save(found["picture"])
    settings = Settings.from_environment({})
    world, kit = World.open(settings), load_kit("levain", settings)
    for name in LAYERS:
        path = folder / f"only-{name}.svg"
        path.write_text(_only(name), encoding="utf-8")
        template = load_template(str(path), settings)
        still = StillJob(template, kit, resolve_target(None, template), {}, sample=True, output=Output("png"))
        found[name] = folder / f"{name}.png"
        found[name].write_bytes(render_still(still, world).data)
    return found


def _drawing() -> str:
    text = Path(__file__).with_name("clip.svg").read_text(encoding="utf-8")
    return text.replace("<!--mark-->", design.mark())


def _only(name: str) -> str:
    drawing = re.sub(r"<style>.*?</style>", "", _drawing(), flags=re.DOTALL)
    for other in _others(name):
        drawing = re.sub(rf'^<g id="{other}">.*?(?=^<g id=|^</svg>)', "", drawing, flags=re.DOTALL | re.MULTILINE)
    return drawing


def _others(name: str) -> Iterator[str]:
    yield from (other for other in ("picture", *LAYERS) if other != name)
