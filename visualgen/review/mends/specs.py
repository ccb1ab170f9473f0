"""A job whose slot behaves a little otherwise: the same template with one slot's rules changed, under a digest of its own."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from visualgen.render.products import StillJob
from visualgen.template.model import SlotSpec, Template


def slot_spec(job: StillJob, slot: str) -> SlotSpec | None:
    """Return the rules of a slot, of a list's field too (`items.0.title`)."""
    first, _, rest = slot.partition(".")
    spec = job.template.slots.get(first)
    return spec.fields.get(rest.rpartition(".")[2]) if spec is not None and rest else spec


def with_spec(job: StillJob, slot: str, **changes: Any) -> StillJob:
    """Return the job with some rules of one slot replaced."""
    first, _, rest = slot.partition(".")
    spec = job.template.slots[first]
    field = rest.rpartition(".")[2]
    changed = replace(spec, fields={**spec.fields, field: replace(spec.fields[field], **changes)}) if rest else replace(spec, **changes)
    return with_template(job, replace(job.template, slots={**job.template.slots, first: changed}), f"{slot} {sorted(changes.items())}")


def with_template(job: StillJob, template: Template, mark: str) -> StillJob:
    """Return the job with a changed template, its digest changed by `mark`."""
    digest = hashlib.sha256(f"{job.template.digest} {mark}".encode()).hexdigest()
    return replace(job, template=replace(template, digest=digest))
