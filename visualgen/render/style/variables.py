"""Custom properties and var(): substitution with fall-backs; what refers to itself is invalid (CSS Variables 1)."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import tinycss2

from visualgen.errors import LimitExceeded

Tokens = tuple[Any, ...]
Variables = Mapping[str, Tokens]

_TOKENS = 20_000
_DEPTH = 64


def parse_variables(css: Mapping[str, str]) -> dict[str, Tokens]:
    """Return custom properties given as CSS text as component values, var() among them resolved."""
    return resolve({}, {name: tuple(tinycss2.parse_component_value_list(text)) for name, text in css.items()})


def resolve(inherited: Variables, declared: Mapping[str, Tokens]) -> dict[str, Tokens]:
    """Return all custom properties of an element: the inherited ones and its own, in which var() has been replaced.

    A property in a cycle, or one whose var() finds nothing, is not there.
    """
    return _Resolver(inherited, declared).all()


class _Resolver:
    """Resolves the custom properties declared on one element, each once."""

    def __init__(self, inherited: Variables, declared: Mapping[str, Tokens]) -> None:
        self.inherited, self.declared = inherited, declared
        self.done: dict[str, Tokens | None] = {}
        self.open: list[str] = []
        self.cyclic: set[str] = set()

    def all(self) -> dict[str, Tokens]:
        for name in self.declared:
            self.value(name)
        settled = {name: value for name, value in self.inherited.items() if name not in self.declared}
        settled.update((name, value) for name, value in self.done.items() if value is not None)
        return settled

    def value(self, name: str) -> Tokens | None:
        if name not in self.declared:
            return self.inherited.get(name)
        if name in self.open:
            self.cyclic.update(self.open[self.open.index(name) :])
            return None
        if name not in self.done:
            if len(self.open) >= _DEPTH:
                raise LimitExceeded(f"custom properties refer to each other more than {_DEPTH} times", mend="write the values out")
            self.open.append(name)
            tokens = self.declared[name]
            keyword = tinycss2.serialize(tokens).strip().lower() if len(tokens) < 4 else ""
            result = self.inherited.get(name) if keyword in ("inherit", "unset") else _substitute(tokens, self.value, 0, [0])
            self.open.pop()
            self.done[name] = None if name in self.cyclic or keyword == "initial" else result
        return self.done[name]


def substitute(tokens: Sequence[Any], variables: Variables) -> Tokens | None:
    """Return the component values with var() replaced; None when a variable is missing and has no fall-back."""
    return _substitute(tokens, variables.get, 0, [0])


def substitute_text(text: str, variables: Variables) -> str | None:
    """Return an attribute's text with var() replaced; None when that is not possible."""
    tokens = substitute(tinycss2.parse_component_value_list(text, skip_comments=True), variables)
    return None if tokens is None else tinycss2.serialize(tokens).strip()


def _substitute(tokens: Sequence[Any], look_up: Any, depth: int, count: list[int]) -> Tokens | None:
    if depth > _DEPTH:
        raise LimitExceeded("var() and functions are nested too deeply", mend="write the value out")
    result: list[Any] = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            value = _looked_up(token, look_up, depth, count)
            if value is None:
                return None
            count[0] += len(value)
            if count[0] > _TOKENS:
                raise LimitExceeded("custom properties grow without end", mend="let fewer properties repeat each other")
            result += value
        elif token.type in ("function", "() block"):
            field = "arguments" if token.type == "function" else "content"
            inner = _substitute(getattr(token, field), look_up, depth + 1, count)
            if inner is None:
                return None
            twin = copy.copy(token)
            setattr(twin, field, list(inner))
            result.append(twin)
        else:
            result.append(token)
    return tuple(result)


def _looked_up(function: Any, look_up: Any, depth: int, count: list[int]) -> Tokens | None:
    arguments = list(function.arguments)
    name = next((token.value for token in arguments if token.type == "ident"), None)
    comma = next((index for index, token in enumerate(arguments) if token.type == "literal" and token.value == ","), None)
    value: Tokens | None = look_up(name) if name else None
    if value is None and comma is not None:
        return _substitute(arguments[comma + 1 :], look_up, depth + 1, count)
    return value
