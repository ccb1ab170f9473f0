"""What every channel has to do, on its own network: publish what was approved, say what went wrong, and never twice."""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.benches import BENCHES, NETWORKS, Bench, bench_of, without_comment
from tests.publish.samples import clip, picture, post
from visualgen.errors import ChannelBusy, ChannelError, OutcomeUnknown, PostRejected, ReconnectNeeded
from visualgen.formats import placement
from visualgen.publish.channel import Attempt, Channel, NetworkLimits, Outgoing
from visualgen.publish.discovery import BUILT_IN, channel_kind

KEY = "5f0c9e7a1b2d4c6e8f00112233445566778899aabbccddeeff00112233445566"


@pytest.fixture(params=list(BENCHES))
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with bench_of(request.param, request, tmp_path) as made:
        yield made


on_networks = pytest.mark.parametrize("bench", NETWORKS, indirect=True)
over_http = pytest.mark.parametrize("bench", [name for name in NETWORKS if name != "email"], indirect=True)


def _sample(channel: Channel) -> Outgoing:
    """Return a post that the channel can carry: several pictures where it can, else one."""
    kind = "carousel" if "carousel" in channel.capabilities.kinds else "photo"
    pictures = (picture(1), picture(2), picture(3)) if kind == "carousel" else (picture(1),)
    return post(kind, media=pictures, first_comment="L’adresse : 12 rue du Four" if channel.capabilities.first_comment else "")


def _quiet(error: ChannelError, bench: Bench, log: pytest.LogCaptureFixture) -> None:
    """Check that neither the error, nor what caused it, nor the log tells a secret, and that it says where it happened."""
    told = "".join(traceback.format_exception(error)) + log.text
    for secret in bench.account.secrets().values():
        assert len(secret) < 4 or secret not in told
    assert error.place["network"] == channel_kind(bench.kind).title


def test_every_channel_is_on_the_bench() -> None:
    assert tuple(BENCHES) == BUILT_IN


