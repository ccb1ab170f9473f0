from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime

import httpx
import pytest

from tests.publish.faults import Fault, Proxy
from tests.publish.samples import NOW, LooseAccount, outside, photo
from visualgen.errors import ChannelBusy, OutcomeUnknown, ReconnectNeeded
from visualgen.outbound.transport import PinnedTransport
from visualgen.publish.channel import Attempt, Channel, Surroundings
from visualgen.publish.discovery import channel_kind
from visualgen.publish.web import Web, converse, retry_after_s

SECRET = f"whsec_{base64.b64encode(b'a-secret-of-the-receiver').decode()}"
PLACE = {"network": "Test"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "17"}, 17),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": format_datetime(NOW + dt.timedelta(seconds=90), usegmt=True)}, 90),
        ({"retry-after": format_datetime(NOW - dt.timedelta(hours=1), usegmt=True)}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 30)}, 30),
        ({"x-ratelimit-reset": "2026-06-01T10:31:02.000Z"}, 60),
        ({"retry-after": "5", "x-ratelimit-reset": "2026-06-01T10:31:02.000Z"}, 5),
    ],
)
def test_how_long_a_network_asks_us_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(httpx.Response(429, headers=headers), NOW) == seconds


def test_an_answer_without_end_is_not_read(bad_network: Callable[[str], Proxy]) -> None:
    proxy = bad_network("http://127.0.0.1:1")
    proxy.faults.append(Fault("GET /large", "answer", 200, {}, b"x" * 5_000_000, times=-1))

    async def ask(web: Web) -> None:
        await web.ask("GET", "/large")

    async def publish(web: Web) -> None:
        await web.publish("GET", "/large")

    for talk, error in ((ask, ChannelBusy), (publish, OutcomeUnknown)):
        with pytest.raises(error, match="too long"):
            converse(talk, outside(), base_url=proxy.url, place=PLACE)


def test_the_networks_words_lose_our_secrets() -> None:
    async def talk(web: Web) -> str:
        return web.said("no:\n token-123-and-more, token-123 " + "x" * 900)

    said = converse(talk, outside(), secrets=("token-123", "token-123-and-more", "no"), place=PLACE)
    assert said.startswith("no: …, … xxx")
    assert len(said) == 300


def _webhook(url: str, surroundings: Surroundings) -> Channel:
    return channel_kind("webhook").open(LooseAccount({"url": url}, {"secret": SECRET}), surroundings)


def test_a_service_for_strangers_calls_public_addresses_only() -> None:
    pinned = outside(transport=lambda: PinnedTransport(ports=None))
    for url in ("http://127.0.0.1:9/in", "http://localhost:9/in", "http://169.254.169.254/latest", "ftp://example.org/"):
        with pytest.raises(ReconnectNeeded, match="right address"):
            _webhook(url, pinned).submit(photo(), Attempt("k"))
    settings = {"host": "127.0.0.1", "sender": "a@b.example", "readers": "c@d.example", "security": "none", "port": "9"}
    with pytest.raises(ReconnectNeeded, match="not on the public internet"):
        channel_kind("email").open(LooseAccount(settings), pinned).submit(photo(), Attempt("k"))


def test_many_threads_call_at_once(bad_network: Callable[[str], Proxy]) -> None:
    proxy = bad_network("http://127.0.0.1:1")
    proxy.faults.append(Fault("POST /in", "answer", 200, {}, b'{"id": "7"}', times=-1))
    channel = _webhook(f"{proxy.url}/in", outside(transport=lambda: PinnedTransport(allowed=lambda address: True, ports=None)))
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda number: channel.submit(photo(), Attempt(f"k{number}")), range(24)))
    assert {receipt.remote_id for receipt in receipts} == {"7"}
    assert len(proxy.seen) == 24
