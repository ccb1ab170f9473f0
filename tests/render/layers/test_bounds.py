"""The reach of rich parts holds everything they paint, and not the whole canvas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from visualgen.brand.model import PhotoTreatment
from visualgen.render.paint import paint
from visualgen.render.scene import RichRun

BLUR = '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter>'
MARKER = (
    '<marker id="m" markerWidth="6" markerHeight="6" refX="3" refY="3" orient="auto"><path d="M0 0L6 3L0 6z"/></marker>'
    '<path d="M100 100L140 110" stroke="#000" stroke-width="2" fill="none" marker-end="url(#m)"/>'
)
PATTERN = '<pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="2" height="4"/></pattern>'
PARTS = {
    "blurred shape": BLUR + '<rect x="100" y="90" width="40" height="30" filter="url(#f)"/>',
    "blurred group": BLUR + '<g filter="url(#f)" transform="translate(90 80)"><circle r="9"/><circle cx="30" cy="9" r="9"/></g>',
    "filter in user space": BLUR.replace('id="f"', 'id="f" filterUnits="userSpaceOnUse" x="90" y="90" width="40" height="40"')
    + '<rect x="95" y="95" width="20" height="20" filter="url(#f)"/>',
    "marker": MARKER,
    "pattern with a stroke": PATTERN + '<rect x="100" y="100" width="30" height="30" fill="url(#p)" stroke="#000" stroke-width="8"/>',
    "masked": '<mask id="k"><rect width="300" height="300" fill="#fff"/></mask><circle cx="120" cy="120" r="20" mask="url(#k)"/>',
    "nested svg": BLUR
    + '<svg x="100" y="100" width="40" height="40" viewBox="0 0 10 10"><rect width="20" height="5" filter="url(#f)"/></svg>',
    "used symbol": BLUR + '<symbol id="s" viewBox="0 0 10 10"><rect width="9" height="9" filter="url(#f)"/></symbol>'
    '<use href="#s" x="100" y="100" width="30" height="30"/>',
    "used shape": '<defs><rect id="r" width="20" height="20" fill="url(#p)"/></defs>' + PATTERN + '<use href="#r" x="100" y="100"/>',
    "text with a pattern": PATTERN + '<text x="100" y="120" font-size="20" fill="url(#p)">Bon</text>',
}


@pytest.mark.parametrize("name", PARTS)
def test_the_reach_holds_the_ink(name: str, studio: Any) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300">{PARTS[name]}</svg>'
    scene = studio.scene(svg)
    (run,) = scene.nodes
    assert isinstance(run, RichRun)
    assert run.box is not None
    x0, y0, x1, y1 = run.box
    assert (x1 - x0) * (y1 - y0) < 100 * 100
    inside, whole = (
        paint(replace(scene, nodes=(replace(run, box=box),)), studio.cache, PhotoTreatment(), studio.limits).pixels
        for box in (run.box, None)
    )
    rows, columns = np.nonzero(whole[..., 3])
    assert rows.size
    assert (columns.min() >= x0 - 1, columns.max() <= x1 + 1, rows.min() >= y0 - 1, rows.max() <= y1 + 1) == (True,) * 4
    assert np.array_equal(inside, whole)
