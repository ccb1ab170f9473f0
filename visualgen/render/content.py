"""What a person gives to the slots becomes what `bind` takes: photos are read, everything else is kept as it is.

The doors (CLI, API, calendar) differ only in where a photo named in a value is found: `open_picture` knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from visualgen.errors import ContentError, LimitExceeded, PictureError
from visualgen.render.products import PictureValue
from visualgen.settings import Limits
from visualgen.template.model import SlotSpec
from visualgen.template.names import slot_name

PICTURE_TYPES = ("image", "footage")

OpenPicture = Callable[[str], PictureValue]
Focus = tuple[float, float] | Literal["auto"]


def settle_content(raw: Mapping[str, Any], slots: Mapping[str, SlotSpec], open_picture: OpenPicture) -> dict[str, Any]:
    """Return `raw` with every photo read: a value of an image slot is a source, or {"src": source, "focus": "x,y" | "auto"}.

    Without "focus" the photo is shown about the focal point that `open_picture` knows for it (an asset has one of its own).
    A video may also say "start" and "end" (seconds, handed to `open_picture` as `source#t=start,end`), "loop" and "sound" (true or false).

    Lists of items that hold photos are gone through. Names take their one spelling; those the template does not have are kept
    (`bind` names them). Raises `ContentError`, and what `open_picture` raises.
    """
    spelled = {slot_name(name): value for name, value in raw.items()}
    return {name: _settle(name, value, slots.get(name), open_picture) for name, value in spelled.items()}


def picture_value(data: bytes, name: str, limits: Limits, focus: Focus = "auto") -> PictureValue:
    """Return encoded photo bytes as a slot's value. Raises `LimitExceeded` when they weigh too much."""
    if len(data) > limits.photo_bytes:
        raise _too_heavy(len(data), limits, name)
    return PictureValue(data, hashlib.sha256(data).hexdigest(), name, focus)


def picture_file(path: Path, limits: Limits) -> PictureValue:
    """Return the photo at `path` as a slot's value. Raises `PictureError` or `LimitExceeded`."""
    try:
        if path.exists() and not path.is_file():
            raise PictureError(
                "this is not a file",
                mend="give the path of a photo",
                file=path,
            ).french("ce n’est pas un fichier", "donnez le chemin d’une photo")
        size = path.stat().st_size
        data = path.read_bytes() if size <= limits.photo_bytes else b""
    except FileNotFoundError:
        raise PictureError(
            "there is no such photo",
            mend="check the path",
            file=path,
        ).french("il n’y a pas de photo de ce nom", "vérifiez le chemin") from None
    except (OSError, ValueError) as error:
        raise PictureError(
            f"the photo cannot be read ({error})",
            mend="check the path and its rights",
            file=path,
        ).french(f"la photo ne peut pas être lue ({error})", "vérifiez le chemin et vos droits") from None
    if size > limits.photo_bytes:
        raise _too_heavy(size, limits, path)
    return picture_value(data, path.name, limits)


def _too_heavy(size: int, limits: Limits, file: str | Path) -> LimitExceeded:
    return LimitExceeded(f"the photo weighs {size:,} bytes and {limits.photo_bytes:,} are allowed", mend="make it smaller", file=file)


def parse_focus(text: str, slot: str) -> Focus:
    """Return "auto" or the focal point of "x,y" (fractions of the width and height). Raises `ContentError`."""
    if text.strip().lower() == "auto":
        return "auto"
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        x, y = -1.0, -1.0
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ContentError(
            f"{text!r} is not a focal point",
            mend='give "auto" or two fractions from 0 to 1, such as 0.5,0.25',
            slot=slot,
        ).french(f"« {text} » n’est pas un point de cadrage", "écrivez auto, ou deux parts de 0 à 1, comme 0.5,0.25") from None
    return x, y


def _settle(name: str, value: Any, spec: SlotSpec | None, open_picture: OpenPicture) -> Any:
    if spec is None or value is None or isinstance(value, PictureValue):
        return value
    if spec.type in PICTURE_TYPES:
        return _picture(name, value, open_picture)
    if isinstance(value, list):
        return [_item(f"{name}.{index}", item, spec.fields, open_picture) for index, item in enumerate(value)]
    return value


def _item(name: str, item: Any, fields: Mapping[str, SlotSpec], open_picture: OpenPicture) -> Any:
    if not isinstance(item, Mapping):
        return item
    return {key: _settle(f"{name}.{key}", value, fields.get(slot_name(str(key))), open_picture) for key, value in item.items()}


def _picture(name: str, value: Any, open_picture: OpenPicture) -> Any:
    if isinstance(value, str):
        return open_picture(value) if value.strip() else value
    if isinstance(value, Mapping) and isinstance(value.get("src"), str) and set(value) <= {"src", "focus", "start", "end", "loop", "sound"}:
        source = value["src"]
        if "start" in value or "end" in value:
            source += f"#t={value.get('start', '')}" + (f",{value['end']}" if "end" in value else "")
        picture = open_picture(source)
        if "focus" in value:
            picture = replace(picture, focus=parse_focus(str(value["focus"]), name))
        plays: dict[str, Any] = {key: bool(value[key]) for key in ("loop", "sound") if key in value}
        if plays and not hasattr(picture, "loop"):
            raise ContentError(
                "only a video is looped or heard",
                mend="leave loop and sound away, or give a video",
                slot=name,
            ).french("seule une vidéo se répète ou s’entend", "retirez loop et sound, ou donnez une vidéo")
        return replace(picture, **plays)
    raise ContentError(
        "a photo slot takes a photo",
        mend='give its path, or {"src": path, "focus": "x,y"}',
        slot=name,
    ).french("cette zone attend une photo", "donnez le chemin d’une photo")
