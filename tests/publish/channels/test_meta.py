from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.publish.fake_meta import ACCOUNT, APP_SECRET, PAGE, PAGE_TOKEN, PERSON_TOKEN, FakeMeta
from tests.publish.faults import Fault, Proxy
from tests.publish.meta_contract import unknown_fields, wrong
from tests.publish.samples import NOW, LooseAccount, clip, outside, photo, picture, post
from visualgen.errors import ChannelBusy, ChannelError, OutcomeUnknown, PostRejected, ReconnectNeeded
from visualgen.publish.channel import Attempt, Outgoing
from visualgen.publish.channels.facebook import FacebookChannel
from visualgen.publish.channels.instagram import InstagramChannel
from visualgen.publish.discovery import channel_kind
from visualgen.publish.graph import Graph
from visualgen.publish.policy import policy_of
from visualgen.publish.quotas import Quotas

SECRETS = {"access_token": PAGE_TOKEN, "app_secret": APP_SECRET, "person_token": PERSON_TOKEN}
CAROUSEL = post("carousel", media=(picture(1), clip(), picture(2)))


@pytest.fixture
def network() -> Iterator[FakeMeta]:
    with FakeMeta() as fake:
        yield fake


def _instagram(network: FakeMeta, url: str = "", **more: Any) -> InstagramChannel:
    settings = {"graph": url or network.url, "node": ACCOUNT, "name": "Levain"}
    return InstagramChannel(LooseAccount(settings, SECRETS), outside(public_url=network.public_url, **more))


def _facebook(network: FakeMeta, url: str = "") -> FacebookChannel:
    settings = {"graph": url or network.url, "node": PAGE, "name": "Levain"}
    return FacebookChannel(LooseAccount(settings, SECRETS), outside(public_url=network.public_url))


def test_the_contract_judges() -> None:
    assert wrong("iguser", "POST", "/media", {"image_url": "x", "alt_text": "a"}) == []
    assert wrong("iguser", "POST", "/media", {"imageurl": "x"})
    assert wrong("iguser", "POST", "/media_publish", {"creation_id": "abc"})
    assert wrong("page", "POST", "/video_reels", {"upload_phase": "begin"})
    assert wrong("page", "POST", "/nowhere", {})
    assert unknown_fields("shadowigmediabuilder", "id,status_code,colour") == ["colour"]


def test_a_carousel_keeps_its_order_and_alternative_texts(network: FakeMeta) -> None:
    receipt = _instagram(network).submit(CAROUSEL, Attempt("k"))
    (made,) = network.instagram
    children = [network.objects[child] for child in made["container"]["children"]]
    assert [child["content"] for child in children] == [item.read() for item in CAROUSEL.media]
    assert [child["params"].get("alt_text") for child in children] == [CAROUSEL.media[0].alt, None, CAROUSEL.media[2].alt]
    assert [child["params"].get("media_type") for child in children] == [None, "VIDEO", None]
    assert receipt.url == f"https://www.instagram.com/p/{receipt.remote_id}/"


@pytest.mark.parametrize(
    ("sent", "media_type"), [(post("reel", media=(clip(),)), "REELS"), (post("story", media=(picture(),)), "STORIES"), (photo(), None)]
)
def test_each_kind_has_its_container(network: FakeMeta, sent: Outgoing, media_type: str | None) -> None:
    _instagram(network).submit(sent, Attempt("k"))
    params = network.instagram[0]["container"]["params"]
    assert params.get("media_type") == media_type
    assert ("caption" in params) == (sent.kind != "story")


def test_a_crash_before_publishing_goes_on_with_the_container(network: FakeMeta) -> None:
    class Killed(Exception):
        pass

    def die() -> None:
        raise Killed

    attempt = Attempt("k", last_check=die)
    with pytest.raises(Killed):
        _instagram(network).submit(CAROUSEL, attempt)
    assert network.instagram == []
    assert _instagram(network).find(CAROUSEL, Attempt("k", attempt.memory)) is None
    _instagram(network).submit(CAROUSEL, Attempt("k", attempt.memory))
    assert len(network.instagram) == 1
    assert sum(path.endswith("/media") and method == "POST" for method, path, _ in network.calls) == 4, "nothing was uploaded twice"


def test_a_lost_answer_is_found_by_the_container(network: FakeMeta, bad_network: Callable[[str], Proxy]) -> None:
    proxy = bad_network(network.url)
    proxy.faults.append(Fault("media_publish", "lose_reply"))
    attempt = Attempt("k")
    sent = post("photo", media=(picture(),), first_comment="Merci !")
    with pytest.raises(OutcomeUnknown):
        _instagram(network, proxy.url).submit(sent, attempt)
    receipt = _instagram(network).find(sent, Attempt("k", attempt.memory))
    assert receipt
    assert receipt.remote_id == network.instagram[0]["id"]
    again = _instagram(network).submit(sent, Attempt("k", attempt.memory))
    assert again.remote_id == receipt.remote_id
    assert len(network.instagram) == 1
    assert network.instagram[0]["comments"] == ["Merci !"]


