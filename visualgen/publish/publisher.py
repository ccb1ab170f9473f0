"""The publisher: takes what is due, sends each post at most once, and finds out what became of those it got no answer for.

Any number of them may run on one database, and any of them may be killed or put to sleep at any instant. Read with `publish.ledger`.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import OperationalError

from visualgen.errors import ChannelBusy, OutcomeUnknown, PostRejected, ReconnectNeeded, VisualgenError
from visualgen.publish import repository
from visualgen.publish.channel import Attempt, Capabilities, Channel, Outgoing, Receipt
from visualgen.publish.ledger import IN_DOUBT, TABLE, Event, State
from visualgen.publish.memory import Memory
from visualgen.publish.model import Publication
from visualgen.publish.payload import outgoing_of
from visualgen.publish.policy import Policy
from visualgen.publish.quotas import Quotas
from visualgen.publish.restore import Witness
from visualgen.publish.settling import Doubt, Move, key_holds, settle
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.outages import OUTAGES, surviving

THREADS = 8
IDLE_S = 5.0
INSIST = 8
"""How often what the network said is written down again, where the database does not answer: twenty seconds in all."""
_log = structlog.get_logger("visualgen.publish")


class Lanes(Protocol):
    """The accounts posts go to."""

    def open(self, lane: str) -> Channel:
        """Return the lane's channel; raises `ReconnectNeeded` or `UnknownName` where there is none to be had."""
        ...

    def policy(self, lane: str) -> Policy:
        """Return how patient we are with it."""
        ...


class TooLate(Exception):
    """The last check before the request: this process slept too long to be sure that the post is still its own."""


