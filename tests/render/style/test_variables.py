"""Custom properties and var() (CSS Variables 1)."""

from __future__ import annotations

import pytest
import tinycss2

from visualgen.errors import LimitExceeded
from visualgen.render.style.variables import parse_variables, resolve, substitute_text


def values(**css: str) -> dict[str, str]:
    resolved = parse_variables({f"--{name}": text for name, text in css.items()})
    return {name[2:]: tinycss2.serialize(tokens).strip() for name, tokens in resolved.items()}


def test_variables_refer_to_each_other() -> None:
    assert values(a="red", b="var(--a)", c="1px solid var(--b)") == {"a": "red", "b": "red", "c": "1px solid red"}


def test_fall_backs() -> None:
    assert values(a="var(--x, blue)", b="var(--x, var(--y, 3px))", c="var(--x)", d="var(--x,)") == {"a": "blue", "b": "3px", "d": ""}
    assert values(a="rgb(var(--r, 1), 2, 3)") == {"a": "rgb( 1, 2, 3)"}


def test_cycles_are_invalid_even_with_a_fall_back() -> None:
    assert values(a="var(--b, red)", b="var(--a, blue)", c="var(--a, green)", d="var(--d)") == {"c": "green"}


def test_own_values_hide_inherited_ones() -> None:
    inherited = parse_variables({"--a": "red", "--b": "blue"})
    settled = resolve(
        inherited,
        {
            name: tuple(tinycss2.parse_component_value_list(text))
            for name, text in {"--a": "var(--b)", "--b": "inherit", "--c": "initial"}.items()
        },
    )
    assert {name: tinycss2.serialize(tokens) for name, tokens in settled.items()} == {"--a": "blue", "--b": "blue"}


def test_attribute_text() -> None:
    variables = parse_variables({"--c": "#0a7", "--n": "4"})
    assert substitute_text("var(--c)", variables) == "#0a7"
    assert substitute_text("VAR( --c )", variables) == "#0a7"
    assert substitute_text("url(#a) var(--c)", variables) == "url(#a) #0a7"
    assert substitute_text("translate(var(--n) calc(var(--n) * 2))", variables) == "translate(4 calc(4 * 2))"
    assert substitute_text("var(--missing)", variables) is None
    assert substitute_text("var()", variables) is None


def test_growth_and_depth_are_limited() -> None:
    doubling = {f"v{i}": f"var(--v{i - 1}) var(--v{i - 1})" for i in range(1, 40)}
    with pytest.raises(LimitExceeded, match="grow"):
        values(v0="x", **doubling)
    with pytest.raises(LimitExceeded, match="each other"):
        values(v0="x", **{f"v{i}": f"var(--v{i - 1})" for i in range(200, 0, -1)})
    with pytest.raises(LimitExceeded, match="deeply"):
        values(a="var(--x," * 100 + "red" + ")" * 100)
