"""What is told about brand kits."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.templates.schemas import Broken


class KitUpload(BaseModel):
    """What goes with a kit's ZIP."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9_-]*$", description="The kit's name: lower-case letters, digits, hyphens.")
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose; without it the one brand the caller has.")


class KitSummary(BaseModel):
    """A kit in the list."""

    name: str = Field(examples=["levain"])
    title: str
    locale: str = Field(examples=["fr-FR"])
    brand: str = Field(description="The brand it is of.")
    version: int | None = Field(description="Of an uploaded kit; null for one in a folder.")
    url: str


class KitList(BaseModel):
    """Every kit there is."""

    kits: list[KitSummary]
    broken: list[Broken]


class KitDetail(BaseModel):
    """One brand, as far as pictures go."""

    name: str
    title: str
    locale: str
    timezone: str
    tokens: dict[str, str] = Field(description="Design tokens as templates see them: custom properties.")
    fonts: list[str] = Field(description="The families the kit brings.")
    artwork: list[str] = Field(description="Its logos and graphic devices, by the name a layer asks for.")
    accounts: dict[str, str]
