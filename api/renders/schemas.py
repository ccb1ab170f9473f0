"""What a render is asked with, and what is answered: the contract of `/v1/renders`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.fields import FieldRefused
from visualgen.render.products import OutputType

Name = Annotated[str, Field(max_length=100, pattern=r"^[^\\/.\x00-\x1f][^\\/\x00-\x1f]*$")]
"""A template's or kit's name: a name, never a path."""


class OutputOptions(BaseModel):
    """The file to make."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["png", "jpeg", "jpg", "webp", "avif", "pdf", "mp4", "gif"] | None = Field(
        None, description="The file type; without it the one that `Accept` names, else JPEG. `mp4` and `gif` are clips."
    )
    animated: bool = Field(False, description="With `webp`: a clip instead of a picture.")
    quality: int = Field(90, ge=1, le=100, description="Quality of JPEG, WebP and AVIF.")
    max_bytes: int | None = Field(None, ge=1, description="The best quality under this weight; a finding says when it cannot be met.")

    @property
    def clip_type(self) -> Literal["mp4", "gif", "webp"] | None:
        """Which clip is asked for; None for a picture."""
        if self.type in ("mp4", "gif"):
            return "mp4" if self.type == "mp4" else "gif"
        return "webp" if self.type == "webp" and self.animated else None

    @property
    def picture_type(self) -> OutputType | None:
        """Which picture is asked for; None where nothing is said, or a clip is meant."""
        types: dict[str, OutputType] = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "avif": "avif", "pdf": "pdf"}
        return types.get(self.type or "")


class EachOutput(OutputOptions):
    """One of several files to make."""

    ratio: Annotated[str, Field(max_length=60)] | None = Field(None, description="Its own ratio; without it those of the whole request.")


AssetName = Annotated[str, Field(max_length=40, pattern=r"^asset:[0-9a-z]{26}$", examples=["asset:01m8g7w0c1t5v2d3k9x6z4b8ya"])]


class ClipSound(BaseModel):
    """The soundtrack."""

    model_config = ConfigDict(extra="forbid")

    src: AssetName = Field(description="A sound, or a video that has one, among the brand's assets.")
    start_s: float = Field(0.0, ge=0, le=7_200)
    end_s: Annotated[float, Field(gt=0, le=7_200)] | None = None
    loop: bool = True
    fade_in_s: float = Field(0.3, ge=0, le=30)
    fade_out_s: float = Field(1.0, ge=0, le=30)
    duck_db: float = Field(12.0, ge=0, le=60, description="How much lower it is while footage is heard.")


class ClipOptions(BaseModel):
    """How a clip plays; what is not said is the template's, else usual."""

    model_config = ConfigDict(extra="forbid")

    duration_s: float | None = Field(None, ge=0.1, le=180, description="How long it lasts, in seconds.", examples=[8])
    fps: int | None = Field(None, ge=1, le=60, description="Frames a second; MP4 30, GIF and WebP 20.", examples=[30])
    poster_s: float | None = Field(None, ge=0, le=180, description="The moment of the poster.")
    transition: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="Between the pages: `cut`, `crossfade`, `slide left`, `wipe top 0.8s`, `brand`."
    )
    end_card: bool = Field(False, description="End with the kit's end card.")
    sound: Annotated[str, Field(max_length=200, pattern="^asset:")] | ClipSound | None = Field(
        None, description="The soundtrack: `asset:ID`, or its part from 10 to 40 seconds as `asset:ID#t=10,40`; or with fades."
    )


