"""What a clip is asked with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.renders.schemas import Name

AssetName = Annotated[str, Field(max_length=40, pattern=r"^asset:[0-9a-z]{26}$", examples=["asset:01m8g7w0c1t5v2d3k9x6z4b8ya"])]


class ClipScene(BaseModel):
    """A template with its words; all pages of a carousel are scenes."""

    model_config = ConfigDict(extra="forbid")

    template: Name
    content: dict[str, Any] = Field(default_factory=dict, description="Slot values; footage is `asset:ID`, a photo as in a render.")


class ClipSound(BaseModel):
    """The soundtrack."""

    model_config = ConfigDict(extra="forbid")

    src: AssetName = Field(description="A sound among the brand's assets.")
    start_s: float = Field(0.0, ge=0, le=7_200)
    end_s: Annotated[float, Field(gt=0, le=7_200)] | None = None
    loop: bool = True
    fade_in_s: float = Field(0.3, ge=0, le=30)
    fade_out_s: float = Field(1.0, ge=0, le=30)
    duck_db: float = Field(12.0, ge=0, le=60, description="How much lower it is while footage is heard.")


class ClipRequest(BaseModel):
    """A clip to be made."""

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
    duration_s: Annotated[float, Field(ge=0.1, le=180)] | None = None
    fps: Annotated[int, Field(ge=1, le=60)] | None = None
    poster_s: Annotated[float, Field(ge=0, le=180)] | None = Field(None, description="The moment of the poster.")
    transition: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="`cut`, `crossfade`, `slide left`, `wipe top 0.8s`, `brand`."
    )
    end_card: bool = Field(False, description="End with the kit's end card.")
    max_bytes: Annotated[int, Field(ge=10_000)] | None = None
    sound: ClipSound | None = None
