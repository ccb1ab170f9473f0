"""What Meta's own SDK (facebook-business, generated from their API) says a request may hold: the judge of our fake's callers."""

from __future__ import annotations

import ast
import functools
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

COMMON = frozenset({"fields", "limit", "after", "before", "summary"})


@dataclass(frozen=True)
class Edge:
    """The parameters of one call: name → type, and the values of its enumerations where they are known."""

    params: dict[str, str]
    enums: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Node:
    """A kind of object: its fields, and its edges by (method, path)."""

    fields: frozenset[str]
    edges: dict[tuple[str, str], Edge]


@functools.cache
def node(name: str) -> Node:
    """Return what the SDK's module of that name says."""
    main = _main(name)
    assert main, name
    named = {part.name: _constants(part) for part in main.body if isinstance(part, ast.ClassDef)}
    fields: frozenset[str] = frozenset()
    edges = {}
    for part in main.body:
        if isinstance(part, ast.Assign) and _target(part) == "_field_types":
            fields = frozenset(ast.literal_eval(part.value))
        if isinstance(part, ast.FunctionDef):
            found = _edge(part, named)
            if found:
                edges[found[0]] = found[1]
    return Node(fields, edges)


def _edge(function: ast.FunctionDef, named: dict[str, frozenset[str]]) -> tuple[tuple[str, str], Edge] | None:
    params: dict[str, str] = {}
    enums: dict[str, frozenset[str]] = {}
    where: dict[str, str] = {}
    for part in function.body:
        if not isinstance(part, ast.Assign):
            continue
        if _target(part) == "param_types":
            params = ast.literal_eval(part.value)
        if _target(part) == "enums" and isinstance(part.value, ast.Dict):
            for key, value in zip(part.value.keys, part.value.values, strict=True):
                enums[ast.literal_eval(key)] = _values(value, named)  # type: ignore[arg-type]
        if isinstance(part.value, ast.Call) and getattr(part.value.func, "id", "") == "FacebookRequest":
            where = {item.arg: item.value.value for item in part.value.keywords if item.arg and isinstance(item.value, ast.Constant)}
    return ((where["method"], where["endpoint"]), Edge(params, enums)) if where else None


def _values(value: ast.expr, named: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return an enumeration's values; empty where they are not known."""
    if isinstance(value, ast.List):
        return frozenset(ast.literal_eval(value))
    words = ast.unparse(value).split(".")
    if len(words) < 3:
        return frozenset()
    return named.get(words[1]) or _enumerations(words[0].lower()).get(words[1], frozenset())


@functools.cache
def _enumerations(name: str) -> dict[str, frozenset[str]]:
    """Return the enumerations of another of the SDK's modules."""
    main = _main(name)
    return {} if main is None else {part.name: _constants(part) for part in main.body if isinstance(part, ast.ClassDef)}


def _main(name: str) -> ast.ClassDef | None:
    spec = importlib.util.find_spec("facebook_business")
    assert spec
    assert spec.origin
    path = Path(spec.origin).parent / "adobjects" / f"{name}.py"
    if not path.is_file():
        return None
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except SyntaxError:  # one of the SDK's generated files names a constant `or`
        return None
    return next(part for part in tree.body if isinstance(part, ast.ClassDef))


def _constants(part: ast.ClassDef) -> frozenset[str]:
    return frozenset(
        item.value.value
        for item in part.body
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant) and isinstance(item.value.value, str)
    )


def _target(part: ast.Assign) -> str:
    return getattr(part.targets[0], "id", "")


def wrong(kind: str, method: str, edge: str, params: dict[str, str]) -> list[str]:
    """Return what the SDK finds wrong with a call."""
    known = node(kind).edges.get((method, edge))
    if known is None:
        return [f"(#2500) Unknown path components: {edge}"]
    found = [f"unknown parameter {name} for {method} {edge}" for name in params if name not in known.params and name not in COMMON]
    for name, value in params.items():
        if name in known.params and not _fits(known.params[name], value, known.enums):
            found.append(f"(#100) Param {name} must be {known.params[name]}: {value[:80]}")
    return found


def unknown_fields(kind: str, fields: str) -> list[str]:
    """Return the asked-for fields that the kind of object has not (an edge may be asked for as one)."""
    known = node(kind)
    depth, name, names = 0, "", []
    for sign in f"{fields},":
        depth += (sign == "{") - (sign == "}")
        if sign == "," and depth == 0:
            names.append(name.partition("{")[0])
            name = ""
        else:
            name += sign
    return [name for name in names if name and name not in known.fields and ("GET", f"/{name}") not in known.edges]


def _fits(kind: str, value: str, enums: dict[str, frozenset[str]]) -> bool:
    if kind in enums:
        return not enums[kind] or value in enums[kind]
    if kind == "unsigned int":
        return value.isdigit()
    if kind == "int":
        return value.lstrip("-").isdigit()
    if kind == "bool":
        return value in ("true", "false")
    if kind.startswith(("list<", "map")):
        try:
            data = json.loads(value)
        except ValueError:
            return False
        return isinstance(data, list if kind.startswith("list<") else dict)
    return True
