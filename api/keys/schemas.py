"""What is told about keys; the key itself only once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from visualgen.accounts.scopes import Scope

KEY: dict[str, JsonValue] = {
    "id": "01m8g7w0c1t5v2d3k9x6z4b8ya",
    "shown": "vg_Xk3fQ2…",
    "name": "the shop",
    "brand": "levain",
    "scopes": ["read", "render"],
    "rate": None,
    "created_at": "2026-03-01T09:00:00Z",
    "used_at": None,
    "revoked_at": None,
}


class KeyRequest(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"brand": "levain", "scopes": ["render"], "name": "the shop"}]}
    )

    brand: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="The brand it is for; without it every brand of the caller's."
    )
    scopes: list[Scope] = Field(default_factory=lambda: [Scope.RENDER], max_length=20, description="What it may do; `read` comes with all.")
    name: str = Field("", max_length=200, description="What it is for, to know it again.")
    rate: float | None = Field(None, gt=0, le=100_000, description="Requests a second; without it the service's own measure.")


class Key(BaseModel):
    """A key, without what lets in."""

    model_config = ConfigDict(json_schema_extra={"examples": [KEY]})

    id: str
    shown: str = Field(description="How it begins.")
    name: str
    brand: str | None = Field(description="The brand it is for; null for all of the organisation's.")
    scopes: list[Scope]
    rate: float | None
    created_at: datetime
    used_at: datetime | None = Field(description="Its last use, to the minute.")
    revoked_at: datetime | None


class NewKey(Key):
    """A key that was just made, with what lets in: it is never shown again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**KEY, "key": "vg_Xk3fQ2…43 more characters"}]})

    key: str


class KeyList(BaseModel):
    """Keys, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keys": [KEY]}]})

    keys: list[Key]
