"""What a public address is asked with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.renders.schemas import Name

PATH = "/images/01m8g7w0c1t5v2d3k9x6z4b8ya/citation.jpeg"


class ImageUrlRequest(BaseModel):
    """A picture that is to have a public address."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "template": "citation",
                    "kit": "levain",
                    "ratio": "1200x630",
                    "content": {"quote": "On vient pour le pain.", "author": "Claire", "role": ""},
                    "expires_in_s": 86400,
                }
            ]
        },
    )

    template: Name
    kit: Name
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose kit, where several brands have one of that name.")
    ratio: Annotated[str, Field(max_length=60)] | None = None
    page: int = Field(1, ge=1, le=100)
    type: Literal["jpeg", "png", "webp", "avif"] = "jpeg"
    quality: int = Field(90, ge=1, le=100)
    content: dict[str, Annotated[str, Field(max_length=2_000)]] = Field(
        default_factory=dict, max_length=40, description="Words by slot; a photo is `asset:ID` or a public address."
    )
    sample: bool = Field(False, description="Fill the slots that are not given with the drawing's samples; without it they are refused.")
    expires_in_s: Annotated[int, Field(ge=1, le=10 * 365 * 86400)] | None = Field(None, description="Without it it never does.")


class ImageUrl(BaseModel):
    """A public address."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": f"http://127.0.0.1:8000{PATH}?expires=1796040000&kit=levain&ratio=1200x630&slot.author=Claire&slot.quote=On%20vient%20pour%20le%20pain.&slot.role=&sig=…",
                    "expires_at": "2026-12-01T00:00:00Z",
                }
            ]
        }
    )

    url: str
    expires_at: datetime | None


class SigningKey(BaseModel):
    """What a brand's programs sign addresses with."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"brand": "levain", "path": "/images/01m8g7w0c1t5v2d3k9x6z4b8ya/", "key": "Xk3f…"}]}
    )

    brand: str
    path: str = Field(description="How the path of the brand's addresses begins.")
    key: str
