"""Costs that are refused or cut, with the layer's name."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.errors import LimitExceeded
from visualgen.render.style.guards import guard_costs
from visualgen.svg.matrix import IDENTITY
from visualgen.svg.shapes import ids_of

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def guarded(markup: str) -> etree._Element:
    root = etree.fromstring(f"<svg {NAMESPACE}><g id='Ombre'>{markup}</g></svg>")
    guard_costs(root, IDENTITY, (1080, 1350), (1080, 1350), ids_of(root))
    return root[0]


@pytest.mark.parametrize(
    "markup",
    [
        '<filter><feMorphology radius="1000"/></filter>',
        '<filter><feGaussianBlur stdDeviation="1 9000"/></filter>',
        '<filter><feConvolveMatrix order="100"/></filter>',
        '<pattern width=".0001" height=".0001" patternUnits="userSpaceOnUse"/>',
        '<pattern width="99999" height="99999" patternUnits="userSpaceOnUse"/>',
        '<pattern width="100" height="100"/>',
        '<path d="M0 0H1e9" stroke="#000" stroke-dasharray=".01"/>',
        '<g stroke="#000" stroke-dasharray="1e-6 1e-6"><rect width="9" height="9"/></g>',
        f'<path d="{"M0 0L1 1" * 500_000}"/>',
        f'<marker id="m" markerWidth="900" markerHeight="900"/><path marker-mid="url(#m)" d="M0 0{"L9 9" * 2000}"/>',
    ],
)
def test_endless_costs_are_refused(markup: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        guarded(markup)
    assert caught.value.place["layer"] == "Ombre"
    assert caught.value.mend


@pytest.mark.parametrize(
    "markup",
    [
        '<filter><feMorphology radius="12"/><feGaussianBlur stdDeviation="60"/><feConvolveMatrix order="3"/></filter>',
        '<pattern width="8" height="8" patternUnits="userSpaceOnUse"/><pattern width="1" height="1"/><pattern/>',
        '<path d="M0 0H1080" stroke="#000" stroke-dasharray="4 2"/>',
        '<path d="M0 0H1e9" stroke-dasharray=".01"/>',
        '<path d="M0 0H1080" stroke="#000" stroke-dasharray="0 0"/>',
        '<marker id="m"/><path marker-mid="url(#m)" d="M0 0L9 9 20 0 30 9"/>',
    ],
)
def test_usual_costs_pass(markup: str) -> None:
    guarded(markup)


def test_octaves_nobody_sees_are_cut() -> None:
    assert guarded('<feTurbulence numOctaves="500"/>')[0].get("numOctaves") == "10"
