"""What a batch is asked with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Ratio = Annotated[str, Field(max_length=60)]


class BatchFields(BaseModel):
    """What goes with a calendar."""

    model_config = ConfigDict(extra="forbid")

    kit: Annotated[str, Field(max_length=100)] = Field(description="A kit's name: the kit of rows that name none.")
    ratios: str | None = Field(None, max_length=500, description="Ratios, sizes or placements, comma-separated; without it each row's own.")
    dates: Literal["dmy", "mdy"] | None = Field(None, description="How 03/04 is read, where the file does not tell.")
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose kit, where several brands have one of that name.")
    language: Literal["fr", "en"] | None = Field(None, description="Of problems and captions; without it the one of `Accept-Language`.")


class BatchRequest(BaseModel):
    """A calendar as JSON: rows with the columns of the calendar file."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kit": "levain",
                    "ratios": ["4x5"],
                    "rows": [{"date": "2026-03-02", "template": "annonce", "headline": "Le four est rallumé", "text": "Dès sept heures."}],
                }
            ]
        },
    )

    kit: Annotated[str, Field(max_length=100)]
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=2_000, description="One a post; a photo is `asset:ID`.")
    ratios: Annotated[list[Ratio], Field(min_length=1, max_length=20)] | None = None
    brand: Annotated[str, Field(max_length=100)] | None = None
    language: Literal["fr", "en"] | None = None
