from __future__ import annotations

from dataclasses import replace

from visualgen.brand.reading import load_kit
from visualgen.errors import InputError
from visualgen.findings import finding
from visualgen.kit_diff.compare import OUTPUT, change_of, difference, template_pairs
from visualgen.kit_diff.page import changed_tokens, diff_facts
from visualgen.pipeline import World, render_still
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

SETTINGS = Settings.from_environment({})


def test_every_page_of_a_template_is_a_pair() -> None:
    levain = load_kit("levain", SETTINGS)
    templates = [load_template(name, SETTINGS) for name in ("annonce", "conseils")]
    pairs = list(template_pairs(templates, levain, load_kit("levain:dark", SETTINGS), SETTINGS.limits))
    assert [(pair.subject, pair.ratio, pair.page, pair.pages) for pair in pairs] == [
        ("annonce", "4x5", 1, 1), *(("conseils", "4x5", page, 5) for page in range(1, 6)),
    ]  # fmt: skip
    assert {pair.after.kit.name for pair in pairs} == {"levain:dark"}


def test_a_change_is_measured_by_its_pixels_and_findings() -> None:
    light, dark = load_kit("levain", SETTINGS), load_kit("levain:dark", SETTINGS)
    template = load_template("annonce", SETTINGS)
    (pair,) = template_pairs([template], light, dark, SETTINGS.limits)
    world = World.open(SETTINGS)
    job = StillJob(template, light, resolve_target("200x250", template), {}, sample=True, output=OUTPUT)
    before = render_still(job, world)
    after = render_still(replace(job, kit=dark), world)
    note = finding("contrast_low", "warns", fr=("a", "b"), en=("c", "d"), slot="headline")
    change = change_of(pair, before, replace(after, findings=(*after.findings, note)))
    assert change.changed
    assert 0.1 < change.share <= 1
    assert (change.added, change.gone) == ((note,), ())
    same = change_of(pair, before, before)
    assert (same.changed, same.share, same.added) == (False, 0.0, ())
    facts = diff_facts(light, dark, [change, same], "en")
    assert facts["templates"] == ["annonce"]
    assert [fact["changed"] for fact in facts["pictures"]] == [True, False]
    assert facts["pictures"][1]["before"] is None


def test_a_side_that_cannot_be_drawn_is_a_change() -> None:
    kit = load_kit("appui", SETTINGS)
    (pair,) = template_pairs([load_template("annonce", SETTINGS)], kit, kit, SETTINGS.limits)
    error = InputError("no", mend="yes")
    assert not change_of(pair, error, error).changed
    assert difference(b"same", b"same") == 0
    job = replace(pair.before, target=resolve_target("80x100", pair.before.template))
    drawn = render_still(job, World.open(SETTINGS))
    assert change_of(pair, drawn, error).changed


def test_tokens_that_differ() -> None:
    light, dark = load_kit("levain", SETTINGS), load_kit("levain:dark", SETTINGS)
    tokens = changed_tokens(light, dark)
    assert tokens["--color-paper"] == ("#faf0de", "#1e100a")
    assert "--color-accent" not in tokens
    assert changed_tokens(light, light) == {}
