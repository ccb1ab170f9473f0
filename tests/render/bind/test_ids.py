"""Ids renamed with everything that refers to them."""

from __future__ import annotations

from lxml import etree

from visualgen.render.bind.ids import rename_ids


def test_references_follow_and_others_stay() -> None:
    root = etree.fromstring(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><style>.a{fill:url(#g)}</style>'
        '<linearGradient id="g" href="#base"/><rect id="r" fill="url( \'#g\' ) red" style="mask:url(#out)"/><use xlink:href="#r"/></svg>'
    )
    rename_ids(root, lambda name: f"x-{name}")
    style, gradient, rect, use = root
    assert style.text == ".a{fill:url(#x-g)}"
    assert (gradient.get("id"), gradient.get("href")) == ("x-g", "#base")
    assert (rect.get("fill"), rect.get("style")) == ("url(#x-g) red", "mask:url(#out)")
    assert use.get("{http://www.w3.org/1999/xlink}href") == "#x-r"
