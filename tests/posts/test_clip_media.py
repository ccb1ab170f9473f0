"""A row that asks for a clip gets one, for each channel."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import av

from visualgen.brand.reading import load_kit
from visualgen.calendar.facts import facts_of
from visualgen.calendar.model import Row
from visualgen.posts.media import ChannelNeed, keys_of, prepare
from visualgen.renders.library import Library
from visualgen.settings import Settings
from visualgen.store.blob_folder import BlobFolder
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.store.migrate import upgrade


def test_a_clip_for_two_channels(tmp_path: Path) -> None:
    settings = Settings.from_environment({"VISUALGEN_DATA": str(tmp_path)})
    database = Database.open(Settings(database_url=f"sqlite:///{tmp_path}/a.sqlite3"))
    upgrade(database)
    blobs = Blobs(database, BlobFolder(tmp_path / "blobs"), clock=lambda: dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC))
    row = Row(
        2, "teaser", True, dt.date(2026, 12, 3), None, "annonce", ("instagram", "mastodon"), ("108x192",), "mp4",
        clip_duration="0.5", content={"headline": "Bonjour", "text": "a", "date": "b", "cta": "c", "kicker": "d"},
    )  # fmt: skip
    kit, templates = load_kit("levain", settings), Library.open(settings).template
    needs = (ChannelNeed("instagram"), ChannelNeed("mastodon"))
    made = prepare(facts_of(row), "teaser", {}, kit, templates, settings, needs, blobs)
    assert made.problems == ()
    assert [(medium.channel, medium.kind, medium.media_type, medium.duration_s) for medium in made.media] == [
        ("instagram", "reel", "video/mp4", 0.5), ("mastodon", "video", "video/mp4", 0.5),
    ]  # fmt: skip
    assert made.media[0].blob == made.media[1].blob
    path = tmp_path / "kept.mp4"
    path.write_bytes(blobs.get(made.media[0].blob))
    with av.open(str(path)) as container:
        assert (container.streams.video[0].width, container.streams.video[0].frames) == (108, 15)
    keys = keys_of(facts_of(row), "teaser", {}, kit, templates, settings, needs, blobs)
    assert set(keys.values()) == {made.media[0].render_key}
    database.close()
