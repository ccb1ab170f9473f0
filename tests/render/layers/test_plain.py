"""The plain profile: what is in it is drawn alike by our painter, CairoSVG and resvg; what is not goes to the full engine."""

from __future__ import annotations

from typing import Any

import cairocffi as cairo
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualgen.render.engines.direct import paint_items
from visualgen.render.engines.full import ResvgEngine
from visualgen.render.engines.plain_markup import plain_svg
from visualgen.render.engines.plain_svg import CairoSvgEngine
from visualgen.render.paint.target import pixels_of
from visualgen.render.scene import Faded, Gradient, Leaf, PlainRun, RichRun, Stroke

GRADIENT = (
    '<linearGradient id="a" {}><stop offset=".1" stop-color="#e4572e"/><stop offset=".9" stop-color="#17bebb" stop-opacity=".4"/>'
    "</linearGradient>"
)
RADIAL = '<radialGradient id="a" {}><stop stop-color="#fff"/><stop offset="1" stop-color="#2e282a"/></radialGradient>'
BIG = '<rect x="10" y="15" width="80" height="60" fill="url(#a)"/>'

PLAIN = {
    "rect": '<rect x="10.5" y="12" width="70" height="50" fill="#17bebb"/>',
    "rounded rect": '<rect x="10" y="12" width="70" height="50" rx="14" ry="9" fill="#17bebb"/>',
    "circle": '<circle cx="50" cy="48" r="33.3" fill="#e4572e"/>',
    "ellipse": '<ellipse cx="50" cy="48" rx="40" ry="21" fill="#e4572e"/>',
    "line": '<line x1="10" y1="80" x2="85" y2="20" stroke="#000" stroke-width="6"/>',
    "polyline": '<polyline points="10,80 40,20 60,70 90,30" fill="none" stroke="#2e282a" stroke-width="5"/>',
    "polygon": '<polygon points="50,5 90,90 10,90" fill="#ffc914"/>',
    "curves": '<path d="M10 80C20 10 70 10 90 80S30 95 10 80zM40 40q10-20 20 0t20 10" fill="#76b041"/>',
    "arc": '<path d="M20 60A30 20 20 1 1 80 60L50 90z" fill="#76b041"/>',
    "even-odd": '<path d="M10 10H90V90H10zM30 30H70V70H30z" fill-rule="evenodd"/>',
    "non-zero": '<path d="M10 10H90V90H10zM30 30V70H70V30z"/>',
    "fill opacity": '<rect width="60" height="60" fill="#e4572e" fill-opacity=".4"/><circle cx="60" cy="60" r="30" fill="#17bebb88"/>',
    "opacity": '<g opacity=".5"><rect width="60" height="60" fill="#e4572e"/><circle cx="60" cy="60" r="30" fill="#17bebb"/></g>',
    "leaf opacity": '<circle cx="50" cy="50" r="30" fill="#e4572e" stroke="#000" stroke-width="12" opacity=".5"/>',
    "caps": '<g fill="none" stroke="#000" stroke-width="12"><path d="M20 20H80"/><path d="M20 50H80" stroke-linecap="round"/>'
    '<path d="M20 80H80" stroke-linecap="square"/></g>',
    "joins": '<g fill="none" stroke="#000" stroke-width="10"><path d="M10 40L30 10L50 40"/>'
    '<path d="M50 40L70 10L90 40" stroke-linejoin="round"/><path d="M30 90L50 60L70 90" stroke-linejoin="bevel"/></g>',
    "miter limit": '<path d="M10 80L30 20L50 80" fill="none" stroke="#000" stroke-width="8" stroke-miterlimit="2"/>',
    "dashes": '<path d="M10 30H90M10 60H90" stroke="#000" stroke-width="6" stroke-dasharray="12 5 3" stroke-dashoffset="4"/>',
    "round dashes": '<g fill="none" stroke="#000" stroke-width="6">'
    '<circle cx="50" cy="50" r="35" stroke-dasharray="1 11" stroke-linecap="round"/></g>',
    "paint order": '<circle cx="50" cy="50" r="30" fill="#ffc914" stroke="#000" stroke-width="14" paint-order="stroke"/>',
    "transforms": '<g transform="translate(20 10) rotate(12)"><rect width="50" height="40" transform="skewX(15) scale(1.2 .8)"/></g>',
    "linear gradient": GRADIENT.format("") + BIG,
    "linear gradient, user space": GRADIENT.format('gradientUnits="userSpaceOnUse" x1="20" y1="20" x2="70" y2="60"') + BIG,
    "linear gradient, turned": GRADIENT.format('gradientTransform="rotate(35 .5 .5)"') + BIG,
    "linear gradient, reflected": GRADIENT.format('x1=".4" x2=".6" spreadMethod="reflect"') + BIG,
    "linear gradient, repeated": GRADIENT.format('x1=".4" x2=".6" spreadMethod="repeat"') + BIG,
    "radial gradient": RADIAL.format("") + BIG,
    "radial gradient, focal": RADIAL.format('cx=".5" cy=".5" r=".5" fx=".3" fy=".35"') + BIG,
    "gradient by reference": GRADIENT.format("").replace('id="a"', 'id="b"') + '<linearGradient id="a" href="#b" x2="0" y2="1"/>' + BIG,
    "gradient on a stroke": GRADIENT.format("") + '<circle cx="50" cy="50" r="35" fill="none" stroke="url(#a)" stroke-width="14"/>',
    "use": '<defs><path id="p" d="M0 0L30 0L15 30z"/></defs><use href="#p" x="10" y="10"/><use href="#p" x="50" y="40" fill="#e4572e"/>',
    "current colour": '<g color="#76b041"><rect width="60" height="60" fill="currentColor"/></g>',
}

