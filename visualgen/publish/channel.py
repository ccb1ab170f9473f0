"""What a channel is: the Protocol, the post it is handed, and what it can and cannot do.

A channel takes one approved post to one account of one network. It decides nothing: the words, the files and the hour have been settled,
limits are judged by preflight, and when to send again is the ledger's affair.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import httpx

PostKind = Literal["text", "photo", "carousel", "video", "reel", "story"]
Repeats = Literal["key", "lookup", "neither"]

FOR_EVER = dt.timedelta.max
AFTER_S = 15.0


@dataclass(frozen=True, slots=True)
class Media:
    """One picture or clip as it was approved.

    `content` is the bytes, or the path of a file that holds them; `type` the MIME type (`image/jpeg`, `video/mp4`); `alt` the words for
    those who do not see it; `blob` the SHA-256 of the bytes in hex, the name the blob store knows it by; `duration_s` that of a clip.
    """

    content: bytes | Path = field(repr=False)
    type: str
    width_px: int
    height_px: int
    alt: str
    blob: str = ""
    duration_s: float | None = None

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self.type.startswith("video/")

    @property
    def weight_bytes(self) -> int:
        """How heavy the file is."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def read(self) -> bytes:
        """Return the bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One post for one channel, pinned by its approval.

    `planned` is the instant it was approved for, in the zone it was planned in: it stays the same however often sending is tried.
    `hashtags` come without their sign, and a channel writes those that the caption does not have already. `title` is for what has one
    (a mail's subject, a feed's entry); `media` are in the order they are shown. `captions` are the words for other networks, for a channel
    that hands the post to a person.
    """

    kind: PostKind
    caption: str
    planned: dt.datetime
    media: tuple[Media, ...] = ()
    hashtags: tuple[str, ...] = ()
    link: str = ""
    link_title: str = ""
    link_description: str = ""
    first_comment: str = ""
    title: str = ""
    brand: str = ""
    language: str = "fr"
    captions: Mapping[str, str] = field(default_factory=dict)

    def text(self, *, link: bool, network: str = "") -> str:
        """Return caption, missing hashtags and, if `link`, the link, each after a blank line; what the caption has is not said twice.

        The caption is that of `network` where it has its own.
        """
        caption = self.captions.get(network, self.caption).strip()
        words = {word.strip(".,;:!?…()«»\"'") for word in caption.split()}
        said = {word.casefold() for word in words}
        tags = " ".join(f"#{tag.lstrip('#')}" for tag in self.hashtags if f"#{tag.lstrip('#')}".casefold() not in said)
        shown = self.link if link and self.link not in words else ""
        return "\n\n".join(part for part in (caption, tags, shown) if part)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network can do, declared once. What it cannot do is written here and is no error.

    `key_lifetime` is how long the network knows a key again, so that the same post may simply be submitted twice (`FOR_EVER`; zero: it
    knows no keys). `lookup` says that `find` is to be relied on: what it does not find is not there. `settle` is how long after a lost
    reply the network may still take the post: look it up after that, not before.
    `quota` says that `limits()` tells how many posts it still takes: then it is asked before sending.
    """

    kinds: frozenset[PostKind]
    types: frozenset[str]
    key_lifetime: dt.timedelta = dt.timedelta(0)
    lookup: bool = False
    settle: dt.timedelta = dt.timedelta(seconds=60)
    alt_text: bool = True
    first_comment: bool = False
    link_card: bool = False
    edits: bool = False
    account: bool = True
    quota: bool = False

    @property
    def repeats(self) -> Repeats:
        """How a post whose fate is unknown is settled: sent again under its key, looked up, or asked of a person."""
        if self.key_lifetime > dt.timedelta(0):
            return "key"
        return "lookup" if self.lookup else "neither"


@dataclass(frozen=True, slots=True)
class NetworkLimits:
    """What the network itself reports now; None where it does not say, and then the dated files of `formats/` hold.

    `posts_left` are the posts it still takes in its own window of `posts_window`.
    """

    caption_chars: int | None = None
    link_chars: int | None = None
    media: int | None = None
    types: frozenset[str] | None = None
    image_bytes: int | None = None
    image_pixels: int | None = None
    video_bytes: int | None = None
    video_pixels: int | None = None
    video_fps: float | None = None
    alt_chars: int | None = None
    posts_left: int | None = None
    posts_window: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The network's word that the post is there. `remote_id` is its own id, `url` where people see it (empty: nowhere public)."""

    remote_id: str
    url: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def _no_check() -> None:
    """Let every send go: for a caller with no clock to watch."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at publishing one post.

    `key` is the same for every try of one post on one channel. `memory` outlives the process: an entry set is on disk before the
    assignment returns, and the next try of the same key is handed it (a container's id, say). `last_check` is called when the connection
    stands, right before the request that publishes is written; if it raises, nothing has left, and the channel lets the error through.
    """

    key: str
    memory: MutableMapping[str, str] = field(default_factory=dict)
    last_check: Callable[[], None] = _no_check


