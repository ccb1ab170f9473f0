"""The channel `instagram`: photo, carousel, reel and story, by containers (Instagram Content Publishing API).

Never twice: the container is made and remembered first, and publishing it is one request on it; a container that says PUBLISHED has been,
whoever lost the answer. https://developers.facebook.com/docs/instagram-platform/content-publishing/ (read 2026-11-22).
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from visualgen.errors import ChannelBusy, ChannelError, PostRejected
from visualgen.publish.channel import (
    Account,
    Attempt,
    Capabilities,
    ChannelKind,
    Media,
    NetworkLimits,
    Outgoing,
    Receipt,
    SignIn,
    Surroundings,
)
from visualgen.publish.graph import Graph
from visualgen.publish.meta_door import FIELDS, GIVES, begin, connect_instagram, finish, prolong_instagram
from visualgen.publish.web import Web

CAPABILITIES = Capabilities(
    kinds=frozenset({"photo", "carousel", "video", "reel", "story"}),
    types=frozenset({"image/jpeg", "video/mp4"}),
    lookup=True,
    settle=dt.timedelta(seconds=90),
    first_comment=True,
    quota=True,
)
POLL_S, BACK_S = 4.0, 20.0
PATIENCE = 0.6
"""The part of the total timeout that is spent on waiting for the network's work; what is not done then is gone on with later."""
CAROUSEL = range(2, 11)
EARLY = dt.timedelta(minutes=10)


