"""Names for layers that have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

HEAD = '<svg width="1080" height="1350" viewBox="0 0 1080 1350" fill="none" xmlns="http://www.w3.org/2000/svg">'
TITLE = '<text x="72" y="300" font-size="90" fill="#000">Le grand titre</text>'


def names(done: Any) -> dict[str, str]:
    return {candidate.words or candidate.label: candidate.name for candidate in done.proposal.candidates}


@pytest.mark.parametrize(
    ("words", "x", "y", "size", "name"),
    [
        ("12,50 €", 72, 700, 60, "price"),
        ("-30 %", 72, 700, 200, "price"),
        ("Samedi 5 décembre", 72, 700, 40, "date"),
        ("18 h 30", 72, 700, 40, "date"),
        ("www.levain.fr", 72, 1200, 30, "link"),
        ("Nouveau", 72, 150, 30, "label"),
        ("Offre valable une semaine dans la limite des stocks.", 72, 1320, 20, "mention"),
        ("Un texte assez long pour être le corps du visuel.", 72, 700, 34, "text"),
    ],
)
def test_what_words_mean(words: str, x: int, y: int, size: int, name: str, import_svg: Callable[..., Any]) -> None:
    text = f'<text x="{x}" y="{y}" font-size="{size}" fill="#000">{words}</text>'
    found = names(import_svg(f"{HEAD}{TITLE}{text}</svg>"))
    assert found["Le grand titre"] == "headline"
    assert found[words] == name


def test_words_in_a_button(import_svg: Callable[..., Any]) -> None:
    button = '<rect x="72" y="900" width="400" height="90" fill="#0a7"/><text x="120" y="955" font-size="34" fill="#fff">Je réserve</text>'
    assert names(import_svg(f"{HEAD}{TITLE}{button}</svg>"))["Je réserve"] == "cta"


def test_a_layers_own_plain_name_is_taken(import_svg: Callable[..., Any]) -> None:
    text = '<text id="Prénom" x="72" y="700" font-size="40" fill="#000">Anne</text>'
    text += '<text id="Text 12" x="72" y="900" font-size="30">Et plus.</text>'
    found = names(import_svg(f"{HEAD}{TITLE}{text}</svg>"))
    assert found["Anne"] == "prenom"
    assert found["Et plus."] in ("text", "note")


def test_lines_drawn_one_by_one_are_one_text(import_svg: Callable[..., Any]) -> None:
    lines = "".join(f'<text x="72" y="{700 + 50 * n}" font-size="36" fill="#000">Ligne {n}, sans fin</text>' for n in range(3))
    done = import_svg(f"{HEAD}{TITLE}{lines}</svg>")
    assert [candidate.words for candidate in done.proposal.candidates][1] == "Ligne 0, sans fin\nLigne 1, sans fin\nLigne 2, sans fin"
    assert done.drawing().count('data-slot="text"') == 1


def test_what_stands_beside_named_layers_stays(import_svg: Callable[..., Any], export_bytes: Callable[[str], bytes]) -> None:
    picture = export_bytes("figma-unnamed").decode().partition('xlink:href="data:image')[2].partition('"')[0]
    ornament = f'<image x="72" y="800" width="600" height="400" href="data:image{picture}"/>'
    named = '<rect id="slot:photo" width="1080" height="200" fill="#ccc"/>'
    done = import_svg(f"{HEAD}{TITLE}{named}{ornament}</svg>")
    assert done.proposal.candidates == ()
    assert [path.name for path in (done.folder / "sample").iterdir()] == ["picture.png"]
    assert 'href="sample/picture.png"' in done.drawing()


def test_a_logo_becomes_the_kits(import_svg: Callable[..., Any]) -> None:
    logo = '<g id="Logo blanc"><path d="M72 1200h200v60H72z" fill="#fff"/></g>'
    assert 'data-slot="brand:logo"' in import_svg(f"{HEAD}{TITLE}{logo}</svg>").drawing()
