from __future__ import annotations

from typing import Any

import pytest

from visualgen.brand.kinds import FOREIGN, LEGACY, TYPES, guess_type, read_value
from visualgen.brand.values import BadValue


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"colorSpace": "srgb", "components": [0, 0, 0]}, "color"),
        ("#0a7", "color"),
        ("16px", "dimension"),
        ("200ms", "duration"),
        ({"value": 1, "unit": "s"}, "duration"),
        ({"value": 1, "unit": "rem"}, "dimension"),
        (1.5, "number"),
        ([0.2, 0, 0, 1], "cubicBezier"),
        ({"fontFamily": "A", "fontSize": "1px"}, "typography"),
        ({"color": "#000", "offsetX": 0, "offsetY": 0}, "shadow"),
        ({"color": "#000", "width": 1, "style": "solid"}, "border"),
        ({"duration": 1, "timingFunction": []}, "transition"),
        ({"dashArray": [], "lineCap": "round"}, "strokeStyle"),
        ("Inter", None),
        (True, None),
        ([1, 2], None),
        (None, None),
    ],
)
def test_types_that_values_show(written: Any, kind: str | None) -> None:
    assert guess_type(written) == kind


def test_every_type_has_a_reader_that_refuses_nonsense() -> None:
    for kind in TYPES:
        with pytest.raises(BadValue):
            read_value(kind, {"nonsense": True})


def test_older_and_foreign_types() -> None:
    assert set(LEGACY.values()) <= set(TYPES)
    assert read_value(FOREIGN[0], {"kept": "as it is"}) == {"kept": "as it is"}
