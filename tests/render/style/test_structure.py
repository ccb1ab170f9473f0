"""What is drawn at all: switch, languages, hidden layers, foreign markup."""

from __future__ import annotations

import pytest
from lxml import etree

from visualgen.errors import SvgError
from visualgen.render.style.structure import settle_structure

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:v="urn:visualgen" xmlns:i="urn:i"'


def settled(markup: str) -> str:
    """Return the settled body, ids only."""
    root = etree.fromstring(f"<svg {NAMESPACES}>{markup}</svg>")
    settle_structure(root)
    return " ".join(str(element.get("id")) for element in root.iter() if element.get("id"))


@pytest.mark.parametrize(
    ("choices", "chosen"),
    [
        ('<g id="de" systemLanguage="de"/><g id="en" systemLanguage="en"/><g id="fr" systemLanguage="fr-FR, de"/><g id="any"/>', "fr"),
        ('<g id="de" systemLanguage="de"/><g id="en" systemLanguage="en"/><g id="any"/>', "en"),
        ('<g id="de" systemLanguage="de"/><g id="any"/>', "any"),
        ('<g id="any"/><g id="fr" systemLanguage="fr"/>', "any"),
        ('<g id="de" systemLanguage="de"/>', ""),
        ('<foreignObject requiredExtensions="x"/><g id="any"/>', "any"),
        ('<foreignObject id="f" width="9" height="9">x</foreignObject><g id="any"/>', "any"),
        ('<i:x id="x"/><g id="any"/>', "any"),
    ],
)
def test_switch(choices: str, chosen: str) -> None:
    assert settled(f"<switch>{choices}</switch>") == chosen


def test_language_outside_a_switch() -> None:
    assert settled('<g id="fr" systemLanguage="fr"/><g id="de" systemLanguage="de"/><g id="x" requiredExtensions="x"/>') == "fr"


def test_hidden_layers_go_but_definitions_and_frames_stay() -> None:
    assert settled('<rect id="a" display="none"/><g id="b" display="none"><rect id="c"/></g><rect id="d"/>') == "d"
    assert settled('<g id="b" display="none"><linearGradient id="c"/></g><rect id="d" fill="url(#c)"/>') == "b c d"
    assert settled('<rect id="f" v:role="frame:headline" display="none"/>') == "f"
    assert settled('<g display="none" id="g"><rect id="f" v:role="frame:headline"/></g>') == "g f"
    assert settled('<linearGradient id="l" display="none"/>') == "l"


def test_text_after_a_hidden_span_stays() -> None:
    root = etree.fromstring(f'<svg {NAMESPACES}><text>a<tspan display="none">b</tspan>c</text></svg>')
    settle_structure(root)
    assert "".join(root.itertext()) == "ac"


def test_other_programs_leave_nothing_behind() -> None:
    root = etree.fromstring(
        f'<svg {NAMESPACES}><title>t</title><metadata/><i:view/><use xlink:href="#a" i:label="x" v:role="slot:x" class="c"/></svg>'
    )
    settle_structure(root)
    assert len(root) == 1
    assert dict(root[0].attrib) == {"href": "#a", "{urn:visualgen}role": "slot:x"}


@pytest.mark.parametrize(
    "markup",
    [
        '<foreignObject width="10" height="10"><p>x</p></foreignObject>',
        '<switch><foreignObject width="10" height="10">x</foreignObject></switch>',
        '<defs><g id="a"><foreignObject width="10" height="10">x</foreignObject></g></defs><use href="#a"/>',
    ],
)
def test_foreign_objects_that_would_be_drawn_are_refused(markup: str) -> None:
    with pytest.raises(SvgError, match="foreignObject") as caught:
        settled(f'<g id="Carte">{markup}</g>')
    assert caught.value.place["layer"] in ("Carte", "a")


@pytest.mark.parametrize(
    "markup",
    [
        '<foreignObject width="0" height="10">x</foreignObject>',
        '<foreignObject width="10" height="10"/>',
        '<foreignObject width="10" height="10" display="none">x</foreignObject>',
        '<defs><foreignObject width="10" height="10">x</foreignObject></defs>',
        '<clipPath><foreignObject width="10" height="10">x</foreignObject></clipPath>',
    ],
)
def test_foreign_objects_that_are_not_drawn_go(markup: str) -> None:
    assert settled(markup + '<rect id="a"/>') == "a"
