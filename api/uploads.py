"""Files that come in a multipart form: read after it is known who calls, spooled to disk, closed at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.errors import MalformedRequest, UnsupportedBody, malformed

M = TypeVar("M", bound=BaseModel)

MAX_FIELD_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Uploaded(Generic[M]):
    """What came: the fields, and the files by part name."""

    fields: M
    files: Mapping[str, UploadFile]

    def file(self, name: str) -> UploadFile:
        """Return the file of that part. Raises `MalformedRequest`."""
        if name not in self.files:
            raise MalformedRequest(
                f"there is no file part {name!r}", mend=f"send the file as a multipart part named `{name}`", part=name
            ).french(f"il n’y a pas de fichier « {name} »", f"envoyez le fichier dans une partie multipart nommée `{name}`")
        return self.files[name]


@asynccontextmanager
async def uploaded(request: Request, model: type[M], *, max_files: int = 1) -> AsyncIterator[Uploaded[M]]:
    """Yield the fields and files of a multipart request. Raises `UnsupportedBody`, `MalformedRequest`, `BodyTooLarge`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        raise UnsupportedBody(f"the body is {media_type or 'of no type'}", mend="send multipart/form-data").french(
            f"le corps est {media_type or 'sans type'}", "envoyez du multipart/form-data"
        )
    try:
        form = await request.form(max_files=max_files, max_fields=50, max_part_size=MAX_FIELD_BYTES)
    except HTTPException as error:
        raise MalformedRequest(f"the multipart body cannot be read: {error.detail}", mend="check its boundary and parts").french(
            "le corps multipart est illisible", "vérifiez sa séparation et ses parties"
        ) from None
    try:
        fields: dict[str, Any] = {}
        files: dict[str, UploadFile] = {}
        for name, part in form.multi_items():
            if name in fields or name in files:
                raise MalformedRequest(f"the part {name!r} comes twice", mend="send each part once", part=name).french(
                    f"la partie « {name} » est en double", "envoyez chaque partie une fois"
                )
            if isinstance(part, UploadFile):
                files[name] = part
            else:
                fields[name] = part
        try:
            read = model.model_validate(fields)
        except ValidationError as error:
            raise malformed(error) from None
        yield Uploaded(read, files)
    finally:
        await form.close()


def upload_body(model: type[BaseModel], files: Mapping[str, str], *, more_files: str | None = None) -> dict[str, Any]:
    """Return the contract of a multipart body: the fields of `model`, and each file part with its description.

    `more_files` describes file parts of any other name.
    """
    schema = model.model_json_schema()
    schema["properties"] |= {name: {"type": "string", "format": "binary", "description": text} for name, text in files.items()}
    schema["required"] = [*schema.get("required", ()), *files]
    schema["additionalProperties"] = False if more_files is None else {"type": "string", "format": "binary", "description": more_files}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
