from __future__ import annotations

import dataclasses
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.publish.mailbox import PASSWORD, Mailbox
from tests.publish.samples import LooseAccount, clip, outside, picture, post
from visualgen.errors import ChannelBusy, PostRejected, ReconnectNeeded
from visualgen.publish.channel import Attempt, Channel
from visualgen.publish.discovery import channel_kind

POST = post("carousel", media=(picture(1), picture(2), clip()), link="https://levain.example/", first_comment="Bonjour")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path) as made:
        yield made


def _channel(account: LooseAccount) -> Channel:
    return channel_kind("email").open(account, outside())


def _letter(box: Mailbox) -> EmailMessage:
    (content,) = box.letters
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_letter_is_whole(box: Mailbox) -> None:
    receipt = _channel(box.account()).submit(POST, Attempt("a1b2c3"))
    letter = _letter(box)
    assert letter["message-id"] == receipt.remote_id == "<a1b2c3@levain.example>"
    assert (letter["subject"], letter["to"]) == ("Le pain du jour", "anne@example.org, bob@example.org")
    assert letter["from"] == "Levain <posts@levain.example>"
    assert letter["date"].datetime.isoformat() == "2026-06-01T10:30:02+00:00"
    plain = letter.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n").startswith(POST.text(link=True))
    assert POST.media[0].alt in plain.get_content()
    assert "Bonjour" in plain.get_content()
    pictures = [part for part in letter.walk() if part["content-id"]]
    assert [part.get_content() for part in pictures] == [item.read() for item in POST.media[:2]]
    assert [part.get_filename() for part in letter.iter_attachments()] == ["03.mp4"]


def test_it_is_seen_as_it_was_meant(box: Mailbox, chromium: Any) -> None:
    _channel(box.account()).submit(POST, Attempt("k"))
    page_part = _letter(box).get_body(("html",))
    assert page_part is not None
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    try:
        page.set_content(page_part.get_content())
        assert page.locator("img").evaluate_all("nodes => nodes.map(node => node.alt)") == [item.alt for item in POST.media[:2]]
        assert page.locator("b").count() == 0, "words are words, not markup"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        page.close()


def test_a_line_break_makes_no_header(box: Mailbox) -> None:
    sent = dataclasses.replace(POST, title="Bonjour\r\nBcc: thief@example.org", brand="A\nB", media=())
    _channel(box.account()).submit(sent, Attempt("k"))
    letter = _letter(box)
    assert letter["bcc"] is None
    assert letter["subject"] == "Bonjour Bcc: thief@example.org"


def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    with Mailbox(tmp_path, security="tls") as box:
        _channel(box.account()).submit(POST, Attempt("k"))
        assert len(box.letters) == 1


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"ca_file": ""}, ReconnectNeeded, "no safe connection"),
        ({"security": "quantum"}, ReconnectNeeded, "choose starttls"),
        ({"security": "none", "host": "mail.example.org"}, ReconnectNeeded, "open line"),
        ({"sender": "not an address"}, ReconnectNeeded, "is not one"),
        ({"readers": "not an address"}, ReconnectNeeded, "is not one"),
    ],
)
def test_what_is_set_wrongly(box: Mailbox, changes: dict[str, str], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        _channel(box.account(**changes)).submit(POST, Attempt("k"))
    assert PASSWORD not in str(caught.value)
    assert box.letters == []


def test_an_open_line_carries_no_password(box: Mailbox) -> None:
    with pytest.raises((ReconnectNeeded, ChannelBusy, PostRejected)):
        _channel(box.account(security="none")).submit(POST, Attempt("k"))
    assert box.letters == []


def test_limits_are_the_servers(box: Mailbox) -> None:
    limits = _channel(box.account()).limits()
    assert limits.image_bytes == limits.video_bytes == 730_000
    assert channel_kind("email").connect(box.account().settings, {"password": PASSWORD}, outside()).name == "posts@levain.example"
    assert box.letters == []
