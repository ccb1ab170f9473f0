"""What `template check` finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualgen.settings import Limits, Settings
from visualgen.template.check import check_template, describe_slot
from visualgen.template.new import new_template
from visualgen.template.reading import load_template

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}">{}</svg>'
GOOD = '<rect id="frame:a" width="9" height="9"/><text id="slot:a">x</text>'


def problems(tmp_path: Path, files: dict[str, str], artwork: frozenset[str] | None = None) -> dict[str, str]:
    """Return the problems' messages and mends, by code."""
    place = tmp_path / "t"
    place.mkdir()
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    found = check_template(load_template(place, Settings()), Limits(), artwork=artwork)
    return {problem.code: f"{problem.severity}: {problem.file} {problem.layer} {problem.message} {problem.mend}" for problem in found}


def four(body: str) -> dict[str, str]:
    return {
        f"{ratio}.svg": SVG.format(*size, body) for ratio, size in (("1x1", (1080, 1080)), ("4x5", (1080, 1350)), ("9x16", (1080, 1920)))
    }


def test_a_good_template_has_none(tmp_path: Path) -> None:
    assert problems(tmp_path, four(GOOD)) == {}


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        (four("<rect/>"), "no_slots", "slot:headline"),
        (four('<path id="slot:a" d="M0 0H9V9Z"/>'), "text_outlined", "Figma"),
        (four(GOOD + '<rect id="frame:b"/>'), "frame_without_slot", "slot:b"),
        (four(GOOD + '<g id="each:items"><text id="slot:item">x</text></g>'), "list_without_step", "each:items/2"),
        (four(GOOD) | {"4x5.svg": SVG.format(1080, 1350, "")}, "slot_missing", "4x5"),
        (four(GOOD) | {"4x5.svg": SVG.format(1080, 1350, '<rect id="slot:a"/>')}, "slot_type_differs", "image and text"),
        (four(GOOD) | {"4x5.svg": SVG.format(1080, 1080, GOOD)}, "ratio_wrong", "1080 × 1350"),
        ({"4x5.svg": SVG.format(1080, 1350, GOOD)}, "ratio_missing", "derived"),
        (four(GOOD) | {"4x5.2.svg": SVG.format(1080, 1350, GOOD)}, "pages_differ", "4x5: 2"),
        (four(GOOD) | {"draft.svg": ""}, "file_unused", "draft.svg"),
        (four(GOOD) | {"template.toml": "[slots.b]\nlines = 1"}, "slot_not_drawn", "slot:b"),
        (four(GOOD) | {"template.toml": '[slots.a]\nvalue = "{{ prix }}"'}, "value_unknown", "prix"),
        (four(GOOD) | {"template.toml": "[slots.p]\ntype='image'\nsample='no.jpg'"}, "sample_missing", "no.jpg"),
        (four(GOOD) | {"template.toml": "[pins]\nlogos = 'left'"}, "pin_unknown", "logos"),
        (four(GOOD + '<rect fill="var(--color-prymary, #fff)"/>'), "token_unknown", "--color-primary"),
        (four(GOOD) | {"template.toml": "[colors]\n'#fff' = 'color.papier'"}, "token_unknown", "color.paper"),
    ],
)
def test_a_problem_is_named_with_its_mend(tmp_path: Path, files: dict[str, str], code: str, words: str) -> None:
    found = problems(tmp_path, files)
    assert code in found
    assert words in found[code]


def test_variables_of_the_drawing_itself_are_known(tmp_path: Path) -> None:
    assert problems(tmp_path, four(GOOD + '<style>:root{--own:1px}</style><rect style="rx:var(--own)"/>')) == {}


def test_a_kit_without_the_artwork(tmp_path: Path) -> None:
    found = problems(tmp_path, four(GOOD + '<rect id="brand:logo/mono"/><rect id="brand:wave"/>'), frozenset({"logo", "device"}))
    assert "artwork_missing" in found


def test_the_starter_is_fine(tmp_path: Path) -> None:
    new_template("promo", tmp_path)
    found = check_template(load_template(tmp_path / "promo", Settings()), Limits())
    assert {problem.code for problem in found} == {"ratio_missing"}


def test_slots_are_described(tmp_path: Path) -> None:
    new_template("promo", tmp_path)
    slots = load_template(tmp_path / "promo", Settings()).slots
    assert describe_slot(slots["headline"]) == {
        "name": "headline", "type": "text", "required": True, "help": "Deux à huit mots.", "sample": "Un titre\nqui arrête", "lines": 3,
        "fit": [56.0, 160.0],
    }  # fmt: skip
