from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.publish.samples import LooseAccount, clip, media, outside, picture, post
from visualgen.errors import ChannelBusy, PostRejected, ReconnectNeeded
from visualgen.publish.channel import Attempt, Channel
from visualgen.publish.discovery import channel_kind

SECRET = f"whsec_{base64.b64encode(b'a-secret-of-the-receiver').decode()}"
POST = post("carousel", media=(picture(1), clip()), link="https://levain.example/", first_comment="Bonjour")


class _Receiver(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        server: Any = self.server
        server.got.append((dict(self.headers), self.rfile.read(int(self.headers["content-length"]))))
        status, headers, body = server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    server.got, server.answer = [], (204, {}, b"")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _channel(receiver: Any, **more: Any) -> Channel:
    url = f"http://127.0.0.1:{receiver.server_address[1]}/in?flow=7"
    now = dt.datetime.now(dt.UTC)
    surroundings = dataclasses.replace(outside(**more), now=lambda: now)
    return channel_kind("webhook").open(LooseAccount({"url": url}, {"secret": SECRET}), surroundings)


def test_the_receiver_can_trust_and_use_it(receiver: Any) -> None:
    receipt = _channel(receiver).submit(POST, Attempt("the-key"))
    ((headers, body),) = receiver.got
    told = Webhook(SECRET).verify(body, headers)
    data = told["data"]
    assert (told["type"], data["key"], headers["webhook-id"]) == ("post.publish", "the-key", "the-key")
    assert (data["kind"], data["hashtags"], data["link"], data["first_comment"]) == (
        "carousel",
        ["boulangerie", "Lyon"],
        POST.link,
        "Bonjour",
    )
    assert data["planned"] == "2026-06-01T12:30:00+02:00"
    assert [item["name"] for item in data["media"]] == ["01.jpg", "02.mp4"]
    assert base64.b64decode(data["media"][0]["content"]) == POST.media[0].read()
    assert (data["media"][1]["duration_s"], data["media"][0]["sha256"]) == (1.0, POST.media[0].blob)
    assert (receipt.remote_id, receipt.notes["status"]) == ("the-key", "204")


def test_media_go_by_address_where_there_is_one(receiver: Any) -> None:
    _channel(receiver, public_url=lambda item: f"https://v.example/media/{item.blob}").submit(POST, Attempt("k"))
    shown = json.loads(receiver.got[0][1])["data"]["media"]
    assert [item["url"] for item in shown] == [f"https://v.example/media/{item.blob}" for item in POST.media]
    assert not any("content" in item for item in shown)


def test_media_too_heavy_to_go_inside(receiver: Any) -> None:
    heavy = post("photo", media=(media(b"x" * 20_000_001),))
    with pytest.raises(PostRejected, match="20 MB"):
        _channel(receiver).submit(heavy, Attempt("k"))
    assert receiver.got == []


def test_what_the_receiver_says_is_kept(receiver: Any) -> None:
    receiver.answer = (201, {}, b'{"id": 42, "url": "https://levain.example/posts/42"}')
    receipt = _channel(receiver).submit(POST, Attempt("k"))
    assert (receipt.remote_id, receipt.url) == ("42", "https://levain.example/posts/42")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, ReconnectNeeded),
        (404, ReconnectNeeded),
        (410, ReconnectNeeded),
        (302, ReconnectNeeded),
        (413, PostRejected),
        (422, PostRejected),
    ],
)
def test_what_a_refusal_means(receiver: Any, status: int, error: type[Exception]) -> None:
    receiver.answer = (status, {"location": "http://127.0.0.1:9/"}, f"no, not with {SECRET}".encode())
    with pytest.raises(error) as caught:
        _channel(receiver).submit(POST, Attempt("k"))
    assert SECRET not in str(caught.value)
    assert len(receiver.got) == 1, "a redirection is not followed"


def test_a_receiver_that_does_not_know_ids_is_not_sent_twice(receiver: Any) -> None:
    assert _channel(receiver).capabilities.repeats == "neither"
    assert _channel(receiver).find(POST, Attempt("k")) is None


def test_the_test_event_is_signed_and_publishes_nothing(receiver: Any) -> None:
    kind = channel_kind("webhook")
    assert kind.ping is not None
    url = f"http://127.0.0.1:{receiver.server_address[1]}/in"
    now = dt.datetime.now(dt.UTC)
    kind.ping(LooseAccount({"url": url}, {"secret": SECRET}), dataclasses.replace(outside(), now=lambda: now))
    ((headers, body),) = receiver.got
    told = Webhook(SECRET).verify(body, headers)
    assert (told["type"], told["data"]) == ("channel.test", {"key": headers["webhook-id"]})


@pytest.mark.parametrize(("status", "error"), [(404, ReconnectNeeded), (401, ReconnectNeeded), (422, PostRejected), (503, ChannelBusy)])
def test_a_test_event_that_is_not_taken(receiver: Any, status: int, error: type[Exception]) -> None:
    receiver.answer = (status, {}, b"no")
    kind = channel_kind("webhook")
    assert kind.ping is not None
    with pytest.raises(error):
        kind.ping(LooseAccount({"url": f"http://127.0.0.1:{receiver.server_address[1]}/in"}, {"secret": SECRET}), outside())
