from __future__ import annotations

import dataclasses
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest

from tests.publish.fake_mastodon import TOKEN, FakeMastodon
from tests.publish.faults import Fault, Proxy
from tests.publish.samples import NOW, LooseAccount, clip, outside, photo, picture, post
from visualgen.errors import ChannelBusy, PostRejected, ReconnectNeeded
from visualgen.publish.channel import Attempt
from visualgen.publish.channels.mastodon import MastodonChannel
from visualgen.publish.discovery import channel_kind
from visualgen.publish.mastodon_door import server_address

KIND = channel_kind("mastodon")


@pytest.fixture
def server() -> Iterator[FakeMastodon]:
    with FakeMastodon() as fake:
        yield fake


@pytest.fixture
def channel(server: FakeMastodon) -> MastodonChannel:
    return MastodonChannel(LooseAccount({"server": server.url}, {"access_token": TOKEN}), outside())


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    """Return Mastodon's OpenAPI description (github.com/abraham/mastodon-openapi): no registry has it, so it is looked for."""
    places = [os.environ.get("VISUALGEN_TEST_MASTODON_SCHEMA", "")]
    places += [str(folder / "shared/trials/mastodon-schema.json") for folder in Path(__file__).resolve().parents]
    for place in places:
        if place and Path(place).is_file():
            found: dict[str, Any] = json.loads(Path(place).read_text("utf-8"))
            return found
    pytest.skip("Mastodon's OpenAPI schema is not here: set VISUALGEN_TEST_MASTODON_SCHEMA to mastodon-openapi's dist/schema.json")


def test_what_is_said_is_what_the_contract_allows(server: FakeMastodon, channel: MastodonChannel, schema: dict[str, Any]) -> None:
    channel.limits()
    attempt = Attempt("k")
    channel.submit(post("carousel", media=(picture(1), picture(2))), attempt)
    channel.find(post("carousel", media=(picture(1), picture(2))), attempt)
    channel.submit(post("text"), Attempt("t"))
    channel.find(post("text"), Attempt("t"))
    with pytest.raises(PostRejected):
        channel.submit(post("text", "x" * 501), Attempt("x"))
    assert KIND.sign_in
    url, kept = KIND.sign_in.begin({"server": server.url}, outside())
    server.challenge = parse_qs(urlsplit(url).query)["code_challenge"][0]
    KIND.sign_in.finish("the-code", kept, {"server": server.url}, outside())
    paths = {_pattern(path): path for path in schema["paths"]}
    for method, path, body, status, answer in server.exchanges:
        known = next(name for pattern, name in paths.items() if re.fullmatch(pattern, path))
        operation = schema["paths"][known][method.lower()]
        _check(schema, operation["responses"][str(status)], answer, f"{method} {path} {status}")
        if body is not None:
            _check(
                schema, operation["requestBody"], {k: v for k, v in body.items() if k != "type" or "file" not in body}, f"{method} {path}"
            )
    assert len(server.exchanges) > 12


def _pattern(path: str) -> str:
    """Return the path as a pattern; a fixed one goes before one with a parameter, since the first that fits is taken."""
    return re.sub(r"\\{\w+\\}", r"\\d+", re.escape(path))


