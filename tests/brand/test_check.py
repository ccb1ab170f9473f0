from __future__ import annotations

from typing import Any

import pytest

from visualgen.brand.check import EXPECTED, KitReport, check_kit
from visualgen.errors import UnknownName
from visualgen.settings import Settings


def codes(report: KitReport) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in report.findings]


def numbers(report: KitReport, code: str) -> list[dict[str, Any]]:
    return [dict(finding.numbers) for finding in report.findings if finding.code == code]


@pytest.mark.parametrize("name", ["levain", "prise", "appui"])
def test_the_sample_kits_have_nothing_to_mend(name: str) -> None:
    report = check_kit(name, Settings.from_environment({}))
    assert report.findings == ()
    assert report.usable
    assert all(pair.enough for pair in report.contrasts)


def test_a_small_kit_is_usable_and_told_what_it_lacks(make_kit: Any, settings: Settings) -> None:
    report = check_kit(make_kit(), settings)
    assert report.usable
    assert {code for code, _ in codes(report)} == {"token_missing", "file_missing"}
    assert set(numbers(report, "token_missing")[0]["tokens"]) == {path for path in EXPECTED if path not in report.kit.tokens}  # type: ignore[union-attr]
    assert {item["file"] for item in numbers(report, "file_missing")} == {
        "charter.toml",
        "strategy.toml",
        "logos/reversed.svg",
        "logos/mono.svg",
    }


def test_every_broken_part_is_told_at_once(make_kit: Any, settings: Settings) -> None:
    folder = make_kit(
        brand='title = "A"\n[[fonts]]\nfamily = "X"\npackage = "fontpkg-not-there"\n[logos.mono]\nmin_width_px = 1\n',
        tokens={"a": {"$value": "{b}"}},
        files={
            "charter.toml": "[voice]\naddress = 'toi'",
            "strategy.toml": "[[pillars]]\nid = 'a'",
            "fonts/broken.ttf": b"words",
            "logos/primary.svg": "<svg",
            "art/device.svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        },
    )
    report = check_kit(folder, settings)
    assert report.kit is None
    assert not report.usable
    told = " ".join(finding.en[0] for finding in report.findings)
    for name in (
        "charter.toml",
        "strategy.toml",
        "broken.ttf",
        "primary.svg",
        "device.svg",
        "brand.tokens.json",
        "fontpkg-not-there",
        "logos.mono",
    ):
        assert name in told
    assert len({finding.en for finding in report.findings}) == len(report.findings)


def test_contrast_that_templates_rely_on(make_kit: Any, settings: Settings) -> None:
    tokens = {
        "color": {
            "paper": {"$value": "#ffffff"},
            "ink": {"$value": "#999999"},
            "primary": {"$value": "#999999"},
            "on-primary": {"$value": "#ffffff"},
        }
    }
    report = check_kit(make_kit(tokens=tokens), settings)
    low = {(item["text"], item["ground"]): (item["ratio"], item["needed"]) for item in numbers(report, "contrast_low")}
    assert low == {("ink", "paper"): (2.85, 7.0), ("primary", "paper"): (2.85, 3.0), ("on-primary", "primary"): (2.85, 4.5)}
    assert report.usable


def test_hashtags_belong_to_pillars(make_kit: Any, settings: Settings) -> None:
    folder = make_kit(
        files={
            "charter.toml": '[hashtags.pillars]\nfour = ["#Four"]',
            "strategy.toml": '[[pillars]]\nid = "fournil"\ntitle = "F"\nshare = 1',
        }
    )
    assert numbers(check_kit(folder, settings), "pillar_unknown") == [{"pillar": "four"}]


def test_families_and_weights(make_kit: Any, settings: Settings) -> None:
    def style(family: str, weight: int, **added: str) -> dict[str, Any]:
        value = {"fontFamily": family, "fontSize": "20px", "fontWeight": weight, "letterSpacing": 0, "lineHeight": 1}
        return {"$type": "typography", "$value": value, "$extensions": {"org.visualgen": added}}

    tokens = {
        "typography": {
            "headline": style("Helvetica Neue", 700),
            "text": style("Outfit", 400),
            "quote": style("Outfit", 400, style="italic"),
        }
    }
    report = check_kit(make_kit(brand='title = "A"\n[[fonts]]\nfamily = "Outfit"\npackage = "fontpkg-outfit"\n', tokens=tokens), settings)
    assert [item["token"] for item in numbers(report, "font_missing")] == ["typography.headline"]
    assert [item["token"] for item in numbers(report, "font_weight_missing")] == ["typography.quote"]


def test_findings_in_both_languages(make_kit: Any, settings: Settings) -> None:
    for finding in check_kit(make_kit(), settings).findings:
        assert finding.to_dict("fr")["message"] != finding.to_dict("en")["message"]
        assert finding.to_dict("fr")["mend"]


def test_a_kit_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(UnknownName):
        check_kit("nothing", settings)
