"""A rendered calendar as a review: what its batch found, its texts, and the pictures with their findings drawn on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from visualgen.batch.files import write_whole
from visualgen.batch.judging import judge_row
from visualgen.batch.manifest import Entry
from visualgen.batch.plan import PlannedPost
from visualgen.batch.run import Made, Outcome
from visualgen.brand.model import BrandKit
from visualgen.calendar.model import Problem, Row
from visualgen.charter.calendars import mend_text, texts_of
from visualgen.findings import SEVERITIES, Finding
from visualgen.pipeline import Rendered
from visualgen.render.products import StillJob
from visualgen.review.annotate import annotate
from visualgen.review.mends import MENDS, mend_still
from visualgen.review.model import Review, Reviewed, Seen, Step

FOLDER = "preflight"
"""Where the annotated pictures, and those before their mends, are put, within the folder of the pictures."""

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


def review_calendar(
    outcome: Outcome, folder: Path, language: str, *, render: Callable[[StillJob], Rendered] | None = None, annotated: bool = True
) -> Review:
    """Return the review of a batch whose pictures lie in `folder`.

    With `render` (a job, looked at closely), what a machine can mend in the pictures is mended: the file is replaced, and the one
    before is kept in `preflight/`. With `annotated`, every picture with a finding that has a box is drawn there, too.
    """
    posts = [_post(post, outcome, folder, language, render, annotated) for post in outcome.plan.posts]
    refused = [_refused(problem) for problem in outcome.plan.problems if problem.blocks]
    kit = outcome.plan.kit
    return Review(outcome.plan.calendar, kit.name, kit.title or kit.name, (*posts, *refused))


def _post(
    post: PlannedPost, outcome: Outcome, folder: Path, language: str, render: Callable[[StillJob], Rendered] | None, annotated: bool
) -> Reviewed:
    made = [found for picture in post.pictures if (found := outcome.made.get(picture.name)) is not None]
    entries: list[Entry] = []
    seen: list[Seen] = []
    failed: list[Finding] = []
    for one in made:
        if one.entry is None:
            told = _as_finding(one.problem) if one.problem is not None else None
            failed += [told] if told is not None and told not in failed else []  # what all pictures have in common is told once
            continue
        entry, steps, before, name = _mended(one, one.entry, folder, render)
        entries.append(entry)
        findings = tuple(sorted(entry.findings, key=lambda found: SEVERITIES.index(found.severity)))
        seen.append(Seen(name, one.picture.ratio, one.picture.page, entry.size_px, findings, before=before, steps=steps))
    if annotated:
        seen = [_annotated(picture, folder, language) for picture in seen]
    said = (
        judge_row(post.row, entries, outcome.plan.kit, failed=bool(failed), pace=_pace(outcome.said[post.row.id]))
        if any(picture.steps for picture in seen)
        else outcome.said[post.row.id]
    )
    texts, mended = _texts(post.row, outcome.plan.kit)
    return Reviewed(
        id=post.row.id,
        title=post.title,
        date=post.row.date,
        line=post.row.line,
        channels=post.row.channels,
        texts=texts,
        mended=mended,
        said=(*failed, *said),
        pictures=tuple(seen),
    )


def _pace(said: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what the calendar's other posts made of this one: mending its pictures changes nothing of it."""
    return tuple(found for found in said if found.code == "posts_a_day")


def _mended(
    made: Made, entry: Entry, folder: Path, render: Callable[[StillJob], Rendered] | None
) -> tuple[Entry, tuple[Step, ...], str, str]:
    """Return the picture's entry after its mends, what was done, the file that holds it as it was before, and the file it is in now."""
    if render is None or made.picture.clip is not None or not any(finding.code in MENDS for finding in entry.findings):
        return entry, (), "", made.picture.name
    path = folder / made.picture.name
    old = path.read_bytes()
    first = Rendered(old, entry.media_type, entry.size_px, entry.key, entry.findings, entry.page, entry.pages)
    mended = mend_still(made.picture.job, first, render)
    if not mended.steps:
        return entry, (), "", made.picture.name
    before = f"{FOLDER}/before-{made.picture.name}"
    (folder / FOLDER).mkdir(exist_ok=True)
    write_whole(folder / before, old)
    new = path.with_suffix(_SUFFIXES.get(mended.rendered.media_type, path.suffix))
    write_whole(new, mended.rendered.data)
    if new != path:
        path.unlink()
    changed = replace(
        entry, weight_bytes=len(mended.rendered.data), media_type=mended.rendered.media_type, findings=mended.rendered.findings
    )
    return changed, mended.steps, before, new.name


def _annotated(picture: Seen, folder: Path, language: str) -> Seen:
    """Draw the findings of a picture, where one of them has a place in it."""
    path = folder / picture.file
    if path.suffix not in (".jpg", ".png", ".webp") or not any(finding.box_px for finding in picture.findings):
        return picture
    name = f"{FOLDER}/{path.stem}.png"
    (folder / FOLDER).mkdir(exist_ok=True)
    write_whole(folder / name, annotate(path.read_bytes(), picture.findings, language))
    return replace(picture, annotated=name)


def _texts(row: Row, kit: BrandKit) -> tuple[dict[str, str], dict[str, str]]:
    """Return the row's texts by field, and those that their safe fixes change."""
    texts: dict[str, str] = {}
    mended: dict[str, str] = {}
    for text in texts_of(row):
        name = f"{text.field}:{text.channel}" if text.field == "caption" and text.channel and row.captions else text.field
        texts.setdefault(name, text.text)
        after = mend_text(row, text, kit).after
        if after != text.text:
            mended.setdefault(name, after)
    if row.link:
        texts["link"] = row.link
    return texts, mended


def _refused(problem: Problem) -> Reviewed:
    """Return a row that could not be used as a post with that one finding."""
    name = problem.row or f"{problem.line or '?'}"
    return Reviewed(name, "", line=problem.line, said=(_as_finding(problem),))


def _as_finding(problem: Problem) -> Finding:
    """Return what is wrong with a row of the file as a finding."""
    return Finding(
        problem.code,
        "blocks",
        (_sentence(problem.message["fr"]), _sentence(problem.mend["fr"])),
        (_sentence(problem.message["en"]), _sentence(problem.mend["en"])),
        None,
        {"line": problem.line, "column": problem.column, "value": problem.value[:200]},
    )


def _sentence(text: str) -> str:
    """Return a calendar's clause as the sentence that findings are written in: a capital before it, a full stop behind."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…", "—")) else ".")