def _check(schema: dict[str, Any], part: dict[str, Any], value: Any, where: str) -> None:
    content = part.get("content", {})
    if not content:
        return
    shape = dict(next(iter(content.values()))["schema"])
    if "oneOf" in shape:  # words with media are both a TextStatus and a MediaStatus
        shape["anyOf"] = shape.pop("oneOf")
    if isinstance(value, dict) and "file" in value:
        value = {**value, "file": "bytes"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        judge = jsonschema.Draft202012Validator({**shape, "components": schema["components"]})
        wrong = [f"{list(error.path)}: {error.message[:200]}" for error in judge.iter_errors(value)]
    assert not wrong, f"{where}: {wrong}"


def test_limits_are_read_from_the_server(channel: MastodonChannel) -> None:
    limits = channel.limits()
    assert (limits.caption_chars, limits.link_chars, limits.media, limits.alt_chars) == (500, 23, 4, 1500)
    assert (limits.image_bytes, limits.video_bytes, limits.video_fps) == (16777216, 103809024, 120)
    assert limits.types
    assert "video/mp4" in limits.types


def test_slow_media_are_waited_for(server: FakeMastodon, channel: MastodonChannel) -> None:
    server.slow = 2
    channel.submit(post("reel", media=(clip(),)), Attempt("k"))
    assert server.statuses[0]["media"][0]["polls"] == 3


def test_media_that_never_get_ready_do_not_hold_us(server: FakeMastodon) -> None:
    server.slow = 10_000
    channel = MastodonChannel(LooseAccount({"server": server.url}, {"access_token": TOKEN}), outside(timeout_s=2.0))
    attempt = Attempt("k")
    with pytest.raises(ChannelBusy):
        channel.submit(photo(), attempt)
    assert server.statuses == []
    server.slow = 0
    channel.submit(photo(), Attempt("k", attempt.memory))
    assert len(server.media) == 1, "the medium that was there already is uploaded once"


def test_an_old_doubt_is_settled_without_the_key(server: FakeMastodon, channel: MastodonChannel) -> None:
    words, pictures = Attempt("w"), Attempt("p")
    for sent, attempt in ((post("text"), words), (photo(), pictures)):
        channel.submit(sent, attempt)
    server.keys.clear()
    assert channel.find(post("text"), words)
    assert channel.find(photo(), pictures)
    assert channel.find(photo(), Attempt("other")) is None
    assert channel.find(post("text", "autre chose"), Attempt("other")) is None
    later = dataclasses.replace(post("text"), planned=NOW.replace(hour=23))
    assert channel.find(later, Attempt("later")) is None, "an equal text of another hour is another post"


def test_it_looks_through_more_than_one_page(server: FakeMastodon, channel: MastodonChannel) -> None:
    first = channel.submit(post("text", "le premier"), Attempt("0"))
    server.statuses += [{**server.statuses[0], "id": str(2 * 10**17 + number), "text": f"numéro {number}"} for number in range(85)]
    assert channel.find(post("text", "le premier"), Attempt("0")) == first


def test_media_that_are_gone_are_uploaded_anew(server: FakeMastodon, channel: MastodonChannel) -> None:
    attempt = Attempt("k", {"media": '["109"]'})
    with pytest.raises(PostRejected):
        channel.submit(photo(), attempt)
    server.media["109"] = {"id": "109", "content": b"", "type": "image/jpeg", "alt": "", "polls": 9, "used": True}
    attempt.memory["media"] = '["109"]'
    with pytest.raises(PostRejected) as caught:
        channel.submit(photo(), attempt)
    assert (caught.value.field, dict(attempt.memory)) == ("media", {})
    channel.submit(photo(), attempt)


def test_a_person_lets_us_in(server: FakeMastodon) -> None:
    assert KIND.sign_in
    url, kept = KIND.sign_in.begin({"server": server.url}, outside())
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{server.url}/oauth/authorize?")
    assert (query["response_type"], query["client_id"], query["code_challenge_method"]) == ("code", "an-id", "S256")
    assert kept["verifier"] not in url
    server.challenge = query["code_challenge"]
    answers = ["the-code", f"https://x.example/?code=the-code&state={query['state']}"]
    for answer in answers:
        assert KIND.sign_in.finish(answer, kept, {"server": server.url}, outside()) == {"access_token": TOKEN}
    wrong = ["another-code", "https://x.example/?code=the-code&state=forged", "https://x.example/?error=access_denied"]
    for answer in wrong:
        with pytest.raises(ReconnectNeeded, match="once more") as caught:
            KIND.sign_in.finish(answer, kept, {"server": server.url}, outside())
        assert "the-code" not in str(caught.value)
    connected = KIND.connect({"server": server.url}, {"access_token": TOKEN}, outside())
    assert (connected.name, connected.settings["account_id"], connected.valid_until) == ("@levain@127.0.0.1", "1", None)


@pytest.mark.parametrize("text", ["mastodon.social", "https://mastodon.social/", "@ana@mastodon.social", " ana@mastodon.social "])
def test_a_server_is_named_as_people_do(text: str) -> None:
    assert server_address(text) == "https://mastodon.social"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (403, b'{"error": "Your login is currently disabled"}', ReconnectNeeded),
        (301, b"", ReconnectNeeded),
        (413, b"<html>nginx</html>", PostRejected),
        (404, b"not json", PostRejected),
    ],
)
def test_what_else_a_server_answers(
    server: FakeMastodon, bad_network: Callable[[str], Proxy], status: int, body: bytes, error: type[Exception]
) -> None:
    proxy = bad_network(server.url)
    proxy.faults.append(Fault("POST /api/v1/statuses", "answer", status, {"location": "https://elsewhere.example/"}, body))
    with pytest.raises(error):
        MastodonChannel(LooseAccount({"server": proxy.url}, {"access_token": TOKEN}), outside()).submit(post("text"), Attempt("k"))
    assert server.statuses == []
