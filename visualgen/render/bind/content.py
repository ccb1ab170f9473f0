"""What a job gives each slot: content judged by the slot's type, defaults, `value` expressions, samples."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

from visualgen.brand.model import BrandKit
from visualgen.errors import ContentError, TemplateError
from visualgen.render.bind.values import Converter, missing_value, plain_value
from visualgen.render.content import picture_file
from visualgen.render.products import StillJob
from visualgen.settings import Limits
from visualgen.template.model import SlotSpec
from visualgen.template.names import slot_name
from visualgen.template.reading import sample_file


@dataclass(slots=True)
class Given:
    """The values of a job. `values` by slot: str, PictureValue, or a list of maps; "" removes the slot.

    `present` are the slots that have something to show, `kept` those shown by their drawn sample, `sampled` those with any sample.
    `plain` is what template logic sees.
    """

    values: dict[str, Any] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    sampled: set[str] = field(default_factory=set)
    plain: dict[str, Any] = field(default_factory=dict)


def given_values(job: StillJob, limits: Limits, drawn_samples: frozenset[str]) -> Given:
    """Return what `job` gives every slot of its template; `drawn_samples` are the slots whose drawing can stand as a sample.

    Raises `ContentError` naming the slot (missing, unknown, of the wrong type) and `LimitExceeded` for text that is too long.
    """
    return _Settling(job, limits, drawn_samples).run()


class _Settling:
    """Settles one job's slots."""

    def __init__(self, job: StillJob, limits: Limits, drawn_samples: frozenset[str]) -> None:
        self.job, self.limits, self.drawn_samples = job, limits, drawn_samples
        self.slots = job.template.slots
        self.sampling = job.sample or job.draft
        self.converter = Converter(job.kit, limits, self.sampling)
        self.given = Given()
        self.computing: list[str] = []
        self.computed: set[str] = set()

    def run(self) -> Given:
        content = self.content()
        for name, spec in self.slots.items():
            if name in content:
                self.set(spec, content[name])
            elif spec.default is not None:
                self.set(spec, spec.default)
            elif spec.value is None:
                self.sample(spec)
        for name, spec in self.slots.items():
            if spec.value is not None and name not in self.given.values:
                self.compute(name)
        missing = [spec for spec in self.slots.values() if spec.required and spec.name not in self.given.present]
        if missing and not self.sampling:
            raise missing_value(missing[0], missing[0].name, missing)
        return self.given

    def content(self) -> dict[str, Any]:
        """Return the content by the slots' own names."""
        found: dict[str, Any] = {}
        for key, value in self.job.content.items():
            name = slot_name(str(key))
            if name not in self.slots:
                near = difflib.get_close_matches(name, self.slots, n=1, cutoff=0.5)
                hint = f"did you mean {near[0]!r}? " if near else ""
                hint_fr = f"vouliez-vous dire « {near[0]} » ? " if near else ""
                shown = name if len(name) <= 60 else name[:57] + "…"
                raise ContentError(
                    f"the template {self.job.template.name!r} has no such slot",
                    mend=f"{hint}It has: {', '.join(self.slots)}",
                    slot=shown,
                ).french(f"le modèle « {self.job.template.name} » n’a pas cette zone", f"{hint_fr}ses zones : {', '.join(self.slots)}")
            found[name] = value
        return found

    def set(self, spec: SlotSpec, raw: Any) -> None:
        """Take a value as given."""
        value = self.converter.convert(spec, raw, spec.name)
        self.given.values[spec.name] = value
        self.given.plain[spec.name] = plain_value(raw, value)
        if value:
            self.given.present.add(spec.name)

    def sample(self, spec: SlotSpec) -> None:
        """Show a slot that has no value by its sample: always drawn where it stays, filled in when samples are asked for."""
        name = spec.name
        self.given.sampled.add(name)
        if not self.sampling:
            return
        if spec.sample is False or spec.sample == "":
            self.given.values[name] = ""
            return
        if spec.sample is not None and not spec.sample_drawn and not (spec.type in ("image", "footage") and spec.sample is True):
            filled = self.sampled_value(spec)
            if filled is not None:
                self.set(spec, filled)
                return
        elif spec.type in ("image", "footage"):
            path = sample_file(self.job.template, name, None)
            if path is not None:
                self.set(spec, picture_file(path, self.limits))
                return
        if spec.sample_drawn:
            self.given.plain[name] = spec.sample
        if spec.sample_drawn or name in self.drawn_samples or spec.type not in ("image", "footage"):
            self.given.kept.add(name)
            self.given.present.add(name)

    def sampled_value(self, spec: SlotSpec) -> Any:
        if spec.type not in ("image", "footage"):
            return spec.sample
        path = sample_file(self.job.template, spec.name, spec.sample)
        if path is None:
            raise TemplateError(
                f"its sample {spec.sample!r} is not in the folder sample/", mend="add the file, or correct its name", slot=spec.name
            )
        return picture_file(path, self.limits)

    def compute(self, name: str) -> None:
        """Evaluate a slot's `value` expression, the ones it needs first; a slot it needs that is unset leaves it empty."""
        from visualgen.template.sandbox import evaluate, names_in  # Jinja2 is loaded only where it is used

        spec = self.slots[name]
        if name in self.computed or spec.value is None:
            return
        if name in self.computing:
            chain = " → ".join([*self.computing, name])
            raise TemplateError(f"the values {chain} need each other", mend="break the circle in template.toml", slot=name)
        self.computing.append(name)
        file = f"template.toml, slot {name}"
        for needed in names_in(spec.value, file=file):
            if needed in self.slots and needed not in self.given.values:
                self.compute(needed)
        text = evaluate(spec.value, {**self.given.plain, "brand": brand_context(self.job.kit)}, file=file)
        self.computing.pop()
        self.computed.add(name)
        self.set(spec, (text or "").strip())


def brand_context(kit: BrandKit) -> dict[str, Any]:
    """Return what template logic knows of the brand."""
    return {
        "name": kit.name,
        "title": kit.title,
        "tagline": kit.tagline,
        "locale": kit.locale,
        "contact": dict(kit.contact),
        "legal": dict(kit.legal),
        "accounts": dict(kit.accounts),
        "colors": {key.removeprefix("--color-"): value for key, value in kit.css.items() if key.startswith("--color-")},
    }
