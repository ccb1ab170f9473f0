"""The picture of a proposal: each role's swatch, hex, origin and contrast, and the marks that may be the logo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, StrictUndefined

from visualgen.brand.contrast import LARGE, PAIRS, ratio
from visualgen.brand.model import Artwork
from visualgen.brand.reading import load_kit
from visualgen.kit_import.folder import write_kit
from visualgen.kit_import.proposal import Choice, origin_words
from visualgen.kit_import.sources import Findings
from visualgen.pipeline import World, render_still
from visualgen.render.products import Output, StillJob
from visualgen.template.model import OWN_RATIO, Drawing, Target, Template

WIDTH, TOP, ROW, MARKS = 1200, 130, 88, 250
LETTERS = "abcd"
"""What tells the marks' layers apart: a number at the end of a name is taken for a copy."""


def draw_proposal(title: str, choices: Mapping[str, Choice], found: Findings, world: World) -> bytes:
    """Return the picture as PNG."""
    height = TOP + ROW * len(choices) + (MARKS if found.marks else 30)
    drawing = Path(__file__).with_name("proposal.svg.j2")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = environment.from_string(drawing.read_text(encoding="utf-8")).render(
        title=title, height=height, rows=_rows(choices, world.settings.language), marks=_marks(found, choices, height - MARKS + 10)
    )
    template = Template(
        name="kit-proposal", title=title, purpose="", folder=drawing.parent, slots={}, colors={}, fonts={}, pins={}, motion={}, tags=(),
        drawings={(OWN_RATIO, 1): Drawing(OWN_RATIO, 1, drawing, source.encode(), jinja=False, size=(WIDTH, height))},
        digest="kit-proposal",
    )  # fmt: skip
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "kit"
        write_kit(folder, title, choices, found)
        kit = load_kit(folder, world.settings)
        names = [f"candidate-{letter}" for letter in LETTERS[: len(found.marks)]]
        pieces = {name: Artwork(name, folder / "art" / f"{name}.svg", mark.svg()) for name, mark in zip(names, found.marks, strict=True)}
        kit = replace(kit, artwork={**kit.artwork, **pieces})
        return render_still(StillJob(template, kit, Target((WIDTH, height), OWN_RATIO), {}, output=Output("png")), world).data


def _rows(choices: Mapping[str, Choice], language: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for index, choice in enumerate(choices.values()):
        origin = origin_words(choice, language)
        pairs = [
            f"{text} {'sur' if language == 'fr' else 'on'} {ground} {ratio(choices[text].color, choices[ground].color):.1f}, min. {least:g}"
            for text, ground, least in PAIRS
            if choice.role in (text, ground)
        ]
        text = max(("#000000", "#ffffff"), key=lambda color: ratio(color, choice.color))
        rows.append(
            {"y": TOP + ROW * index, "role": choice.role, "color": choice.color, "text": text, "origin": origin,
             "contrast": "; ".join(pairs[:2])}
        )  # fmt: skip
    return rows


def _marks(found: Findings, choices: Mapping[str, Choice], y: int) -> list[dict[str, object]]:
    paper, shade = choices["paper"].color, choices["shade"].color
    return [
        {
            "x": 60 + 274 * index,
            "y": y,
            "layer": f"candidate-{LETTERS[index]}",
            "ground": max(
                (paper, shade), key=lambda ground: sum(shape.share * (ratio(shape.color, ground) >= LARGE) for shape in mark.shapes)
            ),
            "label": f"logo {index + 1}, page {mark.page}, {mark.times} ×",
        }
        for index, mark in enumerate(found.marks)
    ]
