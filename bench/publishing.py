"""Ten thousand posts due at one minute: is the order kept, is the rate kept, how late is each?

`python -m bench.publishing [--posts N] [--rate R]`: a channel in memory that takes 20 ms a post, 2 at a time and at most R a second; a real
clock, and a database with durable commits. "Overtaken": how many places a post came after one that was behind it.
"""

from __future__ import annotations

import argparse
import bisect
import datetime as dt
import itertools
import tempfile
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import insert, select

from visualgen.accounts.model import Brand, Organisation
from visualgen.posts.model import Post
from visualgen.publish.channel import FOR_EVER, Attempt, Capabilities, NetworkLimits, Outgoing, Receipt
from visualgen.publish.model import Publication
from visualgen.publish.payload import payload_of, publication_key
from visualgen.publish.policy import Policy
from visualgen.publish.publisher import Publisher
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database
from visualgen.store.ids import new_id

LATENCY_S = 0.02
SECOND = dt.timedelta(seconds=1)
POLICY = Policy(concurrency=2, rate=100, rate_window=SECOND, spacing=dt.timedelta(0), grace=dt.timedelta(hours=6))


@dataclass
class Memory:
    """A network that keeps what came, and when."""

    rate: int = POLICY.rate
    came: list[tuple[int, float]] = field(default_factory=list)
    capabilities = Capabilities(frozenset({"text"}), frozenset(), key_lifetime=FOR_EVER)

    def open(self, lane: str) -> Memory:
        """Return itself: every lane leads here."""
        return self

    def policy(self, lane: str) -> Policy:
        """Return the bench's pace."""
        return replace(POLICY, rate=self.rate)

    def limits(self) -> NetworkLimits:
        """Return none."""
        return NetworkLimits()

    def text(self, post: Outgoing) -> str:
        """Return the caption."""
        return post.caption

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Take the post after a while."""
        attempt.last_check()
        self.came.append((int(post.caption), time.time()))
        time.sleep(LATENCY_S)
        return Receipt(attempt.key[:8])

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Return nothing: it is never asked."""
        return None


def lay_out(database: Database, posts: int, due: dt.datetime) -> None:
    """Write the posts and their publications, all due then."""
    now = utc_now()
    with database.write() as session:
        organisation = Organisation(name="bench", created_at=now)
        session.add(organisation)
        session.flush()
        brand = Brand(organisation_id=organisation.id, name="bench", title="Bench", created_at=now)
        session.add(brand)
        session.flush()
        ids = [new_id() for _ in range(posts)]
        when = {"date": due.date(), "time": due.time(), "zone": "UTC", "due_at": due, "created_at": now, "changed_at": now}
        session.execute(
            insert(Post),
            [{"id": one, "brand_id": brand.id, "reference": one, "state": "scheduled", "approved": 1, "base": None, **when} for one in ids],
        )
        session.execute(
            insert(Publication),
            [
                {
                    "id": new_id(), "post_id": one, "channel": "memory", "lane": "memory:1", "due_at": due, "next_at": due,
                    "key": publication_key(one, "memory", 1), "payload": payload_of(Outgoing("text", str(number), due)), "memory": {},
                    "created_at": now,
                }
                for number, one in enumerate(ids)
            ],
        )  # fmt: skip


def main() -> None:
    """Run it once and print a Markdown table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=10_000)
    options.add_argument("--rate", type=int, default=POLICY.rate)
    options.add_argument("--database", help="an empty, migrated PostgreSQL; without it SQLite")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=chosen.database or f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        database = Database.open(settings)
        due = utc_now() + dt.timedelta(seconds=3)
        lay_out(database, chosen.posts, due)
        network = Memory(chosen.rate)
        publisher = Publisher(database, network, lambda blob: b"", threads=8)
        stop = threading.Event()
        worker = threading.Thread(target=publisher.run, args=(stop,))
        cpu = time.process_time()
        worker.start()
        while len(network.came) < chosen.posts:
            time.sleep(0.2)
        stop.set()
        publisher.wake()
        worker.join()
        cpu = time.process_time() - cpu
        with database.read() as session:
            begun = sorted(at.timestamp() for at in session.scalars(select(Publication.sent_at)) if at is not None)
        database.close()
    report(network, begun, due.timestamp(), cpu)


def report(network: Memory, begun: list[float], due: float, cpu: float) -> None:
    """Print what the network saw, and how many sends began in the busiest second (by the ledger, which keeps the rate)."""
    times = sorted(at for _, at in network.came)
    posts = len(times)
    highest = itertools.accumulate((number for number, _ in network.came), max)
    overtaken = [high - number for (number, _), high in zip(network.came, highest, strict=True)]
    busiest = max(bisect.bisect_left(begun, at + 1) - index for index, at in enumerate(begun))
    once = len({number for number, _ in network.came}) == posts
    print(
        f"\n{posts:,} posts, each once: {once}; in their very order {overtaken.count(0) / posts:.0%}, overtaken by {max(overtaken)} at most"
    )
    print(f"rate: {posts / (times[-1] - due):.1f} a second, in the busiest second {busiest}; CPU {cpu / posts * 1000:.1f} ms a post\n")
    print("| of the posts | left after, s |\n|---|---|")
    for share in (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0):
        print(f"| {share:.0%} | {times[max(0, round(share * posts) - 1)] - due:.1f} |")


if __name__ == "__main__":
    main()
