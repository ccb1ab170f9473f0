"""Starts publishers that are there at once: everything is imported, and each is a fork. `start` on standard input answers with a pid.

What is slow in the world (leases, settle times) is seconds here, so that a few hundred posts and dozens of kills fit in half a minute.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import http.client
import json
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass

from visualgen.errors import ChannelBusy, OutcomeUnknown
from visualgen.publish.channel import FOR_EVER, Attempt, Capabilities, NetworkLimits, Outgoing, Receipt
from visualgen.publish.policy import Policy
from visualgen.publish.publisher import Publisher
from visualgen.settings import Settings
from visualgen.store.database import Database

TIMEOUT_S = 0.4
SETTLE = dt.timedelta(seconds=1.2)
SECOND = dt.timedelta(seconds=1)
POLICY = Policy(
    concurrency=3, rate=100_000, spacing=dt.timedelta(0), grace=dt.timedelta(hours=1), lease=2.2 * SECOND, guard=0.5 * SECOND,
    backoff=0.15 * SECOND, backoff_max=SECOND, refusals=30, ask_for=dt.timedelta(hours=1),
)  # fmt: skip
_NOTHING: frozenset[str] = frozenset()
CAPABILITIES = {
    "key": Capabilities(frozenset({"text"}), _NOTHING, key_lifetime=FOR_EVER, settle=SETTLE),
    "lookup": Capabilities(frozenset({"text"}), _NOTHING, lookup=True, settle=SETTLE),
    "neither": Capabilities(frozenset({"text"}), _NOTHING, settle=SETTLE),
}


@dataclass
class HttpChannel:
    """The faulty network as a channel: connect first, check last, then write."""

    port: int
    mode: str

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES[self.mode]

    def limits(self) -> NetworkLimits:
        return NetworkLimits()

    def text(self, post: Outgoing) -> str:
        return post.caption

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.connect()
        except OSError as error:
            raise ChannelBusy(f"no connection: {error}") from error
        try:
            attempt.last_check()
            connection.request("POST", f"/post?mode={self.mode}&key={attempt.key}")
            answer = connection.getresponse()
            body = json.loads(answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise OutcomeUnknown(f"no answer: {type(error).__name__}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise ChannelBusy(f"the network answers {answer.status}", retry_after_s=body.get("retry_after_s"))
        return Receipt(body["id"])

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        if self.mode != "lookup":
            return None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request("GET", f"/find?mode={self.mode}&key={attempt.key}")
            found = json.loads(connection.getresponse().read())["id"]
        except (OSError, http.client.HTTPException) as error:
            raise ChannelBusy(f"no answer: {error}") from error
        finally:
            connection.close()
        return Receipt(found) if found else None


@dataclass
class HttpLanes:
    """One lane a mode."""

    port: int

    def open(self, lane: str) -> HttpChannel:
        return HttpChannel(self.port, lane)

    def policy(self, lane: str) -> Policy:
        return POLICY


def publish(url: str, port: int) -> None:
    """Be a publisher until SIGTERM."""
    database = Database.connect(Settings(database_url=url))
    publisher = Publisher(database, HttpLanes(port), lambda blob: b"", threads=9)
    stop = threading.Event()
    worker = threading.Thread(target=publisher.run, args=(stop,))
    worker.start()
    signal.signal(signal.SIGTERM, lambda *_: (stop.set(), publisher.wake()))
    while worker.is_alive():
        time.sleep(0.05)


def main() -> None:
    """Fork a publisher for every line `start`."""
    url, port = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if line.strip() == "start":
            pid = os.fork()
            if pid == 0:
                ctypes.CDLL(None).prctl(1, signal.SIGKILL)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                publish(url, port)
                os._exit(0)
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
