from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from tests.publish.faults import Fault, Proxy
from tests.publish.pds import Pds, Person
from tests.publish.samples import LooseAccount, clip, outside, photo, picture, post
from visualgen.errors import PostRejected, ReconnectNeeded
from visualgen.publish.bluesky_record import record_key
from visualgen.publish.channel import Attempt, Outgoing
from visualgen.publish.channels.bluesky import BlueskyChannel

WORDS = "Бонжур 🥖 @{who} goûte le #pain chez https://levain.example/été, @nobody.test non"


@pytest.fixture
def person(pds: Pds) -> Person:
    return pds.person()


@pytest.fixture
def channel(person: Person) -> BlueskyChannel:
    return BlueskyChannel(LooseAccount(person.settings, person.secrets), outside())


def _facets(value: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what each facet covers, cut from the text's bytes, and its feature."""
    data = value["text"].encode()
    return {data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): facet["features"][0] for facet in value["facets"]}


def test_a_post_is_published_as_it_was_approved(pds: Pds, person: Person, channel: BlueskyChannel) -> None:
    other = pds.person()
    sent = photo(WORDS.format(who=other.handle), link="https://levain.example/")
    receipt = channel.submit(sent, Attempt("k"))
    (found,) = pds.records(person.did)
    value = found["value"]
    assert (found["uri"], receipt.notes["cid"]) == (receipt.remote_id, found["cid"])
    assert receipt.url == f"https://bsky.app/profile/{person.handle}/post/{record_key(sent, 'k')}"
    assert (value["text"], value["createdAt"], value["langs"]) == (channel.text(sent), "2026-06-01T10:30:00.000Z", ["fr"])
    kind = "app.bsky.richtext.facet"
    assert _facets(value) == {
        f"@{other.handle}": {"$type": f"{kind}#mention", "did": other.did},
        "#pain": {"$type": f"{kind}#tag", "tag": "pain"},
        "#boulangerie": {"$type": f"{kind}#tag", "tag": "boulangerie"},
        "#Lyon": {"$type": f"{kind}#tag", "tag": "Lyon"},
        "https://levain.example/été": {"$type": f"{kind}#link", "uri": "https://levain.example/été"},
        "https://levain.example/": {"$type": f"{kind}#link", "uri": "https://levain.example/"},
    }
    (image,) = value["embed"]["images"]
    assert (image["alt"], image["aspectRatio"]["width"], image["aspectRatio"]["height"]) == (sent.media[0].alt, 320, 400)
    assert pds.blob(person.did, image["image"]["ref"]["$link"]) == sent.media[0].read()


def test_a_clip_a_card_and_a_gallery(pds: Pds, person: Person, channel: BlueskyChannel) -> None:
    card = post("text", link="https://levain.example/", link_title="Levain", link_description="Une boulangerie")
    many = post("carousel", media=tuple(picture(number) for number in range(6)))
    video = post("reel", media=(clip(),))
    values = {}
    for sent in (card, many, video):
        uri = channel.submit(sent, Attempt(sent.kind)).remote_id
        values[sent.kind] = next(item["value"] for item in pds.records(person.did) if item["uri"] == uri)
    external = values["text"]["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (card.link, "Levain", "Une boulangerie")
    assert card.link not in values["text"]["text"]
    assert [item["alt"] for item in values["carousel"]["embed"]["items"]] == [item.alt for item in many.media]
    assert values["reel"]["embed"]["alt"] == video.media[0].alt
    assert pds.blob(person.did, values["reel"]["embed"]["video"]["ref"]["$link"]) == video.media[0].read()


def test_posts_of_one_second_have_their_own_keys() -> None:
    keys = {record_key(photo(), f"key-{number}") for number in range(2000)}
    assert len(keys) == 2000
    assert {len(key) for key in keys} == {13}
    later = dataclasses.replace(photo(), planned=photo().planned.replace(second=1))
    assert max(keys) < min(record_key(later, f"key-{number}") for number in range(50))


def test_another_post_is_never_overwritten(pds: Pds, person: Person, channel: BlueskyChannel) -> None:
    first = channel.submit(photo("Le premier"), Attempt("k"))
    with pytest.raises(PostRejected, match="move it by a second"):
        channel.submit(photo("Un autre sous la même clé"), Attempt("k"))
    assert channel.find(photo("Un autre sous la même clé"), Attempt("k")) is None
    assert channel.submit(photo("Le premier"), Attempt("k")) == first
    assert [item["value"]["text"] for item in pds.records(person.did)] == [channel.text(photo("Le premier"))]


def test_an_old_session_is_renewed_once(pds: Pds, person: Person) -> None:
    account = LooseAccount(person.settings, person.secrets)
    channel = BlueskyChannel(account, outside())
    channel.submit(photo(), Attempt("1"))
    assert account.renewals == 1
    channel.submit(photo(), Attempt("2"))
    assert account.renewals == 1
    refresh = account.kept["refresh"]
    account.kept = {**account.kept, "access": "stale"}
    channel.submit(photo(), Attempt("3"))
    assert account.renewals == 2
    assert account.kept["refresh"] != refresh
    account.kept = {**account.kept, "access": "stale", "refresh": "stale"}
    channel.submit(photo(), Attempt("4"))
    assert len(pds.records(person.did)) == 4


def test_a_password_taken_back(pds: Pds, person: Person) -> None:
    account = LooseAccount(person.settings, {**person.secrets, "app_password": "no-longer-mine"})
    with pytest.raises(ReconnectNeeded, match="app password") as caught:
        BlueskyChannel(account, outside()).submit(photo(), Attempt("k"))
    assert "no-longer-mine" not in str(caught.value)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (post("text", "é" * 301, hashtags=()), "caption"),
        (post("carousel", media=tuple(picture(number) for number in range(21))), "media"),
    ],
)
def test_what_the_network_refuses(channel: BlueskyChannel, sent: Outgoing, field: str) -> None:
    with pytest.raises(PostRejected) as caught:
        channel.submit(sent, Attempt("k"))
    assert caught.value.field == field
    assert channel.find(sent, Attempt("k")) is None


def test_an_account_taken_down(pds: Pds, person: Person, bad_network: Callable[[str], Proxy]) -> None:
    proxy = bad_network(pds.url)
    proxy.faults.append(
        Fault("getSession", "answer", 200, {"content-type": "application/json"}, b'{"active": false, "status": "suspended"}')
    )
    channel = BlueskyChannel(LooseAccount({**person.settings, "server": proxy.url}, person.secrets), outside())
    with pytest.raises(ReconnectNeeded, match="suspended"):
        channel.limits()
    assert channel.limits().caption_chars is None
