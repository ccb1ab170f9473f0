"""Design tokens: a DTCG 2025.10 document becomes a flat map of typed, resolved values.

Source: Design Tokens Community Group, Format Module and Color Module 2025.10. Older exports are understood, too:
colours and sizes as strings (`"#0a7"`, `"16px"`), keys without `$` (`value`, `type`). A reference is `{a.b}`,
`{"$ref": "#/a/b"}` or a token's own `$ref`; each is followed once, and a circle is an error that names the path.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from visualgen.brand.kinds import FOREIGN, LEGACY, TYPES, guess_type, read_value
from visualgen.brand.values import BadValue
from visualgen.brand.variants import lay_over
from visualgen.errors import TokenError

DEPTH = 32
"""How deeply groups may nest, and references may follow each other."""

STEPS = 100_000
"""How many values and references a document may make us look at."""

_OWN = ("$value", "$type", "$description", "$extensions", "$deprecated", "$ref", "$extends", "$root")
_RESERVED = ("{", "}", ".")


@dataclass(frozen=True, slots=True)
class Token:
    """One resolved token. `value` is in the shapes of `visualgen.brand.kinds`; `extensions` is what the vendor added."""

    path: str
    type: str
    value: Any
    description: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)


def read_tokens(data: bytes | str, *, file: str, base: bytes | str | None = None) -> dict[str, Token]:
    """Return the tokens of a document by dotted path, in the document's order; laid over the document `base` where one is given.

    Raises `TokenError` with the file and the token's path: not JSON, a malformed value, an unknown type,
    a reference to nothing or to itself.
    """
    document = _document(data, file)
    return _Reader(lay_over(_document(base, file), document) if base is not None else document, file).read()


def _document(data: bytes | str, file: str) -> dict[str, Any]:
    try:
        document = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        line = getattr(problem, "lineno", None)
        raise TokenError(f"this is not JSON: {problem}", mend="export the tokens again, or mend the syntax", file=file, line=line) from None
    if not isinstance(document, dict):
        raise TokenError("the document is not a JSON object", mend="put the groups of tokens into { … }", file=file)
    return document


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


class _Reader:
    """Walks one document; keeps what has been resolved and what is being resolved."""

    def __init__(self, document: dict[str, Any], file: str) -> None:
        self.document = document
        self.file = file
        self.raw: dict[str, dict[str, Any]] = {}
        self.inherited: dict[str, str | None] = {}
        self.done: dict[str, Token] = {}
        self.open: list[str] = []
        self.steps = 0

    def read(self) -> dict[str, Token]:
        for path, token, kind in self._walk(self.document, (), None, ()):
            self.raw[path] = token
            self.inherited[path] = kind
        return {path: self.token(path) for path in self.raw}

    def error(self, path: str, message: str, mend: str) -> TokenError:
        return TokenError(message, mend=mend, file=self.file, token=path or "(document)")

    # --- the tree -----------------------------------------------------------------------------------------------

    def _walk(
        self, node: dict[str, Any], trail: tuple[str, ...], kind: str | None, extending: tuple[int, ...]
    ) -> Iterator[tuple[str, dict[str, Any], str | None]]:
        path = ".".join(trail)
        if len(trail) > DEPTH:
            raise self.error(path, f"groups nest more than {DEPTH} deep", "flatten the groups")
        if _is_token(node):
            self._check_token(node, path)
            yield path, node, _type_of(node) or kind
            return
        kind = _type_of(node) or kind
        for name, child in self._members(node, path, extending):
            if name == "$root":
                if not isinstance(child, dict) or not _is_token(child):
                    raise self.error(path, "$root is not a token", 'write "$root": { "$value": … }')
                self._check_token(child, path)
                yield path, child, _type_of(child) or kind
            elif not isinstance(child, dict):
                raise self.error(f"{path}.{name}".strip("."), "this is neither a group nor a token", 'write { "$value": … }')
            elif name.startswith("$") or any(mark in name for mark in _RESERVED):
                raise self.error(f"{path}.{name}".strip("."), "a name may not start with $ nor hold {, } or a dot", "rename it")
            else:
                yield from self._walk(child, (*trail, name), kind, extending)

    def _check_token(self, token: dict[str, Any], path: str) -> None:
        if "$ref" in token and "$value" in token:
            raise self.error(path, "it has both $value and $ref", "keep one of the two")
        inner = next(
            (name for name, child in token.items() if name not in (*_OWN, "value") and isinstance(child, dict) and _is_token(child)), None
        )
        if inner is not None:
            raise self.error(path, f"it has a value and holds the token {inner!r}", "put its own value under $root")

    def _members(self, node: dict[str, Any], path: str, extending: tuple[int, ...]) -> list[tuple[str, Any]]:
        """Return a group's children, those of the group it `$extends` first (its own take their place)."""
        return [(name, child) for name, child in self._merged(node, path, extending).items() if name == "$root" or not _property(name)]

    def _merged(self, node: dict[str, Any], path: str, extending: tuple[int, ...]) -> dict[str, Any]:
        source = node.get("$extends")
        if source is None:
            return node
        if id(node) in extending or len(extending) > DEPTH:
            raise self.error(path, "this group extends itself", "break the circle of $extends")
        base = self._group(source, path)
        return _merge(self._merged(base, path, (*extending, id(node))), node)

    def _group(self, source: Any, path: str) -> dict[str, Any]:
        node: Any = self.document
        for part in self._parts(source, path):
            node = node.get(part) if isinstance(node, dict) else None
        if not isinstance(node, dict) or _is_token(node):
            raise self.error(path, f"$extends names {source!r}, which is not a group", "name a group of this document")
        return node

    def _parts(self, source: Any, path: str) -> tuple[str, ...]:
        target = source.get("$ref") if isinstance(source, dict) else source
        if isinstance(target, str) and target.startswith("{") and target.endswith("}"):
            return tuple(target[1:-1].split("."))
        if isinstance(target, str) and target.startswith("#/"):
            return _pointer(target)
        raise self.error(path, f"{source!r} is not a reference", 'write "{group.token}" or { "$ref": "#/group/token" }')

    # --- values -------------------------------------------------------------------------------------------------

    def token(self, path: str) -> Token:
        """Return the resolved token at `path`."""
        if path in self.done:
            return self.done[path]
        if path in self.open or len(self.open) > DEPTH:
            circle = " → ".join([*self.open[self.open.index(path) if path in self.open else 0 :], path])
            raise self.error(path, f"the token refers to itself: {circle}", "give one of them a value of its own")
        raw = self.raw[path]
        self.open.append(path)
        try:
            self.done[path] = self._read(raw, path)
        finally:
            self.open.pop()
        return self.done[path]

    def _read(self, raw: dict[str, Any], path: str) -> Token:
        """Return a token; one that stands for another keeps what that says of itself where it says nothing."""
        description, extensions = raw.get("$description"), raw.get("$extensions")
        description = description if isinstance(description, str) else ""
        extensions = extensions if isinstance(extensions, dict) else {}
        written = {"$ref": raw["$ref"]} if "$ref" in raw else raw.get("$value", raw.get("value"))
        kind = LEGACY.get(self.inherited[path] or "", self.inherited[path])
        if kind is not None and kind not in TYPES and kind not in FOREIGN:
            near = difflib.get_close_matches(kind, TYPES, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(TYPES)}"
            raise self.error(path, f"the type {kind!r} is unknown", hint)
        alias = self._alias(written, path)
        if alias is not None:
            own = _type_of(raw)
            if own is not None and LEGACY.get(own, own) != alias.type:
                raise self.error(path, f"it says it is {own}, and {alias.path} is {alias.type}", "let both be of one type")
            return Token(path, alias.type, alias.value, description or alias.description, extensions or alias.extensions)
        plain = self._resolve(written, path, 0)
        kind = kind or guess_type(plain)
        if kind is None:
            raise self.error(path, "it has no $type, and its value does not say what it is", f'add "$type": one of {", ".join(TYPES)}')
        try:
            return Token(path, kind, read_value(kind, plain), description, extensions)
        except BadValue as problem:
            raise self.error(path, problem.what, problem.mend) from None

    def _alias(self, written: Any, path: str) -> Token | None:
        """Return the token that `written` stands for as a whole, if it is a reference to a token."""
        if isinstance(written, str) and written.startswith("{") and written.endswith("}"):
            return self._named(written[1:-1], path)
        if isinstance(written, dict) and set(written) == {"$ref"}:
            parts = list(self._parts(written, path))
            if parts and parts[-1] in ("$value", "value"):
                parts.pop()
            name = ".".join(part for part in parts if part != "$root")
            return self.token(name) if name in self.raw else None
        return None

    def _named(self, name: str, path: str) -> Token:
        name = name.strip().removesuffix(".$root").removesuffix(".$value").removesuffix(".value")
        if name not in self.raw:
            near = difflib.get_close_matches(name, self.raw, 1)
            mend = f"did you mean {near[0]!r}?" if near else "define it, or name another"
            raise self.error(path, f"it refers to {name!r}, which is not there", mend)
        return self.token(name)

    def _resolve(self, written: Any, path: str, depth: int) -> Any:
        """Return `written` with every reference inside it replaced by what it stands for."""
        self._work(path, depth)
        if isinstance(written, list):
            return [self._resolve(item, path, depth + 1) for item in written]
        alias = self._alias(written, path)
        if alias is not None:
            return alias.value
        if isinstance(written, dict):
            if set(written) == {"$ref"}:
                return self._resolve(self._located(written, path, depth + 1), path, depth + 1)
            return {key: self._resolve(item, path, depth + 1) for key, item in written.items()}
        return written

    def _located(self, reference: Any, path: str, depth: int) -> Any:
        """Return what is written where a reference leads, inside a token too (`#/color/red/$value/components/0`), through others."""
        self._work(path, depth)
        node: Any = self.document
        trail: list[str] = []
        for part in self._parts(reference, path):
            trail.append(part)
            through = _is_reference(node)
            while _is_reference(node):
                depth += 1
                node = self._located(node, path, depth)
            if isinstance(node, list) and part.isdigit() and int(part) < len(node):
                node = node[int(part)]
            elif isinstance(node, dict) and part in node:
                node = node[part]
            elif not (through and part == "$value"):
                raise self.error(path, f"{_shown(reference)} leads nowhere", f"nothing is at #/{'/'.join(trail)}")
        if isinstance(reference, str) and isinstance(node, dict) and _is_token(node):
            return node if _is_reference(node) else node.get("$value", node.get("value"))
        return node

    def _work(self, path: str, depth: int) -> None:
        """Count a step; references that lead in a circle or multiply one another end here."""
        self.steps += 1
        if depth > DEPTH:
            raise self.error(path, f"its value nests more than {DEPTH} deep, or refers to itself", "simplify it")
        if self.steps > STEPS:
            raise self.error(path, f"the document’s references take more than {STEPS:,} steps to resolve", "simplify them")


