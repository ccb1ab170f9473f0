"""What is told about channels and the accounts connected to them. Nothing secret is ever told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.ids import EXAMPLE_ID

FIELD: dict[str, JsonValue] = {"name": "handle", "label": "identifiant (nom.bsky.social)", "secret": False, "needed": True}
CHANNEL: dict[str, JsonValue] = {
    "name": "bluesky",
    "title": "Bluesky",
    "kinds": ["carousel", "photo", "reel", "text", "video"],
    "repeats": "key",
    "connectable": True,
    "signs_in": False,
    "fields": [FIELD],
}
ACCOUNT: dict[str, JsonValue] = {
    "id": EXAMPLE_ID,
    "brand": "levain",
    "network": "bluesky",
    "channel": "bluesky",
    "title": "Bluesky",
    "name": "levain.bsky.social",
    "state": "works",
    "message": "",
    "valid_until": None,
    "checked_at": "2026-03-01T09:00:00Z",
    "succeeded_at": None,
    "posts_left": None,
}
Given = Annotated[dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=4000)]], Field(max_length=20)]


class ChannelField(BaseModel):
    """One thing a network asks for when an account is connected."""

    name: str
    label: str = Field(description="In the caller's language.")
    secret: bool
    needed: bool


class Channel(BaseModel):
    """A network that posts can go to."""

    name: str
    title: str
    kinds: list[str] = Field(description="The kinds of post it carries.")
    repeats: Literal["key", "lookup", "neither"] = Field(description="How a post whose fate is unknown is settled; `neither`: by a person.")
    connectable: bool = Field(description="False: it writes on the server's own disk, so its operator connects it on the command line.")
    signs_in: bool = Field(description="Whether a page of the network gives the secret: POST /v1/channel-accounts/sign-in.")
    fields: list[ChannelField]


class ChannelList(BaseModel):
    """The networks that posts can go to."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"channels": [CHANNEL]}]})

    channels: list[Channel]


class ChannelAccount(BaseModel):
    """A connected account and how it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [ACCOUNT]})

    id: str
    brand: str
    network: str
    channel: str = Field(description="What a post's channels call it: `instagram`, or `instagram:lyon` for an account with a name.")
    title: str
    name: str
    state: Literal["works", "dies_soon", "lost"]
    message: str = Field(description="What a person is to do, in the caller's language; empty while it works.")
    valid_until: dt.datetime | None
    checked_at: dt.datetime | None
    succeeded_at: dt.datetime | None
    posts_left: int | None = Field(description="How many posts the network still takes today, where it says so.")


class ChannelAccountList(BaseModel):
    """The connected accounts."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"accounts": [ACCOUNT]}]})

    accounts: list[ChannelAccount]


class SignInRequest(BaseModel):
    """A network, and what it asks for but the secret its page gives."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"network": "mastodon", "fields": {"server": "mastodon.social"}}]}
    )

    network: str = Field(max_length=40)
    fields: Given = Field(default_factory=dict, description="What the network asks for, by name.")


class SignInPage(BaseModel):
    """Where to send the person, and what to bring back with what they come back with."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"url": "https://mastodon.social/oauth/authorize?client_id=…", "state": "gAAAAABp…"}]}
    )

    url: str
    state: str = Field(description="Sealed: hand it back with the answer.")


class ConnectRequest(BaseModel):
    """An account to connect, or to connect again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"brand": "levain", "network": "bluesky", "fields": {"handle": "levain.bsky.social", "app_password": "…"}}]
        },
    )

    network: str = Field(max_length=40)
    brand: Annotated[str, Field(max_length=100)] | None = Field(None, description="Whose; without it the one brand the caller has.")
    account: str = Field(
        "", max_length=60, description="Its name, where the brand has several on that network: posts go there by `network:name`."
    )
    fields: Given = Field(default_factory=dict, description="What the network asks for, by name; secrets are stored encrypted.")
    answer: Annotated[str, Field(max_length=4000)] = Field("", description="What came back from the network's page: a code or an address.")
    state: Annotated[str, Field(max_length=8000)] = Field("", description="The state of the sign-in that `answer` belongs to.")
