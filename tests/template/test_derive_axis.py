"""One direction of a drawing carried over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.template.derive_axis import Axis, Span, make_axis


def axis(new: float = 2000, bands: tuple[tuple[float, float], ...] = (), safe: tuple[float, float] = (0, 0)) -> Axis:
    return make_axis(0, 1000, new, (60, 940), bands, safe)


def moved(found: Axis, span: Span) -> tuple[float, float, bool]:
    carried = found.carry(span)
    return round(carried.place(span.low), 3), round(carried.place(span.high), 3), carried.stretched


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(0, 1000), (0, 2000, True)),
        (Span(60, 940, frame=True), (60, 1940, True)),
        (Span(60, 200, frame=True), (60, 200, False)),
        (Span(60, 260, solid=True), (60, 260, False)),
        (Span(740, 940, solid=True), (1740, 1940, False)),
        (Span(400, 600, solid=True), (900, 1100, False)),
        (Span(0, 1000, solid=True), (500, 1500, False)),
        (Span(-50, 120), (-50, 120, False)),
        (Span(0, 400), (0, 400, False)),
        (Span(0, 500, panel=True), (0, 1000, True)),
        (Span(60, 660, curved=True), (60, 660, False)),
        (Span(400, 600, pins=("left",)), (400, 600, False)),
        (Span(400, 600, pins=("right",)), (1400, 1600, False)),
        (Span(400, 600, pins=("left", "right")), (400, 1600, True)),
        (Span(60, 940, frame=True, pins=("center",)), (560, 1440, False)),
    ],
)
def test_where_a_span_goes(span: Span, expected: tuple[float, float, bool]) -> None:
    assert moved(axis(), span) == expected


def test_a_bar_along_an_edge_keeps_its_thickness() -> None:
    found = axis(bands=((800, 1000),))
    assert (found.follow(800), found.follow(1000)) == (1800, 2000)


def test_content_keeps_to_the_safe_zone_and_becomes_smaller() -> None:
    found = axis(1200, safe=(0.2, 0.3))
    assert found.follow(60) == pytest.approx(240)
    assert found.follow(940) == pytest.approx(840)
    assert found.scale == pytest.approx(600 / 880)
    assert (found.follow(0), found.follow(1000)) == (0, 1200)
    assert moved(found, Span(0, 60)) == (0, 240, True)
    assert not found.carry(Span(0, 60, solid=True)).stretched


@given(st.floats(1000, 20000), st.floats(0, 0.4), st.floats(0, 0.4), st.lists(st.floats(-100, 1100), min_size=2, max_size=5))
def test_order_is_kept(new: float, low: float, high: float, values: list[float]) -> None:
    found = axis(new, safe=(low, high))
    carried = [found.follow(value) for value in sorted(values)]
    assert carried == sorted(carried)
