"""The words and pictures given on the command line: `--set`, `--content` and `--focus` become the slots' values."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from visualgen.errors import ContentError

if TYPE_CHECKING:
    from visualgen.render.products import PictureValue
    from visualgen.settings import Limits
    from visualgen.template.model import SlotSpec, Template

CONTENT_BYTES = 5_000_000


def given_content(template: Template, file: Path | None, assignments: list[str], focuses: list[str], limits: Limits) -> dict[str, Any]:
    """Return the slots' values: the file's first (its photos lie beside it), then the `--set` ones (from this folder).

    A video stands for its poster in a still. Raises `ContentError`, `PictureError`, `MediaError`, `LimitExceeded`.
    """
    from visualgen.motion.media.given import picture_or_footage
    from visualgen.render.content import parse_focus, settle_content

    def opener(folder: Path) -> Any:
        def opened(source: str) -> PictureValue:
            if "://" in source:
                raise ContentError(
                    "nothing is downloaded",
                    mend="save the photo and give the file's path",
                    address=source[:100],
                ).french("rien n’est téléchargé", "enregistrez la photo et donnez le chemin du fichier")
            return picture_or_footage(folder, source, limits)

        return opened

    beside = file.parent if file is not None and str(file) != "-" else Path()
    values = settle_content(_read_content(file) if file is not None else {}, template.slots, opener(beside))
    given = {name: _parsed(name, text, template.slots.get(name)) for name, text in map(pair, assignments)}
    values |= settle_content(given, template.slots, opener(Path()))
    for name, text in map(pair, focuses):
        values[name] = _focused(name, values.get(name), parse_focus(text, name))
    return values


def _focused(name: str, value: Any, focus: Any) -> PictureValue:
    from visualgen.render.products import PictureValue

    if not isinstance(value, PictureValue):
        raise ContentError(
            "a focal point needs a photo in that slot",
            mend=f"add --set {name}=photo.jpg",
            slot=name,
        ).french("un point de cadrage demande une photo dans cette zone", f"ajoutez --set {name}=photo.jpg")
    return replace(value, focus=focus)


def pair(text: str) -> tuple[str, str]:
    """Return the slot's name, in its one spelling, and the text after the sign."""
    from visualgen.template.names import slot_name

    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise ContentError(
            f"{text!r} is not SLOT=VALUE",
            mend='write it as --set headline="Bonjour"',
        ).french(f"« {text} » n’est pas de la forme ZONE=VALEUR", 'écrivez --set headline="Bonjour"')
    return slot_name(name), value


def _parsed(name: str, text: str, spec: SlotSpec | None) -> Any:
    """Return the value of `--set`: a list is JSON or `a | b | c`, everything else the text itself."""
    if spec is None or spec.type != "list":
        return text
    if text.lstrip().startswith("["):
        return _json(text, slot=name)
    return [part.strip() for part in text.split("|") if part.strip()]


def _read_content(file: Path) -> dict[str, Any]:
    try:
        data = sys.stdin.buffer.read(CONTENT_BYTES + 1) if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ContentError(f"the content cannot be read ({error.strerror or error})", mend="check the path", file=file) from None
    if len(data) > CONTENT_BYTES:
        raise ContentError(f"the content weighs more than {CONTENT_BYTES:,} bytes", mend="give the slots of one picture", file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError("the content is not UTF-8", mend="save it as UTF-8", file=file) from None
    values = _json(text, file=file)
    if not isinstance(values, dict):
        raise ContentError("the content is not a JSON object", mend='write {"headline": "…"}', file=file)
    return values


def _json(text: str, **place: object) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno} | place
        raise ContentError(f"this is not JSON: {error.msg}", mend="correct it there", **where) from None
    except RecursionError:
        raise ContentError("the JSON is nested too deeply", mend="give plain values", **place) from None
    except ValueError as error:  # Python refuses numbers of thousands of digits
        raise ContentError(f"this JSON cannot be read: {error}", mend="give long numbers as texts", **place) from None
