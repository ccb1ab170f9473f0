"""What is told about brands."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, JsonValue

EXAMPLE: dict[str, JsonValue] = {"name": "levain", "title": "Maison Levain"}

BrandName = Field(max_length=100, description="A brand's name; without it the one brand the caller has.", examples=["levain"])


class BrandRequest(BaseModel):
    """A brand to be made."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    name: str = Field(max_length=63, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", description="Lower-case letters, digits, hyphens.")
    title: str = Field("", max_length=200, description="Its name as people write it.")


class Brand(BaseModel):
    """A brand of the caller's."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: str
    title: str


class BrandList(BaseModel):
    """The caller's brands, by name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"brands": [EXAMPLE]}]})

    brands: list[Brand]
