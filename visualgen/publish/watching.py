"""Publishing in a process that runs on: the publisher in a thread, and an eye on approvals that no longer hold."""

from __future__ import annotations

import datetime as dt
import threading

import structlog
from sqlalchemy import select

from visualgen.errors import VisualgenError
from visualgen.posts.model import Post, PostState
from visualgen.publish import scheduling
from visualgen.publish.connections import ConnectedAccounts, prolong_all, take_warnings
from visualgen.publish.desk import Actor, Desk
from visualgen.publish.here import publisher_of
from visualgen.store.outages import OUTAGES, surviving
from visualgen.webhooks.service import tell

AHEAD = dt.timedelta(hours=48)
EVERY_S = 60.0
_log = structlog.get_logger("visualgen.publish")


def check_upcoming(desk: Desk) -> list[str]:
    """Look at every scheduled post of the next two days: where kit, template or words are no longer what was approved, it is taken back.

    Returns the references of those that are up for review again.
    """
    now = desk.clock()
    query = select(Post.id, Post.brand_id, Post.reference).where(
        Post.state == PostState.SCHEDULED.value, Post.removed_at.is_(None), Post.due_at <= now + AHEAD
    )
    with desk.database.read() as session:
        found = session.execute(query.order_by(Post.due_at)).all()
    lapsed: list[str] = []
    for identifier, brand_id, reference in found:
        try:
            if not scheduling.still_approved(desk, Actor("visualgen", (brand_id,)), identifier):
                lapsed.append(reference)
        except VisualgenError as error:
            _log.info("an approval cannot be checked", post=reference, error=str(error))
        except OUTAGES:
            raise
        except Exception:  # noqa: BLE001 — a bug over one post; the others are still looked at
            _log.exception("an approval cannot be checked", post=reference)
    return lapsed


def look_after_accounts(desk: Desk) -> int:
    """Prolong permissions that die within a week where that can be done, and tell of those a person must see to; return how many."""
    accounts = desk.lanes.connections
    if not isinstance(accounts, ConnectedAccounts):
        return 0
    prolong_all(accounts)
    warnings = take_warnings(accounts)
    with desk.database.write() as session:
        for health in warnings:
            _log.info("an account needs a person", network=health.network, account=health.name, state=health.state)
            facts = {"account": health.id, "network": health.network, "name": health.name, "state": health.state}
            tell(session, health.brand_id, "account.warning", facts, desk.clock())
    return len(warnings)


class PublishLoop:
    """A publisher and the look ahead (approvals, accounts), in two threads, until `stop`."""

    def __init__(self, desk: Desk, *, every_s: float = EVERY_S) -> None:
        self._desk, self._every_s = desk, every_s
        self._publisher = publisher_of(desk)
        self._ending = threading.Event()
        self._threads = (
            threading.Thread(target=self._publisher.run, args=(self._ending,), name="visualgen-publish", daemon=True),
            threading.Thread(target=self._look_ahead, name="visualgen-approvals", daemon=True),
        )

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, grace_s: float = 20.0) -> None:
        """Begin nothing more, and wait for what is being sent; a send that takes longer is found out about by whoever comes next."""
        self._ending.set()
        self._publisher.wake()
        for thread in self._threads:
            thread.join(grace_s)

    def _look_ahead(self) -> None:
        while not self._ending.is_set():
            with surviving(_log, "approvals"):
                check_upcoming(self._desk)
            with surviving(_log, "accounts"):
                look_after_accounts(self._desk)
            self._ending.wait(self._every_s)