class InstagramChannel:
    """One professional account."""

    capabilities = CAPABILITIES

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.place: dict[str, Any] = {"network": KIND.title, "account": account.settings.get("name") or account.settings["node"]}
        self.graph = Graph(account, outside, self.place)

    def limits(self) -> NetworkLimits:
        """Ask how many posts the account may still publish (`content_publishing_limit`)."""

        async def ask(web: Web) -> NetworkLimits:
            path = f"{self.graph.node}/content_publishing_limit"
            answer = await self.graph.get(web, path, fields="config,quota_usage")
            told = (answer.get("data") or [{}])[0]
            config = told.get("config") or {}
            total, used = config.get("quota_total"), told.get("quota_usage")
            left = None if total is None or used is None else max(0, int(total) - int(used))
            window = config.get("quota_duration")
            return NetworkLimits(posts_left=left, posts_window=None if window is None else dt.timedelta(seconds=int(window)))

        return self.graph.talk(ask)

    def text(self, post: Outgoing) -> str:
        """Return the caption; an address in it cannot be touched, so the link is left out. A story has none."""
        return "" if post.kind == "story" else post.text(link=False)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Make the container, wait for it, publish it. Raises a `ChannelError`; what takes long goes on where it was at the next try."""
        self._fits(post)
        receipt = self.graph.talk(lambda web: self._publish(web, post, attempt), attempt)
        return self._commented(post, receipt, attempt)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Ask the remembered container whether it has been published."""
        container = attempt.memory.get("container")
        if not container:
            return None

        async def ask(web: Web) -> Receipt | None:
            status = await self._status(web, container)
            return await self._published(web, post, container) if status == "PUBLISHED" else None

        receipt = self.graph.talk(ask, attempt)
        return None if receipt is None else self._commented(post, receipt, attempt)

    async def _publish(self, web: Web, post: Outgoing, attempt: Attempt) -> Receipt:
        container = attempt.memory.get("container")
        if container:
            status = await self._status(web, container)
            if status == "PUBLISHED":
                return await self._published(web, post, container)
            if status in ("EXPIRED", "ERROR"):
                container = None
                for name in ("container", "children"):
                    attempt.memory.pop(name, None)
        if not container:
            container = await self._container(web, post, attempt)
            attempt.memory["container"] = container
        await self._finished(web, container)
        answer = await self.graph.publish(web, f"{self.graph.node}/media_publish", creation_id=container)
        return Receipt(str(answer["id"]), notes={"container": container})

    async def _container(self, web: Web, post: Outgoing, attempt: Attempt) -> str:
        caption = {"caption": self.text(post)} if self.text(post) else {}
        if post.kind == "carousel":
            known = attempt.memory.get("children")
            children = list(json.loads(known)) if known else []
            for item in post.media[len(children) :]:
                media_type = {"media_type": "VIDEO"} if item.is_video else {}
                children.append(await self._made(web, is_carousel_item="true", **media_type, **self._medium(item)))
                attempt.memory["children"] = json.dumps(children)
            for child in children:
                await self._finished(web, child)
            return await self._made(web, media_type="CAROUSEL", children=json.dumps(children), **caption)
        (item,) = post.media
        if post.kind == "story":
            return await self._made(web, media_type="STORIES", **self._medium(item, alt=False))
        if item.is_video:
            return await self._made(web, media_type="REELS", share_to_feed="true", **self._medium(item), **caption)
        return await self._made(web, **self._medium(item), **caption)

    async def _made(self, web: Web, **body: str) -> str:
        return str((await self.graph.post(web, f"{self.graph.node}/media", **body))["id"])

    def _medium(self, item: Media, alt: bool = True) -> dict[str, str]:
        """Return a medium's fields; the network takes alternative texts of pictures only."""
        if item.is_video:
            return {"video_url": self.graph.url_of(item)}
        return {"image_url": self.graph.url_of(item), **({"alt_text": item.alt} if alt and item.alt else {})}

    async def _finished(self, web: Web, container: str) -> None:
        """Wait until the network has fetched and worked through the media; a long clip is gone on with by the next try."""
        waited = 0.0
        while (status := await self._status(web, container)) != "FINISHED":
            if status == "PUBLISHED":
                return
            if status in ("EXPIRED", "ERROR"):
                why = await self.graph.get(web, container, fields="status")
                raise self.graph.meaning(0, _sub_code(str(why.get("status", ""))), web.said(str(why.get("status", status))))
            pause = min(POLL_S, 0.25 + waited)
            if waited + pause > web.outside.timeout_s * PATIENCE:
                raise ChannelBusy("the network is still working on the media", retry_after_s=BACK_S, **self.place)
            await web.pause(pause)
            waited += pause

    async def _status(self, web: Web, container: str) -> str:
        return str((await self.graph.get(web, container, fields="status_code")).get("status_code", ""))

    async def _published(self, web: Web, post: Outgoing, container: str) -> Receipt:
        """Return the receipt of a container that has been published: its medium among the newest, else the container itself."""
        listed = await self.graph.get(web, f"{self.graph.node}/media", fields="id,caption,permalink,timestamp", limit="25")
        for item in listed.get("data", []):
            at = dt.datetime.fromisoformat(str(item["timestamp"]))
            if at >= post.planned - EARLY and str(item.get("caption") or "") == self.text(post):
                return Receipt(str(item["id"]), str(item.get("permalink", "")), {"container": container})
        return Receipt(container, notes={"container": container})

    def _commented(self, post: Outgoing, receipt: Receipt, attempt: Attempt) -> Receipt:
        """Add the first comment, tried once, and learn the address. The post is there: what fails now is noted, and never undoes that."""
        notes = dict(receipt.notes)

        async def more(web: Web) -> str:
            if post.first_comment and post.kind != "story" and "comment" not in attempt.memory:
                attempt.memory["comment"] = "tried"
                await self.graph.post(web, f"{receipt.remote_id}/comments", message=post.first_comment)
            return str((await self.graph.get(web, receipt.remote_id, fields="permalink")).get("permalink", ""))

        try:
            return Receipt(receipt.remote_id, self.graph.briefly().talk(more) or receipt.url, notes)
        except ChannelError as error:
            return Receipt(receipt.remote_id, receipt.url, {**notes, "afterwards": error.message})

    def _fits(self, post: Outgoing) -> None:
        """Raise `PostRejected` where no container can hold the media."""
        count = len(post.media)
        if post.kind == "carousel" and count not in CAROUSEL:
            why, mend = f"a carousel takes 2 to 10 and it has {count}", "take some out or put some in"
        elif post.kind != "carousel" and count != 1:
            why, mend = f"a {post.kind} takes one picture or clip and it has {count}", "give it one"
        elif len(self.text(post)) > 2200:
            why = "the caption is longer than 2,200 characters"
            raise PostRejected(why, reason="caption_too_long", field="caption", mend="shorten it", **self.place)
        else:
            return
        raise PostRejected(why, reason="media_count", field="media", mend=mend, **self.place)


def _sub_code(status: str) -> int:
    """Return the error code that a container's status names ("Error: Media upload has failed with error code 2207026")."""
    digits = "".join(sign if sign.isdigit() else " " for sign in status).split()
    return next((int(word) for word in digits if len(word) == 7), 0)


KIND = ChannelKind(
    name="instagram",
    title="Instagram",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=InstagramChannel,
    connect=connect_instagram,
    placements={"photo": "instagram.feed", "carousel": "instagram.feed", "story": "instagram.story", "reel": "instagram.reel"},
    prolong=prolong_instagram,
    sign_in=SignIn(begin, finish, GIVES),
)
