"""What is told about assets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.ids import EXAMPLE_ID

ASSET: dict[str, JsonValue] = {
    "id": EXAMPLE_ID,
    "slot_value": f"asset:{EXAMPLE_ID}",
    "brand": "levain",
    "kind": "picture",
    "name": "fournil.jpg",
    "media_type": "image/jpeg",
    "bytes": 842_113,
    "width": 3000,
    "height": 2000,
    "duration_s": None,
    "focus": "0.5,0.3",
    "alt": "Le fournil au petit matin",
    "source_url": None,
    "created_at": "2026-03-01T09:00:00Z",
    "url": f"http://127.0.0.1:8000/v1/assets/{EXAMPLE_ID}/file",
}
Focus = Annotated[str, Field(max_length=40, pattern=r"^(auto|[01](\.\d+)?,[01](\.\d+)?)$", examples=["0.5,0.3"])]


class AssetFields(BaseModel):
    """What is said about an asset."""

    model_config = ConfigDict(extra="forbid")

    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose; without it the one brand the caller has.")
    name: Annotated[str, Field(max_length=200)] | None = Field(None, description="Its name; without it the file's.")
    focus: Focus = Field("auto", description="The focal point as fractions of width and height, or `auto`.")
    alt: str = Field("", max_length=1000, description="The words for those who do not see it.")


class AssetFromUrl(AssetFields):
    """A file to be fetched."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://example.org/fournil.jpg", "alt": "Le fournil"}]}
    )

    url: str = Field(max_length=2000, description="A public http or https address of the file itself.")


class AssetChange(BaseModel):
    """What is to be said about an asset; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"focus": "0.4,0.2"}]})

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    focus: Focus | None = None
    alt: Annotated[str, Field(max_length=1000)] | None = None


class Asset(BaseModel):
    """An asset."""

    model_config = ConfigDict(json_schema_extra={"examples": [ASSET]})

    id: str
    slot_value: str = Field(description="What a slot is given to show it.")
    brand: str
    kind: Literal["picture", "footage", "sound"]
    name: str
    media_type: str
    bytes: int
    width: int = Field(description="In px, upright; 0 for a sound.")
    height: int
    duration_s: float | None
    focus: str
    alt: str
    source_url: str | None
    created_at: datetime
    url: str = Field(description="Where its bytes are.")


class AssetList(BaseModel):
    """Assets, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"assets": [ASSET], "next": None}]})

    assets: list[Asset]
    next: str | None = Field(description="The cursor of the next page.")
