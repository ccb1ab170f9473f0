"""Fifty posts to a real Bluesky server by publishers that are killed all the time: fifty records, each what was approved."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.publish.faults import Fault, Proxy
from tests.publish.pds import Pds
from tests.publish.samples import clip, picture, post
from visualgen.accounts.model import Brand, Organisation
from visualgen.posts.model import Post, PostState, PostVersion
from visualgen.publish.channel import Outgoing
from visualgen.publish.connections import connect
from visualgen.publish.connections.here import accounts_of
from visualgen.publish.model import Publication
from visualgen.publish.payload import payload_of, publication_key
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

POSTS, KILLS, SPREAD_S = 50, 20, 16


@pytest.mark.timeout(300)
def test_fifty_posts_and_twenty_kills(pds: Pds, bad_network: Callable[[str], Proxy], sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=sqlite_url, data=tmp_path / "data")
    database = Database.open(settings)
    proxy = bad_network(pds.url)
    for number in range(12):
        proxy.faults.append(
            Fault("POST .*putRecord", "lose_reply" if number % 3 else "answer", 502 if number % 2 else 429, {"retry-after": "1"})
        )
    person, friend = pds.person(proxy.url), pds.person()
    posts = [_post(number, friend.handle) for number in range(POSTS)]
    due = utc_now()
    lane = _schedule(database, settings, {**person.settings, "app_password": person.secrets["app_password"]}, posts, due)
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    for item in (item for sent in posts for item in sent.media):
        (blobs / item.blob).write_bytes(item.read())

    kills = _run(database, settings, blobs)

    assert kills == KILLS
    with database.read() as session:
        rows = session.scalars(select(Publication).where(Publication.lane == lane)).all()
    database.close()
    assert Counter(row.state for row in rows) == {"sent": POSTS}
    records = {item["uri"]: item["value"] for item in pds.records(person.did)}
    assert len(records) == POSTS
    assert {row.remote_id for row in rows} == set(records)
    for row in rows:
        number = int(row.post_id.rpartition("-")[2])
        _equal(pds, person.did, records[row.remote_id], posts[number], friend.handle, friend.did)


def _post(number: int, friend: str) -> Outgoing:
    """Return the post of that number: pictures with alternative texts, one clip, links, hashtags and mentions among other alphabets."""
    planned = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=number % 7)
    words = f"№ {number} — « été » 🥖 @{friend} aime le #pain{number} : https://levain.example/été/{number} 你好"
    if number == 0:
        return post("reel", words, media=(clip(),), planned=planned, hashtags=("Lyon",))
    if number % 5 == 0:
        return post("text", words, planned=planned, hashtags=())
    pictures = tuple(picture(number * 10 + part) for part in range(1 + number % 2))
    return post(
        "carousel" if len(pictures) > 1 else "photo", words, media=pictures, planned=planned, hashtags=("Lyon", "é té".replace(" ", ""))
    )


def _schedule(database: Database, settings: Settings, given: dict[str, str], posts: list[Outgoing], due: dt.datetime) -> str:
    """Connect the account and put the posts into the ledger; return their lane."""
    with database.write() as session:
        organisation = Organisation(name="Levain", home=True, created_at=due)
        session.add(organisation)
        session.flush()
        brand = Brand(organisation_id=organisation.id, name="levain", title="Levain", created_at=due)
        session.add(brand)
    health = connect(accounts_of(database, settings), brand.id, "bluesky", given)
    lane = f"bluesky:{health.id}"
    with database.write() as session:
        for number, sent in enumerate(posts):
            at = due + dt.timedelta(seconds=1 + number * SPREAD_S / len(posts))
            identifier = f"{'0' * 20}-{number:03d}"
            session.add(
                Post(
                    id=identifier, brand_id=brand.id, reference=identifier, state=PostState.SCHEDULED.value, approved=1, date=due.date(),
                    time=due.time(), zone="UTC", due_at=due, created_at=due, changed_at=due,
                )
            )  # fmt: skip
            session.flush()
            session.add(PostVersion(post_id=identifier, number=1, facts={"caption": sent.caption}, author="test", created_at=due))
            session.add(
                Publication(
                    post_id=identifier, channel="bluesky", lane=lane, due_at=at, next_at=at, payload=payload_of(sent), memory={},
                    key=publication_key(identifier, "bluesky", 1), created_at=due,
                )
            )  # fmt: skip
    return lane


def _run(database: Database, settings: Settings, blobs: Path) -> int:
    """Keep two publishers running until all is sent, and kill one of them at `KILLS` random instants; return how many were killed."""
    command = [sys.executable, "-m", "tests.publish.soak.bluesky", str(settings.database_url), str(settings.data), str(blobs)]
    chance, kills, end = random.Random(20261203), 0, time.monotonic() + 270
    herd: list[int] = []
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as zygote:
        assert zygote.stdin
        assert zygote.stdout
        try:
            while time.monotonic() < end:
                while len(herd) < 2:
                    zygote.stdin.write("start\n")
                    zygote.stdin.flush()
                    herd.append(int(zygote.stdout.readline()))
                time.sleep(chance.uniform(0.3, 0.9))
                with database.read() as session:
                    left = session.scalar(select(func.count()).where(Publication.state != "sent"))
                if not left:
                    break
                if kills < KILLS:
                    os.kill(herd.pop(chance.randrange(2)), signal.SIGKILL)
                    kills += 1
        finally:
            for pid in herd:
                os.kill(pid, signal.SIGKILL)
            zygote.stdin.close()
            zygote.wait(20)
    return kills


def _equal(pds: Pds, did: str, value: dict[str, Any], sent: Outgoing, friend: str, friend_did: str) -> None:
    text = sent.text(link=bool(sent.media))
    data = text.encode()
    assert value["text"] == text
    assert dt.datetime.fromisoformat(value["createdAt"]) == sent.planned.replace(microsecond=sent.planned.microsecond // 1000 * 1000)
    facets = {}
    for facet in value["facets"]:
        part = data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        feature = facet["features"][0]
        facets[part] = feature.get("uri") or feature.get("tag") or feature.get("did")
    (link,) = (word for word in sent.caption.split() if word.startswith("https://"))
    (tag,) = (word for word in sent.caption.split() if word.startswith("#"))
    more = {f"#{name}": name for name in sent.hashtags}
    assert facets == {f"@{friend}": friend_did, link: link, tag: tag[1:], **more}
    embed = value.get("embed", {})
    shown = embed.get("images", [embed] if "video" in embed else [])
    assert [item["alt"] for item in shown] == [item.alt for item in sent.media]
    contents = [pds.blob(did, item.get("image", item.get("video"))["ref"]["$link"]) for item in shown]
    assert contents == [item.read() for item in sent.media]
