"""Filters and masks that would take too long are refused before an engine starts."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.errors import LimitExceeded
from visualgen.render.style.effect_costs import guard_effects
from visualgen.svg.matrix import IDENTITY
from visualgen.svg.shapes import ids_of

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
FULL = '<rect id="Fond" width="1080" height="1350" filter="url(#f)"/>'
CARD = '<rect id="Carte" width="400" height="300" filter="url(#f)"/>'


def guard(steps: str, markup: str) -> None:
    root = etree.fromstring(f'<svg {NAMESPACE}><filter id="f">{steps}</filter>{markup}</svg>')
    guard_effects(root, ids_of(root), IDENTITY, (1080, 1350), (1080, 1350))


@pytest.mark.parametrize(
    ("steps", "markup"),
    [
        ('<feMorphology radius="50"/>', FULL),
        ('<feConvolveMatrix order="40"/>', FULL),
        ('<feGaussianBlur stdDeviation="5"/>' * 200, FULL),
        ('<feGaussianBlur stdDeviation="1"/>', FULL * 10),
        ('<feMorphology radius="50"/>', '<g transform="scale(100)"><rect id="Fond" width="10" height="10" filter="url(#f)"/></g>'),
        ('<feMorphology radius="90"/>', '<g id="Fond" filter="url(#f)"><text font-size="300">Bonjour</text></g>'),
    ],
)
def test_hopeless_effects_are_refused(steps: str, markup: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        guard(steps, markup)
    assert caught.value.place["layer"] == "Fond"


@pytest.mark.parametrize(
    ("steps", "markup"),
    [
        ('<feMorphology radius="8"/><feOffset dy="4"/><feGaussianBlur stdDeviation="12"/>', CARD * 8),
        ('<feGaussianBlur stdDeviation="80"/>', FULL * 3),
        ('<feTurbulence numOctaves="4"/>', FULL),
        ("", '<mask id="m"/><g mask="url(#m)"><rect width="1080" height="1350"/></g>' * 5),
        ('<feGaussianBlur stdDeviation="5"/>' * 5, '<g filter="url(#f)"><text font-size="90">Bonjour tout le monde</text></g>' * 6),
        ("", '<rect filter="url(#missing)" width="9" height="9"/><rect filter="blur(2px)"/>'),
    ],
)
def test_usual_effects_pass(steps: str, markup: str) -> None:
    guard(steps, markup)
