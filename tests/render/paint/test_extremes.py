"""Extreme drawings are painted or refused with a reason; nothing else comes out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from visualgen.brand.model import PhotoTreatment
from visualgen.errors import VisualgenError
from visualgen.render.engines.plain_svg import CairoSvgEngine
from visualgen.render.paint import paint

TEXT = '<text x="10" y="60" font-size="24">Été</text>'
SHADOW = '<filter id="f"><feDropShadow dx="{}" dy="0" stdDeviation="{}"/></filter><g filter="url(#f)">{}</g>'
EXTREMES = {
    "flat text": f'<g transform="scale(0 1)">{TEXT}</g>',
    "flat group": f'<g opacity=".5" transform="scale(0)">{TEXT}</g>',
    "huge text": f'<g transform="scale(1e7)">{TEXT}</g>',
    "huge everything": f'<g transform="scale(1e150) scale(1e150) scale(1e150)">{TEXT}<rect width="9" height="9"/></g>',
    "far away": '<rect x="1e11" width="1e11" height="1e11"/>' + f'<g transform="translate(1e11 0)">{TEXT}</g>',
    "huge blur": SHADOW.format(0, 1e6, TEXT),
    "huge offset": SHADOW.format(1e9, 1, TEXT),
    "tiny blur": SHADOW.format(0, 1e-9, TEXT),
    "wide card with a shadow": SHADOW.format(0, 20, TEXT + '<rect x="-1e6" width="2e6" height="50"/>'),
    "turned filter, huge region": (
        '<filter id="f" x="-1e5" y="-1e5" width="2e5" height="2e5"><feGaussianBlur stdDeviation="2"/></filter>'
        f'<g transform="rotate(20)" filter="url(#f)">{TEXT}</g>'
    ),
    "empty clip": f'<clipPath id="c"/><g clip-path="url(#c)">{TEXT}</g>',
    "missing clip": f'<g clip-path="url(#none)">{TEXT}</g>',
    "missing filter": f'<g filter="url(#none)">{TEXT}</g>',
    "huge stroke": TEXT.replace("<text", '<text stroke="#000" stroke-width="1e9"'),
    "dense dashes": '<path d="M0 50H100" stroke="#000" stroke-dasharray="1e-7 1e-7"/>',
    "tiny gradient box": '<linearGradient id="g"><stop/><stop offset="1" stop-color="#fff"/></linearGradient>'
    '<rect width="1e-7" height="1e-7" fill="url(#g)"/>',
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.timeout(20)
def test_extremes_are_painted_or_refused(name: str, studio: Any) -> None:
    canvas = None
    with suppress(VisualgenError):
        canvas = studio.canvas(EXTREMES[name])
    assert canvas is None or canvas.pixels.shape == (100, 100, 4)


def test_cairosvg_can_paint_the_plain_runs(studio: Any, difference: Any) -> None:
    body = (
        '<linearGradient id="g"><stop stop-color="#17bebb"/><stop offset="1" stop-color="#e4572e"/></linearGradient>'
        '<rect width="100" height="100" fill="url(#g)"/><g opacity=".5"><circle cx="40" cy="50" r="30"/>'
        f'<rect x="40" y="30" width="50" height="50" fill="#fff"/></g>{TEXT}<circle cx="80" cy="20" r="9" stroke="#fff"/>'
    )
    scene = studio.scene(body)
    ours = paint(scene, studio.cache, PhotoTreatment(), studio.limits)
    for _ in range(2):
        theirs = paint(scene, studio.cache, PhotoTreatment(), studio.limits, plain_engine=CairoSvgEngine())
        mean, most = difference(ours.pixels, theirs.pixels)
        assert mean < 0.05
        assert most <= 3
