"""Messages on their way: signed as Standard Webhooks says, sent to public addresses alone, tried again for three days.

Any number of processes may deliver: a message is claimed by moving its time past the try, so that it is sent twice only where
a process ended between sending and noting it; its id tells the receiver.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import anyio
import httpx
from anyio.to_thread import run_sync
from standardwebhooks import Webhook

from visualgen import __version__
from visualgen.errors import VisualgenError
from visualgen.outbound.transport import PinnedTransport
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.vault import Vault
from visualgen.webhooks import repository
from visualgen.webhooks.model import PURPOSE, MessageState, WebhookEndpoint, WebhookMessage

RETRIES = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Seconds between the tries, as Standard Webhooks proposes: ten tries in about three days."""
TRY_SECONDS = 15.0
AT_ONCE = 20
KEPT = timedelta(days=30)


@dataclass(slots=True)
class Deliverer:
    """Sends what is due. `transport` makes what a call goes through."""

    database: Database
    vault: Vault
    transport: Callable[[], httpx.AsyncBaseTransport] = PinnedTransport
    clock: Clock = utc_now
    chance: Callable[[], float] = random.random

    async def deliver(self) -> int:
        """Send every message that is due and return how many were tried."""
        claimed = await run_sync(self._claim)
        async with anyio.create_task_group() as group:
            for message, endpoint in claimed:
                group.start_soon(self._send, message, endpoint)
        return len(claimed)

    def _claim(self) -> list[tuple[WebhookMessage, WebhookEndpoint]]:
        now = self.clock()
        with self.database.read() as session:
            if not repository.due(session, now, 1):
                return []
        with self.database.write() as session:
            repository.forget_sent(session, now - KEPT)
            mine = [
                message
                for message in repository.due(session, now, AT_ONCE)
                if repository.claim(session, message, now + timedelta(seconds=4 * TRY_SECONDS))
            ]
            return [(message, session.get_one(WebhookEndpoint, message.endpoint_id)) for message in mine]

    async def _send(self, message: WebhookMessage, endpoint: WebhookEndpoint) -> None:
        status, error = None, None
        try:
            with anyio.fail_after(TRY_SECONDS):
                status = await self._post(message, endpoint)
            if not 200 <= status < 300:
                error = f"the address answered {status}"
        except TimeoutError:
            error = f"the address did not answer within {TRY_SECONDS:g} s"
        except VisualgenError as refused:
            error = refused.message
        except httpx.HTTPError as failed:
            error = f"the address cannot be called ({failed or type(failed).__name__})"
        await run_sync(self._note, message.id, message.attempts + 1, status, error)

    async def _post(self, message: WebhookMessage, endpoint: WebhookEndpoint) -> int:
        now = self.clock()
        signature = Webhook(self.vault.unseal(PURPOSE, endpoint.secret)).sign(message.id, now, message.body)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"visualgen/{__version__}",
            "Webhook-Id": message.id,
            "Webhook-Timestamp": str(int(now.timestamp())),
            "Webhook-Signature": signature,
        }
        async with (
            httpx.AsyncClient(transport=self.transport(), timeout=TRY_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", endpoint.url, content=message.body.encode(), headers=headers) as answer,
        ):
            return answer.status_code

    def _note(self, message_id: str, attempts: int, status: int | None, error: str | None) -> None:
        now = self.clock()
        with self.database.write() as session:
            message = session.get(WebhookMessage, message_id)
            if message is None:
                return
            message.status, message.error = status, error and error[:300]
            if error is None:
                message.state, message.sent_at = MessageState.SENT.value, now
            elif status == httpx.codes.GONE or attempts > len(RETRIES):
                message.state = MessageState.FAILED.value
            else:
                message.due_at = now + self._wait(attempts)

    def _wait(self, attempts: int) -> timedelta:
        """Return how long to wait after that many tries, with up to a fifth of chance, so that what failed together spreads."""
        return timedelta(seconds=RETRIES[attempts - 1] * (1 + 0.2 * self.chance()))
