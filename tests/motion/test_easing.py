"""Easing functions as CSS Easing 2 has them."""

from __future__ import annotations

import pytest

from visualgen.motion.easing import parse_easing


@pytest.mark.parametrize(
    ("text", "progress", "eased"),
    [
        ("linear", 0.3, 0.3),
        ("ease", 0.5, 0.8024),
        ("ease-in-out", 0.5, 0.5),
        ("cubic-bezier(.2, .8, .2, 1)", 0.0, 0.0),
        ("cubic-bezier(0, 2, 1, 2)", 0.5, 1.625),
        ("cubic-bezier(.5, 1, .5, 1)", 1.5, 1.0),
        ("cubic-bezier(.25, .5, .75, .5)", -0.5, -1.0),
        ("steps(4)", 0.49, 0.25),
        ("steps(4, start)", 0.49, 0.5),
        ("steps(3, jump-none)", 0.4, 0.5),
        ("steps(2, jump-both)", 0.0, 1 / 3),
        ("step-start", 0.0, 1.0),
        ("step-end", 0.99, 0.0),
        ("linear(0, .5 25%, 1)", 0.25, 0.5),
        ("linear(0, 1)", 1.5, 1.5),
        ("linear(0, .2, .8, 1)", 1 / 3, 0.2),
        ("linear(1 0% 40%, 0)", 0.3, 1.0),
        ("linear(.7)", 0.1, 0.7),
    ],
)
def test_values(text: str, progress: float, eased: float) -> None:
    easing = parse_easing(text)
    assert easing is not None
    assert easing(progress, False) == pytest.approx(eased, abs=2e-4)


def test_the_before_flag_falls_on_the_lower_step() -> None:
    easing = parse_easing("steps(2, start)")
    assert easing is not None
    assert (easing(0.0, False), easing(0.0, True)) == (0.5, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bounce",
        "cubic-bezier(1.2, 0, 0, 1)",
        "cubic-bezier(0, 0, 1)",
        "steps(0)",
        "steps(1, jump-none)",
        "steps(2.5)",
        "linear()",
        "linear(a)",
    ],
)
def test_what_is_no_easing(text: str) -> None:
    assert parse_easing(text) is None
