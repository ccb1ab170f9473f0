"""Each check on facts made by hand: what it finds, how severe, with which numbers, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from visualgen.findings import Finding
from visualgen.preflight import checks
from visualgen.preflight.checks import CHECKS, judge
from visualgen.preflight.facts import Facts
from visualgen.render.products import PictureValue, Placed, PlacedPicture, PlacedText, Source, Styled
from visualgen.svg.matrix import IDENTITY
from visualgen.text.model import Line, TextBlock

BLOCK = TextBlock((Line("Pain", 100.0, 140.0, 80.0, ()),), 40.0, 40.0, (100.0, 100.0, 180.0, 150.0))


def facts(block: TextBlock = BLOCK, *, photo: tuple[int, int] | None = None, safe: Any = None, **source: Any) -> Facts:
    root = etree.fromstring('<svg xmlns="http://www.w3.org/2000/svg"><g transform="scale(2)"><text/><rect/></g></svg>')
    text, rect = root[0]
    styled = Styled(root, "key", (1000, 1000), (1000.0, 1000.0), IDENTITY, {}, {}, tuple(source.pop("remote_fonts", ())))
    value = PictureValue(b"", "digest", "photo.jpg")
    pictures = {rect: PlacedPicture(rect, value, (0.0, 0.0, 200.0, 250.0), (), "photo")} if photo else {}
    placed = Placed(styled, {text: PlacedText(text, block, ("#000",), "title", 40.0)}, pictures, {}, frozenset())
    made = Source(root, "key", (1000, 1000), {}, {}, {}, {}, **source)
    return Facts(made, placed, {"photo": photo} if photo else {}, safe)


def only(found: tuple[Finding, ...]) -> Finding:
    assert len(found) == 1
    return found[0]


def test_a_good_picture_has_no_findings() -> None:
    assert judge(facts(photo=(800, 1000), safe=(0, 0, 1000, 1000))) == ()


def test_overflow_blocks() -> None:
    finding = only(judge(facts(replace(BLOCK, overflow_px=(12.4, 0.0)))))
    assert (finding.code, finding.severity, finding.slot, finding.numbers["overflow_px"]) == ("text_overflow", "blocks", "title", 12.4)


def test_cut_text_warns_with_what_was_cut() -> None:
    finding = only(judge(facts(replace(BLOCK, clamped="la suite"))))
    assert (finding.code, finding.severity, finding.numbers["cut_chars"]) == ("text_clamped", "warns", 8)


@pytest.mark.parametrize(("size", "found"), [(40.0, 0), (26.0, 0), (20.0, 1)])
def test_text_set_far_below_its_size_is_noted(size: float, found: int) -> None:
    findings = judge(facts(replace(BLOCK, size_px=size)))
    assert [finding.code for finding in findings] == ["text_shrunk"] * found


def test_missing_glyphs_block_and_are_named_once() -> None:
    finding = only(judge(facts(replace(BLOCK, missing="ꙮꙮ"))))
    assert finding.code == "missing_glyph"
    assert finding.severity == "blocks"
    assert "U+A66E" in finding.to_dict("fr")["message"]
    assert finding.numbers["characters"] == "ꙮ"


@pytest.mark.parametrize(
    ("photo", "severity", "factor"),
    [((400, 500), None, 0), ((300, 375), "notes", 1.33), ((200, 250), "warns", 2.0), ((4000, 250), "warns", 2.0)],
)
def test_photos_are_measured_on_the_canvas(photo: tuple[int, int], severity: str | None, factor: float) -> None:
    found = judge(facts(photo=photo))
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    if severity:
        assert found[0].numbers["factor"] == factor


def test_text_outside_the_safe_box_is_measured_in_canvas_px() -> None:
    finding = only(judge(facts(safe=(250, 0, 1000, 1000))))
    assert finding.code == "outside_safe_zone"
    assert finding.numbers["by_px"] == 50


def test_samples_derived_ratios_and_remote_fonts_are_said() -> None:
    found = judge(facts(samples_used=("title", "photo"), derived_from="4x5", remote_fonts=("https://fonts.example/a.css",)))
    assert [finding.code for finding in found] == ["sample_used", "sample_used", "ratio_derived", "remote_font"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Georgia", "Georgia"),
        ("'DM Sans', Georgia", None),
        ("Georgia, serif", "Georgia"),
        ("sans-serif", None),
        ("", None),
        ("Noto Sans", None),
    ],
)
def test_a_family_that_the_kit_lacks_is_said(asked: str, named: str | None) -> None:
    known = facts()
    (element,) = known.placed.texts
    element.text = "Bonjour"
    element.set("font-family", asked)
    found = judge(replace(known, kit_families=frozenset({"dm sans"})))
    assert [(finding.code, finding.slot, finding.numbers["family"]) for finding in found] == [("font_replaced", "title", named)] * bool(
        named
    )
    assert judge(known) == ()


def test_weight_that_could_not_be_met_blocks() -> None:
    assert only(judge(replace(facts(), weight_bytes=2000, max_bytes=1000, fits=False))).code == "too_heavy"
    assert judge(replace(facts(), weight_bytes=900, max_bytes=1000, fits=True)) == ()


@pytest.mark.parametrize(("output", "offered"), [("png", "JPEG"), ("jpeg", "WebP"), ("webp", "AVIF"), ("avif", None)])
def test_only_lighter_types_are_offered(output: Any, offered: str | None) -> None:
    for message, mend in (only(judge(replace(facts(), weight_bytes=2, max_bytes=1, fits=False, output_type=output))).fr,):
        assert message
        assert (offered or "taille") in mend
        assert output.upper() not in mend.upper()


def test_the_most_severe_comes_first_and_every_check_is_listed() -> None:
    found = judge(facts(replace(BLOCK, overflow_px=(9.0, 0.0)), derived_from="4x5", samples_used=("title",)))
    assert [finding.severity for finding in found] == ["blocks", "warns", "notes"]
    files = {path.stem for path in Path(checks.__file__).parent.glob("*.py")} - {"__init__", "clip"}
    assert {check.__module__.rpartition(".")[2] for check in CHECKS} == files


@pytest.mark.parametrize("language", ["fr", "en"])
def test_findings_speak_both_languages(language: str) -> None:
    data = judge(facts(samples_used=("title",)))[0].to_dict(language)
    assert data["mend"].startswith("Donnez" if language == "fr" else "Give")
    assert set(data) >= {"code", "severity", "slot", "message", "mend", "numbers"}
