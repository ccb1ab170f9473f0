"""What a job gives each slot: content judged by the slot's type, defaults, `value` expressions, samples."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from visualgen.brand.model import BrandKit
from visualgen.errors import ContentError, LimitExceeded, TemplateError
from visualgen.render.content import parse_focus, picture_file
from visualgen.render.products import PictureValue, StillJob
from visualgen.settings import Limits
from visualgen.svg.color import parse_color, to_hex
from visualgen.template.model import SlotSpec
from visualgen.template.names import slot_name
from visualgen.template.reading import sample_file
from visualgen.text.cleaning import clean
from visualgen.text.french import french_spacing

ITEMS = 60
QR_CHARS = 800


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
            raise _missing(missing[0], missing[0].name, missing)
        return self.given

    def content(self) -> dict[str, Any]:
        """Return the content by the slots' own names."""
        found: dict[str, Any] = {}
        for key, value in self.job.content.items():
            name = slot_name(str(key))
            if name not in self.slots:
                near = difflib.get_close_matches(name, self.slots, n=1, cutoff=0.5)
                hint = f"did you mean {near[0]!r}? " if near else ""
                shown = name if len(name) <= 60 else name[:57] + "…"
                raise ContentError(
                    f"the template {self.job.template.name!r} has no such slot", mend=f"{hint}It has: {', '.join(self.slots)}", slot=shown
                )
            found[name] = value
        return found

    def set(self, spec: SlotSpec, raw: Any) -> None:
        """Take a value as given."""
        value = self.convert(spec, raw, spec.name)
        self.given.values[spec.name] = value
        self.given.plain[spec.name] = _plain(raw, value)
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

    # conversions

    def convert(self, spec: SlotSpec, raw: Any, name: str) -> Any:
        """Return a raw value as its slot's type holds it; "" for nothing."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return ""
        match spec.type:
            case "text":
                return self.text(spec, raw, name)
            case "image" | "footage":
                return self.picture(spec, raw, name)
            case "logo":
                return (
                    raw
                    if isinstance(raw, PictureValue)
                    else slot_name(self.string(raw, name, "the name of a logo of the kit, or a picture"))
                )
            case "color":
                return self.color(raw, name)
            case "qr":
                text = self.string(raw, name, "an address or a text")
                if len(text.encode("utf-8", "replace")) > QR_CHARS:
                    raise LimitExceeded(f"a QR code of {len(text)} characters cannot be scanned", mend="shorten the address", slot=name)
                return text
            case "list":
                return self.items(spec, raw, name)

    def text(self, spec: SlotSpec, raw: Any, name: str) -> str:
        text = self.string(raw, name, "a text")
        if len(text) > self.limits.text_chars:
            raise LimitExceeded(
                f"the text has {len(text):,} characters, {self.limits.text_chars:,} are allowed", mend="shorten it", slot=name
            )
        text = _cased(clean(text).strip(), spec.case)
        return french_spacing(text) if self.job.kit.french_spacing else text

    def string(self, raw: Any, name: str, wanted: str) -> str:
        if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal, datetime.date, datetime.time)):
            raise ContentError(f"it is {_kind(raw)}, not {wanted}", mend=f"give {wanted}", slot=name)
        if isinstance(raw, (float, Decimal)) and self.job.kit.locale.lower().startswith("fr"):
            return f"{raw:.12g}".replace(".", ",")
        return str(raw).strip()

    def picture(self, spec: SlotSpec, raw: Any, name: str) -> PictureValue:
        if not isinstance(raw, PictureValue):
            raise ContentError(f"it is {_kind(raw)}, not a photo", mend="give the path of a photo, or upload one", slot=name)
        if raw.focus == "auto" and spec.focus != "auto":
            return dataclasses.replace(raw, focus=parse_focus(spec.focus, name))
        return raw

    def color(self, raw: Any, name: str) -> str:
        text = self.string(raw, name, "a colour")
        token = self.job.kit.css.get(f"--color-{text.lower().removeprefix('color.').replace('.', '-')}")
        rgba = parse_color(token or text)
        if rgba is None:
            raise ContentError(
                f"{text[:60]!r} is not a colour", mend="give #rrggbb, a CSS colour, or a colour of the kit such as accent", slot=name
            )
        return to_hex(rgba) if rgba[3] >= 1 else "rgba({},{},{},{:.4g})".format(*(round(part * 255) for part in rgba[:3]), rgba[3])

    def items(self, spec: SlotSpec, raw: Any, name: str) -> list[dict[str, Any]]:
        """Return a list's items, each a map from field to value, with its number from 1 as `index`."""
        if len(raw := _sequence(raw, name)) > ITEMS:
            raise LimitExceeded(f"the list has {len(raw)} items, {ITEMS} are allowed", mend="shorten it", slot=name)
        return [self.item(spec, entry, index, f"{name}.{index}") for index, entry in enumerate(raw)]

    def item(self, spec: SlotSpec, entry: Any, index: int, name: str) -> dict[str, Any]:
        fields = dict(spec.fields) or {"item": SlotSpec("item", "text")}
        raw = {slot_name(str(key)): value for key, value in entry.items()} if isinstance(entry, Mapping) else {_only(fields): entry}
        unknown = next((key for key in raw if key not in fields), None)
        if unknown is not None:
            raise ContentError(f"an item has no field {unknown!r}", mend=f"it has: {', '.join(fields)}", slot=name)
        found: dict[str, Any] = {"index": str(index + 1)}
        for key, inner in fields.items():
            value = self.convert(inner, raw.get(key, inner.default), f"{name}.{key}")
            if inner.required and not value and not self.sampling:
                raise _missing(inner, f"{name}.{key}", [inner])
            found[key] = value
        return found


