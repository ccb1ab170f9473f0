"""Colours, QR codes and logos given as content."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from visualgen.errors import ContentError
from visualgen.svg.path import extents, parse_path

SVG = "{http://www.w3.org/2000/svg}"


def test_a_colour_recolours_its_shapes(bound: Any) -> None:
    layers = '<g id="slot:color"><rect style="opacity:.5"/><path fill="none" stroke="red"/></g>'
    rect, path = bound(layers, {"color": "#00f"}).root[0]
    assert (rect.get("style"), path.get("style")) == ("opacity:.5;fill:#0000ff", "stroke:#0000ff")
    assert len(bound(layers, {"color": ""}).root) == 0


def test_a_code_is_one_path_with_its_quiet_zone(bound: Any) -> None:
    source = bound(
        '<rect id="slot:qr" x="100" y="200" width="330" height="400" class="ink" fill="navy"/>', {"qr": "https://levain.example"}
    )
    (path,) = source.root
    assert (path.get("class"), path.get("fill")) == ("ink", "navy")
    box = extents(parse_path(path.get("d")))
    modules = round((box[2] - box[0]) / (330 / 33))
    assert modules == 25
    assert box == pytest.approx((140, 275, 390, 525), abs=0.1)


def test_a_code_can_be_read(bound: Any) -> None:
    cv2 = pytest.importorskip("cv2")
    import numpy as np

    source = bound('<rect id="slot:qr" width="290" height="290"/>', {"qr": "visualgen"})
    picture = np.full((290, 290), 255, np.uint8)
    for step in source.root[0].get("d").split("Z")[:-1]:
        x0, y0, x1, y1 = (round(value) for value in extents(parse_path(step + "Z")))
        picture[y0:y1, x0:x1] = 0
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == "visualgen"


def test_codes_and_colours_are_part_of_the_tree(bound: Any) -> None:
    layer = '<rect id="slot:qr" width="9" height="9"/>'
    assert bound(layer, {"qr": "a"}).key != bound(layer, {"qr": "b"}).key
    assert bound(layer, {"qr": "a"}).key == bound(layer, {"qr": "a"}).key


def test_a_logo_slot_takes_a_logo_of_the_kit(bound: Any) -> None:
    source = bound('<rect id="slot:logo" width="40" height="20"/>', {"logo": "logo"})
    assert source.root[0][0].tag == SVG + "svg"
    with pytest.raises(ContentError, match="it has: logo"):
        bound('<rect id="slot:logo" width="40" height="20"/>', {"logo": "partner"})


def test_codes_in_lists(bound: Any) -> None:
    row = '<g id="each:rows"><rect id="slot:qr" width="90" height="90"/><rect width="90" height="100"/></g>'
    source = bound(row, {"rows": [{"qr": "a"}, {"qr": ""}, {"qr": "c"}]})
    assert len(list(source.root.iter(SVG + "path"))) == 2
    assert b"slot:" not in etree.tostring(source.root, encoding="utf-8").replace(b'id="slot:', b"")
