"""Layers are wrapped in what moves them; the drawing itself stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from tests.motion.conftest import svg
from visualgen.motion.choreography import attributes, choreographed, layer_keys, moves_itself
from visualgen.motion.directions import Direction, Directions
from visualgen.pipeline import World
from visualgen.render.bind import bind
from visualgen.render.products import Source, StillJob

TEXTS = (
    '<rect id="band" width="400" height="90"/><g id="if:code"><text id="slot:code" x="9" y="200" font-size="20">HIVER</text></g>'
    '<text id="slot:headline" x="9" y="80" font-size="60">Soldes</text>'
    '<text id="slot:text" x="9" y="120" font-size="18">Trois jours.</text>'
)


def source(job: StillJob, world: World) -> Source:
    return bind(job, world.settings, world.cache)


def wrappers(root: Any) -> dict[str, str]:
    """Return what wraps each layer: the layer's name → its presets, the innermost first."""
    found: dict[str, str] = {}
    for group in reversed([group for group in root.iter("{*}g") if str(group.get("id")).startswith("moves:")]):
        layer = group
        while str(layer.get("id")).startswith("moves:"):
            layer = layer[0]
        found[str(layer.get("id"))] = f"{found.get(str(layer.get('id')), '')} {str(group.get('id')).split(':')[1]}".strip()
    return found


def test_a_template_that_says_nothing_tells_the_reading_order(job_of: Callable[..., StillJob], world: World) -> None:
    bound = source(job_of(svg(TEXTS)), world)
    before = etree.tostring(bound.root)
    moved = choreographed(bound, Directions())
    assert wrappers(moved.root) == {"slot:headline": "settle", "slot:text": "rise", "slot:code": "rise"}
    assert etree.tostring(bound.root) == before
    assert moved.key != bound.key
    delays = [group.get("style").split()[3] for group in moved.root.iter() if "slot:code" in str(group.get("id")) and group.get("style")]
    assert delays != ["0.15s"]  # the action comes after the text


def test_a_drawing_with_a_motion_of_its_own_keeps_it(job_of: Callable[..., StillJob], world: World) -> None:
    css = "@keyframes own { from { opacity: 0 } } #band { animation: own 1s }"
    bound = source(job_of(svg(TEXTS, css)), world)
    assert moves_itself(bound.root)
    assert wrappers(choreographed(bound, Directions()).root) == {}
    assert wrappers(choreographed(source(job_of(svg(TEXTS), "other"), world), Directions(still=True)).root) == {}


def test_layers_are_found_by_slot_role_and_id(job_of: Callable[..., StillJob], world: World) -> None:
    bound = source(job_of(svg(TEXTS.replace('id="band"', 'id="band-2"'))), world)
    moves = Directions(layers={"band": (Direction("push-left"),), "if:code": (Direction("pop", 1.0), Direction("pulse"))})
    assert wrappers(choreographed(bound, moves).root) == {"band-2": "push-left", "if:code": "pop pulse"}
    keys = {key for element in bound.root.iter("*") for key in layer_keys(element)}
    assert {"headline", "slot:headline", "if:code", "band"} <= keys


def test_items_of_a_list_follow_each_other() -> None:
    first, third = (attributes(Direction("rise", 0.3), order, "70ms")["style"] for order in (0, 2))
    assert "0.3s 1 both" in first
    assert "calc(0.3s + 2 * 70ms)" in third


def test_what_a_group_carries() -> None:
    assert attributes(Direction("ken-burns"), 0, "60ms")["data-moves"] == "inside scene"
    assert "data-moves" not in attributes(Direction("rise"), 0, "60ms")
    assert attributes(Direction("typewriter"), 0, "60ms")["data-stagger"] == "glyph 45ms"
    assert attributes(Direction("rise", stagger="word"), 0, "60ms")["data-stagger"] == "word 60ms"
    assert " forwards;" in attributes(Direction("leave", 3.0), 0, "60ms")["style"]
    assert " none;" in attributes(Direction("pulse"), 0, "60ms")["style"]
    assert "transform-origin:50% 0%" in attributes(Direction("swing", origin="50% 0%"), 0, "60ms")["style"]
