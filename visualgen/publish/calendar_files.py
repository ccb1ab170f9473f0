"""The calendar as code: what a file would change in the calendar in force, and the change itself, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from visualgen.batch.pace import judge_pace
from visualgen.batch.plan import plan_calendar, problem_of
from visualgen.calendar.diff import CalendarDiff, Change, Locked, Standing, compare
from visualgen.calendar.facts import facts_of
from visualgen.calendar.model import Calendar, Problem, Row
from visualgen.errors import CalendarError, ContentError, NotFound, PostChanged, PostError
from visualgen.posts import repository, service
from visualgen.posts.assets import take_assets
from visualgen.posts.files import file_blobs, lay_out, take_files
from visualgen.posts.model import Post, PostState
from visualgen.publish import repository as ledger
from visualgen.publish import scheduling
from visualgen.publish.desk import Actor, Desk, calendar_rows, change, remove_in
from visualgen.publish.ledger import IN_DOUBT, State
from visualgen.store.turns import in_turn

_LOCKED: Mapping[str, Locked] = {PostState.PUBLISHING.value: "publishing", PostState.PUBLISHED.value: "published"}
_APPROVABLE = (PostState.DRAFT, PostState.REVIEW, PostState.APPROVED)


@dataclass(slots=True)
class Applied:
    """What applying did: the diff carried out, the posts approved and scheduled after it, and those that could not be, with why."""

    diff: CalendarDiff
    approved: list[str] = field(default_factory=list)
    scheduled: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def check_rows(desk: Desk, brand_id: str, calendar: Calendar, folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the file, by line.

    What blocks keeps it from being applied: broken rows, unknown templates, missing photos, unknown assets, more posts within 24 hours than
    a network takes. What does not is a remark: as many as it may refuse.
    """
    assets: dict[str, str] = {}
    refused: dict[str, Problem] = {}
    with desk.database.read() as session:
        kit = desk.kit(session, brand_id)
        for row in calendar.rows:
            try:
                assets |= take_assets(session, brand_id, facts_of(row))
            except ContentError as error:
                refused[row.id] = problem_of(error, row)
    known = replace(calendar, rows=tuple(row for row in calendar.rows if row.id not in refused))
    with tempfile.TemporaryDirectory(prefix="visualgen-assets-") as place:
        kept = lay_out(assets, Path(place), desk.blobs)
        plan = plan_calendar(known, folder, kit, desk.settings, templates=desk.templates(brand_id), kept=kept)
    found = [problem for problem in plan.problems if problem.blocks] + list(refused.values()) + _too_many(calendar.rows)
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _too_many(rows: Sequence[Row]) -> list[Problem]:
    """Return the rows that come when their network has had as many posts as it takes."""
    paces, problems = judge_pace(rows), []
    for row in rows:
        for one in paces.get(row.id, ()):
            texts, mends = ({"fr": _clause(one.fr[at]), "en": _clause(one.en[at])} for at in (0, 1))
            column = row.titles.get("channels")
            problems.append(Problem(one.code, texts, mends, row.line, column, ", ".join(row.channels), row.id, one.severity == "blocks"))
    return problems