LOOSE = {
    "linear gradient, repeated": (3.0, 255),  # the sharp edge between two repeats is smoothed over one pixel by one of them
    "round dashes": (0.6, 96),  # dots of 1 px: where along the curve each starts differs by some hundredths of a pixel
}
"""Features with a tolerance of their own: (mean, largest) difference from resvg."""

RICH = {
    "pattern": '<pattern id="a" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="5" height="5"/></pattern>' + BIG,
    "marker": '<marker id="m" markerWidth="4" markerHeight="4"><circle r="2"/></marker>'
    '<path d="M10 10H90" stroke="#000" marker-end="url(#m)"/>',
    "filter": '<filter id="f"><feGaussianBlur stdDeviation="3"/></filter><rect x="20" y="20" width="50" height="50" filter="url(#f)"/>',
    "mask": '<mask id="m"><rect width="60" height="60" fill="#fff"/></mask><rect width="100" height="100" mask="url(#m)"/>',
    "clip": '<clipPath id="c"><circle cx="50" cy="50" r="30"/></clipPath><rect width="100" height="100" clip-path="url(#c)"/>',
    "crisp edges": '<path d="M10.5 10L60 55.5" stroke="#000" shape-rendering="crispEdges"/>',
    "focal radius": RADIAL.format('fr=".1"') + BIG,
    "gradient on a flat box": GRADIENT.format("") + '<path d="M10 50H90" stroke="url(#a)" stroke-width="9"/>',
    "zero-length stroke": '<path d="M50 50z" stroke="#000" stroke-width="20" stroke-linecap="round"/>',
    "tight curve": '<path d="M20 50C40 20 41 20 42 50" fill="none" stroke="#000" stroke-width="24"/>',
}


@pytest.mark.parametrize("name", PLAIN)
def test_three_painters_draw_the_plain_profile_alike(name: str, studio: Any, difference: Any) -> None:
    scene = studio.scene(PLAIN[name])
    assert len(scene.nodes) == 1
    run = scene.nodes[0]
    assert isinstance(run, PlainRun)
    svg = plain_svg(run.items, 100, 100, scene.device)
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, 100, 100)
    paint_items(cairo.Context(surface), run.items)
    ours = pixels_of(surface)
    assert ours.any()
    mean, most = difference(ours, pixels_of(CairoSvgEngine().draw(svg, 100, 100)))
    assert most <= 1, f"CairoSVG is off by {most}, {mean:.3f} on average"
    mean, most = difference(ours, pixels_of(ResvgEngine().draw(svg, 100, 100)))
    mean_allowed, most_allowed = LOOSE.get(name, (0.6, 64))
    assert mean < mean_allowed, f"resvg is off by {mean:.3f} on average"
    assert most <= most_allowed, f"resvg is off by {most} at worst"


@pytest.mark.parametrize("name", RICH)
def test_what_is_outside_the_profile_goes_to_the_full_engine(name: str, studio: Any) -> None:
    nodes = studio.nodes(RICH[name])
    assert [type(node) for node in nodes] == [RichRun]
    assert bool(studio.rgb(RICH[name]).min() < 128) is (name != "gradient on a flat box")