def test_a_container_that_ran_out_is_made_anew(network: FakeMeta) -> None:
    network.objects["5"] = {"kind": "shadowigmediabuilder", "looks": 0, "state": "Error: it has expired", "params": {}}
    attempt = Attempt("k", {"container": "5", "children": '["6"]'})
    _instagram(network).submit(CAROUSEL, attempt)
    assert attempt.memory["container"] != "5"
    assert len(network.instagram) == 1


def test_a_long_clip_is_gone_on_with(network: FakeMeta) -> None:
    network.slow = 10_000
    attempt = Attempt("k")
    sent = post("reel", media=(clip(),))
    with pytest.raises(ChannelBusy) as caught:
        _instagram(network, timeout_s=3.0).submit(sent, attempt)
    assert caught.value.retry_after_s == 20
    network.slow = 1
    _instagram(network).submit(sent, Attempt("k", attempt.memory))
    assert sum(path.endswith("/media") and method == "POST" for method, path, _ in network.calls) == 1


def test_what_the_network_finds_wrong_with_a_file(network: FakeMeta) -> None:
    network.broken = "2207026"
    with pytest.raises(PostRejected, match=r"MP4 with H\.264") as caught:
        _instagram(network).submit(post("reel", media=(clip(),)), Attempt("k"))
    assert (caught.value.reason, caught.value.field) == ("media_type", "media")


def test_the_quota_is_read(network: FakeMeta) -> None:
    limits = _instagram(network).limits()
    assert limits.posts_left == 97
    assert limits.posts_window
    network.quota_used = 100
    assert _instagram(network).limits().posts_left == 0
    with pytest.raises(ChannelBusy) as caught:
        _instagram(network).submit(photo(), Attempt("k"))
    assert caught.value.retry_after_s == 3600


def test_a_full_quota_is_seen_before_anything_is_sent(network: FakeMeta) -> None:
    quotas, policy = Quotas(lambda: NOW), policy_of("instagram")
    assert quotas.full_until("instagram:1", _instagram(network), policy) is None
    network.quota_used = 100
    assert quotas.full_until("instagram:2", _instagram(network), policy) == NOW + policy.backoff_max
    assert quotas.full_until("facebook:1", _facebook(network), policy_of("facebook")) is None


def test_media_need_a_public_address(network: FakeMeta) -> None:
    settings = {"graph": network.url, "node": ACCOUNT}
    with pytest.raises(ReconnectNeeded, match="VISUALGEN_PUBLIC_URL"):
        InstagramChannel(LooseAccount(settings, SECRETS), outside()).submit(photo(), Attempt("k"))


def test_a_file_that_cannot_be_fetched_is_tried_again(network: FakeMeta) -> None:
    settings = {"graph": network.url, "node": ACCOUNT}
    away = outside(public_url=lambda media: "http://127.0.0.1:1/away.jpg")
    with pytest.raises(ChannelBusy, match="could not fetch"):
        InstagramChannel(LooseAccount(settings, SECRETS), away).submit(photo(), Attempt("k"))


@pytest.mark.parametrize("count", [1, 11])
def test_a_carousel_has_two_to_ten(network: FakeMeta, count: int) -> None:
    with pytest.raises(PostRejected, match="2 to 10"):
        _instagram(network).submit(post("carousel", media=(picture(),) * count), Attempt("k"))
    assert network.calls == []


def test_a_comment_that_fails_does_not_undo_the_post(network: FakeMeta, bad_network: Callable[[str], Proxy]) -> None:
    proxy = bad_network(network.url)
    proxy.faults.append(Fault("/comments", "answer", 503))
    receipt = _instagram(network, proxy.url).submit(post("photo", media=(picture(),), first_comment="Bonjour"), Attempt("k"))
    assert receipt.remote_id == network.instagram[0]["id"]
    assert "out of order" in receipt.notes["afterwards"]


@pytest.mark.parametrize(
    ("code", "sub", "error", "word"),
    [
        (190, 463, ReconnectNeeded, ""), (10, 0, ReconnectNeeded, ""), (200, 0, ReconnectNeeded, ""), (100, 33, ReconnectNeeded, ""),
        (25, 2207050, ReconnectNeeded, ""), (4, 2207051, ReconnectNeeded, ""),
        (4, 0, ChannelBusy, ""), (80002, 0, ChannelBusy, ""), (2, 0, ChannelBusy, ""), (9007, 2207027, ChannelBusy, ""),
        (9, 2207042, ChannelBusy, ""), (9004, 2207052, ChannelBusy, ""), (-1, 2207003, ChannelBusy, ""), (-1, 2207020, ChannelBusy, ""),
        (36003, 2207009, PostRejected, "media_ratio"),
        (36003, 0, PostRejected, "media_ratio"), (36000, 2207004, PostRejected, "media_too_large"),
        (36001, 0, PostRejected, "media_resolution"), (-1, 2207005, PostRejected, "media_type"), (352, 2207026, PostRejected, "media_type"),
        (-1, 2207028, PostRejected, "media_count"), (-1, 2207001, PostRejected, "spam"), (36004, 2207010, PostRejected, "caption_too_long"),
        (100, 0, PostRejected, "code_100"),
    ],
)  # fmt: skip
def test_every_code_says_what_to_do(code: int, sub: int, error: type[ChannelError], word: str) -> None:
    graph = Graph(LooseAccount({"node": "1"}), outside(), {"network": "Instagram"})
    meaning = graph.meaning(code, sub, "what the network says")
    assert type(meaning) is error
    assert "what the network says" in str(meaning)
    assert word == "" or (isinstance(meaning, PostRejected) and meaning.reason == word)


