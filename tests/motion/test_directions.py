"""`[motion]` of template.toml: what it may say, and what is refused with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.motion.conftest import svg
from visualgen.errors import TemplateError
from visualgen.motion.directions import Direction, Directions, read_directions, transition
from visualgen.motion.products import Transition
from visualgen.settings import Settings
from visualgen.template.reading import load_template

DRAWING = svg('<text id="slot:headline" x="10" y="60" font-size="40">Portes ouvertes</text>', size=(1080, 1350))


def directions(folder: Path, toml: str) -> Directions:
    (folder / "4x5.svg").write_text(DRAWING, encoding="utf-8")
    (folder / "template.toml").write_text(toml, encoding="utf-8")
    return read_directions(load_template(folder, Settings()))


def test_a_line_a_layer(tmp_path: Path) -> None:
    found = directions(
        tmp_path,
        '[slots.headline]\nmotion = "rise word -0.2s 400ms, leave 4s"\n[motion]\nduration = 6\nfps = 25\nposter = "1.5s"\n'
        'enter = "slide top .4s"\n'
        'end_card = true\n[motion.layers]\n"brand:logo" = { preset = "pop", delay = 0.4, easing = "linear", gap = "80ms", repeat = 2 }\n'
        '"slot:text" = ["fade", "pulse"]\nkicker = "none"',
    )
    assert found.layers["headline"] == (Direction("rise", -0.2, 0.4, stagger="word"), Direction("leave", 4.0))
    assert found.layers["brand:logo"] == (Direction("pop", 0.4, easing="linear", gap_s=0.08, repeat=2),)
    assert [one.preset for one in found.layers["text"]] == ["fade", "pulse"]
    assert found.layers["kicker"] == ()
    assert (found.duration_s, found.fps, found.poster_s, found.end_card) == (6.0, 25, 1.5, True)
    assert found.enter == Transition("slide", 0.4, "top")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[motion]\ndurration = 3", "did you mean 'duration'"),
        ("[motion]\nfps = 200", "1 to 60"),
        ("[motion]\nduration = -1", "seconds"),
        ('[motion]\nenter = "teleport"', "crossfade"),
        ('[motion.layers]\nheadline = "rize"', "did you mean 'rise'"),
        ('[motion.layers]\nheadline = "rise 1s 2s 3s"', "three times"),
        ("[motion.layers]\nheadline = 3", "write a preset"),
        ('[motion.layers]\nheadline = { preset = "rise", stager = "word" }', "did you mean 'stagger'"),
        ('[motion.layers]\nheadline = { preset = "rise", stagger = "syllable" }', "line, word, glyph"),
        ('[motion.layers]\nheadline = { preset = "rise", repeat = 0 }', "repeat"),
        ("[motion]\nlayers = 3", "no table"),
    ],
)
def test_what_is_refused(tmp_path: Path, toml: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        directions(tmp_path, toml)


def test_a_cut_takes_no_time() -> None:
    assert transition("cut") == Transition()
    assert transition("brand") == Transition("brand", 0.6, "right")