def test_what_it_declares(bench: Bench) -> None:
    kind = channel_kind(bench.kind)
    page = (Path(__file__).parents[2] / "docs" / "channels.md").read_text("utf-8")
    assert f"\n## {bench.kind}\n" in page
    (row,) = re.findall(rf"^\| `{bench.kind}` \| .* \| .* \| (.*) \|$", page, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == {field.name for field in kind.fields}
    assert kind.title
    assert {field.name for field in kind.fields if field.needed and not field.secret} <= set(bench.account.settings)
    assert all(field.fr and field.en for field in kind.fields)
    assert set(kind.placements) <= kind.capabilities.kinds
    for name in kind.placements.values():
        assert placement(name).id == name


def test_a_post_arrives_as_it_was_approved(bench: Bench) -> None:
    channel = bench.channel()
    sent = _sample(channel)
    receipt = channel.submit(sent, Attempt(KEY))
    assert receipt.remote_id
    (found,) = bench.published()
    assert found.text.startswith(channel.text(sent))
    assert [content for content, _ in found.media] == [item.read() for item in sent.media]
    assert [alt for _, alt in found.media] == [item.alt for item in sent.media]
    assert sent.first_comment in found.text + found.first_comment


def test_a_clip_arrives(bench: Bench) -> None:
    channel = bench.channel()
    kind = next(kind for kind in ("reel", "video") if kind in channel.capabilities.kinds)
    channel.submit(post(kind, media=(clip(),)), Attempt(KEY))
    (found,) = bench.published()
    assert [content for content, _ in found.media] == [clip().read()]


def test_words_alone_arrive(bench: Bench) -> None:
    channel = bench.channel()
    if "text" not in channel.capabilities.kinds:
        with pytest.raises(PostRejected):
            channel.submit(post("text"), Attempt(KEY))
        return
    sent = post("text", "שלום — مرحبا — 你好 — 👨‍👩‍👧‍👦 <&> \"'\u00a0»")
    channel.submit(sent, Attempt(KEY))
    assert [found.text for found in bench.published()] == [channel.text(sent)]


def test_the_same_key_publishes_once(bench: Bench) -> None:
    channel = bench.channel()
    sent, attempt = _sample(channel), Attempt(KEY)
    assert channel.find(sent, attempt) is None
    first = channel.submit(sent, attempt)
    if channel.capabilities.lookup:
        assert channel.find(sent, Attempt(KEY, attempt.memory)) == first
        assert channel.find(sent, Attempt("another" + KEY[7:])) is None
    if channel.capabilities.repeats == "key":
        assert channel.submit(sent, Attempt(KEY, attempt.memory)) == first
    assert len(bench.published()) == 1


def test_two_keys_publish_two(bench: Bench) -> None:
    channel = bench.channel()
    for number in (1, 2):
        channel.submit(post("photo", f"Numéro {number}", media=(picture(number),)), Attempt(f"{number}{KEY}"))
    assert {without_comment(found).text.split("\n")[0] for found in bench.published()} == {"Numéro 1", "Numéro 2"}


def test_the_last_check_holds_it_back(bench: Bench) -> None:
    class TooLate(Exception):
        pass

    def late() -> None:
        raise TooLate

    channel = bench.channel()
    with pytest.raises(TooLate):
        channel.submit(_sample(channel), Attempt(KEY, last_check=late))
    assert bench.published() == []


def test_limits_are_what_the_network_says(bench: Bench) -> None:
    assert isinstance(bench.channel().limits(), NetworkLimits)


@on_networks
def test_a_lost_reply_is_settled_without_a_second_post(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    channel = bench.channel()
    sent, attempt = _sample(channel), Attempt(KEY)
    assert bench.fault
    bench.fault("lose_reply")
    with caplog.at_level(logging.DEBUG), pytest.raises(OutcomeUnknown) as caught:
        channel.submit(sent, attempt)
    _quiet(caught.value, bench, caplog)
    assert len(bench.published()) == 1
    if channel.capabilities.lookup:
        assert channel.find(sent, Attempt(KEY, attempt.memory))
    if channel.capabilities.repeats == "key":
        channel.submit(sent, Attempt(KEY, attempt.memory))
    assert len(bench.published()) == 1


@on_networks
def test_one_timeout_over_all(bench: Bench) -> None:
    _times_out(bench, "hang")


@over_http
def test_an_answer_that_never_ends(bench: Bench) -> None:
    _times_out(bench, "drip")


def _times_out(bench: Bench, deed: str) -> None:
    bench.timeout_s = 3.0
    channel = bench.channel()
    assert bench.fault
    bench.fault(deed)
    start = time.monotonic()
    with pytest.raises(OutcomeUnknown):
        channel.submit(post("photo", media=(picture(),)), Attempt(KEY))
    assert time.monotonic() - start < 15


@on_networks
def test_the_network_asks_for_time(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    channel = bench.channel()
    assert bench.fault
    bench.fault("busy")
    with caplog.at_level(logging.DEBUG), pytest.raises(ChannelBusy) as caught:
        channel.submit(_sample(channel), Attempt(KEY))
    _quiet(caught.value, bench, caplog)
    assert caught.value.retry_after_s == (None if bench.kind == "email" else 17)
    assert bench.published() == []
    channel.submit(_sample(channel), Attempt(KEY))
    assert len(bench.published()) == 1


@on_networks
def test_a_network_that_is_away(bench: Bench) -> None:
    settings = {**bench.account.settings, "url": "http://127.0.0.1:1/in", "server": "http://127.0.0.1:1", "host": "127.0.0.1", "port": "1"}
    settings["graph"] = "http://127.0.0.1:1"
    bench.account.settings = settings
    with pytest.raises(ChannelBusy):
        bench.channel().submit(_sample(bench.channel()), Attempt(KEY))
    assert bench.published() == []


@over_http
def test_a_broken_network_leaves_it_open(bench: Bench) -> None:
    assert bench.fault
    bench.fault("broken")
    with pytest.raises(OutcomeUnknown):
        bench.channel().submit(_sample(bench.channel()), Attempt(KEY))


@on_networks
def test_a_token_taken_back_asks_for_a_person(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    assert bench.revoke
    channel = bench.channel()
    bench.revoke()
    with caplog.at_level(logging.DEBUG), pytest.raises(ReconnectNeeded) as caught:
        channel.submit(_sample(channel), Attempt(KEY))
    _quiet(caught.value, bench, caplog)
    assert caught.value.mend
    assert bench.published() == []


@on_networks
def test_a_post_too_long_is_refused_with_its_mend(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    assert bench.too_long
    with caplog.at_level(logging.DEBUG), pytest.raises(PostRejected) as caught:
        bench.channel().submit(bench.too_long, Attempt(KEY))
    _quiet(caught.value, bench, caplog)
    assert caught.value.reason
    assert caught.value.mend
    assert bench.published() == []
