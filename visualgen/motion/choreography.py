"""Puts presets on the layers of a drawing: what template.toml says, else a motion that tells the reading order.

A moved layer is wrapped in a group that carries the animation as plain CSS, so that a browser plays the same, and the layer's own
transform, filter and blend stay as they are drawn.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from visualgen.motion.directions import Direction, Directions
from visualgen.motion.presets import PRESETS, stylesheet
from visualgen.motion.stage import INSIDE, STAGGER
from visualgen.motion.units import number_in
from visualgen.render.products import PictureValue, Source
from visualgen.svg.attributes import SVG, Element, element_name, tag
from visualgen.svg.lengths import length
from visualgen.svg.shapes import SHAPES
from visualgen.template.model import SlotSpec
from visualgen.template.names import clean_label, role_of

_SHUT = frozenset({"defs", "clipPath", "mask", "marker", "pattern", "filter", "symbol"})
_COPY = re.compile(r"--\d+$")
_ANIMATES = re.compile(r"(?<![\w-])animation(?:-name)?\s*:")
_ACTIONS = ("cta", "button", "action", "link", "code", "price", "until", "date", "website", "hours")
_LEAD_S = 0.15


def moves_itself(root: Element) -> bool:
    """Return whether the drawing's own CSS has animations."""
    texts = [element.text or "" for element in root.iter(SVG + "style")] + [element.get("style") or "" for element in root.iter("*")]
    return any(_ANIMATES.search(text) for text in texts)


def choreographed(source: Source, directions: Directions) -> Source:
    """Return the source with its layers wrapped in what makes them move; a drawing with a motion of its own keeps it."""
    root = copy.deepcopy(source.root)
    choreograph(root, directions, source.specs, source.values, source.css)
    digest = hashlib.sha256(repr(directions).encode()).hexdigest()
    return replace(source, root=root, key=f"{source.key} moving {digest}")


def choreograph(
    root: Element, directions: Directions, specs: Mapping[str, SlotSpec], values: Mapping[str, Any], css: Mapping[str, str]
) -> None:
    """Wrap the layers of a tree (its roles marked) in what makes them move, and put the presets' keyframes in."""
    own = moves_itself(root)
    found = dict(_directed(root, directions.layers, values))
    if not directions.layers and not own and not directions.still:
        found = dict(_usual(root, specs, values))
    gap = css.get("--duration-stagger", "60ms")
    for element, (moves, order) in found.items():
        wrap(element, moves, order, gap)
    sheet = etree.Element(SVG + "style")
    sheet.text = stylesheet()
    root.insert(0, sheet)


def for_browser(root: Element, scene_s: float) -> None:
    """Spell out, in a choreographed tree, what a browser does not know of ours: what lasts a scene of `scene_s`, strokes that draw
    themselves, and how far a number has come. Texts in parts, and the numbers' digits, are the page's to show."""
    for group in root.iter(SVG + "g"):
        style = group.get("style") or ""
        if "scene" in (group.get(INSIDE) or "").split():
            group.set("style", style.replace(" 10s ", f" {scene_s:g}s ", 1))
        if style.startswith("animation:draw-on "):
            for shape in group.iter("*"):
                if tag(shape) in SHAPES and not shape.get("stroke-dasharray"):
                    shape.set("pathLength", "1")
                    shape.set("style", f"{shape.get('style') or ''};stroke-dasharray:1 2;stroke-dashoffset:calc(1 - var(--drawn))")
    sheet = etree.Element(SVG + "style")
    sheet.text = "".join(f'@property {name}{{syntax:"<number>";inherits:true;initial-value:1}}' for name in ("--drawn", "--counted"))
    root.insert(0, sheet)


def wrap(element: Element, moves: Iterable[Direction], order: int, gap: str) -> None:
    """Wrap a layer in one group for each direction, the last outermost; `order` is its place among layers of its name."""
    for move in moves:
        parent = element.getparent()
        if parent is None:
            return
        group = etree.Element(SVG + "g")
        group.tail, element.tail = element.tail, None
        parent.replace(element, group)
        group.append(element)
        group.set("id", f"moves:{move.preset}:{element_name(element)}")
        for name, value in attributes(move, order, gap).items():
            group.set(name, value)
        element = group


