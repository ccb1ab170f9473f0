"""Any tree of named layers is bound, at any size, or refused by name."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from visualgen.errors import InputError
from visualgen.template.names import ROLE

ROLES = [
    "", "slot:a", "slot:b", "slot:item", "slot:index", "frame:a", "frame:rows", "brand:logo", "brand:pattern", "if:a", "unless:a",
    "if:rows",
    "each:rows", "each:rows/2", "each:a", "slot:qr", "slot:color", "slot:photo",
]  # fmt: skip
TRANSFORMS = ["", "translate(40 60)", "rotate(30)", "scale(0)", "scale(-1 1)", "matrix(1 0 0 1 9 9)"]
BODIES = [
    '<rect{} x="10" y="20" width="300" height="200"/>',
    '<rect{} width="1080" height="1350" fill="url(#g)"/>',
    '<text{} x="50" y="80" font-size="40">mot</text>',
    '<path{} d="M0 0C50 50 900 50 1080 0V400H0Z"/>',
    '<circle{} cx="900" cy="900" r="80"/>',
    '<line{} x1="0" y1="5" x2="1080" y2="5"/>',
    '<use{} href="#x"/>',
    '<image{} width="40" height="40" href="nowhere.png"/>',
]


def _attributes(role: str, transform: str) -> str:
    return (f' data-name="{role}"' if role else "") + (f' transform="{transform}"' if transform else "")


LEAVES = st.builds(
    lambda body, role, transform: body.format(_attributes(role, transform)),
    st.sampled_from(BODIES),
    st.sampled_from(ROLES),
    st.sampled_from(TRANSFORMS),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda role, transform, parts: f"<g{_attributes(role, transform)}>{''.join(parts)}</g>",
        st.sampled_from(ROLES),
        st.sampled_from(TRANSFORMS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
CONTENT = st.fixed_dictionaries(
    {}, optional={"a": st.sampled_from(["", "x", 3]), "rows": st.sampled_from(["", "a | b", [{"item": "x"}] * 9])}
)
RATIOS = st.sampled_from([None, "9x16", "16x9", "728x90", "160x600", "33x77"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=200)
@given(parts=st.lists(TREES, max_size=5), content=CONTENT, ratio=RATIOS, sample=st.booleans())
def test_any_tree(bound: Any, parts: list[str], content: dict[str, Any], ratio: str | None, sample: bool) -> None:
    with contextlib.suppress(InputError):
        source = bound("".join(parts), content, ratio=ratio, sample=sample, draft=sample)
        etree.fromstring(etree.tostring(source.root))
        roles = [element.get(ROLE, "") for element in source.root.iter("*")]
        assert not any(role.startswith(("if:", "unless:", "each:")) for role in roles)
        assert set(source.values) <= set(source.specs)
