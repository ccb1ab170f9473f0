"""One value becomes what its slot holds (words, a photo, a colour, a code, a list), or an error that names the slot."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from visualgen.brand.model import BrandKit
from visualgen.errors import ContentError, LimitExceeded
from visualgen.render.content import parse_focus
from visualgen.render.products import PictureValue
from visualgen.settings import Limits
from visualgen.svg.color import parse_color, to_hex
from visualgen.template.model import SlotSpec
from visualgen.template.names import slot_name
from visualgen.text.cleaning import clean
from visualgen.text.french import french_spacing

ITEMS = 60
QR_CHARS = 800
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Converter:
    """Converts the values of one job. `sampling`: fields of items may be missing, samples stand for them."""

    kit: BrandKit
    limits: Limits
    sampling: bool

    def convert(self, spec: SlotSpec, raw: Any, name: str) -> Any:
        """Return a raw value as its slot's type holds it; "" for nothing."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return ""
        match spec.type:
            case "text":
                return self._text(spec, raw, name)
            case "image" | "footage":
                return self._picture(spec, raw, name)
            case "logo":
                return slot_name(self._string(raw, name, "the name of a logo of the kit"))
            case "color":
                return self._color(raw, name)
            case "qr":
                text = self._string(raw, name, "an address or a text")
                if len(text.encode("utf-8", "replace")) > QR_CHARS:
                    raise LimitExceeded(
                        f"a QR code of {len(text)} characters cannot be scanned",
                        mend="shorten the address",
                        slot=name,
                    ).french(f"un code QR de {len(text)} signes ne se lit pas", "raccourcissez l’adresse")
                return text
            case "list":
                return self._items(spec, raw, name)

    def _text(self, spec: SlotSpec, raw: Any, name: str) -> str:
        text = self._string(raw, name, "a text")
        if len(text) > self.limits.text_chars:
            raise LimitExceeded(
                f"the text has {len(text):,} characters, {self.limits.text_chars:,} are allowed",
                mend="shorten it",
                slot=name,
            ).french(f"le texte a {len(text)} signes, le maximum est {self.limits.text_chars}", "raccourcissez-le")
        text = _cased(clean(text).strip(), spec.case)
        return french_spacing(text) if self.kit.french_spacing else text

    def _string(self, raw: Any, name: str, wanted: str) -> str:
        if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal, datetime.date, datetime.time)):
            raise ContentError(f"it is {_kind(raw)}, not {wanted}", mend=f"give {wanted}", slot=name)
        if isinstance(raw, (int, float, Decimal)) and not -LARGEST < raw < LARGEST:
            raise ContentError(
                "the number is too large to be written",
                mend="give it as a text",
                slot=name,
            ).french("ce nombre est trop grand pour être écrit", "donnez-le comme un texte")
        if isinstance(raw, (float, Decimal)) and self.kit.locale.lower().startswith("fr"):
            return f"{raw:.12g}".replace(".", ",")
        return str(raw).strip()

    def _picture(self, spec: SlotSpec, raw: Any, name: str) -> PictureValue:
        if not isinstance(raw, PictureValue):
            raise ContentError(
                f"it is {_kind(raw)}, not a photo",
                mend="give the path of a photo, or upload one",
                slot=name,
            ).french("cette zone attend une photo", "donnez le chemin d’une photo")
        if raw.focus == "auto" and spec.focus != "auto":
            return dataclasses.replace(raw, focus=parse_focus(spec.focus, name))
        return raw

    def _color(self, raw: Any, name: str) -> str:
        text = self._string(raw, name, "a colour")
        token = self.kit.css.get(f"--color-{text.lower().removeprefix('color.').replace('.', '-')}")
        rgba = parse_color(token or text)
        if rgba is None:
            raise ContentError(
                f"{text[:60]!r} is not a colour",
                mend="give #rrggbb, a CSS colour, or a colour of the kit such as accent",
                slot=name,
            ).french(f"« {text[:60]} » n’est pas une couleur", "écrivez #rrggbb, ou une couleur du kit comme accent")
        return to_hex(rgba) if rgba[3] >= 1 else "rgba({},{},{},{:.4g})".format(*(round(part * 255) for part in rgba[:3]), rgba[3])

    def _items(self, spec: SlotSpec, raw: Any, name: str) -> list[dict[str, Any]]:
        """Return a list's items, each a map from field to value, with its number from 1 as `index`."""
        if len(raw := _sequence(raw, name)) > ITEMS:
            raise LimitExceeded(
                f"the list has {len(raw)} items, {ITEMS} are allowed",
                mend="shorten it",
                slot=name,
            ).french(f"la liste a {len(raw)} éléments, le maximum est {ITEMS}", "raccourcissez-la")
        return [self._item(spec, entry, index, f"{name}.{index}") for index, entry in enumerate(raw)]

    def _item(self, spec: SlotSpec, entry: Any, index: int, name: str) -> dict[str, Any]:
        fields = dict(spec.fields) or {"item": SlotSpec("item", "text")}
        raw = {slot_name(str(key)): value for key, value in entry.items()} if isinstance(entry, Mapping) else {_only(fields): entry}
        unknown = next((key for key in raw if key not in fields), None)
        if unknown is not None:
            raise ContentError(
                f"an item has no field {unknown!r}",
                mend=f"it has: {', '.join(fields)}",
                slot=name,
            ).french(f"un élément n’a pas de champ « {unknown} »", f"ses champs : {', '.join(fields)}")
        found: dict[str, Any] = {"index": str(index + 1)}
        for key, inner in fields.items():
            value = self.convert(inner, raw.get(key, inner.default), f"{name}.{key}")
            if inner.required and not value and not self.sampling:
                raise missing_value(inner, f"{name}.{key}", [inner])
            found[key] = value
        return found


def missing_value(spec: SlotSpec, name: str, missing: Sequence[SlotSpec]) -> ContentError:
    """Return the error for a required slot that has nothing to show; `missing` are all of them."""
    more = ", ".join(other.name for other in missing[1:])
    others = f" ({more} too)" if more else ""
    others_fr = f" ({more} aussi)" if more else ""
    help_text = f" ({spec.help})" if spec.help else ""
    return ContentError(
        f"it is required and has no value{others}",
        mend=f"give {spec.name!r} a value{help_text}, or ask for samples",
        slot=name,
    ).french(f"cette zone est obligatoire et n’a rien{others_fr}", f"remplissez « {spec.name} »{help_text}, ou demandez les exemples")


def _sequence(raw: Any, name: str) -> Sequence[Any]:
    if isinstance(raw, str):
        text = raw.strip()
        if text.startswith("["):
            try:
                raw = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise ContentError(
                    f"the list is not JSON: {error}",
                    mend='write ["a", "b"] or a | b',
                    slot=name,
                ).french("cette liste n’est pas du JSON lisible", "écrivez : premier | deuxième") from None
        else:
            raw = [part.strip() for part in text.split("|") if part.strip()]
    if not isinstance(raw, (list, tuple)):
        raise ContentError(
            f"it is {_kind(raw)}, not a list",
            mend='give a list: ["a", "b"] or a | b',
            slot=name,
        ).french("cette zone attend une liste", "écrivez : premier | deuxième")
    return raw


def _only(fields: Mapping[str, SlotSpec]) -> str:
    """Return the field that a plain item fills: `item`, else the first."""
    return "item" if "item" in fields else next(iter(fields))


def plain_value(raw: Any, value: Any) -> Any:
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
