"""Template logic in a closed room: Jinja2 without imports, private attributes, unbounded loops or unbounded text.

Jinja2's own sandbox stops code from reaching Python; time and memory are bounded here: the syntax tree is rewritten so that every loop,
call, concatenation and literal list passes through the run's `Budget`, and only listed filters and methods exist.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from visualgen.errors import LimitExceeded, TemplateError
from visualgen.template import budget
from visualgen.template.budget import Budget
from visualgen.template.filters import FILTERS

SOURCE_CHARS = 1_000_000
EXPRESSION_CHARS = 4_000
RANGE = 1_000

_METHODS = frozenset(
    {
        "capitalize", "count", "endswith", "find", "get", "index", "isdigit", "items", "keys", "lower", "lstrip", "rstrip", "split",
        "splitlines", "startswith", "strip", "title", "upper", "values",
    }
)  # fmt: skip
_HELD = (str, int, float, list, tuple, dict, Mapping)
_SOURCE_FAULTS = (jinja2.TemplateSyntaxError, RecursionError, SyntaxError, MemoryError, ValueError, OverflowError)
_RUN_FAULTS = (
    jinja2.TemplateError,
    RecursionError,
    MemoryError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    NameError,
)


class MissingValue(Undefined):
    """A name without a value: false in a condition, an error where its text is wanted."""

    __slots__ = ()
    __str__ = __iter__ = __len__ = __eq__ = __ne__ = __hash__ = Undefined._fail_with_undefined_error


class LenientMissing(jinja2.ChainableUndefined):
    """A name without a value, while slots are discovered: an empty text."""

    __slots__ = ()


class _Rewrite(NodeTransformer):
    """Passes loops, concatenations and literal lists through the budget."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.iter = _call("_counted", node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        first, *rest = node.nodes
        return _call("_concat", first, *rest)

    def visit_List(self, node: nodes.List | nodes.Dict) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _call("_shallow", node)

    visit_Dict = visit_List  # noqa: N815

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return node if node.ctx == "store" else _call("_shallow", node)


def _call(name: str, value: nodes.Node, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, list(arguments), [], None, None, lineno=value.lineno)


@jinja2.pass_context
def _finalize(context: Any, value: Any) -> Any:
    """Count each value that is written; what has no short text is refused."""
    if not isinstance(value, Undefined) and not hasattr(value, "__html__"):
        value = budget.scalar(value)
    text = "" if value is None else value
    budget.running.get().write(len(str(text)))
    return text


