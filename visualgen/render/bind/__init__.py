"""bind: a drawing, a kit and words become one tree with its structure settled, and the words beside it.

What the words decide about the structure (conditions, lists, colours, codes) is carried out here; the words themselves stay
beside the tree, so that a month of one template shares one styled tree.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Hashable, Mapping, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.brand.model import BrandKit
from visualgen.render.bind.artwork import ArtworkShelf, insert_artwork
from visualgen.render.bind.content import Given, brand_context, given_values
from visualgen.render.bind.drawing import Prepared, find_drawing, prepare
from visualgen.render.bind.each import Scope, settle_structure
from visualgen.render.bind.slots import settle_slots
from visualgen.render.bind.stamp import stamp_draft
from visualgen.render.cache import Cache
from visualgen.render.content import picture_file
from visualgen.render.products import PictureValue, Source, StillJob
from visualgen.settings import Limits, Settings
from visualgen.svg.matrix import Box
from visualgen.template.derive_strip import lay_strip
from visualgen.template.model import Drawing, SlotSpec, Template
from visualgen.template.reading import written

_IN_TREE = ("color", "qr", "logo")


@dataclass(frozen=True, slots=True)
class _Structure:
    """A tree whose structure is settled; `specs` are its slots by instance name, `key` what the style pass may cache it by."""

    root: Element
    key: str
    specs: Mapping[str, SlotSpec]


def bind(job: StillJob, settings: Settings, cache: Cache) -> Source:
    """Return the job's drawing with everything settled but style and place.

    Raises `ContentError` (a slot that is missing, unknown or of the wrong type), `UnknownName` (a page), `KitError` (a logo that the
    kit lacks), `TemplateError`, `SvgError` and `LimitExceeded`.
    """
    limits = settings.limits
    drawing = find_drawing(job)
    prepared = None if drawing.jinja else _prepared(job, drawing, limits, cache, {})
    given = given_values(job, limits, prepared.drawn_pictures if prepared else frozenset())
    if prepared is None:
        prepared = _prepared(job, drawing, limits, cache, _logic_values(job, given))
    flat = _flatten(given.values)
    _show_photos_beside(job, prepared, given, flat, limits)
    structure = _structure(job, prepared, given, flat, limits, cache)
    values = {name: value for name, value in flat.items() if name in structure.specs}
    return Source(
        root=structure.root,
        key=structure.key,
        size_px=job.target.size_px,
        css=job.kit.css,
        font_map=_font_map(job.template, job.kit),
        values=MappingProxyType(values),
        specs=structure.specs,
        samples_used=_samples_used(structure, given, job.template),
        derived_from=prepared.derived_from,
        placement=job.target.placement,
    )


def drawn_plainly(job: StillJob, limits: Limits) -> Drawing:
    """Return the job's drawing, a Jinja2 one written out with the job's words. Raises what `bind` raises."""
    drawing = find_drawing(job)
    return written(drawing, limits, _logic_values(job, given_values(job, limits, frozenset()))) if drawing.jinja else drawing


def _prepared(job: StillJob, drawing: Drawing, limits: Limits, cache: Cache, values: Mapping[str, Any]) -> Prepared:
    logic = hashlib.sha256(repr(sorted(values.items())).encode("utf-8", "surrogatepass")).hexdigest() if values else ""
    key: Hashable = ("drawing", job.template.digest, drawing.ratio, drawing.page, job.target, logic)
    found: Prepared | None = cache.get(key)
    if found is None:
        found = prepare(job, drawing, limits, values)
        cache.put(key, found, found.weight_bytes)
    return found


def _structure(job: StillJob, prepared: Prepared, given: Given, flat: Mapping[str, Any], limits: Limits, cache: Cache) -> _Structure:
    slots = job.template.slots
    lists = {name: value for name, value in given.values.items() if isinstance(value, list)}
    in_tree = {name: value for name, value in flat.items() if _type(name, slots) in _IN_TREE and not isinstance(value, PictureValue)}
    empty = frozenset(name for name, value in flat.items() if value == "") if prepared.strip_of is not None else frozenset()
    flags = (tuple(sorted(given.present)), _shape(lists), tuple(sorted(in_tree.items())), tuple(sorted(empty)), job.draft)
    key: Hashable = ("structure", job.template.digest, prepared.digest, job.kit.digest, flags)
    found: _Structure | None = cache.get(key)
    if found is not None:
        return found
    root = copy.deepcopy(prepared.root)
    specs = settle_structure(root, Scope(frozenset(given.present), lists, slots), prepared.canvas)
    specs = {name: _in_user_units(spec, prepared.unit) for name, spec in specs.items()}
    if prepared.strip_of is not None:
        specs = _laid_as_strip(root, specs, prepared.strip_of, job.target.size_px, empty)
    shelf = ArtworkShelf(job.kit, limits)
    insert_artwork(root, shelf, prepared.canvas)
    settle_slots(root, specs, in_tree, shelf, prepared.canvas)
    if job.draft:
        stamp_draft(root, prepared.canvas, job.kit.locale)
    markup = etree.tostring(root)
    digest = hashlib.sha256(markup + job.kit.digest.encode()).hexdigest()
    found = _Structure(root, digest, MappingProxyType(specs))
    cache.put(key, found, len(markup) * 8)
    return found


def _laid_as_strip(
    root: Element, specs: Mapping[str, SlotSpec], drawn: Box, size_px: tuple[int, int], empty: Set[str]
) -> dict[str, SlotSpec]:
    """Lay a tree, whose conditions are settled, as a strip; return the slots that are left, with the sizes they may take there.

    `empty` are the slots that have no words, and so take no room.
    """
    rooms = lay_strip(root, drawn, size_px, empty).rooms
    return {
        name: replace(spec, fit=rooms[name].fit, lines=rooms[name].lines, balance=True, valign="middle")
        for name, spec in specs.items()
        if name in rooms
    }


def _in_user_units(spec: SlotSpec, unit: float) -> SlotSpec:
    """Return the slot with its `fit` in the drawing's user units instead of px."""
    if spec.fit is None or abs(unit - 1) < 1e-3:
        return spec
    return replace(spec, fit=(spec.fit[0] * unit, spec.fit[1] * unit))