def _is_reference(node: Any) -> bool:
    """Say whether a node only stands for another: an alias, a `$ref` object, a token by `$ref`."""
    if isinstance(node, dict):
        return "$ref" in node and "$value" not in node
    return isinstance(node, str) and node.startswith("{") and node.endswith("}")


def _shown(reference: Any) -> str:
    return repr(reference.get("$ref") if isinstance(reference, dict) else reference)


def _is_token(node: Mapping[str, Any]) -> bool:
    """Say whether an object is a token: it has `$value` or `$ref`, or the older `value` that is not a group."""
    return "$value" in node or "$ref" in node or ("value" in node and not _is_group(node["value"]))


def _is_group(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(child, dict) and ("$value" in child or "value" in child) for child in value.values())


def _type_of(node: Mapping[str, Any]) -> str | None:
    kind = node.get("$type", node.get("type") if _is_token(node) else None)
    return kind if isinstance(kind, str) else None


def _property(name: str) -> bool:
    return name in _OWN or name == "$schema"


def _merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group laid over the one it extends: groups merge, tokens replace."""
    merged = {name: child for name, child in base.items() if name != "$extends"}
    for name, child in own.items():
        under = merged.get(name)
        if isinstance(under, dict) and isinstance(child, dict) and not _is_token(under) and not _is_token(child):
            merged[name] = _merge(under, child)
        elif name != "$extends":
            merged[name] = child
    return merged


def _pointer(reference: str) -> tuple[str, ...]:
    """Return the parts of a JSON pointer in a URI fragment (RFC 6901 §6)."""
    return tuple(unquote(part).replace("~1", "/").replace("~0", "~") for part in reference[2:].split("/"))