# ── Facebook ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_photos_are_found_again_by_what_they_are(network: FakeMeta, bad_network: Callable[[str], Proxy]) -> None:
    proxy = bad_network(network.url)
    for sent in (photo(), post("carousel", "Même texte", media=(picture(1), picture(2)))):
        proxy.faults.append(Fault("POST .*/feed", "lose_reply"))
        attempt = Attempt("k")
        with pytest.raises(OutcomeUnknown):
            _facebook(network, proxy.url).submit(sent, attempt)
        receipt = _facebook(network).find(sent, Attempt("k", attempt.memory))
        assert receipt
        assert receipt.remote_id == network.facebook[-1]["id"]
        assert _facebook(network).find(sent, Attempt("k", {"media": '["1", "2"]'})) is None
    assert len(network.facebook) == 2
    alts = [network.objects[name]["alt"] for name in network.facebook[1]["photos"]]
    assert alts == [picture(1).alt, picture(2).alt]


def test_words_alone_are_found_by_their_text(network: FakeMeta) -> None:
    sent = post("text", link="https://levain.example/")
    receipt = _facebook(network).submit(sent, Attempt("k"))
    assert network.facebook[0]["link"] == sent.link
    assert sent.link not in network.facebook[0]["message"]
    found = _facebook(network).find(sent, Attempt("k"))
    assert found
    assert found.remote_id == receipt.remote_id
    assert _facebook(network).find(post("text", "autre chose"), Attempt("k")) is None


@pytest.mark.parametrize("kind", ["reel", "story"])
def test_clips_are_fetched_then_published(network: FakeMeta, kind: Any) -> None:
    attempt = Attempt("k")
    sent = post(kind, media=(clip(),))
    receipt = _facebook(network).submit(sent, attempt)
    (made,) = network.facebook
    assert (made["id"], made["story"]) == (receipt.remote_id, kind == "story")
    assert network.objects[made["video"]]["content"] == clip().read()
    assert _facebook(network).find(sent, Attempt("k", attempt.memory))
    assert _facebook(network).find(sent, Attempt("k")) is None


def test_a_photo_story(network: FakeMeta) -> None:
    attempt = Attempt("k")
    sent = post("story", media=(picture(),))
    receipt = _facebook(network).submit(sent, attempt)
    assert network.facebook[0]["story"]
    found = _facebook(network).find(sent, Attempt("k", attempt.memory))
    assert found
    assert found.remote_id == receipt.remote_id


# ── being let in ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _given(network: FakeMeta, **more: str) -> dict[str, str]:
    return {"app_id": "1", "graph": network.url, **more}


def test_a_person_lets_us_in(network: FakeMeta) -> None:
    kind = channel_kind("instagram")
    assert kind.sign_in
    given = _given(network, app_secret=APP_SECRET)
    url, kept = kind.sign_in.begin(given, outside())
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query["client_id"] == "1"
    assert "instagram_content_publish" in query["scope"]
    assert APP_SECRET not in url
    back = f"https://www.facebook.com/connect/login_success.html?code=c&state={query['state']}#_=_"
    token = kind.sign_in.finish(back, kept, given, outside())
    connected = kind.connect(_given(network), {"app_secret": APP_SECRET, **token}, outside())
    assert (connected.name, connected.settings["node"], connected.secrets["access_token"]) == ("Levain", ACCOUNT, PAGE_TOKEN)
    assert connected.valid_until
    assert (connected.valid_until - NOW).days == 60
    assert kind.prolong
    again = kind.prolong(connected.settings, connected.secrets, outside())
    assert again.secrets == connected.secrets


def test_which_page_is_asked(network: FakeMeta) -> None:
    kind = channel_kind("facebook")
    secrets = {"app_secret": APP_SECRET, "access_token": PERSON_TOKEN}
    with pytest.raises(ReconnectNeeded, match="Levain, Une autre page"):
        kind.connect(_given(network), secrets, outside())
    for page in ("levain", PAGE):
        assert kind.connect(_given(network, page=page), secrets, outside()).settings["node"] == PAGE
    with pytest.raises(ReconnectNeeded) as caught:
        kind.connect(_given(network), {**secrets, "access_token": "stolen-token"}, outside())
    assert "stolen-token" not in str(caught.value)
