from __future__ import annotations

from typing import Any

from visualgen.brand.check_artwork import check_artwork
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.settings import Limits, Settings

ROUND = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0h4v2z" {}/></svg>'


def numbers(kit: BrandKit, code: str) -> list[dict[str, Any]]:
    return [dict(finding.numbers) for finding in check_artwork(kit, Limits()) if finding.code == code]


def test_logo_rules(make_kit: Any, settings: Settings) -> None:
    brand = 'title = "A"\n[logos]\nbackgrounds = ["color.paper", "color.ink", "color.papr"]\n'
    kit = load_kit(make_kit(brand=brand), settings)
    assert numbers(kit, "logo_background_unknown")[0]["ground"] == "color.papr"
    assert numbers(kit, "logo_contrast") == [{"logo": "logo/primary", "ground": "color.ink", "ratio": 1.0}]


def test_logo_paints_are_seen_in_attributes_styles_and_variables(make_kit: Any, settings: Settings) -> None:
    brand = 'title = "A"\n[logos]\nbackgrounds = ["color.ink"]\n'
    for number, paint in enumerate(('fill="#111"', 'style="fill: #111; stroke: none"', 'fill="var(--color-ink, red)"')):
        kit = load_kit(make_kit(f"kit{number}", brand=brand, files={"logos/primary.svg": ROUND.format(paint)}), settings)
        assert numbers(kit, "logo_contrast")


def test_variables_that_no_token_defines(make_kit: Any, settings: Settings) -> None:
    drawing = ROUND.format('fill="var(--color-primry)" stroke="var(--color-nothing, #000)"')
    kit = load_kit(make_kit(files={"art/device.svg": drawing}), settings)
    assert numbers(kit, "artwork_variable_unknown") == [{"artwork": "device", "variables": ["color-primry"]}]
