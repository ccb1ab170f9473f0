from __future__ import annotations

from typing import Any

import pytest

from visualgen.brand.values import BadValue, bezier, color, dimension, duration, family, number, stroke_style, weight


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("#0A7", "#00aa77"),
        ("#a83e1b", "#a83e1b"),
        ("a83e1b", "#a83e1b"),
        ("#a83e1b80", "#a83e1b80"),
        ("rgb(168 62 27)", "#a83e1b"),
        ("hsl(15deg 72% 38%)", "#a73e1b"),
        ({"colorSpace": "srgb", "components": [1, 0, 0.5]}, "#ff0080"),
        ({"colorSpace": "srgb", "components": [1, "none", 0.5], "alpha": 0.5, "hex": "#ff0080"}, "#ff008080"),
        ({"colorSpace": "oklch", "components": [0.6279554, 0.25768, 29.2339]}, "#ff0000"),
        ({"colorSpace": "hsl", "components": [120, 100, 25]}, "#008000"),
        ({"hex": "#336699"}, "#336699"),
    ],
)
def test_color(written: Any, kept: str) -> None:
    assert color(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "rouge",
        "",
        12,
        None,
        [1, 0, 0],
        {"colorSpace": "srgb"},
        {"colorSpace": "srgb", "components": [1, 0]},
        {"colorSpace": "srgb", "components": [1, 0, "red"]},
        {"colorSpace": "srgb", "components": [1, 0, 1e300]},
        {"colorSpace": "cmyk", "components": [1, 0, 0]},
        {"colorSpace": "srgb", "components": [1, 0, 0], "alpha": 2},
        {"hex": "#nothex"},
    ],
)
def test_color_refuses(written: Any) -> None:
    with pytest.raises(BadValue) as caught:
        color(written)
    assert caught.value.what
    assert caught.value.mend


@pytest.mark.parametrize(
    ("written", "px"),
    [({"value": 16, "unit": "px"}, 16), ({"value": 1.5, "unit": "rem"}, 24), ("16px", 16), ("-.5rem", -8), ("7", 7), (3, 3)],
)
def test_dimension(written: Any, px: float) -> None:
    assert dimension(written) == px


@pytest.mark.parametrize(
    "written",
    [{"value": 16}, {"value": "16", "unit": "px"}, {"value": 16, "unit": "em"}, {"value": 1, "unit": []}, "16pt", True, None, "px"],
)
def test_dimension_refuses(written: Any) -> None:
    with pytest.raises(BadValue):
        dimension(written)


@pytest.mark.parametrize(
    ("written", "ms"), [({"value": 200, "unit": "ms"}, 200), ({"value": 0.3, "unit": "s"}, 300), ("1.5s", 1500), ("80", 80)]
)
def test_duration(written: Any, ms: float) -> None:
    assert duration(written) == ms


def test_number_accepts_text_and_percent_and_refuses_the_rest() -> None:
    assert number("120%") == pytest.approx(1.2)
    assert number("1.2") == 1.2
    for wrong in ("1.2em", "x", True, None, float("inf")):
        with pytest.raises(BadValue):
            number(wrong)


def test_family() -> None:
    assert family("'DM Sans', serif") == ("DM Sans", "serif")
    assert family(["Fraunces", "serif"]) == ("Fraunces", "serif")
    for wrong in ([], "", [1], ["", "a"], 3):
        with pytest.raises(BadValue):
            family(wrong)


@pytest.mark.parametrize(("written", "kept"), [(650, 650), ("semi-bold", 600), ("SemiBold", 600), ("Extra Light", 200), ("700", 700)])
def test_weight(written: Any, kept: int) -> None:
    assert weight(written) == kept


@pytest.mark.parametrize("written", [0, 1001, "strong", "99999999999999", None, True])
def test_weight_refuses(written: Any) -> None:
    with pytest.raises(BadValue):
        weight(written)


def test_bezier_keeps_x_in_range() -> None:
    assert bezier([0.2, -1, 0.2, 3]) == (0.2, -1, 0.2, 3)
    for wrong in ([1.2, 0, 0, 1], [0, 0, 1], "ease", [0, 0, 1, "1x"]):
        with pytest.raises(BadValue):
            bezier(wrong)


def test_stroke_style() -> None:
    assert stroke_style("dashed") == "dashed"
    assert stroke_style({"dashArray": ["4px", {"value": 1, "unit": "rem"}], "lineCap": "round"}) == {
        "dashArray": (4, 16),
        "lineCap": "round",
    }
    for wrong in ("wavy", {"dashArray": "4px", "lineCap": "round"}, {"dashArray": [], "lineCap": "flat"}, 4):
        with pytest.raises(BadValue):
            stroke_style(wrong)
