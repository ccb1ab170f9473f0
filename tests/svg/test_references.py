"""use cycles and bombs."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.errors import LimitExceeded, SvgError
from visualgen.settings import Limits
from visualgen.svg.references import check_references


def check(markup: str) -> None:
    root = etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{markup}</svg>')
    check_references(root, "x.svg", Limits())


@pytest.mark.parametrize(
    "markup",
    [
        '<g id="a"><use href="#a"/></g>',
        '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
        '<use id="a" href="#a"/>',
        '<pattern id="p"><g id="a"><use href="#a"/></g></pattern>',
    ],
)
def test_a_cycle_is_named(markup: str) -> None:
    with pytest.raises(SvgError, match="draws itself") as caught:
        check(markup)
    assert caught.value.place["file"] == "x.svg"


@pytest.mark.parametrize("link", ['<use href="#a{}"/>', '<rect fill="url(#a{})"/>'])
def test_a_bomb_is_refused(link: str) -> None:
    levels = "".join(f'<pattern id="a{i}">{link.format(i - 1) * 10}</pattern>' for i in range(1, 12))
    with pytest.raises(LimitExceeded, match="repeats its parts"):
        check('<pattern id="a0"><rect/></pattern>' + levels)


def test_a_long_chain_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="chained"):
        check("".join(f'<use id="a{i}" href="#a{i - 1}"/>' for i in range(20_000, 0, -1)))


def test_what_is_used_often_is_fine() -> None:
    check('<symbol id="s"><rect/></symbol>' + '<use href="#s"/>' * 1000)
    check('<use href="#missing"/><pattern id="p"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>')
