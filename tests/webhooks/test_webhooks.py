from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from standardwebhooks import Webhook

from visualgen.accounts.service import create_brand, ensure_home
from visualgen.errors import AddressRefused, InputError, NotFound
from visualgen.outbound.transport import PinnedTransport
from visualgen.store.database import Database
from visualgen.store.vault import Vault
from visualgen.webhooks import repository, service
from visualgen.webhooks.delivering import RETRIES, Deliverer
from visualgen.webhooks.model import MessageState, WebhookMessage

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
VAULT = Vault(("s" * 40,))
EVENTS = ("render.done", "batch.done")


@dataclass
class Heard:
    """A receiver: what came, and what it answers."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Heard]:
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.requests.append((dict(self.headers.items()), body))
            self.send_response(heard.answers.pop(0) if heard.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield heard
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Watch:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


def _brand(database: Database, name: str = "levain") -> str:
    organisation, _ = ensure_home(database, [], NOW)
    return create_brand(database, organisation.id, name, "", NOW).id


def _endpoint(database: Database, brand_id: str, events: Sequence[str] = ("*",)) -> tuple[str, str]:
    endpoint, secret = service.add_endpoint(
        database, VAULT, brand_id=brand_id, url="http://hooks.example/in", events=events, known=EVENTS, now=NOW
    )
    return endpoint.id, secret


def _deliverer(database: Database, receiver: Heard, watch: Watch) -> Deliverer:
    """Return a deliverer to which hooks.example is the receiver here."""

    class Here(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            assert request.url.host == "hooks.example"
            request.url = request.url.copy_with(host="127.0.0.1", port=receiver.port)
            return await super().handle_async_request(request)

    return Deliverer(database, VAULT, Here, watch, lambda: 0.0)


def _message(database: Database, endpoint_id: str) -> WebhookMessage:
    with database.read() as session:
        (message,) = repository.messages(session, endpoint_id).items
        return message


def test_an_event_arrives_signed(database: Database, receiver: Heard) -> None:
    brand_id = _brand(database)
    endpoint_id, secret = _endpoint(database, brand_id)
    with database.write() as session:
        service.tell(session, brand_id, "render.done", {"key": "é"}, NOW)
    assert asyncio.run(_deliverer(database, receiver, Watch(datetime.now(UTC))).deliver()) == 1
    ((headers, body),) = receiver.requests
    told = Webhook(secret).verify(body, headers)
    assert told == {"type": "render.done", "timestamp": NOW.isoformat(), "data": {"key": "é"}}
    message = _message(database, endpoint_id)
    assert headers["Webhook-Id"] == message.id
    assert (message.state, message.status, message.error) == (MessageState.SENT, 204, None)
    assert asyncio.run(_deliverer(database, receiver, Watch(datetime.now(UTC))).deliver()) == 0


def test_only_what_an_address_wants_is_sent_there(database: Database) -> None:
    mine, other = _brand(database), _brand(database, "prise")
    endpoint_id, _ = _endpoint(database, mine, ["batch.done"])
    with database.write() as session:
        service.tell(session, mine, "render.done", {}, NOW)
        service.tell(session, other, "batch.done", {}, NOW)
        service.tell(session, mine, "batch.done", {}, NOW)
    assert _message(database, endpoint_id).event == "batch.done"


def test_an_event_that_is_rolled_back_is_not_told(database: Database) -> None:
    brand_id = _brand(database)
    endpoint_id, _ = _endpoint(database, brand_id)

    def write_and_fail() -> None:
        with database.write() as session:
            service.tell(session, brand_id, "render.done", {}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.read() as session:
        assert repository.messages(session, endpoint_id).items == ()


def test_it_is_tried_again_until_it_is_taken(database: Database, receiver: Heard) -> None:
    brand_id, watch = _brand(database), Watch(NOW)
    endpoint_id, _ = _endpoint(database, brand_id)
    with database.write() as session:
        service.tell(session, brand_id, "render.done", {}, NOW)
    receiver.answers = [500, 302]
    deliverer = _deliverer(database, receiver, watch)
    assert asyncio.run(deliverer.deliver()) == 1
    assert _message(database, endpoint_id).error == "the address answered 500"
    assert asyncio.run(deliverer.deliver()) == 0
    for wait in RETRIES[:2]:
        watch.now += timedelta(seconds=wait)
        assert asyncio.run(deliverer.deliver()) == 1
    message = _message(database, endpoint_id)
    assert (message.state, message.attempts, message.error) == (MessageState.SENT, 3, None)
    assert len({headers["Webhook-Id"] for headers, _ in receiver.requests}) == 1


def test_in_the_end_it_fails_and_can_be_sent_again(database: Database, receiver: Heard) -> None:
    brand_id, watch = _brand(database), Watch(NOW)
    endpoint_id, _ = _endpoint(database, brand_id)
    with database.write() as session:
        service.tell(session, brand_id, "render.done", {}, NOW)
    receiver.answers = [503] * 10
    deliverer = _deliverer(database, receiver, watch)
    for _ in range(20):
        asyncio.run(deliverer.deliver())
        watch.now += timedelta(days=1)
    message = _message(database, endpoint_id)
    assert (message.state, message.attempts, len(receiver.requests)) == (MessageState.FAILED, 10, 10)
    service.send_again(database, [brand_id], endpoint_id, message.id, watch.now)
    assert asyncio.run(deliverer.deliver()) == 1
    assert _message(database, endpoint_id).state == MessageState.SENT


def test_an_address_that_is_gone_is_left_alone(database: Database, receiver: Heard) -> None:
    brand_id = _brand(database)
    endpoint_id, _ = _endpoint(database, brand_id)
    with database.write() as session:
        service.tell(session, brand_id, "render.done", {}, NOW)
    receiver.answers = [410]
    asyncio.run(_deliverer(database, receiver, Watch(NOW)).deliver())
    assert _message(database, endpoint_id).state == MessageState.FAILED


def test_a_message_is_sent_by_one_process(database: Database, receiver: Heard) -> None:
    brand_id = _brand(database)
    _endpoint(database, brand_id)
    with database.write() as session:
        for _ in range(5):
            service.tell(session, brand_id, "render.done", {}, NOW)
    deliverers = [_deliverer(database, receiver, Watch(NOW)) for _ in range(4)]
    threads = [threading.Thread(target=asyncio.run, args=(deliverer.deliver(),)) for deliverer in deliverers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receiver.requests) == len({headers["Webhook-Id"] for headers, _ in receiver.requests}) == 5


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://metadata.example/"])
def test_an_address_inside_is_never_called(database: Database, url: str) -> None:
    async def names(host: str, port: int) -> list[str]:
        return ["169.254.169.254"]

    brand_id = _brand(database)
    endpoint, _ = service.add_endpoint(database, VAULT, brand_id=brand_id, url=url, events=[], known=EVENTS, now=NOW)
    service.write_test(database, [brand_id], endpoint.id, NOW)
    asyncio.run(Deliverer(database, VAULT, lambda: PinnedTransport(names), Watch(NOW)).deliver())
    assert "not called" in str(_message(database, endpoint.id).error)


def test_what_cannot_be_a_webhook_is_told(database: Database) -> None:
    brand_id = _brand(database)
    for url in ("", "ftp://x.example/", "http://x.example:22/", "http://me:pw@x.example/", "http://["):
        with pytest.raises(AddressRefused):
            service.add_endpoint(database, VAULT, brand_id=brand_id, url=url, events=[], known=EVENTS, now=NOW)
    with pytest.raises(InputError, match="no event 'all'"):
        service.add_endpoint(database, VAULT, brand_id=brand_id, url="http://x.example/", events=["all"], known=EVENTS, now=NOW)
    for _ in range(service.MAX_ENDPOINTS):
        _endpoint(database, brand_id)
    with pytest.raises(InputError, match="already"):
        _endpoint(database, brand_id)


def test_another_brands_webhook_is_not_there(database: Database) -> None:
    mine, other = _brand(database), _brand(database, "prise")
    endpoint_id, _ = _endpoint(database, mine)
    message = service.write_test(database, [mine], endpoint_id, NOW)
    assert json.loads(message.body)["type"] == "webhook.test"
    for call in (
        lambda: service.remove_endpoint(database, [other], endpoint_id),
        lambda: service.write_test(database, [other], endpoint_id, NOW),
        lambda: service.send_again(database, [other], endpoint_id, message.id, NOW),
        lambda: service.send_again(database, [mine], endpoint_id, "0" * 26, NOW),
    ):
        with pytest.raises(NotFound):
            call()
    service.remove_endpoint(database, [mine], endpoint_id)
    with pytest.raises(NotFound):
        service.remove_endpoint(database, [mine], endpoint_id)
