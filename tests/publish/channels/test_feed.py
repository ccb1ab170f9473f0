from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from tests.publish.samples import LooseAccount, clip, outside, picture, post
from visualgen.errors import PostRejected
from visualgen.publish.channel import Attempt
from visualgen.publish.channels.feed import FeedChannel
from visualgen.publish.discovery import channel_kind

ATOM = {"a": "http://www.w3.org/2005/Atom"}
RSS = {"media": "http://search.yahoo.com/mrss/", "content": "http://purl.org/rss/1.0/modules/content/"}
POST = post("carousel", media=(picture(1), clip()), link="https://levain.example/a?b=1&c=2")


def _channel(folder: Path, **settings: str) -> FeedChannel:
    return FeedChannel(LooseAccount({"folder": str(folder), "address": "https://levain.example/posts", **settings}), outside())


def test_both_documents_say_the_same(tmp_path: Path) -> None:
    receipt = _channel(tmp_path, title="Levain & Cie").submit(POST, Attempt("k"))
    rss, atom = etree.parse(tmp_path / "feed.xml"), etree.parse(tmp_path / "atom.xml")
    assert uuid.UUID(receipt.remote_id.removeprefix("urn:uuid:"))
    (item,), (entry,) = rss.findall(".//item"), atom.findall("a:entry", ATOM)
    assert item.findtext("guid") == entry.findtext("a:id", namespaces=ATOM) == receipt.remote_id
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("link") == entry.find("a:link[@rel='alternate']", ATOM).get("href") == POST.link
    assert item.findtext("pubDate") == "Mon, 01 Jun 2026 10:30:00 +0000"
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-06-01T12:30:00+02:00"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert [node.text for node in item.findall("category")] == [node.get("term") for node in entry.findall("a:category", ATOM)]
    assert rss.findtext("channel/title") == atom.findtext("a:title", namespaces=ATOM) == "Levain & Cie"
    assert atom.findtext("a:author/a:name", namespaces=ATOM) == "Levain"
    enclosures = entry.findall("a:link[@rel='enclosure']", ATOM)
    assert [node.get("type") for node in enclosures] == ["image/jpeg", "video/mp4"]
    assert item.find("enclosure").get("length") == str(POST.media[0].weight_bytes)
    body = item.findtext("content:encoded", namespaces=RSS)
    assert body == entry.findtext("a:content", namespaces=ATOM)
    assert "&lt;b&gt;demain&lt;/b&gt;" in body
    assert 'alt="Pain numéro 1, « doré » 🥖"' in body


def test_ids_stay_when_entries_are_added(tmp_path: Path) -> None:
    channel = _channel(tmp_path)
    first = channel.submit(POST, Attempt("1"))
    before = etree.parse(tmp_path / "atom.xml")
    later = dataclasses.replace(POST, planned=POST.planned + dt.timedelta(days=1), caption="Demain")
    channel.submit(later, Attempt("2"))
    after = etree.parse(tmp_path / "atom.xml")
    ids = [node.text for node in after.findall("a:entry/a:id", ATOM)]
    assert ids[1] == first.remote_id, "the newest comes first"
    assert before.findtext("a:id", namespaces=ATOM) == after.findtext("a:id", namespaces=ATOM)
    assert after.findtext("a:updated", namespaces=ATOM) == "2026-06-02T10:30:00+00:00"


def test_signs_that_xml_does_not_take(tmp_path: Path) -> None:
    _channel(tmp_path).submit(dataclasses.replace(POST, caption="a\x00b\x1b[31mc\ufffe 🥖 ]]>"), Attempt("k"))
    assert etree.parse(tmp_path / "feed.xml").findtext(".//item/description").startswith("ab[31mc 🥖 ]]>")


def test_the_newest_fifty_are_shown_and_all_are_kept(tmp_path: Path) -> None:
    channel = _channel(tmp_path)
    for number in range(53):
        at = POST.planned + dt.timedelta(hours=number)
        channel.submit(post("text", f"n{number}", hashtags=(), planned=at, title=""), Attempt(f"{number}"))
    titles = [node.text for node in etree.parse(tmp_path / "feed.xml").findall(".//item/title")]
    assert (len(titles), titles[0], titles[-1]) == (50, "n52", "n3")
    assert len(list((tmp_path / "entries").iterdir())) == 53


def test_two_publishers_lose_no_entry(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _channel(tmp_path).submit(post("text", f"n{number}"), Attempt(f"{number}")), range(24)))
    assert len(etree.parse(tmp_path / "feed.xml").findall(".//item")) == 24
    assert not list(tmp_path.rglob("*.part"))


def test_a_crash_between_entry_and_documents_is_mended_by_a_look(tmp_path: Path) -> None:
    channel = _channel(tmp_path)
    channel.submit(POST, Attempt("k"))
    (tmp_path / "feed.xml").unlink()
    assert channel.find(POST, Attempt("k"))
    assert len(etree.parse(tmp_path / "feed.xml").findall(".//item")) == 1


def test_nothing_to_say(tmp_path: Path) -> None:
    with pytest.raises(PostRejected):
        _channel(tmp_path).submit(post("text", "", hashtags=()), Attempt("k"))
    assert channel_kind("feed").connect({"folder": str(tmp_path / "new"), "address": "https://x.example/"}, {}, outside()).name == "new"