def _shape(value: Any) -> Hashable:
    """Return what decides the structure of a list: its items, and which of their fields have something to show."""
    if isinstance(value, Mapping):
        return tuple((key, _shape(part)) for key, part in sorted(value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(_shape(part) for part in value)
    return bool(value)


def _flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the values by instance name: `items` of two becomes `items.0.title`, `items.1.title`."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list):
            for index, item in enumerate(value):
                found.update(_flatten(item, f"{prefix}{name}.{index}."))
        else:
            found[prefix + name] = value
    return found


def _type(instance: str, slots: Mapping[str, SlotSpec]) -> str | None:
    spec: SlotSpec | None = None
    for part in instance.split("."):
        if not part.isdigit():
            spec = (spec.fields if spec is not None else slots).get(part)
            if spec is None:
                return None
    return spec.type if spec is not None else None


def _logic_values(job: StillJob, given: Given) -> dict[str, Any]:
    """Return what a Jinja2 drawing is written with; a list that was not given has no items."""
    width, height = job.target.size_px
    empty: dict[str, Any] = {name: [] for name, spec in job.template.slots.items() if spec.type == "list"}
    return {
        **empty,
        **given.plain,
        "brand": brand_context(job.kit),
        "ratio": job.target.ratio,
        "page": job.page,
        "pages": job.template.pages(job.target.ratio),
        "width": width,
        "height": height,
    }


def _show_photos_beside(job: StillJob, prepared: Prepared, given: Given, flat: dict[str, Any], limits: Limits) -> None:
    """Give the slots that show a photo file beside the drawing that photo, where they have no other."""
    for name, path in prepared.beside.items():
        if name not in given.values and _type(name, job.template.slots) in ("image", "footage"):
            flat[name] = picture_file(path, limits)


def _font_map(template: Template, kit: BrandKit) -> Mapping[str, str]:
    """Return the drawn families with what replaces them: a typography token's family, or the family itself."""
    return {drawn: kit.css.get(f"--{wanted.replace('.', '-')}-family", wanted) for drawn, wanted in template.fonts.items()}


def _samples_used(structure: _Structure, given: Given, template: Template) -> tuple[str, ...]:
    """Return the slots of this drawing that show a sample, in the template's order."""
    drawn = {instance.partition(".")[0] for instance in structure.specs}
    return tuple(name for name in template.slots if name in drawn and name in given.sampled and given.values.get(name) != "")
