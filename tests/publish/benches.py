"""Each channel with a network of its own that can be looked into and can misbehave: what the conformance tests are run on."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import email
import email.policy
import html
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.publish.fake_mastodon import TOKEN, FakeMastodon
from tests.publish.fake_meta import ACCOUNT, APP_SECRET, PAGE, PAGE_TOKEN, PERSON_TOKEN, FakeMeta
from tests.publish.faults import Fault, Proxy
from tests.publish.mailbox import Mailbox
from tests.publish.pds import Pds
from tests.publish.samples import LooseAccount, outside, picture, post
from visualgen.publish.channel import Channel, Outgoing
from visualgen.publish.discovery import channel_kind


@dataclass(frozen=True)
class Published:
    """A post as the network holds it: its words, and each medium's bytes and alternative text in order."""

    text: str
    media: tuple[tuple[bytes, str], ...] = ()
    first_comment: str = ""


@dataclass
class Bench:
    """A channel, its network, and what can go wrong between them.

    `fault` makes the next publishing request go wrong: "lose_reply", "hang", "drip", "busy" (come back in 17 s), "broken" (500).
    """

    kind: str
    account: LooseAccount
    published: Callable[[], list[Published]]
    fault: Callable[[str], None] | None = None
    revoke: Callable[[], None] | None = None
    too_long: Outgoing | None = None
    timeout_s: float = 20.0
    more: dict[str, Any] = field(default_factory=dict)

    def channel(self, **changes: Any) -> Channel:
        return channel_kind(self.kind).open(self.account, outside(timeout_s=self.timeout_s, **self.more, **changes))


def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    def published() -> list[Published]:
        found = []
        for package in sorted(path for path in tmp_path.iterdir() if not path.name.startswith(".")):
            files = {path.name: path.read_bytes() for path in package.iterdir()}
            alts = dict(part.split("\n", 1) for part in files.get("alt.txt", b"").decode().strip().split("\n\n") if part)
            media = tuple((files[name], alts[name]) for name in sorted(files) if re.match(r"\d\d\.", name))
            comment = files.get("first-comment.txt", b"").decode().removesuffix("\n")
            found.append(Published(files["caption.txt"].decode().removesuffix("\n"), media, comment))
        return found

    yield Bench("folder", LooseAccount({"folder": str(tmp_path)}), published)


def feed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    home = "https://levain.example/posts/"
    space = {"m": "http://search.yahoo.com/mrss/", "a": "http://www.w3.org/2005/Atom"}

    def published() -> list[Published]:
        if not (tmp_path / "feed.xml").exists():
            return []
        root = etree.parse(tmp_path / "feed.xml")
        assert len(etree.parse(tmp_path / "atom.xml").findall("a:entry", space)) == len(root.findall(".//item"))
        return [
            Published(
                item.findtext("description"),
                tuple(
                    ((tmp_path / node.get("url").removeprefix(home)).read_bytes(), node.findtext("m:description", namespaces=space))
                    for node in item.findall("m:content", space)
                ),
            )
            for item in reversed(root.findall(".//item"))
        ]

    yield Bench("feed", LooseAccount({"folder": str(tmp_path), "address": home}), published)


def _http_fault(proxy: Proxy, match: str) -> Callable[[str], None]:
    def fault(deed: str) -> None:
        if deed == "busy":
            proxy.faults.append(Fault(match, "answer", 429, {"retry-after": "17"}))
        elif deed == "broken":
            proxy.faults.append(Fault(match, "answer", 500))
        else:
            proxy.faults.append(Fault(match, deed))  # type: ignore[arg-type]

    return fault


class _Receiver(BaseHTTPRequestHandler):
    """A receiver of webhooks that knows an id again."""

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        kept: dict[str, Any] = self.server.kept  # type: ignore[attr-defined]
        data = json.loads(body)["data"]
        refused = 401 if self.server.revoked else 422 if len(data["text"]) > 5000 else 200  # type: ignore[attr-defined]
        if refused == 200:
            kept.setdefault(self.headers["webhook-id"], (dict(self.headers), body))
        self.send_response(refused)
        self.send_header("content-length", "0")
        self.end_headers()