def attributes(move: Direction, order: int, gap: str) -> dict[str, str]:
    """Return the attributes of the group that plays a direction."""
    preset = PRESETS[move.preset]
    apart = gap if move.gap_s is None else f"{move.gap_s:g}s"
    duration = preset.duration if move.duration_s is None else f"{move.duration_s:g}s"
    delay = f"calc({move.delay_s:g}s + {order} * {apart})" if order else f"{move.delay_s:g}s"
    iterations = preset.iterations if move.repeat is None else f"{move.repeat:g}"
    fill = "forwards" if preset.leaves else "none" if iterations == "infinite" else "both"
    box = "view-box" if preset.pivot == "view" else "fill-box"
    whole = preset.whole_scene and move.duration_s is None
    found = {
        "style": f"animation:{move.preset} {'10s' if whole else duration} {move.easing or preset.easing} {delay} {iterations} {fill};"
        f"transform-box:{box};transform-origin:{move.origin or '50% 50%'}"
    }
    marks = [word for word, wanted in (("inside", preset.inside), ("scene", whole)) if wanted]
    if marks:
        found[INSIDE] = " ".join(marks)
    stagger = preset.stagger if move.stagger is None else move.stagger
    if stagger:
        found[STAGGER] = stagger if len(stagger.split()) > 1 and move.gap_s is None else f"{stagger.split()[0]} {apart}"
    return found


def layer_keys(element: Element) -> Iterator[str]:
    """Yield the names under which template.toml may mean a layer: its slot's (in a list by the list's name), its role, its id."""
    kind, name = role_of(element)
    plain = ".".join(part for part in name.split(".") if not part.isdigit())
    lists = [name for kind, name in map(role_of, element.iterancestors()) if kind == "each"]
    within = "".join(f"{one}." for one in reversed(lists))
    if kind == "slot" and not plain.startswith(within):  # as drawn, not yet repeated
        plain = within + plain
    if kind == "slot":
        yield plain
        yield f"slot:{plain}"
    elif kind == "brand":
        yield f"brand:{name}".lower()
        yield f"brand:{name.partition('/')[0]}".lower()
    for label in (element.get("data-slot"), element.get("id")):
        if label and kind not in ("slot", "frame"):
            yield "".join(clean_label(_COPY.sub("", label)).split()).lower()


def _layers(root: Element) -> Iterator[Element]:
    for element in root.iter("*"):
        if tag(element) in (None, "tspan", "svg", *_SHUT) or element is root:
            continue
        if not any(tag(above) in (*_SHUT, "text") or (above is not root and tag(above) == "svg") for above in element.iterancestors()):
            yield element


def _directed(
    root: Element, layers: Mapping[str, tuple[Direction, ...]], values: Mapping[str, Any]
) -> Iterator[tuple[Element, tuple[tuple[Direction, ...], int]]]:
    """Yield every layer that is directed, with its place among those of its name; art drawn for want of a photo does not drift."""
    counts: dict[str, int] = {}
    taken: dict[Element, str] = {}
    for element in list(_layers(root)):
        key = next((key for key in layer_keys(element) if key in layers), None)
        if key is None or any(taken.get(above) == key for above in element.iterancestors()):
            continue
        taken[element] = key
        order = counts.get(key, 0)
        counts[key] = order + 1
        moves = tuple(move for move in layers[key] if not PRESETS[move.preset].inside or _holds_photo(element, values))
        if moves:
            yield element, (moves, order)


def _usual(
    root: Element, specs: Mapping[str, SlotSpec], values: Mapping[str, Any]
) -> Iterator[tuple[Element, tuple[tuple[Direction, ...], int]]]:
    """Yield the motion of a template that sets none: the message is there and settles, what goes with it enters, the action comes last."""
    texts: list[tuple[float, int, Element, str]] = []
    for order, element in enumerate(list(_layers(root))):
        kind, name = role_of(element)
        if kind != "slot" or name not in specs:
            continue
        if specs[name].type in ("image", "footage"):
            if _holds_photo(element, values):
                yield element, ((Direction("ken-burns"),), 0)
        elif tag(element) == "text" or any(tag(node) == "text" for node in element.iter("*")):
            texts.append((_size(element), order, element, name))
    if not texts:
        return
    hero = max(texts, key=lambda text: (text[0], -text[1]))
    yield hero[2], ((Direction("settle"),), 0)
    rest = [text for text in texts if text is not hero]
    actions = [text for text in rest if text[3].rpartition(".")[2] in _ACTIONS]
    for place, (_, _, element, name) in enumerate([text for text in rest if text not in actions] + actions):
        preset = "count-up" if name.endswith("number") and number_in(str(values.get(name, ""))) else "rise"
        yield element, ((Direction(preset, _LEAD_S),), place)


def _holds_photo(element: Element, values: Mapping[str, Any]) -> bool:
    """Return whether a layer shows a photo: a given one, or one in the drawing."""
    return isinstance(values.get(role_of(element)[1]), PictureValue) or tag(element) == "image"


def _size(element: Element) -> float:
    sizes = [length(node.get("font-size"), default=0.0) for node in element.iter("*") if tag(node) in ("text", "tspan")]
    return max(sizes, default=0.0)
