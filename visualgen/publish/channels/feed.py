"""The channel `feed`: an RSS and an Atom file that grow by each post, in a folder that your web server shows.

An entry is one small file of the folder's `entries/`, named by its key: a second try finds it. The two documents are written anew from
the entries under a lock, each whole.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from visualgen.errors import PostRejected
from visualgen.publish.channel import (
    FOR_EVER,
    Account,
    Attempt,
    Capabilities,
    ChannelKind,
    Connected,
    Field,
    Media,
    NetworkLimits,
    Outgoing,
    Receipt,
    Surroundings,
)
from visualgen.publish.feed_documents import FeedEntry, FeedHead, FeedMedia, atom, rss
from visualgen.publish.files import connect_folder, plain_name, suffix, told, write_durably

CAPABILITIES = Capabilities(
    kinds=frozenset({"text", "photo", "carousel", "video", "reel"}),
    types=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "application/pdf"}),
    key_lifetime=FOR_EVER,
    lookup=True,
    link_card=False,
    account=False,
)
RSS, ATOM = "feed.xml", "atom.xml"
SHOWN = 50
"""How many entries the documents show, the newest; all are kept."""
TITLE_CHARS = 80


class FeedChannel:
    """The feed of one folder."""

    capabilities = CAPABILITIES

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.folder = Path(account.settings["folder"]).expanduser()
        self.home = account.settings["address"].rstrip("/") + "/"
        self.title = account.settings.get("title", "")
        self.place = {"network": KIND.title, "folder": self.folder.name}

    def limits(self) -> NetworkLimits:
        """Return no limit: a feed takes all."""
        return NetworkLimits()

    def text(self, post: Outgoing) -> str:
        """Return the words of the entry."""
        return post.text(link=False)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Add the entry; one that is there stays as it is. Raises a `ChannelError`."""
        if not post.media and not self.text(post):
            raise PostRejected("it has neither words nor media", reason="empty", field="caption", mend="give it a caption or a picture")
        with told(self.folder, **self.place):
            for name in ("entries", "media"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            entry = self._entry(post, attempt.key)
            for item in post.media:
                path = self.folder / "media" / _media_name(item)
                if not path.exists():
                    write_durably(path, item.read())
            with self._alone():
                attempt.last_check()
                if not self._path(attempt.key).exists():
                    write_durably(self._path(attempt.key), json.dumps(dataclasses.asdict(entry), default=str).encode())
                self._write(post.brand)
        return self._receipt(entry.id, post.link)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Return the receipt of the entry of this key, None where none was added."""
        with told(self.folder, **self.place):
            if not self._path(attempt.key).exists():
                return None
            with self._alone():
                self._write(post.brand)
        return self._receipt(self._entry(post, attempt.key).id, post.link)

    def entries(self) -> list[FeedEntry]:
        """Return what the documents show, the newest first."""
        found = [_read(path) for path in (self.folder / "entries").glob("*.json")]
        return sorted(found, key=lambda entry: (entry.at, entry.key), reverse=True)[:SHOWN]

    def _write(self, brand: str) -> None:
        title = self.title or brand or "visualgen"
        head, entries = FeedHead(title, self.home, brand or title, RSS, ATOM), self.entries()
        write_durably(self.folder / RSS, rss(head, entries))
        write_durably(self.folder / ATOM, atom(head, entries))

    def _entry(self, post: Outgoing, key: str) -> FeedEntry:
        text = self.text(post)
        first_line = next(iter(text.splitlines()), "") or post.planned.strftime("%Y-%m-%d")
        return FeedEntry(
            key=key,
            title=post.title or first_line[:TITLE_CHARS],
            text=text,
            at=post.planned,
            link=post.link,
            language=post.language,
            tags=tuple(tag.lstrip("#") for tag in post.hashtags),
            media=tuple(
                FeedMedia(f"{self.home}media/{_media_name(item)}", item.type, item.weight_bytes, item.width_px, item.height_px, item.alt)
                for item in post.media
            ),
        )

    def _path(self, key: str) -> Path:
        return self.folder / "entries" / f"{plain_name(key, 80)}.json"

    def _receipt(self, identifier: str, link: str) -> Receipt:
        return Receipt(identifier, link or self.home + RSS)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder's lock: two publishers never write the documents at once. It dies with its process."""
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _media_name(media: Media) -> str:
    digest = media.blob or hashlib.sha256(media.read()).hexdigest()
    return f"{digest[:32]}{suffix(media)}"


def _read(path: Path) -> FeedEntry:
    data = json.loads(path.read_text("utf-8"))
    media = tuple(FeedMedia(**item) for item in data.pop("media"))
    return FeedEntry(**{**data, "at": dt.datetime.fromisoformat(data["at"]), "tags": tuple(data["tags"])}, media=media)


def _connect(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Check that the folder can be written to."""
    return connect_folder(settings, KIND.title)


KIND = ChannelKind(
    name="feed",
    title="Flux RSS",
    capabilities=CAPABILITIES,
    fields=(
        Field("folder", "dossier que votre site montre", "folder that your site shows"),
        Field("address", "adresse de ce dossier (https://…)", "address of that folder (https://…)"),
        Field("title", "titre du flux", "title of the feed", needed=False),
    ),
    open=FeedChannel,
    connect=_connect,
)
