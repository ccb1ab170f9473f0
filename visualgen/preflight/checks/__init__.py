"""The checks, in the order a person reads their findings. A new check is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from visualgen.findings import SEVERITY_ORDER, Finding
from visualgen.preflight.checks import (
    contrast,
    delivery,
    derived,
    fonts,
    glyphs,
    logo,
    palette,
    photo,
    safe_zone,
    samples,
    sharpness,
    small_text,
    text_fit,
    weight,
)
from visualgen.preflight.facts import Facts

CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    text_fit.check,
    glyphs.check,
    contrast.check,
    small_text.check,
    safe_zone.check,
    logo.check,
    palette.check,
    photo.check,
    sharpness.check,
    samples.check,
    derived.check,
    fonts.check,
    weight.check,
    delivery.check,
)


def judge(facts: Facts) -> tuple[Finding, ...]:
    """Return every finding of every check, the most severe first."""
    found = [finding for check in CHECKS for finding in check(facts)]
    return tuple(sorted(found, key=lambda finding: SEVERITY_ORDER[finding.severity]))
