"""Drop shadows in every spelling, and what is not one."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.render.layers.filters import pure_shadows
from visualgen.render.scene import Shadow


def shadows(body: str, attributes: str = 'color-interpolation-filters="sRGB"') -> tuple[Shadow, ...]:
    return pure_shadows(etree.fromstring(f'<filter xmlns="http://www.w3.org/2000/svg" {attributes}>{body}</filter>'))


FIGMA = (
    '<feFlood flood-opacity="0" result="BackgroundImageFix"/>'
    '<feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" result="hardAlpha"/>'
    '<feOffset dy="4"/><feGaussianBlur stdDeviation="2"/>{knockout}'
    '<feColorMatrix type="matrix" values="0 0 0 0 0.2 0 0 0 0 0.1 0 0 0 0 0 0 0 0 0.25 0"/>'
    '<feBlend mode="normal" in2="BackgroundImageFix" result="s1"/>'
    '<feBlend mode="normal" in="SourceGraphic" in2="s1" result="shape"/>'
)
EXPANDED = (
    '<feGaussianBlur in="SourceAlpha" stdDeviation="3"/><feOffset dx="1" dy="2" result="o"/>'
    '<feFlood flood-color="#ff0000" flood-opacity=".5"/><feComposite in2="o" operator="in"/>'
    '<feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge>'
)


def test_the_primitive_itself() -> None:
    (shadow,) = shadows('<feDropShadow dx="1" dy="2" stdDeviation="3" flood-color="#ff0000" flood-opacity=".5"/>')
    assert shadow == Shadow(1, 2, (3, 3), (1, 0, 0, 0.5))


def test_its_expansion() -> None:
    assert shadows(EXPANDED) == (Shadow(1, 2, (3, 3), (1, 0, 0, 0.5)),)


@pytest.mark.parametrize("knockout", [False, True])
def test_figmas_form(knockout: bool) -> None:
    form = FIGMA.format(knockout='<feComposite in2="hardAlpha" operator="out"/>' if knockout else "")
    assert shadows(form) == (Shadow(0, 4, (2, 2), (0.2, 0.1, 0, 0.25), 127, knockout),)


def test_two_shadows_keep_their_order() -> None:
    body = (
        '<feDropShadow dy="1" stdDeviation="1"/>'
        '<feGaussianBlur in="SourceAlpha" stdDeviation="9" result="b"/>'
        '<feMerge><feMergeNode in="b"/><feMergeNode in="SourceGraphic"/></feMerge>'
    )
    assert [shadow.deviation for shadow in shadows(body)] == [(9, 9)]
    body = (
        '<feGaussianBlur in="SourceAlpha" stdDeviation="9" result="b"/><feOffset in="SourceAlpha" dx="1" dy="1" result="c"/>'
        '<feMerge><feMergeNode in="b"/><feMergeNode in="c"/><feMergeNode in="SourceGraphic"/></feMerge>'
    )
    assert [shadow.deviation for shadow in shadows(body)] == [(9, 9), (0, 0)]


@pytest.mark.parametrize(
    "body",
    [
        '<feGaussianBlur stdDeviation="3"/>',
        '<feGaussianBlur in="SourceAlpha" stdDeviation="3"/>',
        '<feColorMatrix type="saturate" values="0"/>',
        '<feTurbulence/><feComposite in2="SourceGraphic" operator="in"/>',
        "<feDropShadow/><feDropShadow/>",
        '<feDropShadow x="0" width="5"/>',
        '<feMorphology in="SourceAlpha" radius="3"/><feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge>',
        '<feDropShadow in="BackgroundImage"/>',
        "",
    ],
)
def test_anything_else_is_not_a_shadow(body: str) -> None:
    assert shadows(body) == ()


def test_units_and_colour_spaces_that_change_the_numbers_are_left_to_the_full_engine() -> None:
    assert shadows('<feDropShadow dx="1"/>', 'primitiveUnits="objectBoundingBox"') == ()
    assert shadows(FIGMA.format(knockout=""), "") == ()
