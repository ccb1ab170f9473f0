"""Elements taken out of their tree."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.svg.attributes import SVG
from visualgen.svg.tree import in_foreign, remove


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<a>one<b/>two</a>", "<a>onetwo</a>"),
        ("<a><c/>one<b>gone</b>two</a>", "<a><c/>onetwo</a>"),
        ("<a><c/><b/>\n  </a>", "<a><c/></a>"),
    ],
)
def test_the_text_after_it_stays(before: str, after: str) -> None:
    root = etree.fromstring(before)
    remove(root.find("b"))
    assert etree.tostring(root).decode() == after


def test_a_root_stays() -> None:
    root = etree.fromstring("<a/>")
    remove(root)
    assert root.tag == "a"


def test_what_is_inside_foreign_markup_is_told() -> None:
    root = etree.fromstring('<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><p/></foreignObject><g/></svg>')
    assert in_foreign(root[0][0])
    assert not in_foreign(root.find(f"{SVG}g"))
