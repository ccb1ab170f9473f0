"""YAML (and so JSON) calendars: a list of posts, every scalar taken as text so that a file means the same as its CSV."""

from __future__ import annotations

import re
from typing import Any

import yaml

from visualgen.calendar.messages import problem
from visualgen.calendar.model import Problem, Record, Table

_DEPTH = 24
_LISTS = ("posts", "rows", "calendar", "calendrier")
_PLAIN_NULL = re.compile(r"~|null|Null|NULL|")


class YamlRefused(Exception):
    """The file is not a YAML calendar: `code` of the message, its line and what to say."""

    def __init__(self, code: str, line: int | None = None, **words: object) -> None:
        super().__init__(code)
        self.code, self.line, self.words = code, line, words


def read_yaml(text: str) -> Table:
    """Return the table in `text`: the keys of all posts are its columns.

    A post's line is its own: where several stand on one line, as programs write JSON, it is the post's number in the list.
    Anchors, aliases, tags and deep nesting are refused before anything is built; raises `YamlRefused`.
    """
    _check_events(text)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _refused(error) from error
    columns: dict[str, int] = {}
    records: list[Record] = []
    problems: list[Problem] = []
    posts = _posts(root)
    crowded = len({_line(node) for node in posts}) < len(posts)
    for number, node in enumerate(posts, 1):
        line = number if crowded else _line(node)
        if not isinstance(node, yaml.MappingNode):
            problems.append(problem("not_a_post", line=line, value=node.value if isinstance(node, yaml.ScalarNode) else ""))
            continue
        cells, twins = _cells(node, columns, number if crowded else None)
        problems.extend(twins)
        if not twins and cells:
            records.append(Record(line, cells))
    return Table(tuple(columns), tuple(records), 1, tuple(problems))


def _check_events(text: str) -> None:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            line = _line(event)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise YamlRefused("yaml_alias", line)
            if tag := getattr(event, "tag", None):
                raise YamlRefused("yaml_tag", line, value=tag)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:
                raise YamlRefused("yaml", line, reason="> 24 levels")
    except yaml.YAMLError as error:
        raise _refused(error) from error


def _refused(error: yaml.YAMLError) -> YamlRefused:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return YamlRefused("yaml", mark.line + 1 if mark else None, reason=" ".join(str(reason).split()))


def _posts(root: yaml.Node | None) -> list[yaml.Node]:
    if root is None:
        return []
    if isinstance(root, yaml.MappingNode):
        lists = [value for key, value in root.value if isinstance(key, yaml.ScalarNode) and str(key.value).casefold() in _LISTS]
        root = lists[0] if lists else root
        if lists and isinstance(root, yaml.ScalarNode) and _PLAIN_NULL.fullmatch(str(root.value)):
            return []
    if not isinstance(root, yaml.SequenceNode):
        raise YamlRefused("yaml_shape", _line(root))
    return list(root.value)


def _cells(node: yaml.MappingNode, columns: dict[str, int], number: int | None) -> tuple[dict[int, Any], list[Problem]]:
    cells: dict[int, Any] = {}
    twins: list[Problem] = []
    seen: set[str] = set()
    for key, value in node.value:
        line = number or _line(key)
        if not isinstance(key, yaml.ScalarNode):
            raise YamlRefused("yaml_shape", line)
        title = str(key.value)
        if title in seen:
            twins.append(problem("duplicate_key", line=line, column=title))
        seen.add(title)
        index = columns.setdefault(title, len(columns))
        plain = _plain(value)
        if plain not in ("", None):
            cells[index] = plain
    return cells, twins


def _line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _plain(node: yaml.Node) -> Any:
    """Return the node as text, list or dict; an empty plain scalar or null is ""."""
    if isinstance(node, yaml.ScalarNode):
        return "" if not node.style and _PLAIN_NULL.fullmatch(node.value) else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return {str(_plain(key)): _plain(value) for key, value in node.value}