COORDINATES = st.floats(-20, 120, allow_nan=False)
COLORS = st.tuples(*[st.integers(0, 255).map(lambda level: level / 255)] * 4)
CURVES = st.lists(st.tuples(*[COORDINATES] * 6), min_size=1, max_size=4)


@st.composite
def leaves(draw: st.DrawFn) -> Leaf:
    segments: list[tuple[Any, ...]] = [("M", draw(COORDINATES), draw(COORDINATES))]
    segments += [("C", *curve) for curve in draw(CURVES)]
    segments += [("L", draw(COORDINATES), draw(COORDINATES)), ("Z",)]
    paint = draw(COLORS)
    if draw(st.booleans()):
        places = (draw(COORDINATES), draw(COORDINATES), draw(COORDINATES), 121.0)
        paint = Gradient("linear", places, (1.0, 0.25, 0.0, 1.0, 3.0, 0.0), ((0.0, paint), (1.0, draw(COLORS))))
    stroke = Stroke(draw(COLORS), draw(st.floats(0.5, 20)), join="round") if draw(st.booleans()) else None
    return Leaf(tuple(segments), (1.0, draw(st.floats(-0.5, 0.5)), 0.0, 1.0, 4.0, 0.0), paint, stroke, draw(st.booleans()))


@settings(max_examples=60, deadline=None)
@given(st.lists(leaves(), min_size=1, max_size=3), st.floats(0.1, 0.9))
def test_any_leaves_are_painted_as_cairosvg_paints_them(items: list[Leaf], opacity: float) -> None:
    drawn = (items[0], Faded(opacity, tuple(items[1:]))) if len(items) > 1 else (items[0],)
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, 100, 100)
    paint_items(cairo.Context(surface), drawn)
    theirs = pixels_of(CairoSvgEngine().draw(plain_svg(drawn, 100, 100, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)), 100, 100))
    assert np.abs(pixels_of(surface).astype(int) - theirs).max() <= 2


def test_gradients_are_flattened_to_user_space(studio: Any) -> None:
    (run,) = studio.nodes(GRADIENT.format("") + BIG)
    fill = run.items[0].fill
    assert isinstance(fill, Gradient)
    assert fill.matrix == (80.0, 0.0, 0.0, 60.0, 10.0, 15.0)
    assert fill.stops[1][1][3] == 0.4


def test_a_gradient_with_one_stop_is_its_colour_and_without_any_is_nothing(studio: Any) -> None:
    one = '<linearGradient id="a"><stop stop-color="#ff0000"/></linearGradient>' + BIG
    (run,) = studio.nodes(one)
    assert run.items[0].fill == (1.0, 0.0, 0.0, 1.0)
    assert studio.nodes('<linearGradient id="a"/>' + BIG) == ()


def test_paint_order_makes_two_leaves(studio: Any) -> None:
    (run,) = studio.nodes(PLAIN["paint order"])
    first, second = run.items
    assert isinstance(first, Leaf)
    assert (first.fill, second.stroke) == (None, None)


def test_one_paint_takes_the_opacity_itself(studio: Any) -> None:
    (run,) = studio.nodes('<g opacity=".5"><rect width="9" height="9" fill="#ff0000" opacity=".5"/></g>')
    assert run.items[0].fill == (1.0, 0.0, 0.0, 0.25)
    (run,) = studio.nodes('<path d="M0 0L9 9" stroke="#ff0000" fill="none" opacity=".5"/>')
    assert run.items[0].stroke.paint == (1.0, 0.0, 0.0, 0.5)
    (run,) = studio.nodes('<rect width="9" height="9" stroke="#ff0000" opacity=".5"/>')
    assert isinstance(run.items[0], Faded)


def test_equal_runs_have_equal_keys(studio: Any) -> None:
    keys = {studio.nodes(PLAIN[name])[0].key for name in ("rect", "rect", "circle")}
    assert len(keys) == 2


def test_nothing_is_drawn_of_what_is_invisible(studio: Any) -> None:
    for body in (
        '<rect width="9" height="9" visibility="hidden"/>',
        '<rect width="9" height="9" fill="none"/>',
        '<rect width="9" height="9" display="none"/>',
        '<rect width="9" height="9" opacity="0"/>',
        '<rect width="0" height="9"/>',
        '<g transform="scale(0)"><rect width="9" height="9"/></g>',
    ):
        assert studio.nodes(body) == ()
        assert not np.any(studio.canvas(body).pixels)