class Channel(Protocol):
    """One account of one network, open for publishing. Calls block; each ends within the total timeout of its surroundings.

    `submit` and `find` raise the `ChannelError`s: `ChannelBusy`, `ReconnectNeeded` and `PostRejected` say that nothing was published,
    `OutcomeUnknown` that the request left and no answer came. No message holds a secret.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What the network can do."""
        ...

    def limits(self) -> NetworkLimits:
        """Ask the network what it takes now; raises `ChannelBusy` or `ReconnectNeeded`."""
        ...

    def text(self, post: Outgoing) -> str:
        """Return the words as the network will show them: what preflight measures and the preview shows. Asks nobody."""
        ...

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Publish the post and return the network's word for it; raises a `ChannelError`."""
        ...

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Return the receipt of a post that an earlier attempt of this key may have published, or None; raises a `ChannelError`.

        None means "not there" only where `capabilities.lookup` says so.
        """
        ...


class Account(Protocol):
    """The connection a channel speaks through: its plain settings, its secrets, and the one way to renew them."""

    @property
    def settings(self) -> Mapping[str, str]:
        """What is no secret: a server's address, a handle, a folder."""
        ...

    def secrets(self) -> Mapping[str, str]:
        """Return the secrets in the clear, as they are stored now."""
        ...

    def renew(self, stale: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        """Return fresh secrets, under the account's one lock.

        Where someone has renewed them meanwhile (they are no longer `stale`) theirs are returned; else `exchange` is called with the
        stale ones, once, and what it returns is stored.
        """
        ...


@dataclass(frozen=True, slots=True)
class Unstored:
    """An account that is not stored, or not yet: what a person gave. Nothing of it can be renewed."""

    settings: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict, repr=False)

    def secrets(self) -> Mapping[str, str]:
        """Return what was given."""
        return self.given

    def renew(self, stale: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        """Return what the network gives for it; nobody keeps it."""
        return exchange(stale)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a channel needs from outside: network, clock, and addresses under which a network can fetch our media.

    `timeout_s` bounds a whole `submit`, `find` or `limits`, all its requests together; it is far below the ledger's lease. (A first
    comment, after the post is there, may take `AFTER_S` more.) `public_url` returns a signed address of a blob, for networks that fetch
    media themselves. `transport` makes what calls go through, anew for each: a service for strangers calls public addresses only.
    """

    now: Callable[[], dt.datetime]
    timeout_s: float = 60.0
    public_url: Callable[[Media], str] | None = None
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to give when an account is connected. `secret` ones are stored encrypted and never shown; `fr` and `en` name it."""

    name: str
    fr: str
    en: str
    secret: bool = False
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Connected:
    """What connecting an account came to: the name it is shown by, what is stored of it, and when it dies (None: when it is revoked)."""

    name: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    valid_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a person lets us in by a page of the network instead of typing a secret.

    `begin(given, outside)` gives the address to open, and what to keep (secret) until they come back; `finish(answer, kept, given,
    outside)` gives the fields named by `gives` for the code, or the whole address, that came back. Both raise a `ChannelError`.
    """

    begin: Callable[[Mapping[str, str], Surroundings], tuple[str, dict[str, str]]]
    finish: Callable[[str, Mapping[str, str], Mapping[str, str], Surroundings], dict[str, str]]
    gives: frozenset[str]


Check = Callable[[Mapping[str, str], Mapping[str, str], Surroundings], Connected]


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A network that posts can go to: what an entry point of `visualgen.channels` is. `open` gives the channel of one account.

    `placements` maps a kind of post to the placement of `formats/` that says what is accepted there. `connect` is called with the
    settings and the secrets a person gave, asks the network, and returns what is kept; it raises a `ChannelError`. `prolong`, with those
    that are kept, does it again before they die. `ping` is for a network that connecting does not call: a test that publishes nothing,
    sent when an account is connected or checked; it raises a `ChannelError` where it is not taken.
    """

    name: str
    title: str
    capabilities: Capabilities
    fields: tuple[Field, ...]
    open: Callable[[Account, Surroundings], Channel]
    connect: Check
    placements: Mapping[PostKind, str] = field(default_factory=dict)
    prolong: Check | None = None
    sign_in: SignIn | None = None
    ping: Callable[[Account, Surroundings], None] | None = None
