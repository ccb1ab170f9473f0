"""What a designer should know about a template's motion before anyone makes a clip of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from visualgen.brand.model import BrandKit
from visualgen.errors import InputError
from visualgen.motion.choreography import choreographed, layer_keys
from visualgen.motion.directions import Directions, read_directions
from visualgen.motion.stage import read_cast
from visualgen.render.bind import bind
from visualgen.render.cache import Cache
from visualgen.render.place import place
from visualgen.render.products import StillJob
from visualgen.render.style import style
from visualgen.settings import Settings
from visualgen.template.check import Problem
from visualgen.template.model import Template
from visualgen.template.reading import drawing_tree
from visualgen.template.target import resolve_target
from visualgen.text.fonts import FontBook

_CACHE_BYTES = 16_000_000


def check_motion(template: Template, kit: BrandKit, settings: Settings) -> tuple[Problem, ...]:
    """Return the problems of a template's motion, each drawing played with its samples and `kit`."""
    try:
        directions = read_directions(template)
    except InputError as error:
        return (Problem("motion_unreadable", "error", error.message, error.mend, "template.toml", fr=error.fr),)
    found = [*_unknown_layers(template, directions, settings), *_not_played(template, kit, directions, settings)]
    return tuple(dict.fromkeys(found))


def _unknown_layers(template: Template, directions: Directions, settings: Settings) -> Iterator[Problem]:
    values = {"brand": {}, "page": 1, "pages": 1, "width": 1080, "height": 1080, "ratio": ""}
    samples = {name: spec.sample for name, spec in template.slots.items() if spec.sample is not None}
    known = {
        key
        for drawing in template.drawings.values()
        for element in drawing_tree(drawing, settings.limits, {**samples, **values}, lenient=True).iter("*")
        for key in layer_keys(element)
    }
    for name in directions.layers:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
            mend = f"did you mean {near[0]!r}?" if near else "name the layer in the drawing, or take the line out"
            mend_fr = f"vouliez-vous dire « {near[0]} » ?" if near else "nommez le calque dans le dessin, ou retirez la ligne"
            yield Problem(
                "motion_layer_unknown",
                "warning",
                f"[motion.layers] moves {name!r}, no layer",
                mend,
                "template.toml",
                name,
                fr=(f"[motion.layers] bouge « {name} », qui n’est pas un calque", mend_fr),
            )


def _not_played(template: Template, kit: BrandKit, directions: Directions, settings: Settings) -> Iterator[Problem]:
    cache, book = Cache(_CACHE_BYTES), FontBook(kit.fonts)
    for (ratio, page), drawing in template.drawings.items():
        try:
            job = StillJob(template, kit, resolve_target(ratio, template, settings.limits), {}, page, sample=True)
            source = choreographed(bind(job, settings, cache), directions)
            _, problems = read_cast(place(style(source, cache), source, kit, book))
        except InputError:
            continue  # the drawing itself cannot be made: other checks say why
        for problem in problems:
            yield Problem("not_played", "error", f"{problem.property}: {problem.message}", problem.mend, drawing.path.name, problem.layer)
