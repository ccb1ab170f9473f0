"""Filters in one form: CSS filter functions and feDropShadow become primitives that every engine draws alike.

Engines draw `feDropShadow` too dark where it works in linear light, and cut `drop-shadow()` off at the element's box.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import tinycss2
from lxml import etree

from visualgen.svg.attributes import SVG, Element, computed, tag
from visualgen.svg.calc import css_length
from visualgen.svg.color import Rgba, parse_color, to_hex
from visualgen.svg.lengths import length, numbers
from visualgen.svg.matrix import Box, number_text
from visualgen.svg.shapes import geometry_box

_SUBREGION = ("x", "y", "width", "height")
_ENDLESS = 10.0
_LUMINANCE = (0.2126, 0.7152, 0.0722)
_SATURATION = (0.213, 0.715, 0.072)
_SEPIA = (
    (0.393, 0.769, 0.189),
    (0.349, 0.686, 0.168),
    (0.272, 0.534, 0.131),
)


def expand_filters(root: Element, ids: Mapping[str, Element], viewport: tuple[float, float]) -> None:
    """Replace CSS filter functions and `feDropShadow` in the tree; a list that mixes functions and url() is left as it is."""
    counter = itertools.count(1)
    for shadow in list(root.iter(SVG + "feDropShadow")):
        _expand_drop_shadow(shadow, counter)
    for matrix in list(root.iter(SVG + "feColorMatrix")):
        _write_saturation_out(matrix)
    for element in list(root.iter("*")):
        value = element.get("filter")
        if value is None or tag(element) is None or value.strip().lower() == "none" or "url(" in value.lower():
            continue
        functions = _functions(value, element)
        if not functions:
            del element.attrib["filter"]
            continue
        definition = _filter_element(f"css-filter-{next(counter)}", _region(element, ids, viewport, functions))
        for name, values in functions:
            _add_function(definition, name, values, counter)
        root.append(definition)
        element.set("filter", f"url(#{definition.get('id')})")


def _functions(text: str, element: Element) -> list[tuple[str, list[Any]]]:
    """Return (name, values) of each filter function; empty when one of them is not valid (then none applies)."""
    style = computed(element)
    current = parse_color(style.get("color", "#000000")) or (0.0, 0.0, 0.0, 1.0)
    size = length(style.get("font-size"), 16.0, 16.0, 16.0)
    found: list[tuple[str, list[Any]]] = []
    for token in tinycss2.parse_component_value_list(text, skip_comments=True):
        if token.type == "whitespace":
            continue
        if token.type != "function":
            return []
        name = token.lower_name
        words = [word for word in token.arguments if word.type not in ("whitespace", "comment")]
        values = _shadow(words, current, size) if name == "drop-shadow" else _amount(name, words, size)
        if values is None:
            return []
        found.append((name, values))
    return found


def _shadow(words: Sequence[Any], current: Rgba, size: float) -> list[Any] | None:
    """Return [dx, dy, standard deviation, colour] of drop-shadow(); the colour may come first or last."""
    color: Rgba | None = None
    lengths: list[float] = []
    for word in words:
        value = css_length([word], 0.0, size)
        if value is not None:
            lengths.append(value)
        elif color is None and (color := parse_color(word, current)) is not None:
            continue
        else:
            return None
    if not 2 <= len(lengths) <= 3:
        return None
    return [lengths[0], lengths[1], lengths[2] if len(lengths) == 3 else 0.0, color or current]


def _amount(name: str, words: Sequence[Any], size: float) -> list[Any] | None:
    defaults = {"blur": 0.0, "hue-rotate": 0.0}
    known = ("blur", "brightness", "contrast", "grayscale", "hue-rotate", "invert", "opacity", "saturate", "sepia")
    if name not in known or len(words) > 1:
        return None
    if not words:
        return [defaults.get(name, 1.0)]
    value = css_length([words[0]], 1.0, size)
    if value is None or (value < 0 and name != "hue-rotate"):
        return None
    return [min(1.0, value) if name in ("grayscale", "invert", "opacity", "sepia") else value]


def _region(element: Element, ids: Mapping[str, Element], viewport: tuple[float, float], functions: Sequence[tuple[str, list[Any]]]) -> Box:
    """Return a filter region in user space that cuts nothing off: CSS filters have none."""
    reach = 10.0
    for name, values in functions:
        if name == "blur":
            reach += 3.2 * values[0]
        elif name == "drop-shadow":
            reach += 3.2 * values[2] + max(abs(values[0]), abs(values[1]))
    box = None if any(tag(node) in ("text", "use") for node in element.iter("*")) else geometry_box(element, ids, viewport)
    if box is None:
        far = _ENDLESS * max(viewport)
        return -far, -far, far, far
    stroke = max((length(node.get("stroke-width"), default=0.0) for node in element.iter("*")), default=0.0)
    reach += max(stroke, length(computed(element).get("stroke-width"), default=1.0)) * 4
    return box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach


def _filter_element(identifier: str, region: Box) -> Element:
    element = etree.Element(SVG + "filter")
    element.set("id", identifier)
    element.set("filterUnits", "userSpaceOnUse")
    for name, value in zip(_SUBREGION, (region[0], region[1], region[2] - region[0], region[3] - region[1]), strict=True):
        element.set(name, number_text(value))
    element.set("color-interpolation-filters", "sRGB")
    return element


def _primitive(parent: Element, name: str, **attributes: str) -> Element:
    element = etree.SubElement(parent, SVG + name)
    for key, value in attributes.items():
        element.set("in" if key == "source" else key, value)
    return element


def _add_function(parent: Element, name: str, values: list[Any], counter: itertools.count[int]) -> None:
    """Append the primitives of one filter function (Filter Effects 1, §13)."""
    amount = values[0]
    match name:
        case "blur":
            _primitive(parent, "feGaussianBlur", stdDeviation=number_text(amount))
        case "drop-shadow":
            shadow = _primitive(parent, "feDropShadow", dx=number_text(amount), dy=number_text(values[1]))
            shadow.set("stdDeviation", number_text(values[2]))
            shadow.set("flood-color", to_hex(values[3]))
            shadow.set("flood-opacity", number_text(round(values[3][3], 6)))
            _expand_drop_shadow(shadow, counter)
        case "saturate":
            _color_matrix(parent, [_SATURATION] * 3, 1 - amount)
        case "hue-rotate":
            _primitive(parent, "feColorMatrix", type="hueRotate", values=number_text(amount))
        case "grayscale":
            _color_matrix(parent, [_LUMINANCE] * 3, amount)
        case "sepia":
            _color_matrix(parent, _SEPIA, amount)
        case "brightness":
            _transfer(parent, "RGB", type="linear", slope=number_text(amount))
        case "contrast":
            _transfer(parent, "RGB", type="linear", slope=number_text(amount), intercept=number_text(0.5 - 0.5 * amount))
        case "invert":
            _transfer(parent, "RGB", type="table", tableValues=f"{number_text(amount)} {number_text(1 - amount)}")
        case _:
            _transfer(parent, "A", type="table", tableValues=f"0 {number_text(amount)}")


def _color_matrix(parent: Element, full: Sequence[Sequence[float]], amount: float) -> None:
    """Append a colour matrix that goes from the identity (0) to `full` (1)."""
    _primitive(parent, "feColorMatrix", type="matrix", values=_matrix_values(full, amount))


def _matrix_values(full: Sequence[Sequence[float]], amount: float) -> str:
    rows = [" ".join(number_text(round(full[i][j] * amount + (1 - amount) * (i == j), 6)) for j in range(3)) + " 0 0" for i in range(3)]
    return " ".join([*rows, "0 0 0 1 0"])


def _write_saturation_out(primitive: Element) -> None:
    """Write `type="saturate"` above 1, which engines cut to 1, as a full matrix."""
    amount = next(iter(numbers(primitive.get("values", "1"))), 1.0)
    if primitive.get("type") == "saturate" and amount > 1:
        primitive.set("type", "matrix")
        primitive.set("values", _matrix_values([_SATURATION] * 3, 1 - amount))


def _transfer(parent: Element, channels: str, **attributes: str) -> None:
    transfer = _primitive(parent, "feComponentTransfer")
    for channel in channels:
        _primitive(transfer, f"feFunc{channel}", **attributes)


def _expand_drop_shadow(shadow: Element, counter: itertools.count[int]) -> None:
    """Replace feDropShadow by blur, offset, flood, composite and merge (Filter Effects 1, §9.12), in its own colour space."""
    parent = shadow.getparent()
    if parent is None:
        return
    number = next(counter)
    source = shadow.get("in") or _result_before(shadow, number)
    deviations = numbers(shadow.get("stdDeviation", "2")) or [0.0]
    steps = etree.Element(SVG + "filter")
    shade = "SourceAlpha" if source == "SourceGraphic" else source
    _primitive(steps, "feGaussianBlur", source=shade, stdDeviation=" ".join(number_text(max(0.0, value)) for value in deviations[:2]))
    offset = _primitive(steps, "feOffset", result=f"shadow-{number}")
    for name in ("dx", "dy"):
        offset.set(name, number_text(length(shadow.get(name), default=2.0)))
    flood = _primitive(steps, "feFlood")
    for name in ("flood-color", "flood-opacity"):
        if shadow.get(name) is not None:
            flood.set(name, str(shadow.get(name)))
    _primitive(steps, "feComposite", in2=f"shadow-{number}", operator="in")
    merge = _primitive(steps, "feMerge")
    _primitive(merge, "feMergeNode")
    _primitive(merge, "feMergeNode", source=source)
    for name in (*_SUBREGION, "result"):
        if shadow.get(name) is not None:
            merge.set(name, str(shadow.get(name)))
    interpolation = shadow.get("color-interpolation-filters")
    place = parent.index(shadow)
    parent.remove(shadow)
    for index, step in enumerate(list(steps)):
        if interpolation is not None:
            step.set("color-interpolation-filters", interpolation)
        parent.insert(place + index, step)


def _result_before(primitive: Element, number: int) -> str:
    """Return the name of the result that comes before a primitive, giving it one where it has none."""
    before = primitive.getprevious()
    while before is not None and not str(tag(before)).startswith("fe"):
        before = before.getprevious()
    if before is None:
        return "SourceGraphic"
    if not before.get("result"):
        before.set("result", f"before-{number}")
    return str(before.get("result"))


def deviation(primitive: Element) -> float:
    """Return the larger standard deviation of a blur, 0 when there is none."""
    return max((value for value in numbers(primitive.get("stdDeviation")) if math.isfinite(value)), default=0.0)