class RenderRequest(BaseModel):
    """One post: a template, a kit and words."""

    model_config = ConfigDict(extra="forbid")

    template: Name = Field(description="A template's name, as `GET /v1/templates` lists it.")
    kit: Name = Field(description="A brand kit's name, as `GET /v1/kits` lists it.")
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose kit, where several brands have one of that name.")
    ratio: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="A drawn ratio (`4x5`), a size in px (`1080x1350`) or a placement (`instagram.story`)."
    )
    ratios: Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=20)] | None = Field(
        None, description="Several of them, in one call."
    )
    content: dict[str, Any] = Field(
        default_factory=dict,
        description=(
            "Slot values. A photo is `asset:ID`, a public address, a `data:` URI, `part:NAME` for a file part of the multipart body, "
            'or {"src": one of these, "focus": "x,y" | "auto"}; a file part named like a slot needs no entry here.'
        ),
    )
    sample: bool = Field(False, description="Fill the slots that are not given with the drawing's samples.")
    draft: bool = Field(False, description="Stamp the picture as a draft.")
    page: int | None = Field(None, ge=1, le=100, description="Only this page; without it all.")
    output: OutputOptions = Field(default_factory=lambda: OutputOptions(type=None, animated=False, quality=90, max_bytes=None))
    outputs: Annotated[list[EachOutput], Field(min_length=1, max_length=10)] | None = Field(
        None, description="Several files in one call, pictures and clips alike, instead of `output`; each may have its own ratio."
    )
    clip: ClipOptions | None = Field(None, description="How clips play, where `output` or `outputs` ask for some.")
    dry_run: bool = Field(False, description="Only judge: findings, no picture.")
    language: Literal["fr", "en"] | None = Field(None, description="The findings' language; without it the one of `Accept-Language`.")

    @model_validator(mode="after")
    def _one_way_to_say_the_ratio(self) -> RenderRequest:
        if self.ratio is not None and self.ratios is not None:
            raise FieldRefused("give ratio or ratios, not both", "donnez ratio ou ratios, pas les deux")
        return self

    @model_validator(mode="after")
    def _one_way_to_say_the_output(self) -> RenderRequest:
        if self.outputs is not None and "output" in self.model_fields_set:
            raise FieldRefused("give output or outputs, not both", "donnez output ou outputs, pas les deux")
        return self

    @model_validator(mode="after")
    def _clips_are_whole(self) -> RenderRequest:
        clips = [output for output in self.each_output if output.clip_type is not None]
        if not clips and self.clip is not None:
            raise FieldRefused("clip goes with the output types mp4, gif and animated webp", "clip va avec mp4, gif et webp animé")
        if clips and (self.page is not None or (self.ratios is not None and any(output.ratio is None for output in clips))):
            raise FieldRefused("a clip has one ratio and shows all pages", "un clip a un seul format et montre toutes les pages")
        return self

    @property
    def each_output(self) -> tuple[EachOutput, ...]:
        """The files asked for, however that was said."""
        return tuple(self.outputs) if self.outputs is not None else (EachOutput(**self.output.model_dump(), ratio=None),)

    @property
    def has_clips(self) -> bool:
        """Whether one of the files is a clip."""
        return any(output.clip_type is not None for output in self.each_output)


class SpanOut(BaseModel):
    """A stretch of a text, counted in grapheme clusters."""

    field: str = Field(description="`caption`, `alt`, `title`, `first_comment`, `link`, or `slot:NAME`.", examples=["caption"])
    start: int
    end: int = Field(description="The first cluster after it.")
    text: str


class RuleSourceOut(BaseModel):
    """Where the rule is written."""

    title: str = Field(examples=["WCAG 2.2, 1.4.3"])
    url: str
    read: str = Field(description="The day the page was read (ISO 8601), or nothing.")


class FixOut(BaseModel):
    """A change that a machine can make."""

    action: str = Field(description="`replace` puts `text` where the span is; the others are mends of the picture.", examples=["replace"])
    safe: bool = Field(description="Whether it may be applied unasked: it changes no meaning.")
    text: str | None
    values: dict[str, Any]


class FindingOut(BaseModel):
    """Something a person should know about a picture or a text."""

    code: str = Field(description="Stable name of what was found.", examples=["text_shrunk"])
    severity: Literal["blocks", "warns", "notes"]
    slot: str | None
    message: str = Field(description="What was found, in the caller's language.")
    mend: str = Field(description="What to do, in one sentence.")
    numbers: dict[str, Any]
    box_px: tuple[float, float, float, float] | None = Field(description="Where it is in the picture: x0, y0, x1, y1 in px.")
    span: SpanOut | None = Field(description="Where it is in a text.")
    channel: str | None = Field(description="The channel it holds for, where it is one only.")
    source: RuleSourceOut | None
    fix: FixOut | None


class RenderedPage(BaseModel):
    """One picture of the answer."""

    ratio: str = Field(description="As asked for; where nothing was asked, the drawn ratio that was taken.", examples=["4x5"])
    page: int
    pages: int = Field(description="How many pages the template has in this ratio.")
    width: int = Field(examples=[1080])
    height: int = Field(examples=[1350])
    key: str = Field(description="The render key: SHA-256 of all that decides the picture's bytes.")
    url: str | None = Field(description="Where the picture is; null for a dry run.")
    bytes: int | None
    media_type: str | None = Field(examples=["image/jpeg"])
    findings: list[FindingOut]


class RenderResponse(BaseModel):
    """Every picture of the post, in the order asked for."""

    template: str
    kit: str
    language: Literal["fr", "en"]
    pages: list[RenderedPage]
