"""Read what a render is asked with: a JSON body, or a multipart body with the JSON in the part `request` and photos beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anyio.to_thread import run_sync
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.errors import MalformedRequest, UnsupportedBody, malformed
from api.renders.schemas import RenderRequest

REQUEST_PART = "request"
MAX_FILES = 50
JSON_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part: its bytes and the name the caller gave it."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Order:
    """A request that was read: what is asked, and the files that came with it by part name."""

    asked: RenderRequest
    uploads: Mapping[str, Upload]


async def read_order(request: Request) -> Order:
    """Return the order of a request body. Raises `MalformedRequest`, `UnsupportedBody` or `BodyTooLarge`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in ("application/json", ""):
        return Order(await run_sync(_parse, await request.body()), {})
    if media_type == "multipart/form-data":
        return await _read_multipart(request)
    raise UnsupportedBody(f"the body is {media_type}", mend="send application/json or multipart/form-data").french(
        f"le corps est {media_type}", "envoyez application/json ou multipart/form-data"
    )


def with_uploads(content: Mapping[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    """Return the content with each file part put into the slot it is named like (`photo`, `items.0.photo`).

    A part that the content mentions as `part:NAME` is there already. A focus given for the slot is kept.
    """
    filled = dict(content)
    mentioned = set(_mentions(content))
    for name in uploads:
        if name not in mentioned:
            _put(filled, name, f"part:{name}")
    return filled


def _mentions(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.removeprefix("part:")] if value.startswith("part:") else []
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [name for child in children for name in _mentions(child)]


def _put(content: dict[str, Any], name: str, source: str) -> None:
    """Set the value at the dotted `name`; where it leads nowhere, the whole name becomes a slot (which `bind` will not know)."""
    *path, last = name.split(".")
    holder: Any = content
    for step in path:
        holder = _child(holder, step)
    if not isinstance(holder, dict):
        holder, last = content, name
    old = holder.get(last)
    holder[last] = {**old, "src": source} if isinstance(old, Mapping) and "focus" in old else source


def _child(holder: Any, step: str) -> Any:
    if isinstance(holder, list):
        return holder[int(step)] if step.isdecimal() and int(step) < len(holder) else None
    return holder.get(step) if isinstance(holder, dict) else None


async def _read_multipart(request: Request) -> Order:
    try:
        form = await request.form(max_files=MAX_FILES, max_fields=MAX_FILES, max_part_size=JSON_BYTES)
    except HTTPException as error:
        raise MalformedRequest(f"the multipart body cannot be read: {error.detail}", mend="check its boundary and parts").french(
            "le corps multipart est illisible", "vérifiez sa séparation et ses parties"
        ) from None
    try:
        body: bytes | None = None
        uploads: dict[str, Upload] = {}
        for name, part in form.multi_items():
            data = await part.read() if isinstance(part, UploadFile) else part.encode()
            if name == REQUEST_PART:
                body = data
            elif not isinstance(part, UploadFile):
                raise MalformedRequest(f"the part {name!r} is not a file", mend="put words into the part `request`", part=name).french(
                    f"la partie « {name} » n’est pas un fichier", "mettez les mots dans la partie `request`"
                )
            elif name in uploads:
                raise MalformedRequest(f"the part {name!r} comes twice", mend="send one file a slot", part=name).french(
                    f"la partie « {name} » est en double", "envoyez un fichier par zone"
                )
            else:
                uploads[name] = Upload(data, part.filename or name)
    finally:
        await form.close()
    if body is None:
        raise MalformedRequest("the multipart body has no part `request`", mend="put the JSON into a part named `request`").french(
            "le corps multipart n’a pas de partie `request`", "mettez le JSON dans une partie nommée `request`"
        )
    return Order(await run_sync(_parse, body), uploads)


def _parse(body: bytes) -> RenderRequest:
    if len(body) > JSON_BYTES:
        raise MalformedRequest(f"the JSON passes {JSON_BYTES:,} bytes", mend="send photos as multipart parts").french(
            f"le JSON dépasse {JSON_BYTES // 1_000_000} Mo", "envoyez les photos en parties multipart"
        )
    try:
        return RenderRequest.model_validate_json(body)
    except ValidationError as error:
        raise malformed(error) from None
