"""A person at the desk: writing, approving, scheduling, changing their mind, and deciding what the machine cannot."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.publish.desk import NEITHER, POLICY, Clock, Network, OneNetwork
from visualgen.accounts.model import Brand, Organisation
from visualgen.calendar.model import Row
from visualgen.errors import OutcomeUnknown, PostBlocked, PostChanged, PostError
from visualgen.posts import repository
from visualgen.publish import desk as at_desk
from visualgen.publish import repository as ledger
from visualgen.publish import scheduling
from visualgen.publish.desk import Actor, Desk
from visualgen.publish.lanes import BrandLanes
from visualgen.publish.publisher import Publisher
from visualgen.settings import Settings, packaged
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database

NOW = dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
ROW = Row(
    2, "noel", True, dt.date(2026, 12, 3), dt.time(9, 30), "annonce", ("instagram", "facebook"), ("4x5",),
    caption="Le carnet est ouvert. Appelez le {{ brand.contact.phone }}.", captions={"facebook": "Bonjour Facebook"},
    alt="Affiche : le carnet est ouvert", hashtags=("#pain",), content={"headline": "Le carnet est *ouvert*"},
)  # fmt: skip


class Shop:
    """A brand with its kit in a folder of its own, a desk, a clock, and an outbox."""

    def __init__(self, database: Database, tmp_path: Path) -> None:
        self.clock = Clock(NOW)
        kits = tmp_path / "kits"
        shutil.copytree(packaged("brand_kits") / "levain", kits / "levain")
        self.kit = kits / "levain"
        settings = Settings(kits_dirs=(kits,), templates_dirs=(packaged("templates"),), data=tmp_path / "data", database_url=None)
        self.outbox = tmp_path / "outbox"
        with database.write() as session:
            organisation = Organisation(name="Levain", created_at=NOW)
            session.add(organisation)
            session.flush()
            brand = Brand(organisation_id=organisation.id, name="levain", title="Levain", created_at=NOW)
            session.add(brand)
            session.flush()
            self.brand_id = brand.id
        self.actor = Actor("camille", (self.brand_id,))
        lanes = BrandLanes(self.outbox, now=self.clock, names={self.brand_id: "levain"})
        self.desk = Desk(database, Blobs.open(settings, database, clock=self.clock), settings, lanes, self.clock)

    def publish(self, lanes: Any = None) -> int:
        return Publisher(self.desk.database, lanes or self.desk.lanes, self.desk.blobs.get, clock=self.clock, threads=1).run_due()

    def ready(self, row: Row = ROW) -> str:
        post = at_desk.create(self.desk, self.actor, self.brand_id, row)
        scheduling.submit(self.desk, self.actor, post.id)
        scheduling.approve(self.desk, self.actor, post.id)
        scheduling.schedule(self.desk, self.actor, post.id)
        return post.id

    def state(self, post_id: str) -> str:
        with self.desk.database.read() as session:
            return repository.post(session, post_id, (self.brand_id,)).state

    def ledger(self, post_id: str) -> dict[str, str]:
        with self.desk.database.read() as session:
            return {row.channel: row.state for row in ledger.publications_of(session, post_id)}

    def story(self, post_id: str) -> list[str]:
        with self.desk.database.read() as session:
            return [event.kind for event in repository.story(session, repository.post(session, post_id, (self.brand_id,)))]


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


@pytest.fixture
def scheduled(shop: Shop) -> str:
    return shop.ready()


def test_from_words_to_a_package_in_the_folder(shop: Shop) -> None:
    post_id = shop.ready()
    assert shop.state(post_id) == "scheduled"
    assert shop.publish() == 0
    shop.clock.now = dt.datetime(2026, 12, 3, 8, 30, tzinfo=dt.UTC)
    shop.publish()
    assert (shop.state(post_id), shop.ledger(post_id)) == ("published", {"folder": "sent"})
    (package,) = [path for path in (shop.outbox / "levain").iterdir() if not path.name.startswith(".")]
    assert package.name.startswith("2026-12-03_09h30")
    assert "04 65 71 20 12" in (package / "caption.txt").read_text()
    assert (package / "caption-facebook.txt").read_text().startswith("Bonjour Facebook")
    assert "Affiche : le carnet est ouvert" in (package / "alt.txt").read_text()
    with shop.desk.database.read() as session:
        post = repository.post(session, post_id, (shop.brand_id,))
        (medium,) = repository.media(session, post)
        decision = repository.approval_in_force(session, post)
        assert decision is not None
        assert decision.pins["media"][0]["blob"] == medium.blob
    assert (package / "01.jpg").read_bytes() == shop.desk.blobs.get(medium.blob)


def test_the_alt_text_is_asked_for_and_the_words_cannot_be_approved_unseen(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, replace(ROW, alt=""))
    with pytest.raises(PostError, match="alt text"):
        scheduling.submit(shop.desk, shop.actor, post.id)
    at_desk.edit(shop.desk, shop.actor, post.id, {"alt": "Une affiche"})
    scheduling.submit(shop.desk, shop.actor, post.id)
    with pytest.raises(PostChanged):
        scheduling.approve(shop.desk, shop.actor, post.id, seen_version=1)
    scheduling.approve(shop.desk, shop.actor, post.id, seen_version=2)
    assert shop.state(post.id) == "approved"


def test_changing_the_words_takes_it_back_and_asks_again(shop: Shop, scheduled: str) -> None:
    at_desk.edit(shop.desk, shop.actor, scheduled, {"caption": "Autre chose"})
    assert (shop.state(scheduled), shop.ledger(scheduled)) == ("review", {"folder": "cancelled"})
    with pytest.raises(PostError, match="not approved"):
        scheduling.schedule(shop.desk, shop.actor, scheduled)
    scheduling.approve(shop.desk, shop.actor, scheduled)
    scheduling.schedule(shop.desk, shop.actor, scheduled)
    shop.clock.now = dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC)
    shop.publish()
    assert shop.state(scheduled) == "published"
    (package,) = [path for path in (shop.outbox / "levain").iterdir() if not path.name.startswith(".")]
    assert (package / "caption.txt").read_text().startswith("Autre chose")
    with pytest.raises(PostError):
        at_desk.edit(shop.desk, shop.actor, scheduled, {"caption": "Trop tard"})


@pytest.mark.parametrize("what", ["colour", "phone", "nothing that shows"])
def test_a_change_of_the_kit_asks_again_where_it_shows(shop: Shop, scheduled: str, what: str) -> None:
    file, before, after = {
        "colour": ("brand.tokens.json", "", ""),
        "phone": ("brand.toml", "04 65 71 20 12", "04 65 71 20 13"),
        "nothing that shows": ("strategy.toml", "", "\n# une note\n"),
    }[what]
    text = (shop.kit / file).read_text()
    if what == "colour":
        import re

        text = re.sub(r'"#[0-9a-fA-F]{6}"', '"#123456"', text, count=3)
        text = re.sub(r'"components": \[[^\]]*\]', '"components": [0.1, 0.2, 0.3]', text, count=3)
    (shop.kit / file).write_text(text.replace(before, after) if before else text + after)
    kept = scheduling.still_approved(shop.desk, shop.actor, scheduled)
    assert kept == (what == "nothing that shows")
    assert shop.state(scheduled) == ("scheduled" if kept else "review")
    assert shop.ledger(scheduled) == {"folder": "scheduled" if kept else "cancelled"}


def test_a_moved_post_keeps_the_wall_clock_of_its_brand(shop: Shop, scheduled: str) -> None:
    at_desk.move(shop.desk, shop.actor, scheduled, dt.date(2026, 12, 2), dt.time(8))
    shop.clock.now = dt.datetime(2026, 12, 2, 7, tzinfo=dt.UTC)
    shop.publish()
    (package,) = shop.outbox.rglob("index.html")
    assert package.parent.name.startswith("2026-12-02_08h00_")


def test_a_scheduled_post_is_not_moved_into_the_past(shop: Shop, scheduled: str) -> None:
    with pytest.raises(PostError, match="this hour is over"):
        at_desk.move(shop.desk, shop.actor, scheduled, dt.date(2020, 12, 2), dt.time(8))
    assert shop.ledger(scheduled) == {"folder": "scheduled"}


def test_a_mistyped_slot_is_refused(shop: Shop, scheduled: str) -> None:
    with pytest.raises(PostError, match="captoin") as refused:
        at_desk.edit(shop.desk, shop.actor, scheduled, {"content": {"captoin": "Bonjour"}})
    assert "'caption'" in refused.value.mend
    assert shop.state(scheduled) == "scheduled"


def test_moving_and_cancelling_up_to_the_last_moment(shop: Shop, scheduled: str) -> None:
    at_desk.move(shop.desk, shop.actor, scheduled, dt.date(2026, 12, 2), dt.time(7))
    shop.clock.now = dt.datetime(2026, 12, 2, 6, tzinfo=dt.UTC)
    publisher = Publisher(shop.desk.database, shop.desk.lanes, shop.desk.blobs.get, clock=shop.clock, threads=1)
    (held,) = publisher._claim(1)
    at_desk.cancel(shop.desk, shop.actor, scheduled, why="finalement non")
    publisher._handle(held)
    assert (shop.state(scheduled), shop.ledger(scheduled)) == ("approved", {"folder": "cancelled"})
    assert not shop.outbox.exists()
    scheduling.schedule(shop.desk, shop.actor, scheduled)
    (held,) = publisher._claim(1)
    at_desk.move(shop.desk, shop.actor, scheduled, dt.date(2026, 12, 2), dt.time(8))
    publisher._handle(held)
    assert shop.ledger(scheduled) == {"folder": "scheduled"}
    shop.clock.pass_(hours=1)
    publisher.run_due()
    assert shop.state(scheduled) == "published"
    with pytest.raises(PostError):
        at_desk.move(shop.desk, shop.actor, scheduled, dt.date(2026, 12, 9), dt.time(8))


def test_who_has_not_seen_the_last_change_is_told(shop: Shop, scheduled: str) -> None:
    with pytest.raises(PostChanged):
        at_desk.move(shop.desk, shop.actor, scheduled, dt.date(2026, 12, 9), dt.time(8), seen=1)


@pytest.mark.parametrize(("decision", "state", "sent"), [("sent", "published", 1), ("again", "published", 2), ("drop", "approved", 1)])
def test_a_person_decides_what_the_network_cannot_tell(shop: Shop, scheduled: str, decision: str, state: str, sent: int) -> None:
    network = Network(replace(NEITHER, kinds=frozenset({"photo"})), lose=[OutcomeUnknown("no answer")])
    lanes = OneNetwork(network, POLICY)
    shop.clock.now = dt.datetime(2026, 12, 3, 8, 30, tzinfo=dt.UTC)
    shop.publish(lanes)
    shop.clock.pass_(minutes=2)
    shop.publish(lanes)
    assert (shop.state(scheduled), shop.ledger(scheduled)) == ("attention", {"folder": "uncertain"})
    for attempt in (
        lambda: at_desk.edit(shop.desk, shop.actor, scheduled, {"caption": "x"}),
        lambda: at_desk.cancel(shop.desk, shop.actor, scheduled),
        lambda: at_desk.move(shop.desk, shop.actor, scheduled, dt.date(2026, 12, 9), dt.time(8)),
    ):
        with pytest.raises(PostError):
            attempt()
    before = [key for key, _ in network.posts]
    at_desk.resolve(shop.desk, shop.actor, scheduled, decision, why="j’ai regardé")
    shop.publish(lanes)
    assert (shop.state(scheduled), len(network.posts)) == (state, sent)
    if decision == "again":
        assert network.posts[-1][0] not in before
    assert "resolved" in shop.story(scheduled)


def test_what_a_network_would_refuse_is_stopped_unless_a_person_says_why(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    connected(monkeypatch, "bluesky")
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, replace(ROW, channels=("bluesky",), caption="é" * 400))
    scheduling.approve(shop.desk, shop.actor, post.id)
    with pytest.raises(PostBlocked) as told:
        scheduling.schedule(shop.desk, shop.actor, post.id)
    assert [finding.code for finding in told.value.findings] == ["limit_passed"]  # type: ignore[attr-defined]
    assert shop.state(post.id) == "approved"
    scheduling.schedule(shop.desk, shop.actor, post.id, override="le réseau vient de relever sa limite")
    assert shop.state(post.id) == "scheduled"
    with shop.desk.database.read() as session:
        (kept,) = [
            event for event in repository.story(session, repository.post(session, post.id, (shop.brand_id,))) if event.kind == "overridden"
        ]
    assert (kept.note, kept.details["codes"]) == ("le réseau vient de relever sa limite", ["limit_passed"])


def test_an_hour_that_is_past_is_refused(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, replace(ROW, date=dt.date(2026, 11, 1)))
    scheduling.approve(shop.desk, shop.actor, post.id)
    with pytest.raises(PostError, match="past"):
        scheduling.schedule(shop.desk, shop.actor, post.id)


def test_given_media_are_kept_and_fitted(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    Image.new("RGBA", (600, 750), (200, 30, 30, 120)).save(tmp_path / "a.tiff")
    Image.new("RGB", (600, 750), "navy").save(tmp_path / "b.jpg")
    row = replace(ROW, id="donne", template="", content={}, media=("a.tiff", "b.jpg"), channels=())
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, row, folder=tmp_path)
    scheduling.approve(shop.desk, shop.actor, post.id)
    with shop.desk.database.read() as session:
        first, second = repository.media(session, repository.post(session, post.id, (shop.brand_id,)))
    assert (first.media_type, first.kind, first.width_px) == ("image/jpeg", "carousel", 600)
    assert shop.desk.blobs.get(second.blob) == (tmp_path / "b.jpg").read_bytes()


def connected(monkeypatch: pytest.MonkeyPatch, *networks: str) -> None:
    """Let these networks be connected, to nobody who answers."""
    from visualgen.errors import ReconnectNeeded

    class Connections:
        def knows(self, lane: str) -> bool:
            return not lane.startswith("folder:")

        def lane(self, brand_id: str, network: str) -> str | None:
            return f"{network}:1" if network in networks else None

        def open(self, lane: str) -> Any:
            raise ReconnectNeeded("not here")

    original: Callable[..., Any] = BrandLanes.destinations

    def destinations(self: BrandLanes, brand_id: str, channels: Any) -> Any:
        return original(replace(self, connections=Connections()), brand_id, channels)

    monkeypatch.setattr(BrandLanes, "destinations", destinations)
