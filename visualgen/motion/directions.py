"""What template.toml says of motion, read and judged: the clip's settings, and which layer moves how."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from visualgen.errors import TemplateError
from visualgen.motion.presets import PRESETS
from visualgen.motion.products import SIDES, TRANSITIONS, Transition
from visualgen.motion.reading import seconds
from visualgen.motion.units import UNITS
from visualgen.template.model import Template
from visualgen.template.names import slot_name

TRANSITION_S = 0.6
FPS = (1, 60)
_SETTINGS = ("duration", "fps", "poster", "sound", "enter", "end_card", "layers", "still")
_LAYER = ("preset", "delay", "duration", "easing", "stagger", "gap", "repeat", "origin")


@dataclass(frozen=True, slots=True)
class Direction:
    """How one layer moves: a preset with what is not as usual. Times in seconds; `easing` and `origin` CSS; `gap_s` between the parts of a
    text or the items of a list; `stagger` line, word, glyph or none ("")."""

    preset: str
    delay_s: float = 0.0
    duration_s: float | None = None
    easing: str | None = None
    stagger: str | None = None
    gap_s: float | None = None
    repeat: float | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Directions:
    """A template's motion. `layers` maps a layer's name (a slot's, a role's or an id) to how it moves, one after the other;
    `still`: it says that nothing moves by itself."""

    duration_s: float | None = None
    fps: int | None = None
    poster_s: float | None = None
    sound: str = ""
    enter: Transition | None = None
    end_card: bool = False
    still: bool = False
    layers: Mapping[str, tuple[Direction, ...]] = field(default_factory=dict)


def read_directions(template: Template) -> Directions:
    """Return a template's `[motion]` with the `motion` of its slots. Raises `TemplateError` for what cannot be used."""
    table = template.motion
    for key in table:
        if key not in _SETTINGS:
            _refuse(template, f"[motion] has no {key!r}{_near(key, _SETTINGS)}", f"known: {', '.join(_SETTINGS)}")
    layers = {_layer_key(name): _moves(template, name, value) for name, value in _table(template, table.get("layers", {})).items()}
    for name, spec in template.slots.items():
        if spec.motion is not None:
            layers[name] = _moves(template, name, spec.motion)
    fps = table.get("fps")
    if fps is not None and (not isinstance(fps, int) or not FPS[0] <= fps <= FPS[1]):
        _refuse(template, f"[motion] fps is {fps!r}", "give a whole number from 1 to 60")
    return Directions(
        duration_s=_time(template, "duration", table.get("duration")),
        fps=fps,
        poster_s=_time(template, "poster", table.get("poster")),
        sound=str(table.get("sound", "")),
        enter=None if "enter" not in table else transition(table["enter"], template),
        end_card=bool(table.get("end_card", False)),
        still=bool(table.get("still", False)),
        layers=layers,
    )


def transition(value: Any, template: Template | None = None) -> Transition:
    """Return a transition from text: `crossfade`, `slide left`, `wipe top 0.8s`, `brand`, `cut`. Raises `TemplateError`."""
    found = Transition("cut", TRANSITION_S)
    kind = ""
    for word in str(value).lower().split():
        time = seconds(word)
        if word in TRANSITIONS:
            kind = word
            found = replace(found, kind=word)
        elif word in SIDES:
            found = replace(found, side=word)
        elif time is not None and time >= 0:
            found = replace(found, duration_s=time)
        else:
            kind = ""
            break
    if not kind:
        _refuse(template, f"{value!r} is no transition", f"write one of {', '.join(TRANSITIONS)}, with a side and a time: slide left 0.6s")
    return found if kind != "cut" else Transition()


def _layer_key(name: str) -> str:
    kind, colon, rest = name.partition(":")
    return slot_name(rest) if kind.strip().lower() == "slot" and colon else "".join(name.split()).lower()


def _moves(template: Template, name: str, value: Any) -> tuple[Direction, ...]:
    """Return the directions of a layer: text (`rise word .2s, leave 3s`), a table, or a list of them."""
    if isinstance(value, str):
        return tuple(_from_text(template, name, part) for part in value.split(",") if part.strip() != "none")
    if isinstance(value, Mapping):
        return (_from_table(template, name, value),)
    if isinstance(value, list):
        return tuple(direction for one in value for direction in _moves(template, name, one))
    _refuse(template, f"the motion of {name!r} is {value!r}", 'write a preset: "rise", "rise word 0.2s"')


def _from_text(template: Template, name: str, text: str) -> Direction:
    preset, stagger, times = "", None, []
    for word in text.split():
        time = seconds(word)
        if time is not None:
            times.append(time)
        elif word in UNITS:
            stagger = word
        else:
            preset = word
    if len(times) > 2:
        _refuse(template, f"the motion of {name!r} has three times", "write the delay, then the duration")
    delay, duration = (*times, None, None)[:2]
    return _known(template, name, Direction(preset, delay or 0.0, duration, stagger=stagger))


def _from_table(template: Template, name: str, table: Mapping[str, Any]) -> Direction:
    for key in table:
        if key not in _LAYER:
            _refuse(template, f"the motion of {name!r} has no {key!r}{_near(key, _LAYER)}", f"known: {', '.join(_LAYER)}")
    stagger = table.get("stagger")
    if stagger is not None and stagger not in (*UNITS, "", "none"):
        _refuse(template, f"stagger of {name!r} is {stagger!r}", f"use {', '.join(UNITS)}")
    repeat = table.get("repeat")
    if repeat is not None and not (isinstance(repeat, (int, float)) and repeat > 0):
        _refuse(template, f"repeat of {name!r} is {repeat!r}", "give how many times, as a number")
    direction = Direction(
        str(table.get("preset", "")),
        _time(template, f"delay of {name!r}", table.get("delay"), negative=True) or 0.0,
        _time(template, f"duration of {name!r}", table.get("duration")),
        table.get("easing"),
        "" if stagger == "none" else stagger,
        _time(template, f"gap of {name!r}", table.get("gap")),
        repeat,
        table.get("origin"),
    )
    return _known(template, name, direction)


def _known(template: Template, name: str, direction: Direction) -> Direction:
    if direction.preset not in PRESETS:
        near = _near(direction.preset, tuple(PRESETS))
        _refuse(template, f"the motion of {name!r}: there is no preset {direction.preset!r}{near}", f"there are {', '.join(PRESETS)}")
    return direction


def _time(template: Template, name: str, value: Any, *, negative: bool = False) -> float | None:
    """Return seconds, given as a number or as `"400ms"`."""
    if value is None:
        return None
    found = seconds(value) if isinstance(value, str) else float(value) if isinstance(value, (int, float)) else None
    if found is None or (found < 0 and not negative):
        _refuse(template, f"{name} is {value!r}", 'give seconds (1.5) or text ("400ms")')
    return found


def _table(template: Template, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        _refuse(template, "[motion.layers] is no table", 'write [motion.layers] with lines such as headline = "rise"')
    return value


def _refuse(template: Template | None, what: str, mend: str) -> NoReturn:
    file = None if template is None else "template.toml"
    raise TemplateError(what, mend=mend, template=template.name if template is not None else None, file=file)


def _near(word: str, words: tuple[str, ...]) -> str:
    found = difflib.get_close_matches(word.lower(), list(words), n=1, cutoff=0.6)
    return f" (did you mean {found[0]!r}?)" if found else ""