def webhook(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    server.kept, server.revoked = {}, False  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def published() -> list[Published]:
        found = []
        for _, body in server.kept.values():  # type: ignore[attr-defined]
            data = json.loads(body)["data"]
            media = tuple((base64.b64decode(item["content"]), item["alt"]) for item in data["media"])
            found.append(Published(data["text"], media, data["first_comment"]))
        return found

    def revoke() -> None:
        server.revoked = True  # type: ignore[attr-defined]

    proxy = request.getfixturevalue("bad_network")(f"http://127.0.0.1:{server.server_address[1]}")
    secret = f"whsec_{base64.b64encode(b'a-secret-of-the-receiver').decode()}"
    account = LooseAccount({"url": f"{proxy.url}/in", "repeats": "yes"}, {"secret": secret})
    yield Bench("webhook", account, published, _http_fault(proxy, "POST /in"), revoke, post("text", "x" * 6000))
    server.shutdown()
    server.server_close()


def mail(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with Mailbox(tmp_path) as box:

        def published() -> list[Published]:
            found = []
            for content in box.letters:
                letter = email.message_from_bytes(content, policy=email.policy.default)
                page = letter.get_body(("html",))
                assert page is not None
                shown = page.get_content()
                parts = {part["content-id"].strip("<>"): part.get_content() for part in letter.walk() if part["content-id"]}
                pictures = re.findall(r'<img src="cid:([^"]+)" alt="([^"]*)"', shown)
                clips = [part.get_content() for part in letter.iter_attachments() if part.get_content_maintype() == "video"]
                media = [(parts[mark], html.unescape(alt)) for mark, alt in pictures] + [(clip, "") for clip in clips]
                words = [html.unescape(part).replace("<br>", "\n") for part in re.findall(r"<p>(.*?)</p>", shown.replace("\n", ""))]
                found.append(Published("\n\n".join(words), tuple(media)))
            return found

        yield Bench("email", box.account(), published, box.fault, box.revoke, post("text", "é" * 900_000))


def bluesky(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    server: Pds = request.getfixturevalue("pds")
    proxy = request.getfixturevalue("bad_network")(server.url)
    person = server.person(proxy.url)
    account = LooseAccount(person.settings, person.secrets)

    def published() -> list[Published]:
        found = []
        for item in server.records(person.did):
            embed = item["value"].get("embed", {})
            shown = embed.get("images", embed.get("items", [embed] if "video" in embed else []))
            media = tuple((server.blob(person.did, part.get("image", part.get("video"))["ref"]["$link"]), part["alt"]) for part in shown)
            found.append(Published(item["value"]["text"], media))
        return found

    def revoke() -> None:
        account.kept = {"access": "revoked-access-token", "refresh": "revoked-refresh-token", "app_password": "revoked-app-password"}

    fault = _http_fault(proxy, "POST .*putRecord")
    yield Bench("bluesky", account, published, fault, revoke, post("text", "é" * 301, hashtags=()))


def mastodon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with FakeMastodon() as server:
        proxy = request.getfixturevalue("bad_network")(server.url)

        def published() -> list[Published]:
            return [Published(item["text"], tuple((part["content"], part["alt"]) for part in item["media"])) for item in server.statuses]

        def revoke() -> None:
            server.token = "another"

        account = LooseAccount({"server": proxy.url}, {"access_token": TOKEN})
        fault = _http_fault(proxy, "POST /api/v1/statuses")
        yield Bench("mastodon", account, published, fault, revoke, post("text", "é" * 501))


def instagram(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with FakeMeta(slow=0) as network:

        def published() -> list[Published]:
            found = []
            for item in network.instagram:
                container = item["container"]
                parts = [network.objects[child] for child in container.get("children", [])] or [container]
                media = tuple((part["content"], part["params"].get("alt_text", "")) for part in parts)
                found.append(Published(container["params"].get("caption", ""), media, "".join(item["comments"])))
            return found

        yield _meta("instagram", ACCOUNT, "POST .*/media_publish", network, published, request)


def facebook(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with FakeMeta(slow=0) as network:

        def published() -> list[Published]:
            found = []
            for item in network.facebook:
                parts = [network.objects[name] for name in item["photos"] or [item.get("video")] if name]
                media = tuple((part["content"], part.get("alt", "")) for part in parts)
                found.append(Published(item["message"], media, "".join(item["comments"])))
            return found

        yield _meta("facebook", PAGE, "POST .*/feed", network, published, request)


def _meta(
    kind: str, node: str, match: str, network: FakeMeta, published: Callable[[], list[Published]], request: pytest.FixtureRequest
) -> Bench:
    proxy = request.getfixturevalue("bad_network")(network.url)

    def revoke() -> None:
        network.token = "another"

    settings = {"graph": proxy.url, "node": node, "name": "Levain", "app_id": "1"}
    account = LooseAccount(settings, {"access_token": PAGE_TOKEN, "app_secret": APP_SECRET, "person_token": PERSON_TOKEN})
    too_long = post("photo", "é" * 63_300, media=(picture(),))
    return Bench(kind, account, published, _http_fault(proxy, match), revoke, too_long, more={"public_url": network.public_url})


BENCHES: dict[str, Callable[[pytest.FixtureRequest, Path], Iterator[Bench]]] = {
    "folder": folder,
    "webhook": webhook,
    "feed": feed,
    "email": mail,
    "bluesky": bluesky,
    "mastodon": mastodon,
    "instagram": instagram,
    "facebook": facebook,
}
NETWORKS = tuple(name for name in BENCHES if name not in ("folder", "feed"))


@contextlib.contextmanager
def bench_of(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from BENCHES[name](request, tmp_path)


def without_comment(published: Published) -> Published:
    return dataclasses.replace(published, first_comment="")
