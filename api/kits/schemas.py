"""What is told about brand kits."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.templates.schemas import Broken


class KitSummary(BaseModel):
    """A kit in the list."""

    name: str = Field(examples=["levain"])
    title: str
    locale: str = Field(examples=["fr-FR"])
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
