"""The channel `facebook`: posts, photos, reels and stories of a Page (Graph API).

Never twice: photos are uploaded unpublished and remembered, so that the post that shows them is known again; a reel's id comes before it is
published; words alone are looked up by their text. https://developers.facebook.com/docs/pages-api/posts/ (read 2026-11-22).
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
    NetworkLimits,
    Outgoing,
    Receipt,
    SignIn,
    Surroundings,
)
from visualgen.publish.graph import Graph
from visualgen.publish.meta_door import FIELDS, GIVES, begin, connect_facebook, finish, prolong_facebook
from visualgen.publish.web import Web

CAPABILITIES = Capabilities(
    kinds=frozenset({"text", "photo", "carousel", "reel", "story"}),
    types=frozenset({"image/jpeg", "image/png", "video/mp4"}),
    lookup=True,
    settle=dt.timedelta(seconds=90),
    first_comment=True,
    link_card=True,
)
EARLY = dt.timedelta(minutes=10)
PAGE, PAGES = 50, 8
PHOTOS = 10
POLL_S, BACK_S = 4.0, 20.0
PATIENCE = 0.6
"""The part of the total timeout that is spent on waiting for the network's work; what is not done then is gone on with later."""


class FacebookChannel:
    """One Page."""

    capabilities = CAPABILITIES

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.place: dict[str, Any] = {"network": KIND.title, "account": account.settings.get("name") or account.settings["node"]}
        self.graph = Graph(account, outside, self.place)

    def limits(self) -> NetworkLimits:
        """Check that the Page knows us; it tells no limits."""

        async def ask(web: Web) -> NetworkLimits:
            await self.graph.get(web, self.graph.node, fields="id,name")
            return NetworkLimits()

        return self.graph.talk(ask)

    def text(self, post: Outgoing) -> str:
        """Return the message; a link with media stands in it, else it becomes a card. A story has none."""
        return "" if post.kind == "story" else post.text(link=bool(post.media))

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Upload the media, then publish the post that shows them. Raises a `ChannelError`."""
        self._fits(post)
        receipt = self.graph.talk(lambda web: self._publish(web, post, attempt), attempt)
        return self._commented(post, receipt, attempt)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Look for the post that shows our photos, or our reel; words alone by their text since the post's hour."""
        if post.media and len(_known(attempt)) < len(post.media):
            return None
        receipt = self.graph.talk(lambda web: self._search(web, post, _known(attempt)), attempt)
        return None if receipt is None else self._commented(post, receipt, attempt)

    async def _publish(self, web: Web, post: Outgoing, attempt: Attempt) -> Receipt:
        node = self.graph.node
        clip = bool(post.media) and post.media[0].is_video
        if clip:
            return await self._publish_clip(web, post, attempt)
        photos = await self._photos(web, post, attempt)
        if post.kind == "story":
            answer = await self.graph.publish(web, f"{node}/photo_stories", photo_id=photos[0])
            return Receipt(str(answer.get("post_id") or photos[0]))
        body = {"message": self.text(post)} if self.text(post) else {}
        if photos:
            body["attached_media"] = json.dumps([{"media_fbid": photo} for photo in photos])
        elif post.link:
            body["link"] = post.link
        answer = await self.graph.publish(web, f"{node}/feed", **body)
        return Receipt(str(answer["id"]))

    async def _photos(self, web: Web, post: Outgoing, attempt: Attempt) -> list[str]:
        """Return the ids of the photos, uploaded unpublished; those a former try has uploaded are used again."""
        photos = _known(attempt)
        for item in post.media[len(photos) :]:
            alt = {"alt_text_custom": item.alt} if item.alt else {}
            answer = await self.graph.post(web, f"{self.graph.node}/photos", url=self.graph.url_of(item), published="false", **alt)
            photos.append(str(answer["id"]))
            attempt.memory["media"] = json.dumps(photos)
        return photos

    async def _publish_clip(self, web: Web, post: Outgoing, attempt: Attempt) -> Receipt:
        story = post.kind == "story"
        path = f"{self.graph.node}/{'video_stories' if story else 'video_reels'}"
        begun, ended = ("START", "FINISH") if story else ("start", "finish")  # as each edge spells them
        known = _known(attempt)
        if known:
            video = known[0]
        else:
            start = await self.graph.post(web, path, upload_phase=begun)
            video = str(start["video_id"])
            headers = {"file_url": self.graph.url_of(post.media[0])}
            self.graph.data(web, await web.ask("POST", str(start["upload_url"]), headers=headers))
            attempt.memory["media"] = json.dumps([video])
        await self._uploaded(web, video)
        words = {"description": self.text(post)} if self.text(post) else {}
        state = {} if story else {"video_state": "PUBLISHED"}
        answer = await self.graph.publish(web, path, upload_phase=ended, video_id=video, **state, **words)
        return Receipt(str(answer.get("post_id") or video))

    async def _uploaded(self, web: Web, video: str) -> None:
        """Wait until the network has fetched the clip; a long one is gone on with by the next try."""
        waited = 0.0
        while True:
            status = (await self.graph.get(web, video, fields="status")).get("status") or {}
            phase = (status.get("uploading_phase") or {}).get("status")
            if phase == "complete":
                return
            if phase == "error" or status.get("video_status") == "error":
                why = "the network could not fetch or read the clip"
                raise PostRejected(why, reason="media_type", field="media", mend="send MP4 with H.264 and AAC", **self.place)
            pause = min(POLL_S, 0.25 + waited)
            if waited + pause > web.outside.timeout_s * PATIENCE:
                raise ChannelBusy("the network is still fetching the clip", retry_after_s=BACK_S, **self.place)
            await web.pause(pause)
            waited += pause

    async def _search(self, web: Web, post: Outgoing, ours: list[str]) -> Receipt | None:
        if post.media and post.media[0].is_video:
            status = (await self.graph.get(web, ours[0], fields="status")).get("status") or {}
            done = (status.get("publishing_phase") or {}).get("status") == "complete"
            return Receipt(ours[0]) if done else None
        if post.kind == "story":
            listed = await self.graph.get(web, f"{self.graph.node}/stories", fields="post_id,media_id", limit=str(PAGE))
            found = [item for item in listed.get("data", []) if str(item.get("media_id")) == ours[0]]
            return Receipt(str(found[0]["post_id"])) if found else None
        fields = "id,message,created_time,permalink_url,attachments{target,subattachments}"
        query = {"fields": fields, "limit": str(PAGE)}
        for _ in range(PAGES):
            listed = await self.graph.get(web, f"{self.graph.node}/published_posts", **query)
            for item in listed.get("data", []):
                if dt.datetime.fromisoformat(str(item["created_time"])) < post.planned - EARLY:
                    return None
                same = _shown(item) == set(ours) if ours else not _shown(item) and item.get("message", "") == self.text(post)
                if same:
                    return Receipt(str(item["id"]), str(item.get("permalink_url", "")))
            after = ((listed.get("paging") or {}).get("cursors") or {}).get("after")
            if not after or len(listed.get("data", [])) < PAGE:
                return None
            query["after"] = str(after)
        raise ChannelBusy("too much has been published since to look through it", **self.place)

    def _commented(self, post: Outgoing, receipt: Receipt, attempt: Attempt) -> Receipt:
        """Add the first comment, tried once, and learn the address. The post is there: what fails now is noted, and never undoes that."""
        if post.kind == "story":
            return receipt

        async def more(web: Web) -> str:
            if post.first_comment and "comment" not in attempt.memory:
                attempt.memory["comment"] = "tried"
                await self.graph.post(web, f"{receipt.remote_id}/comments", message=post.first_comment)
            return str((await self.graph.get(web, receipt.remote_id, fields="permalink_url")).get("permalink_url", ""))

        try:
            return Receipt(receipt.remote_id, self.graph.briefly().talk(more) or receipt.url, receipt.notes)
        except ChannelError as error:
            return Receipt(receipt.remote_id, receipt.url, {**receipt.notes, "afterwards": error.message})

    def _fits(self, post: Outgoing) -> None:
        """Raise `PostRejected` where the Page has no place for it."""
        clips = sum(item.is_video for item in post.media)
        if not self.text(post) and not post.media and not post.link:
            reason, field, why, mend = "empty", "caption", "it has neither words nor media", "write a caption"
        elif clips and len(post.media) > 1:
            reason, field, why, mend = "media_count", "media", "one clip stands alone there", "post the clip by itself"
        elif len(post.media) > PHOTOS or (post.kind == "story" and len(post.media) != 1):
            reason, field, why, mend = "media_count", "media", f"it has {len(post.media)} files", "leave some out"
        elif len(self.text(post)) > 63206:
            reason, field, why, mend = "caption_too_long", "caption", "it is longer than 63,206 characters", "shorten it"
        else:
            return
        raise PostRejected(why, reason=reason, field=field, mend=mend, **self.place)


def _known(attempt: Attempt) -> list[str]:
    """Return the ids of the media that have been uploaded."""
    return [str(item) for item in json.loads(attempt.memory.get("media", "[]"))]


def _shown(item: dict[str, Any]) -> set[str]:
    """Return the ids of the photos that a listed post shows."""
    found: set[str] = set()
    for shown in (item.get("attachments") or {}).get("data", []):
        parts = (shown.get("subattachments") or {}).get("data", []) or [shown]
        found |= {str(part["target"]["id"]) for part in parts if part.get("target", {}).get("id")}
    return found


KIND = ChannelKind(
    name="facebook",
    title="Facebook",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=FacebookChannel,
    connect=connect_facebook,
    placements={"photo": "facebook.feed", "carousel": "facebook.feed"},
    prolong=prolong_facebook,
    sign_in=SignIn(begin, finish, GIVES),
)
