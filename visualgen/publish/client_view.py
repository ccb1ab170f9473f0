"""What a client sees through a link: each post as it will look, its words on every channel, what has been said and decided. Frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from visualgen.formats import network_of
from visualgen.posts import repository
from visualgen.posts.model import ApprovalLink, Post, PostMedia, PostState
from visualgen.publish.composing import compose
from visualgen.publish.desk import Desk

OPEN = (PostState.DRAFT.value, PostState.REVIEW.value)
"""States in which a client decides."""
_TALL_STORIES = {"instagram", "facebook"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture or clip: where in the post it is, its size in px, its bytes' name, and the words for those who do not see it."""

    channel: str
    position: int
    width_px: int
    height_px: int
    alt: str
    video: bool
    blob: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The post on one channel: kind, pictures, and the text as the network will show it. `networks` are those it stands for.

    `more` are the same pictures in the other formats that are handed over: every picture that is approved is shown.
    """

    channel: str
    networks: tuple[str, ...]
    kind: str
    media: tuple[Shown, ...]
    text: str
    first_comment: str
    link: str
    more: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or decision: `kind` is comment, approved, change_asked or lapsed."""

    kind: str
    actor: str
    at: dt.datetime
    note: str


@dataclass(frozen=True, slots=True)
class PostView:
    """A post for the client. `open`: they may decide; `approved`: somebody has."""

    id: str
    version: int
    state: str
    date: dt.date
    time: dt.time | None
    zone: str
    frames: tuple[Frame, ...]
    said: tuple[Said, ...]

    @property
    def open(self) -> bool:
        """Whether a decision is asked for."""
        return self.state in OPEN

    @property
    def waits(self) -> bool:
        """Whether the client has not spoken yet: neither yes nor what to change."""
        return self.open and not (self.said and self.said[-1].kind == "change_asked")

    @property
    def approved(self) -> bool:
        """Whether it is approved as it stands."""
        return self.state in ("approved", "scheduled", "publishing", "published")


@dataclass(frozen=True, slots=True)
class ClientView:
    """Everything one link shows. `handle` is the brand's name on the networks, `color` its first colour (CSS)."""

    brand: str
    handle: str
    color: str
    client: str
    language: str
    expires: dt.date
    posts: tuple[PostView, ...]


def view_of(desk: Desk, link: ApprovalLink) -> ClientView:
    """Return what the link shows, by day; posts taken off the calendar since are left out."""
    with desk.database.read() as session:
        kit = desk.kit(session, link.brand_id)
        found: list[Post] = []
        for identifier in link.posts:
            post = session.get(Post, identifier)
            if post is not None and post.removed_at is None and post.brand_id == link.brand_id:
                found.append(post)
        views: list[PostView] = []
        for post in sorted(found, key=lambda post: (post.date, post.time or dt.time(), post.id)):
            facts, media = repository.facts_now(session, post), repository.media(session, post)
            hour = post.due_at or dt.datetime.combine(post.date, dt.time(12), dt.UTC)
            frames: list[Frame] = []
            for destination in desk.lanes.destinations(post.brand_id, facts.get("channels", ())):
                outgoing = compose(facts, media, destination, kit, due_at=hour, zone=post.zone, language=kit.locale[:2])
                made = [item for item in media if item.channel == destination.channel]
                all_seen = [(item, medium.alt) for item, medium in zip(made, outgoing.media, strict=True)]
                seen = [(item, alt) for item, alt in all_seen if item.ratio == made[0].ratio]
                others = tuple(_shown(item, alt) for item, alt in all_seen if item.ratio != made[0].ratio)
                texts = {outgoing.text(link=False): [name for name in destination.networks if name not in outgoing.captions]}
                for network in outgoing.captions:
                    texts.setdefault(outgoing.text(link=False, network=network), []).append(network)
                for text, networks in texts.items():
                    if networks or len(texts) == 1:
                        looks = _looks(outgoing.kind, networks, made)
                        frames.append(
                            Frame(
                                destination.channel, tuple(networks), looks, tuple(_shown(item, alt) for item, alt in seen), text,
                                outgoing.first_comment, outgoing.link, others,
                            )
                        )  # fmt: skip
            said = [
                Said(event.kind, event.actor, event.at, event.note)
                for event in repository.story(session, post)
                if event.kind in ("comment", "approved", "change_asked", "lapsed")
            ]
            views.append(PostView(post.id, post.version, post.state, post.date, post.time, post.zone, tuple(frames), tuple(said)))
    handle = next(iter(kit.accounts.values()), kit.title)
    color = str(kit.css.get("--color-primary", "#444444"))
    return ClientView(kit.title, handle, color, link.client, kit.locale[:2], link.expires_at.date(), tuple(views))


def medium_of(desk: Desk, link: ApprovalLink, post_id: str, channel: str, position: int) -> PostMedia | None:
    """Return one finished medium of a post the link shows; None for anything else."""
    if post_id not in link.posts:
        return None
    with desk.database.read() as session:
        post = session.get(Post, post_id)
        if post is None or post.brand_id != link.brand_id:
            return None
        return next((item for item in repository.media(session, post) if (item.channel, item.position) == (channel, position)), None)


def _looks(kind: str, networks: Sequence[str], media: Sequence[PostMedia]) -> str:
    """Return the kind of post it looks like: a tall picture for Instagram or Facebook is a story there, whoever puts it up."""
    tall = media and media[0].height_px * 9 >= media[0].width_px * 16
    if not tall or kind not in ("photo", "video") or not networks or {network_of(name) for name in networks} - _TALL_STORIES:
        return kind
    return "reel" if kind == "video" else "story"


def _shown(item: PostMedia, alt: str) -> Shown:
    return Shown(item.channel, item.position, item.width_px, item.height_px, alt, item.media_type.startswith("video/"), item.blob)
