"""What every template of the gallery is tried with: eight cases, their content made from the slots' own samples."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from visualgen.gallery.words import arabic, flat, long, short, with_emoji
from visualgen.render.content import picture_value
from visualgen.render.products import PictureValue
from visualgen.settings import Limits
from visualgen.template.model import SlotSpec, Template

PICTURES = ("image", "footage")
SAID_BY_CONSTRUCTION = frozenset({"sample_used"})
"""Findings that are left out: samples are shown on purpose."""

PORTRAITS = ("nour", "croissants")
LANDSCAPES = ("galette", "petrissage")
LANDSCAPE_BOX = (0, 620, 1600, 1520)
"""The part of a drawn photo (1600 × 2000 px) that makes a landscape of it."""
PHOTO_PX = 1400
LIST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One trial. `words` names how the words are made, `photo` what is in the photo slots ("" leaves the samples)."""

    name: str
    fr: str
    en: str
    words: str = "normal"
    photo: str = ""


CASES = (
    Case("short", "court", "short", "short"),
    Case("normal", "normal", "normal"),
    Case("long", "long", "long", "long"),
    Case("emoji", "émojis", "emoji", "emoji"),
    Case("arabic", "arabe", "Arabic", "arabic"),
    Case("no-photo", "sans photo", "no photo", photo="none"),
    Case("portrait", "photo en hauteur", "portrait photo", photo="portrait"),
    Case("landscape", "photo en largeur", "landscape photo", photo="landscape"),
    Case("long-photo", "long, avec photo", "long, with photo", "long", "portrait"),
)
"""The eight, and long words beside a photo: the composition with a photo has less room for them."""

Words = Callable[[SlotSpec, str], str]


def _text(make: Callable[[str, str], str]) -> Words:
    return lambda spec, sample: make(sample, spec.help)


WORDS: Mapping[str, Words] = {
    "short": _text(short),
    "normal": lambda spec, sample: sample,
    "long": lambda spec, sample: long(sample, spec.help, spec.name),
    "emoji": _text(with_emoji),
    "arabic": lambda spec, sample: arabic(sample, spec.help, spec.name),
}


@dataclass(frozen=True, slots=True)
class Photos:
    """The photos of the cases, by the name of the case."""

    by_case: Mapping[str, tuple[PictureValue, ...]]

    def of(self, case: str, index: int) -> PictureValue:
        """Return the photo of the slot number `index`: slots beside each other get different ones."""
        found = self.by_case[case]
        return found[index % len(found)]


def cases_of(template: Template) -> tuple[Case, ...]:
    """Return the cases that make a difference for a template: photo cases only where it has a photo."""
    has_photo = any(_holds_photo(spec) for spec in template.slots.values())
    return tuple(case for case in CASES if has_photo or not case.photo)


def content_of(case: Case, template: Template, photos: Photos | None) -> dict[str, Any]:
    """Return the slots' values of a case; what is left out keeps its sample (render with `sample=True`).

    `photos` may be None for a case without photo.
    """
    content: dict[str, Any] = {}
    pictures = 0
    for name, spec in template.slots.items():
        if spec.type in PICTURES:
            if case.photo:
                content[name] = _photo(case, photos, pictures)
            pictures += 1
        elif spec.value is None and spec.type in ("text", "list"):
            value = _words(case, spec)
            if value is not None:
                content[name] = value
        if spec.type == "list" and case.photo:
            fields = {field for field, inner in spec.fields.items() if inner.type in PICTURES}
            if fields:
                content[name] = _with_photos(content.get(name) or _items(spec), fields, case, photos)
    return content


def draw_photo(name: str, *, landscape: bool) -> bytes:
    """Return a photo of the sample month as JPEG, upright or its middle as a landscape."""
    from PIL import Image

    from visualgen.demo.photos import write_photo

    with TemporaryDirectory() as folder:
        write_photo(name, Path(folder))
        with Image.open(Path(folder) / f"{name}.jpg") as whole:
            image = whole.crop(LANDSCAPE_BOX) if landscape else whole.copy()
    image.thumbnail((PHOTO_PX, PHOTO_PX))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    return file.getvalue()


def photos_from(drawn: Mapping[tuple[str, bool], bytes], limits: Limits) -> Photos:
    """Return the cases' photos from what `draw_photo` made, by name and landscape."""
    kinds = {"portrait": [(name, False) for name in PORTRAITS], "landscape": [(name, True) for name in LANDSCAPES]}
    return Photos({kind: tuple(picture_value(drawn[key], f"{key[0]}-{kind}.jpg", limits) for key in keys) for kind, keys in kinds.items()})


def _holds_photo(spec: SlotSpec) -> bool:
    return spec.type in PICTURES or any(_holds_photo(inner) for inner in spec.fields.values())


def _photo(case: Case, photos: Photos | None, index: int) -> PictureValue | str:
    return "" if case.photo == "none" or photos is None else photos.of(case.photo, index)


def _words(case: Case, spec: SlotSpec) -> Any:
    """Return a slot's value in this case; None to leave its sample."""
    if case.words == "normal":
        return None
    if spec.type == "text":
        sample = spec.sample if isinstance(spec.sample, str | int | float) and not isinstance(spec.sample, bool) else spec.default
        text = "" if sample is None else str(sample)
        return WORDS[case.words](spec, text) if text.strip() else None
    items = _items(spec)
    if case.words == "short":
        items = items[: -(-len(items) // 2)]
    return [_item(item, spec, case) for item in items]


def _items(spec: SlotSpec) -> list[Any]:
    """Return a list's sample items: those of template.toml, else a few made of the drawn fields."""
    given = spec.sample if isinstance(spec.sample, list) else spec.default
    if isinstance(given, list) and given:
        return list(given)
    drawn = {name: inner.sample for name, inner in spec.fields.items() if inner.type == "text" and inner.sample}
    if set(drawn) <= {"item"}:
        return [flat(str(drawn.get("item", "…")))] * LIST_ITEMS
    return [dict(drawn) for _ in range(LIST_ITEMS)]


def _item(item: Any, spec: SlotSpec, case: Case) -> Any:
    if isinstance(item, Mapping):
        return {name: _item(value, spec.fields.get(name, spec), case) for name, value in item.items()}
    if isinstance(item, str) and item.strip() and spec.type not in PICTURES:
        return WORDS[case.words](spec, item)
    return item


def _with_photos(items: list[Any], fields: set[str], case: Case, photos: Photos | None) -> list[Any]:
    return [
        {**item, **{name: _photo(case, photos, index) for name in fields}} if isinstance(item, Mapping) else item
        for index, item in enumerate(items)
    ]
