"""The calendar as code: a file applied twice changes nothing, people's changes are kept, conflicts are left, nothing is half done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.publish.test_desk import ROW, Shop
from visualgen.calendar.model import Calendar, Row
from visualgen.errors import PostChanged
from visualgen.posts import repository
from visualgen.publish import calendar_files as files
from visualgen.publish import desk as at_desk
from visualgen.publish import scheduling
from visualgen.store.database import Database

SECOND = replace(ROW, id="carte", date=dt.date(2026, 12, 5), alt="", template="annonce")
IDEA = replace(ROW, id="idee", date=dt.date(2026, 12, 9), time=None, state="idea", caption="", captions={}, alt="", content={}, hashtags=())


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


def _apply(shop: Shop, rows: list[Row], *, approve: bool = False) -> files.Applied:
    shown = files.compare_file(shop.desk, shop.brand_id, "dec", rows)
    done = files.Applied(files.apply_file(shop.desk, shop.actor, shop.brand_id, "dec", rows, Path("/nowhere"), shown=shown))
    if approve:
        files.approve_all(shop.desk, shop.actor, shop.brand_id, "dec", done)
    return done


def _kinds(applied: files.Applied) -> dict[str, str]:
    return {change.id: change.kind for change in applied.diff.changes}


def _state(shop: Shop, reference: str) -> str:
    return shop.state(reference)


def test_a_file_is_applied_once(shop: Shop) -> None:
    first = _apply(shop, [ROW, SECOND, IDEA], approve=True)
    assert _kinds(first) == {"noel": "added", "carte": "added", "idee": "added"}
    assert (first.approved, first.scheduled, list(first.refused)) == (["noel"], ["noel"], ["carte"])
    assert [_state(shop, name) for name in ("noel", "carte", "idee")] == ["scheduled", "draft", "idea"]
    again = _apply(shop, [ROW, SECOND, IDEA], approve=True)
    assert (again.diff.changes, again.approved, again.scheduled) == ((), [], [])


def test_every_kind_of_change_and_what_people_did_meanwhile(shop: Shop) -> None:
    _apply(shop, [ROW, SECOND, IDEA], approve=True)
    at_desk.edit(shop.desk, shop.actor, "carte", {"alt": "Une carte", "caption": "À la main"})
    moved = replace(ROW, time=dt.time(11))
    clash = replace(SECOND, caption="Par le fichier")
    found = _apply(shop, [moved, clash])
    assert _kinds(found) == {"noel": "moved", "carte": "conflict", "idee": "removed"}
    assert _state(shop, "noel") == "scheduled"
    with shop.desk.database.read() as session:
        carte = repository.post(session, "carte", (shop.brand_id,))
        assert repository.facts_now(session, carte)["caption"] == "À la main"
        (noel,) = [row for row in files.rows_in_force(shop.desk, shop.brand_id) if row.id == "noel"]
    assert noel.time == dt.time(11)
    assert _kinds(_apply(shop, [moved, clash])) == {"carte": "conflict"}
    merged = _apply(shop, [moved, replace(SECOND, time=dt.time(8))])
    assert _kinds(merged) == {"carte": "moved"}


def test_changed_words_of_a_scheduled_post_are_approved_again(shop: Shop) -> None:
    _apply(shop, [ROW], approve=True)
    _apply(shop, [replace(ROW, caption="Autre")])
    assert (shop.state("noel"), shop.ledger(_id(shop, "noel"))) == ("review", {"folder": "cancelled"})
    _apply(shop, [replace(ROW, caption="Autre")], approve=True)
    assert shop.state("noel") == "scheduled"


def test_what_was_shown_is_what_is_done(shop: Shop) -> None:
    _apply(shop, [ROW])
    wanted = [replace(ROW, time=dt.time(12))]
    shown = files.compare_file(shop.desk, shop.brand_id, "dec", wanted)
    at_desk.move(shop.desk, shop.actor, "noel", dt.date(2026, 12, 4), dt.time(9))
    with pytest.raises(PostChanged):
        files.apply_file(shop.desk, shop.actor, shop.brand_id, "dec", wanted, Path(), shown=shown)
    assert files.rows_in_force(shop.desk, shop.brand_id)[0].date == dt.date(2026, 12, 4)


def test_all_or_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    _apply(shop, [SECOND])
    monkeypatch.setattr(files, "remove_in", broken)
    with pytest.raises(RuntimeError):
        files.apply_file(shop.desk, shop.actor, shop.brand_id, "dec", [ROW], Path())
    assert [row.id for row in files.rows_in_force(shop.desk, shop.brand_id)] == ["carte"]


def test_what_is_out_is_left_and_an_import_removes_nothing(shop: Shop) -> None:
    _apply(shop, [ROW, IDEA], approve=True)
    shop.clock.now = dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC)
    shop.publish()
    assert shop.state("noel") == "published"
    assert _kinds(_apply(shop, [replace(ROW, caption="Trop tard"), IDEA])) == {"noel": "conflict"}
    assert files.compare_file(shop.desk, shop.brand_id, "dec", [], removals=False).changes == ()
    assert _kinds(_apply(shop, [])) == {"idee": "removed"}


def test_rows_that_cannot_be_drawn_are_told_before(shop: Shop, tmp_path: Path) -> None:
    rows = (replace(ROW, id="a", template="annonse"), replace(ROW, id="b", content={"headline": "x", "photo": "absente.jpg"}))
    problems = files.check_rows(shop.desk, shop.brand_id, Calendar("dec.csv", rows), tmp_path)
    assert {problem.code for problem in problems} == {"unknown_template", "photo_missing"}


def _id(shop: Shop, reference: str) -> str:
    with shop.desk.database.read() as session:
        return repository.post(session, reference, (shop.brand_id,)).id


def test_more_posts_than_a_network_takes_in_a_day_are_told_and_what_it_may_refuse_is_a_remark(shop: Shop) -> None:
    def many(channel: str, count: int) -> Calendar:
        at = [dt.datetime(2026, 12, 7, 6) + dt.timedelta(minutes=5 * number) for number in range(count)]
        rows = (
            replace(ROW, line=number + 2, id=f"{channel}-{number}", date=one.date(), time=one.time(), channels=(channel,), captions={})
            for number, one in enumerate(at)
        )
        return Calendar("dec", tuple(rows))

    def told(calendar: Calendar) -> list[tuple[str, str, int | None, bool]]:
        found = files.check_rows(shop.desk, shop.brand_id, calendar, Path("/nowhere"))
        return [(problem.code, problem.row, problem.line, problem.blocks) for problem in found]

    assert told(many("tiktok", 15)) == told(many("threads", 250)) == []
    assert told(many("tiktok", 16)) == [("posts_a_day", "tiktok-15", 17, False)]
    assert told(many("threads", 251)) == [("posts_a_day", "threads-250", 252, True)]
    (problem,) = files.check_rows(shop.desk, shop.brand_id, many("threads", 251), Path("/nowhere"))
    assert problem.message["fr"] == "251 publications en 24 heures ; Threads en prend 250"
    assert problem.mend["en"] == "move this one: Tuesday 8 December 2026 at 6:00 at the earliest"


def test_a_photo_replaced_beside_the_calendar_is_a_change(shop: Shop, tmp_path: Path) -> None:
    def photo(color: str) -> None:
        Image.new("RGB", (600, 750), color).save(tmp_path / "four.jpg")

    rows = [replace(ROW, template="", content={}, media=("four.jpg",), channels=())]
    photo("navy")
    files.apply_file(shop.desk, shop.actor, shop.brand_id, "dec", rows, tmp_path)
    post = scheduling.approve(shop.desk, shop.actor, "noel").id
    scheduling.schedule(shop.desk, shop.actor, post)
    assert files.compare_file(shop.desk, shop.brand_id, "dec", rows, tmp_path).changes == ()
    photo("green")
    shown = files.compare_file(shop.desk, shop.brand_id, "dec", rows, tmp_path)
    assert [(one.kind, one.id, [field.field for field in one.fields]) for one in shown.changes] == [("changed", "noel", ["file.four.jpg"])]
    files.apply_file(shop.desk, shop.actor, shop.brand_id, "dec", rows, tmp_path, shown=shown)
    assert (shop.state(post), shop.ledger(post)) == ("review", {"folder": "cancelled"})
    assert files.compare_file(shop.desk, shop.brand_id, "dec", rows, tmp_path).changes == ()
