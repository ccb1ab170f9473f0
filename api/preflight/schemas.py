"""What posts are looked over with, and what is found."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.renders.schemas import FindingOut, Name


class PreflightRequest(BaseModel):
    """Posts as rows of a calendar."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kit": "levain",
                    "rows": [
                        {
                            "date": "2026-12-01",
                            "template": "annonce",
                            "headline": "Le four est rallumé",
                            "text": "Dès sept heures.",
                            "caption": "Venez goûter !",
                            "channels": "instagram",
                        }
                    ],
                }
            ]
        },
    )

    kit: Name
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose kit, where several brands have one of that name.")
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=10, description="One a post; a photo is `asset:ID`.")
    ratios: Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=10)] | None = None
    language: Literal["fr", "en"] | None = None


class LookedOver(BaseModel):
    """A post, and what a person should know about its words and its pictures; the worst first."""

    row: str
    findings: list[FindingOut]
    pictures: int = Field(description="How many pictures were made and looked at.")


class PreflightResponse(BaseModel):
    """Every post in the order of its date, and what keeps one from being made."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"posts": [{"row": "1", "findings": [], "pictures": 1}], "problems": [], "blocks": False}]}
    )

    posts: list[LookedOver]
    problems: list[dict[str, Any]] = Field(description="As a batch tells them: line, column, what is wrong, what to do.")
    blocks: bool = Field(description="Whether anything found keeps a post from being published.")
