"""What is told about templates: enough to build a form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Broken(BaseModel):
    """Something that is there and cannot be used, with the reason."""

    name: str
    code: str
    message: str
    mend: str
    place: dict[str, str | int | float]


class TemplateUpload(BaseModel):
    """What goes with a template's ZIP."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9_-]*$", description="Its name: lower-case letters, digits, hyphens.")
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose; without it the one brand the caller has.")


class TemplateSummary(BaseModel):
    """A template in the list."""

    name: str = Field(examples=["annonce"])
    title: str
    purpose: str
    tags: list[str]
    ratios: list[str] = Field(description="The drawn ratios; every other size is derived from the nearest.")
    brand: str | None = Field(description="The brand whose own it is; null for one that everybody has.")
    version: int | None = Field(description="Of an uploaded template; null for one in a folder.")
    url: str


class TemplateList(BaseModel):
    """Every template there is."""

    templates: list[TemplateSummary]
    broken: list[Broken]


class Slot(BaseModel):
    """One thing a caller may give, with all a form needs."""

    name: str = Field(examples=["headline"])
    type: Literal["text", "image", "footage", "logo", "color", "list", "qr"]
    required: bool
    computed: bool = Field(description="Its value follows from other slots; giving one overrides it.")
    help: str
    sample: Any = Field(description="What the drawing shows.")
    default: Any
    lines: int | None = Field(description="How many lines it may take.")
    fit_px: tuple[float, float] | None = Field(description="Smallest and largest text size.")
    fields: list[Slot] = Field(description="For a list: what each item holds; empty where items are plain words.")


class DrawnRatio(BaseModel):
    """A ratio the template is drawn for."""

    ratio: str = Field(examples=["4x5"])
    width: int = Field(examples=[1080])
    height: int = Field(examples=[1350])
    pages: int


class TemplateDetail(BaseModel):
    """One template."""

    name: str
    title: str
    purpose: str
    tags: list[str]
    drawn: list[DrawnRatio]
    slots: list[Slot]
