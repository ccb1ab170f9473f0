"""Template logic: what it can do, and that nothing it tries takes long or gets out."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.errors import InputError, LimitExceeded, TemplateError
from visualgen.template.sandbox import evaluate, lists_in, names_in, render_markup

ATTACKS = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ range.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ self }}",
    "{{ self.__init__.__globals__ }}",
    "{{ [].append(1) }}",
    "{{ {}.update(a=1) }}",
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
    "{{ 'a' * 10**9 }}",
    "{{ [1] * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ 'x'.ljust(10**9) }}",
    "{{ 'x'|center(10**9) }}",
    "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(1) }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(100) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(100) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(100) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=[1]) %}{% for i in range(100) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=(1, 1)) %}{% for i in range(100) %}{% set n.x = {'a': n.x, 'b': n.x} %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=2) %}{% for i in range(900) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "{% set y = [1] %}{% for x in y recursive %}{{ loop(y) }}{% endfor %}",
    "{% set x %}{% for i in range(1000) %}" + "a" * 60 + "{% endfor %}{% endset %}{{ x ~ x ~ x }}",
    "{% block a %}{{ self.a() }}{{ self.a() }}{% endblock %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{% if 1 %}" * 3000 + "{% endif %}" * 3000,
    "{{ 1e999|int }}",
    "{{ 1/0 }}",
    "{{ 1 if",
    "{% for %}",
    "{{ x }",
]


@pytest.mark.parametrize("source", ATTACKS)
@pytest.mark.parametrize("markup", [True, False])
def test_an_attack_is_refused_quickly(source: str, markup: bool) -> None:
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        run(source, markup)
    assert caught.value.mend
    assert caught.value.place["file"] == "f"
    assert time.process_time() - began < 2


def run(source: str, markup: bool) -> str | None:
    return render_markup(source, {}, file="f", max_chars=100_000) if markup else evaluate(source, {}, file="f")


def test_output_has_a_limit() -> None:
    with pytest.raises(LimitExceeded, match="too long"):
        render_markup("{% for i in range(1000) %}" + "x" * 1000 + "{% endfor %}", {}, file="f", max_chars=100_000)


def test_errors_name_the_line() -> None:
    with pytest.raises(TemplateError) as caught:
        render_markup("<svg>\n\n{{ price.amount.cents }}\n</svg>", {"price": 1}, file="f", max_chars=1000)
    assert caught.value.place["line"] == 3


def test_markup_is_escaped() -> None:
    assert (
        render_markup("<t a='{{ a }}'>{{ a }}</t>", {"a": "<&'>"}, file="f", max_chars=1000)
        == "<t a='&lt;&amp;&#39;&gt;'>&lt;&amp;&#39;&gt;</t>"
    )


def test_expressions_are_plain_text() -> None:
    assert evaluate("{{ a }} & {{ b }}", {"a": "<x>", "b": 3}, file="f") == "<x> & 3"


def test_a_missing_value_leaves_an_expression_unset() -> None:
    assert evaluate("{{ price | euros }} au lieu de {{ old | euros }}", {"price": 12}, file="f") is None
    assert evaluate("{% if old %}{{ old }}{% else %}rien{% endif %}", {}, file="f") == "rien"


def test_a_missing_value_in_a_drawing_is_an_error_unless_lenient() -> None:
    with pytest.raises(TemplateError, match="undefined"):
        render_markup("{{ a }}", {}, file="f", max_chars=100)
    assert render_markup("<{{ a.b.c }}>", {}, file="f", max_chars=100, lenient=True) == "<>"


def test_loops_and_macros_work() -> None:
    source = (
        "{% macro row(n, word) %}<r y='{{ n * 40 }}'>{{ word | upper }}</r>{% endmacro %}"
        "{% for word in words %}{{ row(loop.index0, word) }}{% endfor %}"
    )
    assert render_markup(source, {"words": ["un", "deux"]}, file="f", max_chars=500) == "<r y='0'>UN</r><r y='40'>DEUX</r>"


def test_names_in() -> None:
    assert names_in("{{ price | euros }}{% for i in range(3) %}{{ items[i] }}{% endfor %}", file="f") == ("items", "price")


def test_lists_in() -> None:
    source = (
        "{% for row in rows | list %}{{ row.name }}{{ row.price }}{{ row.title() }}{{ other.field }}{% endfor %}"
        "{% for word in words %}{{ word }}{% endfor %}{% for i in range(3) %}{% for j in i %}{% endfor %}{% endfor %}"
    )
    assert lists_in(source, file="f") == {"rows": ("name", "price"), "words": ()}


@given(st.text(alphabet="{}%() abc'\"|.*~[]0123=<>-_", max_size=60))
def test_any_source_is_run_or_refused(source: str) -> None:
    began = time.process_time()
    with contextlib.suppress(InputError):
        evaluate(source, {"a": "x", "b": [1, 2], "c": {"a": 1}}, file="f")
    assert time.process_time() - began < 2