class _Environment(ImmutableSandboxedEnvironment):
    """The closed room."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, *, markup: bool, lenient: bool) -> None:
        undefined = LenientMissing if lenient else MissingValue
        super().__init__(autoescape=markup, undefined=undefined, finalize=_finalize, optimized=False, cache_size=0)
        self.globals = {"range": _range, "namespace": jinja2.utils.Namespace}
        self.filters = {
            **FILTERS,
            "_counted": budget.counted,
            "_concat": _concat,
            "_shallow": budget.shallow,
        }

    def _generate(self, source: nodes.Template, *arguments: Any, **options: Any) -> str:
        rewritten = _Rewrite().visit(source)
        rewritten.set_environment(self)
        return super()._generate(rewritten, *arguments, **options)

    def wrap_str_format(self, value: Any) -> None:
        """Leave `format` to `is_safe_attribute`: its widths have no bounds."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if not super().is_safe_attribute(obj, attr, value):
            return False
        return attr in _METHODS if callable(value) and isinstance(obj, _HELD) else True

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(f"{attribute!r} of a {type(obj).__name__} is not for templates")

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        budget.running.get().step()
        return budget.bounded(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        budget.running.get().step()
        if operator in ("*", "%", "**") and not (_is_number(left) and _is_number(right)):
            raise SecurityError(f"{operator!r} is for numbers")
        if operator == "**" and (abs(left) > 1_000_000 or abs(right) > 64):
            raise SecurityError("the power is too large")
        result = super().call_binop(context, operator, left, right)
        return budget.bounded(result) if isinstance(result, (str, int, float)) else budget.shallow(result)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > RANGE:
        raise LimitExceeded(
            f"range() has {len(numbers):,} numbers, {RANGE:,} are allowed", mend="loop over less", file=budget.running.get().file
        )
    return numbers


@jinja2.pass_eval_context
def _concat(context: Any, *parts: Any) -> Any:
    joined = [part if hasattr(part, "__html__") or isinstance(part, Undefined) else budget.scalar(part) for part in parts]
    text = jinja2.runtime.markup_join(joined) if context.autoescape else jinja2.runtime.str_join(joined)
    return budget.bounded(text)


@functools.cache
def _environment(markup: bool, lenient: bool) -> _Environment:
    return _Environment(markup=markup, lenient=lenient)


@functools.lru_cache(maxsize=256)
def _compiled(source: str, markup: bool, lenient: bool, file: str) -> jinja2.Template:
    limit = SOURCE_CHARS if markup else EXPRESSION_CHARS
    if len(source) > limit:
        raise LimitExceeded(f"it has {len(source):,} characters, {limit:,} are allowed", mend="shorten it", file=file)
    token = budget.running.set(Budget.start(file, limit))
    try:
        return _environment(markup, lenient).from_string(source)
    except _SOURCE_FAULTS as error:
        raise _fault(error, file) from None
    finally:
        budget.running.reset(token)


def render_markup(source: str, values: Mapping[str, Any], *, file: str, max_chars: int, lenient: bool = False) -> str:
    """Return the SVG that a `.svg.j2` file writes with `values`, escaped as XML.

    `lenient`: names without a value are empty texts. Raises `TemplateError` (with the line) and `LimitExceeded`.
    """
    return _run(source, values, True, lenient, file, max_chars)


def evaluate(source: str, values: Mapping[str, Any], *, file: str) -> str | None:
    """Return the text of a `value` expression; None when a name it needs has no value.

    Raises `TemplateError` and `LimitExceeded`.
    """
    try:
        return _run(source, values, False, False, file, EXPRESSION_CHARS * 4)
    except jinja2.UndefinedError:
        return None


@functools.lru_cache(maxsize=512)
def names_in(source: str, *, file: str) -> tuple[str, ...]:
    """Return the names an expression or a `.svg.j2` file asks for, in alphabetical order. Raises `TemplateError`."""
    from jinja2 import meta

    try:
        return tuple(sorted(meta.find_undeclared_variables(_environment(True, True).parse(source)) - {"range", "namespace"}))
    except _SOURCE_FAULTS as error:
        raise _fault(error, file) from None


@functools.lru_cache(maxsize=512)
def lists_in(source: str, *, file: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names a `.svg.j2` file loops over, each with the fields it reads from an item. Raises `TemplateError`."""
    asked = names_in(source, file=file)
    found: dict[str, set[str]] = {}
    for loop in _environment(True, True).parse(source).find_all(nodes.For):
        listed = loop.iter.node if isinstance(loop.iter, nodes.Filter) else loop.iter
        if isinstance(listed, nodes.Name) and listed.name in asked:
            item = loop.target.name if isinstance(loop.target, nodes.Name) else None
            called = {id(call.node) for call in loop.find_all(nodes.Call)}
            found.setdefault(listed.name, set()).update(
                read.attr
                for read in loop.find_all(nodes.Getattr)
                if isinstance(read.node, nodes.Name) and read.node.name == item and id(read) not in called
            )
    return {name: tuple(sorted(fields)) for name, fields in found.items()}


def _run(source: str, values: Mapping[str, Any], markup: bool, lenient: bool, file: str, max_chars: int) -> str:
    template = _compiled(source, markup, lenient, file)
    allowance = Budget.start(file, max_chars)
    token = budget.running.set(allowance)
    parts: list[str] = []
    try:
        for part in template.root_render_func(template.new_context(dict(values))):
            allowance.write(len(part))
            parts.append(part)
    except jinja2.UndefinedError as error:
        if not markup:
            raise
        raise _fault(error, file) from None
    except _RUN_FAULTS as error:
        raise _fault(error, file) from None
    finally:
        budget.running.reset(token)
    return "".join(parts)


def _fault(error: Exception, file: str) -> TemplateError | LimitExceeded:
    """Return the error a person can act on."""
    if isinstance(error, (RecursionError, MemoryError)):
        return LimitExceeded("its logic is nested too deeply or too large", mend="simplify it", file=file)
    line = getattr(error, "lineno", None) or _template_line(error)
    text = str(getattr(error, "message", None) or error)
    if isinstance(error, SecurityError):
        mend = "only the values, filters and methods of docs/templates.md can be used"
    elif isinstance(error, jinja2.UndefinedError):
        mend = "give it a value, or a `default` in template.toml, or write it inside {% if … %}"
    else:
        mend = "correct the expression"
    return TemplateError(f"its logic cannot be run: {text}", mend=mend, file=file, line=line)


def _template_line(error: Exception) -> int | None:
    """Return the line of the template in which a run failed."""
    trace = error.__traceback__
    line = None
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line
