from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest

from visualgen.errors import ChannelBusy, PostRejected
from visualgen.publish.channel import FOR_EVER, Capabilities, Media, Outgoing

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def _post(caption: str, **more: object) -> Outgoing:
    return Outgoing("text", caption, NOON, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("post", "link", "text"),
    [
        (_post(" Le pain du jour. "), True, "Le pain du jour."),
        (_post("Pain", hashtags=("boulangerie", "#Lyon")), True, "Pain\n\n#boulangerie #Lyon"),
        (_post("Pain à #LYON, demain", hashtags=("lyon", "levain")), True, "Pain à #LYON, demain\n\n#levain"),
        (_post("Le #levainnaturel", hashtags=("levain",)), True, "Le #levainnaturel\n\n#levain"),
        (_post("Pain", link="https://levain.example/"), True, "Pain\n\nhttps://levain.example/"),
        (_post("Pain", link="https://levain.example/"), False, "Pain"),
        (_post("https://levain.example/ ouvre", link="https://levain.example/"), True, "https://levain.example/ ouvre"),
        (_post("", hashtags=("levain",)), False, "#levain"),
    ],
)
def test_the_words_are_put_together_once(post: Outgoing, link: bool, text: str) -> None:
    assert post.text(link=link) == text


def test_media_are_bytes_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"12345")
    for content in (b"12345", path):
        media = Media(content, "image/jpeg", 10, 10, "un pain")
        assert (media.read(), media.weight_bytes, media.is_video) == (b"12345", 5, False)
    assert "12345" not in repr(Media(b"12345", "image/jpeg", 10, 10, "un pain"))


@pytest.mark.parametrize(
    ("lifetime", "lookup", "repeats"),
    [
        (FOR_EVER, True, "key"),
        (dt.timedelta(hours=1), False, "key"),
        (dt.timedelta(0), True, "lookup"),
        (dt.timedelta(0), False, "neither"),
    ],
)
def test_how_a_doubtful_post_is_settled(lifetime: dt.timedelta, lookup: bool, repeats: str) -> None:
    assert Capabilities(frozenset(), frozenset(), lifetime, lookup).repeats == repeats


def test_errors_keep_their_facts_across_processes() -> None:
    busy = pickle.loads(pickle.dumps(ChannelBusy("not now", retry_after_s=12.0, network="Mastodon")))
    assert (busy.retry_after_s, busy.place, str(busy)) == (12.0, {"network": "Mastodon"}, "network Mastodon: not now")
    rejected = pickle.loads(pickle.dumps(PostRejected("too long", reason="caption_too_long", field="caption", mend="shorten it")))
    assert (rejected.reason, rejected.field, rejected.mend) == ("caption_too_long", "caption", "shorten it")