def brand_context(kit: BrandKit) -> dict[str, Any]:
    """Return what template logic knows of the brand."""
    return {
        "name": kit.name,
        "title": kit.title,
        "locale": kit.locale,
        "contact": dict(kit.contact),
        "legal": dict(kit.legal),
        "accounts": dict(kit.accounts),
        "colors": {key.removeprefix("--color-"): value for key, value in kit.css.items() if key.startswith("--color-")},
    }


def _missing(spec: SlotSpec, name: str, missing: Sequence[SlotSpec]) -> ContentError:
    others = f" ({', '.join(other.name for other in missing[1:])} too)" if len(missing) > 1 else ""
    help_text = f" ({spec.help})" if spec.help else ""
    return ContentError(
        f"it is required and has no value{others}", mend=f"give {spec.name!r} a value{help_text}, or ask for samples", slot=name
    )


def _sequence(raw: Any, name: str) -> Sequence[Any]:
    if isinstance(raw, str):
        text = raw.strip()
        if text.startswith("["):
            try:
                raw = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise ContentError(f"the list is not JSON: {error}", mend='write ["a", "b"] or a | b', slot=name) from None
        else:
            raw = [part.strip() for part in text.split("|") if part.strip()]
    if not isinstance(raw, (list, tuple)):
        raise ContentError(f"it is {_kind(raw)}, not a list", mend='give a list: ["a", "b"] or a | b', slot=name)
    return raw


def _only(fields: Mapping[str, SlotSpec]) -> str:
    """Return the field that a plain item fills: `item`, else the first."""
    return "item" if "item" in fields else next(iter(fields))


def _plain(raw: Any, value: Any) -> Any:
    """Return what template logic sees of a value: numbers stay numbers, a picture is true, an item of one text is that text."""
    if isinstance(value, PictureValue):
        return True
    if isinstance(value, list):
        return [
            {key: True if isinstance(part, PictureValue) else part for key, part in item.items()}
            if set(item) != {"index", "item"}
            else item["item"]
            for item in value
        ]
    return raw if isinstance(raw, (int, float)) and not isinstance(raw, bool) else value


def _cased(text: str, case: str | None) -> str:
    match case:
        case "upper":
            return text.upper()
        case "lower":
            return text.lower()
        case "title":
            return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
        case _:
            return text


def _kind(value: Any) -> str:
    names = {bool: "true or false", PictureValue: "a photo", dict: "a table", list: "a list", tuple: "a list", str: "a text"}
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "a number"
    return names.get(type(value), type(value).__name__)
