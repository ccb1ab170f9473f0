"""The fault run: publishers that are killed and put to sleep at random instants, over a network that misbehaves. Seeded, repeatable."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from tests.publish.soak.network import FaultyNetwork
from visualgen.accounts.model import Brand, Organisation
from visualgen.posts.model import Post, PostState
from visualgen.publish.channel import Outgoing
from visualgen.publish.ledger import ACTIVE
from visualgen.publish.model import Publication
from visualgen.publish.payload import payload_of, publication_key
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

ROOT = Path(__file__).resolve().parents[3]
MODES = ("key", "lookup", "neither")


@dataclass
class Report:
    """What came of it: by mode the final states, what the network took more than once, what it lacks though we say sent."""

    states: dict[str, Counter[str]]
    duplicates: dict[str, int]
    lost: dict[str, int]
    kills: int
    stops: int
    seconds: float
    fates: Counter[str]
    doubtful_taken: int = 0


@dataclass
class _Herd:
    """The publishers: always `size` of them."""

    url: str
    port: int
    size: int
    pids: list[int] = field(default_factory=list)

    def __enter__(self) -> _Herd:
        command = [sys.executable, "-m", "tests.publish.soak.zygote", self.url, str(self.port)]
        self.zygote = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.fill()
        return self

    def fill(self) -> None:
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        while len(self.pids) < self.size:
            self.zygote.stdin.write("start\n")
            self.zygote.stdin.flush()
            self.pids.append(int(self.zygote.stdout.readline()))

    def kill(self, at: int) -> None:
        os.kill(self.pids.pop(at), signal.SIGKILL)
        self.fill()

    def __exit__(self, *_: object) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.close()
        self.zygote.wait(10)
        self.zygote.stdout.close()


def fault_run(
    url: str, *, posts: int, seed: int, kills: int = 20, stops: int = 20, spread_s: float = 10.0, publishers: int = 2, most_s: float = 120
) -> Report:
    """Publish `posts` a mode under so many kills and stops; return what came of it. Raises `TimeoutError` where it does not end."""
    database = Database.connect(Settings(database_url=url))
    network = FaultyNetwork(seed)
    started = time.monotonic()
    keys = _lay_out(database, posts, spread_s)
    try:
        with _Herd(url, network.start(), publishers) as herd:
            counts = _torment(herd, database, random.Random(seed), kills, stops, started + most_s)
        time.sleep(1.0)  # what is still on its way is taken before anything is counted
        return _judge(database, network, keys, counts, time.monotonic() - started)
    finally:
        network.stop()
        database.close()


def _lay_out(database: Database, posts: int, spread_s: float) -> dict[str, set[str]]:
    now = utc_now()
    keys: dict[str, set[str]] = {mode: set() for mode in MODES}
    with database.write() as session:
        organisation = Organisation(name="faults", created_at=now)
        session.add(organisation)
        session.flush()
        brand = Brand(organisation_id=organisation.id, name="faults", title="Faults", created_at=now)
        session.add(brand)
        session.flush()
        for number in range(posts):
            due = now + dt.timedelta(seconds=0.5 + number * spread_s / posts)
            post = Post(
                brand_id=brand.id, reference=f"{number}", state=PostState.SCHEDULED.value, approved=1, date=due.date(), time=due.time(),
                zone="UTC", due_at=due, created_at=now, changed_at=now,
            )  # fmt: skip
            session.add(post)
            session.flush()
            for mode in MODES:
                key = publication_key(post.id, mode, 1)
                keys[mode].add(key)
                session.add(
                    Publication(
                        post_id=post.id, channel=mode, lane=mode, due_at=due, next_at=due, key=key,
                        payload=payload_of(Outgoing("text", f"{number}", due)), memory={}, created_at=now,
                    )
                )  # fmt: skip
    return keys


def _torment(herd: _Herd, database: Database, chance: random.Random, kills: int, stops: int, deadline: float) -> tuple[int, int]:
    """Kill and stop at random instants until there have been enough of both and nothing is left to do; return how many there were."""
    killed = stopped = 0
    asleep: dict[int, float] = {}
    time.sleep(0.5)
    while True:
        now = time.monotonic()
        if now > deadline:
            raise TimeoutError(f"not done in time: {_open(database)} publications are open")
        for pid, wake in list(asleep.items()):
            if now >= wake or pid not in herd.pids:
                del asleep[pid]
                if pid in herd.pids:
                    os.kill(pid, signal.SIGCONT)
        enough = killed >= kills and stopped >= stops
        if enough and not asleep and _open(database) == 0:
            return killed, stopped
        if not enough:
            at = chance.randrange(len(herd.pids))
            if chance.random() < 0.5 and killed < kills:
                herd.kill(at)
                killed += 1
            elif stopped < stops and herd.pids[at] not in asleep:
                os.kill(herd.pids[at], signal.SIGSTOP)
                asleep[herd.pids[at]] = now + chance.choice((0.05, 0.3, 0.8, 1.5, 3.0))
                stopped += 1
        time.sleep(chance.uniform(0.05, 0.5) if not enough else 0.1)


def _open(database: Database) -> int:
    with database.read() as session:
        states = [state.value for state in ACTIVE]
        return session.scalar(select(func.count()).where(Publication.state.in_(states))) or 0


def _judge(database: Database, network: FaultyNetwork, keys: dict[str, set[str]], counts: tuple[int, int], seconds: float) -> Report:
    with database.read() as session:
        rows = session.execute(select(Publication.channel, Publication.key, Publication.state)).all()
    states = {mode: Counter(state for channel, _, state in rows if channel == mode) for mode in MODES}
    taken = network.taken
    duplicates = {mode: sum(count - 1 for count in taken[mode].values() if count > 1) for mode in MODES}
    lost = {mode: sum(1 for channel, key, state in rows if channel == mode and state == "sent" and not taken[mode][key]) for mode in MODES}
    assert all(set(taken[mode]) <= keys[mode] for mode in MODES)
    doubtful = sum(1 for _, key, state in rows if state == "uncertain" and taken["neither"][key])
    return Report(states, duplicates, lost, *counts, round(seconds, 1), network.fates, doubtful)
