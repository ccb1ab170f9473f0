"""Posts as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

_POST: dict[str, Any] = {
    "id": "01m8gbwzvxw2y04qm4s5mnjzv1", "brand": "levain", "calendar": "decembre", "reference": "noel", "date": "2026-12-03",
    "time": "09:30:00", "zone": "Europe/Paris", "due": "2026-12-03T08:30:00Z", "state": "published", "version": 2, "approved": True,
    "stamp": 9, "facts": {"template": "annonce", "caption": "Le carnet est ouvert.", "alt": "Affiche", "channels": ["instagram"]},
    "publications": [
        {
            "channel": "folder", "state": "sent", "due": "2026-12-03T08:30:00Z", "tries": 1, "published": "2026-12-03T08:30:01Z",
            "url": "", "note": "",
        }
    ],
    "media": [
        {
            "channel": "folder", "position": 0, "kind": "photo", "type": "image/jpeg", "width_px": 1080, "height_px": 1350,
            "render_key": "5f0c1d9a7be34c8f9d2e6a1b0c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f",
            "blob": "9a7be34c8f9d2e6a1b0c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f5f0c1d",
            "url": "http://127.0.0.1:8000/v1/posts/01m8gbwzvxw2y04qm4s5mnjzv1/media/folder/0", "findings": [],
        }
    ],
}  # fmt: skip
State = Literal["idea", "draft", "review", "approved", "scheduled", "publishing", "published", "attention"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PostBody(_Body):
    """A new post. Fields are those of the calendar file."""

    brand: str | None = Field(None, description="Whose; needed where the caller has several.", examples=["levain"])
    date: dt.date
    time: dt.time | None = Field(None, description="On the wall clock of the kit's zone.")
    zone: str | None = Field(None, description="Another IANA time zone.")
    template: str = ""
    content: dict[str, JsonValue] = Field(default_factory=dict, description="Slot → words.")
    focus: dict[str, str] = Field(default_factory=dict, description="Slot → the photo's focal point, x,y as fractions.")
    channels: list[str] = Field(default_factory=list, max_length=30)
    ratios: list[str] = Field(default_factory=list, max_length=20)
    output: str = ""
    pillar: str = ""
    caption: str = Field("", max_length=100_000)
    captions: dict[str, str] = Field(default_factory=dict, description="A channel's own caption.")
    alt: str = ""
    link: str = ""
    first_comment: str = ""
    hashtags: list[str] = Field(default_factory=list, max_length=100)


class PostChange(_Body):
    """Fields to change, by name; null or an empty text removes one. `content` and `captions` are changed entry by entry."""

    fields: dict[str, JsonValue] = Field(examples=[{"caption": "Le carnet est ouvert.", "content": {"headline": "Le carnet"}}])
    stamp: int | None = Field(None, description="The stamp of the post that was looked at; another one in force answers 409.")


class MoveBody(_Body):
    """Another hour."""

    date: dt.date
    time: dt.time | None = None
    zone: str | None = None
    stamp: int | None = None


class WordsBody(_Body):
    """A comment or a reason."""

    comment: str = Field("", max_length=5_000)
    version: int | None = Field(None, description="The version that was looked at; another one in force answers 409.")


class ScheduleBody(_Body):
    """Hand it to the publisher."""

    override: str = Field("", max_length=1_000, description="Why it goes although a finding blocks it; it is kept.")


class ResolveBody(_Body):
    """What a person decides."""

    decision: Literal["sent", "again", "drop"]
    channel: str | None = None
    url: str = ""
    why: str = Field("", max_length=1_000)


class PublicationOut(BaseModel):
    """The post on one channel."""

    channel: str
    state: str
    due: dt.datetime
    tries: int
    published: dt.datetime | None
    url: str
    note: str


class MediumOut(BaseModel):
    """A finished picture or clip, as it will be sent."""

    channel: str
    position: int
    kind: str
    type: str
    width_px: int
    height_px: int
    render_key: str
    blob: str
    url: str
    findings: list[JsonValue]


class PostOut(BaseModel):
    """A post."""

    model_config = ConfigDict(json_schema_extra={"examples": [_POST]})

    id: str
    brand: str
    calendar: str
    reference: str
    date: dt.date
    time: dt.time | None
    zone: str
    due: dt.datetime | None
    state: State
    version: int
    approved: bool = Field(description="Whether the version in force is approved.")
    stamp: int = Field(description="Grows with every change.")
    facts: dict[str, JsonValue]
    publications: list[PublicationOut]
    media: list[MediumOut]


class PostPage(BaseModel):
    """Some posts."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"posts": [_POST], "next": "WyIyMDI2LTEyLTAzIl0"}]})

    posts: list[PostOut]
    next: str | None


class LineOut(BaseModel):
    """One line of the story."""

    at: dt.datetime
    code: str
    actor: str
    channel: str
    text: str
    note: str
    facts: dict[str, JsonValue]


class StoryOut(BaseModel):
    """A post's story, oldest line first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "post": "01m8gbwzvxw2y04qm4s5mnjzv1",
                    "lines": [
                        {
                            "at": "2026-12-03T08:30:01Z", "code": "accepted", "actor": "host:4242", "channel": "folder",
                            "text": "folder: published", "note": "", "facts": {"from": "sending", "to": "sent"},
                        }
                    ],
                }
            ]
        }
    )  # fmt: skip

    post: str
    lines: list[LineOut]


class PreviewOut(BaseModel):
    """What one destination would be handed, and what preflight finds in it."""

    channel: str
    networks: list[str]
    kind: str
    caption: str
    findings: list[JsonValue]
    blocks: bool


class Previews(BaseModel):
    """Every destination."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "destinations": [
                        {
                            "channel": "folder", "networks": ["instagram"], "kind": "photo", "caption": "Le carnet est ouvert.",
                            "findings": [], "blocks": False,
                        }
                    ]
                }
            ]
        }
    )  # fmt: skip

    destinations: list[PreviewOut]


class LinkBody(_Body):
    """A link for a client."""

    posts: list[str] = Field(min_length=1, max_length=60)
    client: str = Field(min_length=1, max_length=200, examples=["Mme Roche"])
    days: int = Field(14, ge=1, le=90)


_LINK: dict[str, Any] = {
    "id": "01m8gcd2qc81v2s3fm0ddkj8fr", "client": "Mme Roche", "posts": ["01m8gbwzvxw2y04qm4s5mnjzv1"],
    "url": "http://127.0.0.1:8000/a/01m8gcd2qc81v2s3fm0ddkj8fr.1797055812.pLAua72pohGuM8QV4SJ_3EocTEgv5r0ZLDKkEvqAeEY",
    "expires": "2026-12-12T06:10:12Z", "revoked": False,
}  # fmt: skip


class LinkOut(BaseModel):
    """A client's link."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINK]})

    id: str
    client: str
    posts: list[str]
    url: str
    expires: dt.datetime
    revoked: bool


class LinkList(BaseModel):
    """A brand's links."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"links": [_LINK]}]})

    links: list[LinkOut]