def _clause(sentence: str) -> str:
    """Return a finding's sentence as the clause that problems are written in."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def compare_file(
    desk: Desk, brand_id: str, name: str, rows: Sequence[Row], folder: Path | None = None, *, removals: bool = True
) -> CalendarDiff:
    """Return what the rows change in the posts of the calendar `name`; without `removals`, posts the file lacks stay.

    Photos and clips that lie in `folder` are compared by their bytes.
    """
    limits = desk.settings.limits
    files = {row.line: file_blobs(facts_of(row), folder, limits) for row in rows} if folder is not None else {}
    with desk.database.read() as session:
        return _compare(session, brand_id, name, rows, removals, files)


def apply_file(
    desk: Desk,
    actor: Actor,
    brand_id: str,
    name: str,
    rows: Sequence[Row],
    folder: Path,
    *,
    removals: bool = True,
    shown: CalendarDiff | None = None,
    fetched: Mapping[str, str] | None = None,
) -> CalendarDiff:
    """Make the calendar in force what the rows say, in one unit of work, and return what was changed. Conflicts are left as they are.

    `shown` is the diff a person said yes to: where it would no longer be that, nothing is done and `PostChanged` is raised. `fetched` are
    blobs of media by their address.
    """
    facts = [facts_of(row) for row in rows]
    files = [take_files(each, folder, desk.settings.limits, desk.blobs) | _fetched(each, fetched or {}) for each in facts]
    with desk.database.write() as session:
        files = [found | take_assets(session, brand_id, each) for found, each in zip(files, facts, strict=True)]
        by_line = {row.line: found for row, found in zip(rows, files, strict=True)}
        in_turn(session, "calendar", brand_id, name)
        posts = {post.reference: ledger.in_hand(session, post) for post in repository.of_calendar(session, brand_id, name)}
        diff = _compare(session, brand_id, name, rows, removals, by_line)
        if shown is not None and diff.changes != shown.changes:
            raise PostChanged(
                "the calendar was changed in the meantime",
                mend="look at the differences again, then apply",
            ).french("le calendrier a changé entre-temps", "regardez à nouveau les différences, puis appliquez")
        zone = desk.kit(session, brand_id).timezone
        for one in diff.changes:
            _carry_out(desk, session, one, posts, brand_id, zone, name, actor.name, by_line)
        for identifier, row in diff.rebased.items():
            posts[identifier].base = facts_of(row)
        return diff


def approve_all(desk: Desk, actor: Actor, brand_id: str, name: str, applied: Applied) -> None:
    """Approve and schedule every post of the calendar that is ready for it, one by one; what cannot be is noted with why."""
    with desk.database.read() as session:
        posts = repository.of_calendar(session, brand_id, name)
    conflicts = {found.id for found in applied.diff.conflicts}
    for post in posts:
        if post.state not in _APPROVABLE or post.reference in conflicts:
            continue
        try:
            if not scheduling.still_approved(desk, actor, post.id):
                scheduling.approve(desk, actor, post.id)
                applied.approved.append(post.reference)
            if post.due_at is not None and post.due_at >= desk.clock() - dt.timedelta(minutes=1):
                scheduling.schedule(desk, actor, post.id)
                applied.scheduled.append(post.reference)
        except (PostError, CalendarError, NotFound) as error:
            applied.refused[post.reference] = error.told(desk.settings.language)


def rows_in_force(desk: Desk, brand_id: str, since: dt.date | None = None, until: dt.date | None = None) -> list[Row]:
    """Return the brand's calendar as rows, for a file of it."""
    with desk.database.read() as session:
        return calendar_rows(session, repository.every_post(session, brand_id, since, until))


def _compare(
    session: Session, brand_id: str, name: str, rows: Sequence[Row], removals: bool, files: Mapping[int, Mapping[str, str]]
) -> CalendarDiff:
    standing = [
        Standing(
            post.reference, repository.facts_now(session, post), post.base, _locked(session, post), post.own_id,
            repository.files(session, post),
        )
        for post in repository.of_calendar(session, brand_id, name)
    ]  # fmt: skip
    diff = compare(standing, rows, files)
    if removals:
        return diff
    named = {row.id for row in rows}
    kept = tuple(found for found in diff.changes if found.kind != "removed" and (found.row is not None or found.id in named))
    return CalendarDiff(kept, diff.rebased)


def _locked(session: Session, post: Post) -> Locked:
    """Return whether the post is out, or on its way, on some channel at least: a file does not touch it any more."""
    if post.state != PostState.ATTENTION:
        return _LOCKED.get(post.state, "")
    states = {State(row.state) for row in ledger.publications_of(session, post.id)}
    return "published" if State.SENT in states else "publishing" if states & IN_DOUBT else ""


def _carry_out(
    desk: Desk, session: Session, one: Change, posts: dict[str, Post], brand_id: str, zone: str, name: str, actor: str,
    files: Mapping[int, Mapping[str, str]],
) -> None:  # fmt: skip
    if one.kind == "conflict":
        return
    if one.kind == "removed":
        remove_in(desk, session, posts[one.id], actor=actor)
        return
    assert one.row is not None
    assert one.target is not None
    if one.kind == "added":
        found = service.create(session, brand_id, one.row, zone, actor=actor, at=desk.clock(), calendar=name, files=files.get(one.row.line))
        posts[one.id] = found
        return
    found = posts[one.id]
    change(desk, session, found, one.target, actor=actor, files=files.get(one.row.line))
    found.base = facts_of(one.row)


def _fetched(facts: Mapping[str, object], fetched: Mapping[str, str]) -> dict[str, str]:
    media = facts.get("media", ())
    return {name: fetched[name] for name in media if name in fetched} if isinstance(media, list) else {}
