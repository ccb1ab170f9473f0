"""What a file changes: every kind of change, both sides changing, and that applying is the end of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from visualgen.calendar.diff import CalendarDiff, Standing, compare
from visualgen.calendar.facts import facts_of, row_of
from visualgen.calendar.model import Row

ROW = Row(2, "noel", True, dt.date(2026, 12, 3), dt.time(9, 30), "promo", ("instagram",), caption="Bonjour", content={"headline": "Noël"})


def _standing(row: Row, base: Row | None = None, **more: Any) -> Standing:
    return Standing(row.id, facts_of(row), facts_of(base or row), own_id=row.own_id, **more)


def _kinds(found: CalendarDiff) -> list[tuple[str, str]]:
    return [(change.kind, change.id) for change in found.changes]


def test_the_five_kinds() -> None:
    moved, changed, gone, new = (replace(ROW, id=name) for name in ("moved", "changed", "gone", "new"))
    standing = [_standing(row) for row in (ROW, moved, changed, gone)]
    wanted = [ROW, replace(moved, time=dt.time(11)), replace(changed, caption="Bonsoir"), new]
    found = compare(standing, wanted)
    assert _kinds(found) == [("moved", "moved"), ("changed", "changed"), ("added", "new"), ("removed", "gone")]
    (change,) = found.of("changed")[0].fields
    assert (change.field, change.before, change.after) == ("caption", "Bonjour", "Bonsoir")


def test_what_people_changed_in_the_meantime_is_kept_and_both_sides_make_a_conflict() -> None:
    edited = replace(ROW, caption="Mieux dit")
    assert compare([_standing(edited, ROW)], [ROW]).changes == ()
    found = compare([_standing(edited, ROW)], [replace(ROW, time=dt.time(18))])
    assert _kinds(found) == [("moved", "noel")]
    assert found.changes[0].target == facts_of(replace(edited, time=dt.time(18)))
    (clash,) = compare([_standing(edited, ROW)], [replace(ROW, caption="Autrement")]).changes
    assert (clash.kind, clash.reason, [change.field for change in clash.fields]) == ("conflict", "both_changed", ["caption"])
    assert compare([_standing(edited, ROW)], [edited]).changes == ()
    slot = replace(ROW, content={"headline": "Noël", "text": "ajouté ici"})
    (merged,) = compare([_standing(slot, ROW)], [replace(ROW, content={"headline": "Noël enfin"})]).changes
    assert [(change.field, change.after) for change in merged.fields] == [("content.headline", "Noël enfin")]
    assert merged.target is not None
    assert merged.target["content"] == {"headline": "Noël enfin", "text": "ajouté ici"}
    (removal,) = compare([_standing(edited, ROW)], []).changes
    assert (removal.kind, removal.reason) == ("conflict", "both_changed")


def test_what_is_out_is_not_touched() -> None:
    assert compare([_standing(ROW, locked="published")], []).changes == ()
    (late,) = compare([_standing(ROW, locked="published")], [replace(ROW, caption="Trop tard")]).changes
    assert (late.kind, late.reason) == ("conflict", "published")
    (going,) = compare([_standing(ROW, locked="publishing")], []).changes
    assert (going.kind, going.reason) == ("conflict", "publishing")


def test_a_row_without_an_id_is_recognised_by_its_words() -> None:
    nameless = replace(ROW, id="2026-12-03-promo", own_id=False)
    later = replace(nameless, id="2026-12-04-promo", date=dt.date(2026, 12, 4))
    assert _kinds(compare([_standing(nameless)], [later])) == [("moved", "2026-12-03-promo")]


def test_the_same_file_again_brings_no_moved_post_twice_once_it_is_out() -> None:
    nameless = replace(ROW, id="2026-12-03-promo", own_id=False)
    later = replace(nameless, id="2026-12-04-promo", date=dt.date(2026, 12, 4))
    out = Standing(nameless.id, {**facts_of(later), "caption": "Bonsoir"}, facts_of(later), "published", own_id=False)
    assert _kinds(compare([out], [later])) == []
    again = replace(later, id="2026-12-11-promo", date=dt.date(2026, 12, 11))
    assert _kinds(compare([out], [later, again])) == [("added", "2026-12-11-promo")]


ROWS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.builds(
        Row,
        line=st.just(2),
        id=st.just(""),
        own_id=st.just(True),
        date=st.dates(dt.date(2026, 12, 1), dt.date(2026, 12, 3)),
        time=st.sampled_from([None, dt.time(9), dt.time(18, 30)]),
        template=st.sampled_from(["promo", "carte"]),
        caption=st.sampled_from(["", "Bonjour", "Bonsoir"]),
        hashtags=st.sampled_from([(), ("#pain",)]),
        content=st.sampled_from([{}, {"headline": "x"}, {"rows": [{"name": "Pain"}]}]),
        state=st.sampled_from(["", "idea"]),
    ),
).map(lambda rows: [replace(row, id=name) for name, row in rows.items()])


def _apply(standing: list[Standing], found: CalendarDiff) -> list[Standing]:
    posts = {post.id: post for post in standing}
    for change in found.changes:
        if change.kind == "removed":
            del posts[change.id]
        elif change.kind != "conflict":
            assert change.row is not None
            posts[change.id] = Standing(change.id, change.target or {}, facts_of(change.row))
    for identifier, row in found.rebased.items():
        posts[identifier] = replace(posts[identifier], base=facts_of(row))
    return list(posts.values())


@given(ROWS, ROWS, ROWS)
def test_applying_is_the_end_of_it(before: list[Row], edited: list[Row], wanted: list[Row]) -> None:
    now = {row.id: row for row in edited}
    standing = [Standing(row.id, facts_of(now.get(row.id, row)), facts_of(row)) for row in before]
    found = compare(standing, wanted)
    again = compare(_apply(standing, found), wanted)
    assert [change for change in again.changes if change.kind != "conflict"] == []
    assert {change.id for change in again.changes} == {change.id for change in found.conflicts}


@given(ROWS)
def test_facts_come_back(rows: list[Row]) -> None:
    for row in rows:
        assert facts_of(row_of(facts_of(row), row.id)) == facts_of(row)
