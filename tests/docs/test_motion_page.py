"""docs/motion.md keeps up with the motion: every preset, setting and key is told, and its example is read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from visualgen.motion import directions
from visualgen.motion.presets import PRESETS
from visualgen.motion.products import TRANSITIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "motion.md").read_text(encoding="utf-8")


def test_every_preset_is_told() -> None:
    told = set(re.findall(r"`([\w-]+)`", PAGE.partition("## Presets")[2]))
    assert set(PRESETS) <= told


def test_every_setting_is_told() -> None:
    told = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`[^|]+) \|", PAGE, flags=re.MULTILINE))))
    assert {*directions._SETTINGS, *directions._LAYER} <= told
    assert all(f"`{kind}`" in PAGE for kind in TRANSITIONS)


def test_the_example_is_read() -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert tomllib.loads(text)["motion"]["layers"]["band"] == "push-left"
