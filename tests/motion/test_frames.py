"""Our frames beside Chromium's, of the very same drawing: no further apart while it moves than while it rests."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from lxml import etree
from numpy.typing import NDArray
from PIL import Image

from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.motion.choreography import choreographed, for_browser
from visualgen.motion.directions import read_directions
from visualgen.motion.player import Player
from visualgen.motion.stage import STAGGER, cast, lasting, spread
from visualgen.pipeline import World
from visualgen.render.bind import bind
from visualgen.render.layers import layers
from visualgen.render.place import place
from visualgen.render.products import StillJob
from visualgen.render.style import style
from visualgen.svg.attributes import SVG, tag
from visualgen.svg.tree import remove
from visualgen.template.model import Target
from visualgen.template.names import role_of
from visualgen.template.reading import load_template

SIZE = (360, 450)
SCENE_S = 3.0
TEMPLATES = [
    ("promo", "levain"),
    ("horaires", "prise"),
    ("duel", "appui"),
    ("jeu-gagnant", "levain"),
    ("produit", "prise"),
    ("merci", "levain"),
]
_AT = """(time) => { document.getAnimations().forEach(a => { a.pause(); a.currentTime = time * 1000; }); }"""


def faces(kit: BrandKit) -> Iterator[str]:
    for family, files in kit.fonts.items():
        for file in files:
            data = base64.b64encode(file.path.read_bytes()).decode()
            axes = ",".join(f"'{axis}' {value:g}" for axis, value in file.variations.items()) or "normal"
            width = file.axes.get("wdth")
            stretch = f"font-stretch:{width[0]:g}% {width[2]:g}%;" if width else ""
            yield (
                f"@font-face{{font-family:'{family}';src:url(data:font/ttf;base64,{data});font-weight:{file.weight[0]} {file.weight[1]};"
                f"font-style:{'italic' if file.italic else 'normal'};{stretch}font-variation-settings:{axes}}}"
            )


@pytest.mark.parametrize(("name", "kit_name"), TEMPLATES)
def test_no_further_apart_than_at_rest(name: str, kit_name: str, world: World, chromium: Any) -> None:
    template, kit = load_template(name, world.settings), load_kit(kit_name, world.settings)
    job = StillJob(template, kit, Target(SIZE, "4x5"), {}, sample=True)
    source = choreographed(bind(job, world.settings, world.cache), read_directions(template))
    for element in list(source.root.iter("*")):  # what a browser cannot take apart stays whole on both sides, fitted words stay out
        if STAGGER in element.attrib:
            del element.attrib[STAGGER]
        if tag(element) == "text" and role_of(element)[0] == "slot":
            remove(element)
    placed = place(style(source, world.cache), source, kit, world.book(kit))
    found = lasting(cast(placed), SCENE_S)
    scene, movers = spread(layers(placed, None, found.indices), found)
    player = Player(
        scene,
        movers,
        world.cache,
        kit.photo,
        world.settings.limits,
        fps=30,
        duration_s=SCENE_S,
        open_footage=lambda *_: pytest.fail("footage"),
    )
    for_browser(source.root, SCENE_S)
    sheet = etree.SubElement(source.root, SVG + "style")
    sheet.text = ":root{" + "".join(f"{key}:{value}!important;" for key, value in kit.css.items()) + "}" + "".join(faces(kit))
    page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    try:
        drawing = etree.tostring(source.root, encoding="unicode")
        page.set_content(f"<!doctype html><style>body{{margin:0}}svg{{display:block}}*{{animation-play-state:paused}}</style>{drawing}")
        page.evaluate("document.fonts.ready.then(() => true)")
        times = [2.9, *(round(0.02 + 0.07 * index, 3) for index in range(20))]
        apart = [_apart(player, page, time_s) for time_s in times]
    finally:
        page.close()
    assert max(apart[1:]) <= apart[0] + 0.5, [round(value, 2) for value in apart]
    assert apart[0] < 2.0


def _apart(player: Player, page: Any, time_s: float) -> float:
    """Return the mean distance of our frame from Chromium's, in levels of 255, fine edges evened out."""
    player.show(time_s)
    page.evaluate(_AT, time_s)
    theirs = Image.open(io.BytesIO(page.screenshot()), formats=["PNG"]).convert("RGB")
    mine = Image.fromarray(np.ascontiguousarray(player.pixels[..., 2::-1]))
    return float(np.abs(_even(mine) - _even(theirs)).mean())


def _even(picture: Image.Image) -> NDArray[np.float64]:
    return np.asarray(picture.resize((SIZE[0] // 3, SIZE[1] // 3), Image.Resampling.BOX)).astype(float)
