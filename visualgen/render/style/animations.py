"""CSS animations as a drawing declares them: `@keyframes` by name, the `animation` shorthand as longhands, var() put in per element.

Nothing is judged or played here; a still is the drawing at rest, and whoever makes a clip reads these texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2

from visualgen.render.products import Moved, Stop
from visualgen.render.style.variables import Tokens, Variables, substitute

LONGHANDS = {
    "animation-name": "none",
    "animation-duration": "0s",
    "animation-timing-function": "ease",
    "animation-delay": "0s",
    "animation-iteration-count": "1",
    "animation-direction": "normal",
    "animation-fill-mode": "none",
    "animation-play-state": "running",
    "animation-composition": "replace",
    "animation-timeline": "auto",
}
"""The longhands with their initial values (CSS Animations 1 and 2)."""

_SHORT = tuple(name for name in LONGHANDS if name not in ("animation-composition", "animation-timeline"))
_WORDS = {
    "animation-direction": {"normal", "reverse", "alternate", "alternate-reverse"},
    "animation-fill-mode": {"none", "forwards", "backwards", "both"},
    "animation-play-state": {"running", "paused"},
    "animation-iteration-count": {"infinite"},
    "animation-timing-function": {"linear", "ease", "ease-in", "ease-out", "ease-in-out", "step-start", "step-end"},
}
_EASINGS = frozenset({"cubic-bezier", "steps", "linear"})
_CSS_WIDE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})


@dataclass(frozen=True, slots=True)
class Keyframe:
    """One block of a `@keyframes` rule: where it holds (0..1) and its declarations, var() still in them."""

    offsets: tuple[float, ...]
    declarations: tuple[tuple[str, Tokens], ...]


def read_keyframes(rule: Any) -> tuple[str, tuple[Keyframe, ...]] | None:
    """Return a `@keyframes` rule's name and blocks; blocks that CSS would drop are not there. None when it has no valid name."""
    words = [token for token in rule.prelude if token.type not in ("whitespace", "comment")]
    if len(words) != 1 or words[0].type not in ("ident", "string") or rule.content is None:
        return None
    frames: list[Keyframe] = []
    for block in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
        offsets = _offsets(block.prelude) if block.type == "qualified-rule" else None
        if offsets is None:
            continue
        items = tinycss2.parse_blocks_contents(block.content, skip_comments=True, skip_whitespace=True)
        declared = [item for item in items if item.type == "declaration" and not item.important]
        names = [(item.name if item.name.startswith("--") else item.lower_name, tuple(item.value)) for item in declared]
        frames.append(Keyframe(offsets, tuple(names)))
    return str(words[0].value), tuple(frames)


def _offsets(prelude: Sequence[Any]) -> tuple[float, ...] | None:
    found: list[float] = []
    for part in _by_comma(prelude):
        token = part[0] if len(part) == 1 else None
        if token is not None and token.type == "ident" and token.lower_value in ("from", "to"):
            found.append(float(token.lower_value == "to"))
        elif token is not None and token.type == "percentage" and 0 <= token.value <= 100:
            found.append(token.value / 100)
        else:
            return None
    return tuple(found)


def _by_comma(tokens: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type not in ("whitespace", "comment"):
            parts[-1].append(token)
    return parts


def expand_animation(text: str) -> dict[str, str]:
    """Return the longhands that the `animation` shorthand sets; nothing when it is not valid."""
    parts = _by_comma(tinycss2.parse_component_value_list(text, skip_comments=True))
    if len(parts) == 1 and len(parts[0]) == 1 and parts[0][0].type == "ident" and parts[0][0].lower_value in _CSS_WIDE:
        return dict(LONGHANDS)
    rows = [_single(part) for part in parts]
    if any(row is None for row in rows):
        return {}
    found = {name: ", ".join((row or {}).get(name, LONGHANDS[name]) for row in rows) for name in _SHORT}
    return {**LONGHANDS, **found}


def _single(tokens: Sequence[Any]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for token in tokens:
        name = _meaning(token, found)
        if name is None:
            return None
        found[name] = token.serialize() if token.type != "string" else str(token.value)
    return found if tokens else None


def _meaning(token: Any, found: Mapping[str, str]) -> str | None:
    """Return the longhand that one value of the shorthand sets; None when none is left for it."""
    names: list[str] = []
    if token.type == "dimension" and token.lower_unit in ("s", "ms"):
        names = ["animation-duration", "animation-delay"]
    elif token.type == "number":
        names = ["animation-iteration-count"]
    elif token.type == "function":
        names = ["animation-timing-function"] if token.lower_name in _EASINGS else ["animation-duration", "animation-delay"]
    elif token.type == "ident":
        names = [name for name, words in _WORDS.items() if token.lower_value in words] + ["animation-name"]
    elif token.type == "string":
        names = ["animation-name"]
    return next((name for name in names if name not in found), None)


def moved(
    won: Mapping[str, str | None],
    keyframes: Mapping[str, tuple[Keyframe, ...]],
    variables: Variables,
    *,
    transform: str | None,
    font_size: float,
) -> Moved | None:
    """Return what an element's winning declarations make it do; None when it has no animation."""
    names = won.get("animation-name")
    if not names or names.strip().lower() == "none":
        return None
    wanted = [re.sub(r"^([\"'])(.*)\1$", r"\2", name.strip()) for name in names.split(",")]
    found = {name: _resolved(keyframes[name], variables) for name in wanted if name in keyframes}
    animation = {name: won.get(name) or initial for name, initial in LONGHANDS.items()}
    missing = tuple(name for name in wanted if name not in keyframes and name.lower() != "none")
    moves = {name: text for name in ("translate", "rotate", "scale") if (text := won.get(name))}
    return Moved(animation, found, transform, moves, "", font_size, missing)


def _resolved(frames: tuple[Keyframe, ...], variables: Variables) -> tuple[Stop, ...]:
    stops: list[Stop] = []
    for frame in frames:
        declared: dict[str, str] = {}
        for name, tokens in frame.declarations:
            value = substitute(tokens, variables)
            if value is not None:
                declared[name] = tinycss2.serialize(value).strip()
        stops.append((frame.offsets, declared))
    return tuple(stops)
