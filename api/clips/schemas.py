"""What a clip is asked with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.renders.schemas import ClipOptions, Name


class ClipScene(BaseModel):
    """A template with its words; all pages of a carousel are scenes."""

    model_config = ConfigDict(extra="forbid")

    template: Name
    content: dict[str, Any] = Field(default_factory=dict, description="Slot values; footage is `asset:ID`, a photo as in a render.")


class ClipRequest(ClipOptions):
    """A clip of several templates, one after the other."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kit": "levain",
                    "ratio": "instagram.reel",
                    "scenes": [{"template": "annonce", "content": {"headline": "Le four est *rallumé*", "text": "Dès sept heures."}}],
                    "duration_s": 6,
                }
            ]
        },
    )

    kit: Name
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose kit, where several brands have one of that name.")
    scenes: list[ClipScene] = Field(min_length=1, max_length=20)
    ratio: Annotated[str, Field(max_length=60)] | None = Field(None, description="A ratio, a size in px, or a placement.")
    sample: bool = Field(False, description="Fill the slots that are not given with the drawing's samples.")
    draft: bool = Field(False, description="Stamp the clip as a draft.")
    type: Literal["mp4", "gif", "webp"] = "mp4"
    max_bytes: Annotated[int, Field(ge=10_000)] | None = None
