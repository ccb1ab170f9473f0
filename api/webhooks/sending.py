"""Sends webhooks while the service runs: at a signal of this process, and every second for those of others."""

from __future__ import annotations

import asyncio

import structlog

from visualgen.store.outages import surviving
from visualgen.store.signals import Signals
from visualgen.webhooks.delivering import Deliverer
from visualgen.webhooks.service import TOPIC

LOOK_SECONDS = 1.0
_log = structlog.get_logger("visualgen.webhooks")


async def deliver_webhooks(deliverer: Deliverer, signals: Signals) -> None:
    """Deliver until cancelled."""
    loop, wake = asyncio.get_running_loop(), asyncio.Event()

    def heard(_: str) -> None:
        loop.call_soon_threadsafe(wake.set)

    deaf = signals.listen(TOPIC, heard)
    try:
        while True:
            wake.clear()
            sent = 0
            with surviving(_log, "webhooks"):
                sent = await deliverer.deliver()
            if not sent:
                try:
                    await asyncio.wait_for(wake.wait(), LOOK_SECONDS)
                except TimeoutError:
                    continue
    finally:
        deaf()
