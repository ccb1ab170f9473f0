"""What OpenAPI cannot see in the code: bodies read by hand, pictures as answers, problems, and their examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from api.assets.schemas import AssetFromUrl
from api.batches.schemas import BatchRequest
from api.errors import MEDIA_TYPE, TABLE
from api.examples import RENDER_REQUESTS, SCHEMAS, problem_example
from api.negotiation import MEDIA_TYPES
from api.renders.schemas import RenderRequest
from visualgen import __version__

DESCRIPTION = """\
One call renders one post: a template, a brand kit and words become finished pictures.

Same input, same bytes: a picture's ETag is its render key. Findings say what a person should know about each picture.
Errors are RFC 9457 problems with a stable `code`, a `place` and a `mend`.
"""
REFERENCE = "#/components/schemas/"


class Problem(BaseModel):
    """An RFC 9457 problem: what went wrong, where, and what to do."""

    type: str
    title: str = Field(description="In the caller's language.")
    status: int
    detail: str
    code: str = Field(description="Stable: test this, not the words.")
    mend: str = Field(description="What to do.")
    place: dict[str, str | int | float] = Field(description="Where: file, line, layer, slot, row…")
    language: Literal["fr", "en"]
    instance: str | None = Field(None, description="The request's correlation id, as in `X-Request-Id`.")
    errors: list[dict[str, str]] | None = Field(
        None,
        description="Of a malformed body each wrong field with its JSON pointer; of a calendar each wrong row with line, column and mend.",
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the responses of an endpoint that may answer these problems, each kind with its example."""
    answers: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        kinds = {kind.code: title for kind, known, title, _ in TABLE if known == status}
        shown = {code: {"value": problem_example(status, code, title)} for code, title in kinds.items()}
        answers[status] = {
            "description": " · ".join(dict.fromkeys(kinds.values())),
            "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE + "Problem"}, "examples": shown}},
        }
    return answers


PICTURES: dict[str, Any] = {
    "description": "The picture, where `Accept` asks for one; else JSON about every picture.",
    "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES.values()},
    "headers": {
        "ETag": {"description": "The render key, in quotes (picture answers).", "schema": {"type": "string"}},
        "Visualgen-Findings": {
            "description": 'What was found, as a structured list: `sample_used;severity=warns;slot="text"` (picture answers).',
            "schema": {"type": "string"},
        },
    },
}

KEPT: dict[str, Any] = {
    **PICTURES,
    "description": "The picture or clip.",
    "content": {**PICTURES["content"], **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("video/mp4", "image/gif")}},
}

CALLER_HEADERS: list[dict[str, Any]] = [
    {
        "name": "If-None-Match",
        "in": "header",
        "description": "A render key the caller has already, in quotes.",
        "schema": {"type": "string"},
    },
    {
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of findings and problems: fr or en.",
        "schema": {"type": "string"},
    },
]

RENDER_BODY: dict[str, Any] = {
    "parameters": CALLER_HEADERS,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": REFERENCE + "RenderRequest"},
                "examples": {name: {"value": value} for name, value in RENDER_REQUESTS.items()},
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["request"],
                    "properties": {"request": {"$ref": REFERENCE + "RenderRequest"}},
                    "additionalProperties": {
                        "type": "string",
                        "format": "binary",
                        "description": "A photo, in a part named like its slot (`photo`, `items.0.photo`).",
                    },
                },
                "encoding": {"request": {"contentType": "application/json"}},
            },
        },
    },
}


def _own_examples(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Yield the examples that our models give in their `json_schema_extra`: FastAPI drops what is null in them."""
    for child in model.__subclasses__():
        extra = child.model_config.get("json_schema_extra")
        if child.__module__.startswith("api.") and isinstance(extra, dict) and "examples" in extra:
            yield child.__name__, extra["examples"]
        yield from _own_examples(child)


SESSION_SCHEME = {
    "type": "apiKey",
    "in": "cookie",
    "name": "visualgen_session",
    "description": "Someone signed in with a browser; what changes something must come from a page of the service.",
}


def _tell_who_may(document: dict[str, Any]) -> None:
    """Complete every operation that takes a caller: the scope in words, the session as the other way in, and the problems of the door."""
    for operation in (operation for methods in document["paths"].values() for operation in methods.values()):
        if "security" not in operation:
            continue
        (scopes,) = (scheme["key"] for scheme in operation["security"] if "key" in scheme)
        operation["security"] = [{"key": scopes}, {"session": []}]
        told = "Scope: " + ", ".join(f"`{scope}`" for scope in scopes) + "."
        operation["description"] = "\n\n".join(filter(None, (operation.get("description"), told)))
        for status, answer in problems(401, 403, 421, 429).items():
            operation["responses"].setdefault(str(status), answer)
        operation["responses"] = dict(sorted(operation["responses"].items()))
    document["components"].setdefault("securitySchemes", {})["session"] = SESSION_SCHEME


def install(app: FastAPI) -> None:
    """Make `app.openapi()` return the whole contract."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title="visualgen", version=__version__, description=DESCRIPTION, routes=app.routes)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for model in (RenderRequest, BatchRequest, AssetFromUrl, Problem):
                schema = model.model_json_schema(ref_template=REFERENCE + "{model}")
                schemas.update(schema.pop("$defs", {}))
                schemas[model.__name__] = schema
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            _tell_who_may(document)
            for name, shown in {**SCHEMAS, **dict(_own_examples(BaseModel))}.items():
                if name in schemas:
                    schemas[name]["examples"] = shown
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
