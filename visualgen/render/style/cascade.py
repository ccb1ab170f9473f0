"""The cascade: which declaration wins on each element, with var() put in; the winners become attributes.

Order, weakest first: presentation attributes, rules by specificity, the `style` attribute, then the same marked !important.
The kit's custom properties win over those the drawing declares on its root.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import cssselect2
import tinycss2

from visualgen.render.style.animations import LONGHANDS, expand_animation
from visualgen.render.style.properties import CSS_GEOMETRY, MOVES, PROPERTIES
from visualgen.render.style.stylesheets import Declaration, Declarations, Sheets, inline_declarations
from visualgen.render.style.typography import expand_font
from visualgen.render.style.variables import Tokens, Variables, resolve, substitute, substitute_text
from visualgen.svg.attributes import Element, tag

_PATH = re.compile(r"path\(\s*([\"'])(.*)\1\s*\)", re.S)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that a CSS escape may name and an attribute cannot hold."""

_MARKERS = ("marker-start", "marker-mid", "marker-end")


def declared_on(wrapper: cssselect2.ElementWrapper, sheets: Sheets) -> list[Declaration]:
    """Return the declarations on an element, the winner of each name last."""
    matched = sheets.matching(wrapper)
    inline = wrapper.etree_element.get("style")
    if not matched and not inline:
        return []
    sources: list[Declarations] = [*matched, inline_declarations(inline)]
    important = sorted(sources, key=lambda source: -source.layer) if any(source.layer for source in sources) else sources
    return [*_flat(source.normal for source in sources), *_flat(source.important for source in important)]


def _flat(groups: Iterable[tuple[Declaration, ...]]) -> Iterator[Declaration]:
    for group in groups:
        yield from group


def own_variables(declarations: Iterable[Declaration], inherited: Variables, kit: Variables) -> Variables:
    """Return the custom properties that hold on an element; what `kit` names is not redeclared."""
    declared: dict[str, Tokens] = {d.name: d.tokens for d in declarations if d.name.startswith("--") and d.name not in kit}
    return resolve(inherited, declared) if declared else inherited


def winners(declarations: Iterable[Declaration], variables: Variables) -> dict[str, str | None]:
    """Return the winning text of each property; None where var() finds nothing (the property then counts as unset)."""
    won: dict[str, str | None] = {}
    for declaration in declarations:
        name = declaration.name
        if name.startswith("--"):
            continue
        text = declaration.text
        if text is None:
            tokens = substitute(declaration.tokens, variables)
            text = None if tokens is None else tinycss2.serialize(tokens).strip()
        if text is None or not _UNWRITABLE.search(text):
            won.update(_longhands(name, text))
    return won


def _longhands(name: str, text: str | None) -> Iterable[tuple[str, str | None]]:
    if name == "font":
        return expand_font(text).items() if text is not None else ()
    if name == "marker":
        return [(marker, text) for marker in _MARKERS]
    if name == "mask-image":
        return [("mask", text)]
    if name == "text-decoration-line":
        return [("text-decoration", text)]
    if name == "animation":
        return expand_animation(text).items() if text is not None else [(longhand, None) for longhand in LONGHANDS]
    if name in PROPERTIES or name in MOVES or name in LONGHANDS or _is_geometry(name):
        return [(name, text)]
    return ()


def _is_geometry(name: str) -> bool:
    return name == "d" or any(name in names for names in CSS_GEOMETRY.values())


def write(element: Element, won: dict[str, str | None]) -> None:
    """Write the winners on the element as attributes; the movements stay in `won` for the transform."""
    kind = tag(element) or ""
    root = element.getparent() is None
    for name, value in won.items():
        if name in PROPERTIES:
            if value is None:
                _drop(element, name)
            elif name != "transform":
                element.set(name, value)
        elif name == "d" and kind == "path" and value:
            match = _PATH.match(value)
            if match:
                element.set("d", match.group(2))
        elif name in CSS_GEOMETRY.get(kind, ()) and not root:
            if value is None or value.lower() == "auto":
                _drop(element, name)
            else:
                element.set(name, value)


def put_variables_in(element: Element, variables: Variables) -> None:
    """Replace var() in attributes, as design tools and hand-written art have it; an attribute that cannot be resolved goes."""
    for name, text in element.attrib.items():
        if "var(" in str(text) and name not in ("style", "class", "id"):
            value = substitute_text(str(text), variables)
            if value and not _UNWRITABLE.search(value):
                element.set(name, value)
            else:
                del element.attrib[name]


def _drop(element: Element, name: str) -> None:
    if name in element.attrib:
        del element.attrib[name]
