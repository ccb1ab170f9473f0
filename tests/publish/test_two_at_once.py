"""Two people, or two processes, at the same post or calendar in the same moment: one after the other, and never a fault of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.publish.test_desk import ROW, Shop
from tests.racing import at_once
from visualgen.errors import NotFound, PostChanged, PostError, VisualgenError
from visualgen.posts import repository, service
from visualgen.posts.finished import FinishedMedium
from visualgen.posts.model import Post, PostMedia, PostVersion
from visualgen.publish import calendar_files as files
from visualgen.publish import desk as at_desk
from visualgen.publish import repository as ledger
from visualgen.publish import scheduling
from visualgen.publish.model import LaneHold, Publication
from visualgen.store.database import Database

AT_ONCE = 4


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


def only(found: Sequence[object], *allowed: type[Exception]) -> None:
    """Check that nothing but these errors came of it."""
    wrong = [one for one in found if isinstance(one, Exception) and not isinstance(one, allowed)]
    assert not wrong, wrong


def count(shop: Shop, table: type[object]) -> int:
    with shop.desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_words_changed_at_once_are_one_version_each(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, ROW).id
    found = at_once(AT_ONCE, lambda number: at_desk.edit(shop.desk, shop.actor, post, {"caption": f"Bonjour {number}"}))
    only(found, PostChanged)
    done = [one for one in found if isinstance(one, Post)]
    with shop.desk.database.read() as session:
        kept = repository.post(session, post, (shop.brand_id,))
        numbers = session.scalars(select(PostVersion.number).order_by(PostVersion.number)).all()
    assert done
    assert kept.version == 1 + len(done)
    assert numbers == list(range(1, 2 + len(done)))


def test_comments_made_at_once_are_all_counted(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, ROW)
    only(at_once(AT_ONCE, lambda number: at_desk.comment(shop.desk, shop.actor, post.id, f"Un mot {number}")))
    with shop.desk.database.read() as session:
        assert repository.post(session, post.id, (shop.brand_id,)).stamp == post.stamp + AT_ONCE


def test_pictures_kept_at_once_are_there_once(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, ROW).id
    blob = shop.desk.blobs.put(b"x", "image/jpeg")
    medium = FinishedMedium("folder", 0, "photo", "4x5", blob, "k", "image/jpeg", 1080, 1350, None, ())

    def keep(number: int) -> None:
        with shop.desk.database.write() as session:
            found = ledger.in_hand(session, repository.post(session, post, (shop.brand_id,)))
            repository.keep_media(session, found, [medium], "")
            repository.keep_files(session, found, {"a.jpg": blob})

    only(at_once(AT_ONCE, keep))
    assert count(shop, PostMedia) == 1


def test_approvals_at_once(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, ROW).id
    scheduling.submit(shop.desk, shop.actor, post)
    only(at_once(AT_ONCE, lambda number: scheduling.approve(shop.desk, shop.actor, post)), PostError)
    assert (shop.state(post), count(shop, PostMedia)) == ("approved", 1)


def test_a_post_scheduled_twice_at_once_goes_out_once(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, ROW).id
    scheduling.approve(shop.desk, shop.actor, post)
    only(at_once(AT_ONCE, lambda number: scheduling.schedule(shop.desk, shop.actor, post)), PostError)
    assert (shop.state(post), count(shop, Publication)) == ("scheduled", 1)


def test_edits_and_cancels_beside_the_publisher(shop: Shop) -> None:
    """Whatever comes first: the post goes out as it was approved, or not at all."""
    posts = [shop.ready(replace(ROW, id=f"p{number}")) for number in range(3)]
    shop.clock.now = dt.datetime(2026, 12, 3, 8, 30, tzinfo=dt.UTC)

    def go(number: int) -> object:
        if number == 0:
            return shop.publish()
        act = [
            lambda post: at_desk.cancel(shop.desk, shop.actor, post),
            lambda post: at_desk.edit(shop.desk, shop.actor, post, {"caption": "Autre chose"}),
            lambda post: at_desk.remove(shop.desk, shop.actor, post),
        ][number - 1]
        return act(posts[number - 1])

    only(at_once(4, go), PostError, PostChanged, NotFound)
    packages = [path for path in (shop.outbox / "levain").glob("*") if not path.name.startswith(".")]
    assert not any("Autre chose" in (package / "caption.txt").read_text() for package in packages)
    sent = [post for post in posts if "sent" in shop.ledger(post).values()]
    assert len(sent) == len(packages)


def test_posts_made_by_hand_at_once(shop: Shop) -> None:
    with shop.desk.database.read() as session:
        zone = shop.desk.kit(session, shop.brand_id).timezone

    def make(number: int) -> Post:
        with shop.desk.database.write() as session:
            return service.create(session, shop.brand_id, ROW, zone, actor="camille", at=shop.clock())

    found = at_once(AT_ONCE, make)
    only(found)
    assert len({post.reference for post in found if isinstance(post, Post)}) == AT_ONCE


def test_a_calendar_applied_twice_at_once_is_applied_once(shop: Shop, tmp_path: Path) -> None:
    rows = [replace(ROW, id=f"p{number}", date=dt.date(2026, 12, 3 + number)) for number in range(6)]
    found = at_once(AT_ONCE, lambda number: files.apply_file(shop.desk, shop.actor, shop.brand_id, "dec", rows, tmp_path))
    only(found)
    assert sorted(len(one.changes) for one in found if not isinstance(one, Exception)) == [0] * (AT_ONCE - 1) + [6]
    assert count(shop, Post) == 6
    changed = [replace(row, caption="Autrement") for row in rows]
    found = at_once(
        2,
        lambda number: (
            files.apply_file(shop.desk, shop.actor, shop.brand_id, "dec", changed, tmp_path)
            if number
            else [at_desk.edit(shop.desk, shop.actor, row.id, {"alt": "Une affiche"}) for row in reversed(rows)]
        ),
    )
    only(found, VisualgenError)
    with shop.desk.database.read() as session:
        assert {repository.facts_now(session, post)["caption"] for post in repository.of_calendar(session, shop.brand_id, "dec")} == {
            "Autrement"
        }


def test_a_lane_held_by_two_at_once(shop: Shop) -> None:
    until = shop.clock()

    def hold(number: int) -> None:
        with shop.desk.database.write() as session:
            ledger.hold(session, "instagram:1", until + dt.timedelta(minutes=number), "busy", f"{number}")

    only(at_once(AT_ONCE, hold))
    with shop.desk.database.read() as session:
        (held,) = session.scalars(select(LaneHold)).all()
    assert held.until == until + dt.timedelta(minutes=AT_ONCE - 1)