@dataclass(slots=True)
class Publisher:
    """One publisher. `read` gives a blob's bytes; `clock` and `ticks` (monotonic, in s) are arguments for tests."""

    database: Database
    lanes: Lanes
    read: Callable[[str], bytes]
    clock: Clock = utc_now
    ticks: Callable[[], float] = time.monotonic
    nap: Callable[[float], None] = time.sleep
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    threads: int = THREADS
    witness: Witness | None = None
    _quotas: Quotas = field(init=False)
    _running: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _wake: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Nothing is known of any quota yet."""
        self._quotas = Quotas(self.clock)

    def run_due(self) -> int:
        """Send everything that is due now and return how many rows were looked at; what must wait for its turn is left for later."""
        handled = 0
        with ThreadPoolExecutor(self.threads, "publish") as pool:
            while True:
                rows = self._claim(self.threads)
                if not rows:
                    return handled
                handled += len(rows)
                for done in [pool.submit(self._handle, row) for row in rows]:
                    done.result()

    def run(self, stop: threading.Event) -> None:
        """Publish until `stop` is set: woken when a post is scheduled or moved, else looking at its hour, and every few seconds."""
        end = self.database.signals.listen(repository.TOPIC, lambda _: self._wake.set())
        free = threading.Semaphore(self.threads)
        try:
            with ThreadPoolExecutor(self.threads, "publish") as pool:
                while not stop.is_set():
                    rows = self._claim_calmly(self._idle())
                    for row in rows:
                        free.acquire()
                        pool.submit(self._handle, row).add_done_callback(lambda done: self._done(free, done))
                    if not rows:
                        self._wake.wait(self._sleep_s())
                        self._wake.clear()
        finally:
            end()

    def wake(self) -> None:
        """Look at once: something changed, or it is time to stop."""
        self._wake.set()

    def _done(self, free: threading.Semaphore, done: Future[None]) -> None:
        """Go on. A step that broke off is found again when its lease is over; here it is told."""
        free.release()
        self._wake.set()
        if (error := done.exception()) is not None:
            _log.error("a publication's step broke off", error=f"{type(error).__name__}: {error}"[:500])

    def _idle(self) -> int:
        with self._lock:
            return max(0, self.threads - sum(self._running.values()))

    def _sleep_s(self) -> float:
        try:
            with self.database.read() as session:
                due = repository.next_at(session)
        except OUTAGES:
            return IDLE_S
        wait = (due - self.clock()).total_seconds() if due is not None else IDLE_S
        return min(IDLE_S, max(wait, 0.05))

    def _claim_calmly(self, most: int) -> list[Publication]:
        """Claim; a database that does not answer for a while is no reason to end."""
        with surviving(_log, "taking posts"):
            return self._claim(most)
        self._wake.clear()
        self._wake.wait(1.0)
        return []

    def _claim(self, most: int) -> list[Publication]:
        taken: list[Publication] = []
        if self.witness is not None:
            self.witness.look(self.database, self.clock())
        with self.database.read() as session:
            lanes = repository.due_lanes(session, self.clock())
        for lane in lanes:
            if len(taken) >= most:
                break
            with self.database.write() as session:
                now = self.clock()
                policy = self.lanes.policy(lane)
                taken += repository.claim(session, lane, policy, most - len(taken), owner=self.name, now=now)
        with self._lock:
            for row in taken:
                self._running[row.lane] = self._running.get(row.lane, 0) + 1
        return taken

    def _handle(self, row: Publication) -> None:
        try:
            if row.state == State.UNKNOWN:
                self._ask(row)
            else:
                self._send(row)
        finally:
            with self._lock:
                self._running[row.lane] -= 1

    # ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _send(self, row: Publication) -> None:
        policy, now = self.lanes.policy(row.lane), self.clock()
        late = now > row.due_at + policy.grace
        try:
            channel = self.lanes.open(row.lane)
            post = outgoing_of(row.payload, self.read)
        except ReconnectNeeded as error:
            self._hold(row, Event.RELEASE, error, "reconnect", policy.reconnect_pause)
            return
        except VisualgenError as error:
            self._move(row, Event.SUSPECT if row.ask_first else Event.EXHAUSTED, str(error), next_at=now)
            return
        if row.ask_first and (late or row.refusals >= policy.refusals or not key_holds(_doubt(row), channel.capabilities, now)):
            self._move(row, Event.SUSPECT, "it may have been published before: asking first", next_at=now)
        elif late:
            self._move(row, Event.MISS, f"its hour was {_ago(now - row.due_at)} ago")
        elif row.refusals >= policy.refusals:
            self._move(row, Event.EXHAUSTED, f"refused {row.refusals} times; last: {row.note}")
        elif not self._full(row, channel, policy) and self._begin(row, policy, now):
            self._submit(row, channel, post, policy, now)

    def _full(self, row: Publication, channel: Channel, policy: Policy) -> bool:
        """Put the row off, no try spent, where the network's own quota is used up; a person is asked in time where that lasts too long."""
        if row.ask_first:  # the same post again under its key
            return False
        try:
            until = self._quotas.full_until(row.lane, channel, policy)
        except ReconnectNeeded as error:
            self._hold(row, Event.RELEASE, error, "reconnect", policy.reconnect_pause)
            return True
        if until is None:
            return False
        missed = row.due_at + policy.grace + dt.timedelta(seconds=1)
        self._move(row, Event.RELEASE, "the network takes no more posts of this account for now", next_at=min(until, missed))
        return True

    def _begin(self, row: Publication, policy: Policy, now: dt.datetime) -> bool:
        """Write down that it is being sent, and have that on disk, before anything leaves; False where somebody else has the row."""
        with self.database.write() as session:
            held = repository.move(
                session, row, Event.BEGIN, actor=self.name, at=now, tries=row.tries + 1, sent_at=now,
                first_sent_at=row.first_sent_at or now, next_at=now + policy.lease,
            )  # fmt: skip
            beat = self.witness.step(session, now) if held and self.witness is not None else None
        if beat is not None and self.witness is not None:
            self.witness.write(beat)
        return held

    def _submit(self, row: Publication, channel: Channel, post: Outgoing, policy: Policy, now: dt.datetime) -> None:
        started = self.ticks()

        def last_check() -> None:
            if max(self.ticks() - started, (self.clock() - now).total_seconds()) > policy.guard.total_seconds():
                raise TooLate

        attempt = Attempt(row.key, Memory(self.database, row.id, row.memory), last_check)
        try:
            receipt = channel.submit(post, attempt)
        except TooLate:
            self._told(row, Event.NOTHING_LEFT, "this process slept before the request left: nothing was sent", next_at=self.clock())
        except ChannelBusy as error:
            self._refused(row, error, policy)
        except ReconnectNeeded as error:
            self._hold(row, Event.BUSY, error, "reconnect", policy.reconnect_pause)
        except PostRejected as error:
            self._told(row, Event.REJECTED, str(error), answer={"reason": error.reason, "field": error.field})
        except OutcomeUnknown as error:
            self._doubt(row, channel.capabilities, str(error))
        except Exception as error:  # noqa: BLE001 — whatever it was, the request may have left: never guess
            self._doubt(row, channel.capabilities, f"{type(error).__name__}: {error}")
        else:
            self._accepted(row, Event.ACCEPTED, receipt)

    def _accepted(self, row: Publication, event: Event, receipt: Receipt) -> None:
        answer = {"remote_id": receipt.remote_id, "url": receipt.url, **({"notes": dict(receipt.notes)} if receipt.notes else {})}
        values = {"remote_id": receipt.remote_id[:500], "url": receipt.url, "published_at": self.clock()}
        self._told(row, event, "", answer=answer, **values)

    def _refused(self, row: Publication, error: ChannelBusy, policy: Policy) -> None:
        now = self.clock()
        pause = policy.pause(row.refusals + 1, error.retry_after_s)
        answer = {"retry_after_s": error.retry_after_s} if error.retry_after_s is not None else {}
        self._told(row, Event.BUSY, str(error), answer=answer, refusals=row.refusals + 1, next_at=now + pause)
        if error.retry_after_s is not None:
            with self.database.write() as session:
                repository.hold(session, row.lane, now + dt.timedelta(seconds=error.retry_after_s), "busy", str(error))

    def _hold(self, row: Publication, event: Event, error: ReconnectNeeded, reason: str, pause: dt.timedelta) -> None:
        until = self.clock() + pause
        self._told(row, event, str(error), next_at=until)
        with self.database.write() as session:
            repository.hold(session, row.lane, until, reason, str(error))

    def _doubt(self, row: Publication, can: Capabilities, note: str) -> None:
        self._move(row, Event.DOUBT, note, next_at=self.clock() + can.settle)

    # ── finding out ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _ask(self, row: Publication) -> None:
        policy, now = self.lanes.policy(row.lane), self.clock()
        try:
            channel = self.lanes.open(row.lane)
            post = outgoing_of(row.payload, self.read)
        except VisualgenError as error:
            self._move(row, Event.ASK, str(error), next_at=now + policy.reconnect_pause)
            return
        move = settle(_doubt(row), channel.capabilities, policy, now)
        if move is Move.REPEAT:
            self._move(row, Event.AGAIN, "the network knows its key: the same post goes again", next_at=now, ask_first=True)
        elif move is Move.WAIT:
            self._move(row, Event.ASK, "waiting for the network to settle", next_at=(row.sent_at or now) + channel.capabilities.settle)
        elif move is Move.PERSON:
            self._move(row, Event.GIVE_UP, "the network could not be asked: a person looks there and decides")
        else:
            self._look_up(row, channel, post, policy, now)

    def _look_up(self, row: Publication, channel: Channel, post: Outgoing, policy: Policy, now: dt.datetime) -> None:
        try:
            receipt = channel.find(post, Attempt(row.key, Memory(self.database, row.id, row.memory)))
        except Exception as error:  # noqa: BLE001 — it could not be asked now: asked again later, and a person in the end
            self._move(row, Event.ASK, f"could not be asked: {error}", next_at=now + policy.pause(row.refusals + 1))
            return
        if receipt is not None:
            self._accepted(row, Event.FOUND, receipt)
        elif channel.capabilities.lookup:
            self._move(row, Event.ABSENT, "looked up: it is not there", next_at=now, ask_first=False)
        else:
            self._move(row, Event.GIVE_UP, "this channel cannot say whether it was published: a person looks there and decides")

    # ── writing it down ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _move(self, row: Publication, event: Event, note: str, **values: Any) -> bool:
        """Take a row that we hold one step on; False where we do not hold it any more, and then whoever does goes on with it."""
        with self.database.write() as session:
            return repository.move(session, row, event, actor=self.name, at=self.clock(), note=note, **values)

    def _told(self, row: Publication, event: Event, note: str, *, answer: dict[str, Any] | None = None, **values: Any) -> None:
        """Write down the network's word about our try. It is the truth even where our lease has run out meanwhile: then the row is read
        again, and the word counts if no later try has begun.
        """
        if event in (Event.BUSY, Event.REJECTED, Event.NOTHING_LEFT) and row.ask_first:
            event = self._in_doubt_still(event, values, note)
        identifier, tries = row.id, row.tries
        for attempt in range(INSIST):
            try:
                with self.database.write() as session:
                    if attempt:
                        fresh = session.get(Publication, identifier)
                        if fresh is None or not _counts(event, fresh, tries):
                            return
                        row = fresh
                    if repository.move(session, row, event, actor=self.name, at=self.clock(), note=note, answer=answer, **values):
                        return
            except OperationalError:
                if attempt == INSIST - 1:
                    raise
                self.nap(0.08 * 2**attempt)

    def _in_doubt_still(self, event: Event, values: dict[str, Any], note: str) -> Event:
        """An earlier try may have been taken: what the network says of this one settles only this one."""
        if event is Event.REJECTED:
            values["next_at"] = self.clock()
            return Event.DOUBT
        return event


def _counts(event: Event, row: Publication, tries: int) -> bool:
    """Return whether the network's word about try number `tries` still counts, now that others have had the row."""
    found = TABLE[event]
    if not found.evidence or State(row.state) not in found.sources:
        return False
    return event is Event.ACCEPTED or (row.tries == tries and State(row.state) in IN_DOUBT)


def _doubt(row: Publication) -> Doubt:
    return Doubt(row.due_at, row.first_sent_at, row.sent_at, row.refusals)


def _ago(passed: dt.timedelta) -> str:
    minutes = round(passed.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
