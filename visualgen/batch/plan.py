"""From rows to pictures: which template, sizes, pages and words every post has, and the file each picture will be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from visualgen.batch.photos import PhotoRefused, Photos
from visualgen.brand.model import BrandKit
from visualgen.calendar.cells import parse_list
from visualgen.calendar.columns import fold, near_title
from visualgen.calendar.messages import known_names, problem, short
from visualgen.calendar.model import Calendar, Problem, Row
from visualgen.errors import MediaError, PictureError, UnknownName, VisualgenError
from visualgen.formats import near_placement
from visualgen.motion.jobs import clip_job, clip_target
from visualgen.motion.products import ClipJob, ClipOutput, ClipType, poster_name
from visualgen.pipeline import pages_of
from visualgen.render.content import settle_content
from visualgen.render.products import Output, OutputType, PictureValue, StillJob, Target
from visualgen.settings import Settings
from visualgen.template.model import OWN_RATIO, SlotSpec, Template
from visualgen.template.reading import find_templates, load_template
from visualgen.template.target import resolve_target

OUTPUTS: Mapping[str, tuple[OutputType, str]] = {
    "": ("jpeg", "jpg"),
    "jpg": ("jpeg", "jpg"),
    "jpeg": ("jpeg", "jpg"),
    "png": ("png", "png"),
    "webp": ("webp", "webp"),
    "avif": ("avif", "avif"),
    "pdf": ("pdf", "pdf"),
}
CLIPS: Mapping[str, ClipType] = {
    "mp4": "mp4",
    "mov": "mp4",
    "clip": "mp4",
    "video": "mp4",
    "gif": "gif",
    "webp anime": "webp",
    "animated webp": "webp",
    "webp animated": "webp",
}
"""What asks for a clip; `webp` alone is a picture."""


@dataclass(frozen=True, slots=True)
class PlannedPicture:
    """One picture or clip to make: the file's `name` within the output folder, its job, and its place in the post.

    Of a clip, `clip` is its job and `job` the still of its first scene.
    """

    name: str
    job: StillJob
    post: str
    ratio: str
    page: int
    pages: int
    clip: ClipJob | None = None

    @property
    def poster(self) -> str:
        """The name of the poster beside a clip; "" of a picture."""
        return poster_name(self.name) if self.clip is not None else ""


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """One row that can be rendered. `stem` begins the names of its files; `title` is its template's."""

    row: Row
    stem: str
    title: str
    pictures: tuple[PlannedPicture, ...]

    @property
    def draft(self) -> bool:
        """Whether the post is an idea drawn with the template's samples."""
        return any(picture.job.draft for picture in self.pictures)


@dataclass(frozen=True, slots=True)
class Plan:
    """A calendar ready to render, and every problem met so far."""

    calendar: str
    kit: BrandKit
    posts: tuple[PlannedPost, ...]
    problems: tuple[Problem, ...]

    @property
    def pictures(self) -> tuple[PlannedPicture, ...]:
        """The pictures of all posts, in their order."""
        return tuple(picture for post in self.posts for picture in post.pictures)


class _RowRefused(Exception):
    def __init__(self, found: Problem) -> None:
        super().__init__(found.code)
        self.problem = found


def plan_calendar(
    calendar: Calendar,
    folder: Path,
    kit: BrandKit,
    settings: Settings,
    *,
    ratios: Sequence[str] = (),
    templates: Callable[[str], Template] | None = None,
    kept: Mapping[str, Path] | None = None,
) -> Plan:
    """Return what `calendar` asks for; photos are looked up in `folder`, and `ratios`, where given, replace those of the rows.

    `templates` gives a template by its name; without it a name or a path is looked up as the command line does: only for a
    calendar of this machine's own. `kept` are files that lie outside `folder`, by their name in a cell.
    A row that cannot be rendered becomes a problem with its line, column and mend; all others are planned.
    """
    planner = _Planner(calendar, Photos(folder, settings.limits, kept), kit, settings, tuple(ratios), templates)
    posts: list[PlannedPost] = []
    problems = list(calendar.problems)
    for row in calendar.rows:
        try:
            posts.append(planner.post(row))
        except _RowRefused as refused:
            problems.append(refused.problem)
    problems += planner.remarks()
    return Plan(calendar.name, kit, tuple(posts), tuple(sorted(problems, key=lambda found: found.line or 0)))


def problem_of(error: VisualgenError, row: Row, content: Mapping[str, Any] | None = None) -> Problem:
    """Return an error of the pipeline as the problem of a row; its column is that of the slot it names, or whose photo it names."""
    slot = str(error.place.get("slot", ""))
    if isinstance(error, PictureError) and not slot:
        pictures = [name for name, value in (content or {}).items() if isinstance(value, PictureValue)]
        slot = pictures[0] if len(pictures) == 1 else ""
    top = slot.split(".")[0]
    written = next((name for name in row.content if _key(name) == _key(top)), top) if top else ""
    told = {language: error.words(language) for language in ("fr", "en")}
    wheres = {language: error.where(language, but=("slot",)) for language in told}
    texts = {language: f"{message} ({wheres[language]})" if wheres[language] else message for language, (message, _) in told.items()}
    mends = {language: mend or "—" for language, (_, mend) in told.items()}
    column = row.titles.get(written) or slot or None
    return Problem(error.code, texts, mends, row.line, column, short(row.content.get(written, "")), row.id)


def file_stem(row: Row) -> str:
    """Return how the names of a row's files begin: its date, then its id in plain letters.

    >>> import datetime as dt
        >>> file_stem(Row(2, "Noël n° 1", True, dt.date(2026, 12, 3), None, "promo"))
    '2026-12-03-noel-n-1'
    """
    words = fold(row.id).replace(" ", "-")[:60].strip("-")
    date = row.date.isoformat()
    return words if words.startswith(date) else f"{date}-{words or 'post'}"


class _Planner:
    def __init__(
        self,
        calendar: Calendar,
        photos: Photos,
        kit: BrandKit,
        settings: Settings,
        ratios: tuple[str, ...],
        open_template: Callable[[str], Template] | None,
    ) -> None:
        self._open_template = open_template or (lambda name: load_template(name, settings))
        self._calendar, self._photos, self._kit, self._settings, self._ratios = calendar, photos, kit, settings, ratios
        self._templates: dict[str, Template] = {}
        self._stems: set[str] = set()
        self._elsewhere: list[Problem] = []

    def post(self, row: Row) -> PlannedPost:
        if not row.template:  # finished media: there is nothing to draw
            return PlannedPost(row, self._stem(row), "", ())
        template = self._template(row)
        clip = CLIPS.get(fold(row.output))
        output, suffix = (Output(), clip) if clip else self._output(row)
        idea = row.state == "idea" or (not row.content and row.state in ("", "draft"))
        content = self._content(row, template, idea=idea)
        stem = self._stem(row)
        pictures: list[PlannedPicture] = []
        for asked in self._ratios or row.ratios or (None,):
            target = self._target(row, asked, template, clip)
            ratio = _ratio_name(asked, target)
            job = StillJob(template, self._kit, target, content, sample=idea, draft=idea, output=output)
            pages = self._pages(row, job)
            label = re.sub(r"[^a-z0-9]+", "-", ratio).strip("-")
            if clip:
                pictures.append(PlannedPicture(f"{stem}-{label}.{suffix}", job, row.id, ratio, 1, 1, self._clip(row, job, clip)))
                continue
            for page in range(1, pages + 1):
                name = f"{stem}-{label}{f'-{page}' if pages > 1 else ''}.{suffix}"
                pictures.append(PlannedPicture(name, replace(job, page=page), row.id, ratio, page, pages))
        return PlannedPost(row, stem, template.title or template.name, tuple(pictures))

    def remarks(self) -> list[Problem]:
        """Return what is ignored: columns no template of the calendar knows, cells the row's own template does not know."""
        known = {_key(name) for template in self._templates.values() for name in template.slots}
        names = ", ".join(sorted({name for template in self._templates.values() for name in template.slots}))[:300]
        unknown = {name: title for name, title in self._calendar.slots.items() if _key(name) not in known} if self._templates else {}
        used = {name for row in self._calendar.rows for name in row.content}
        columns = [
            problem("unknown_slot", column=title, words={"name": title, "names": names, **self._near(title)}, blocks=False)
            for name, title in unknown.items()
            if name in used
        ]
        return columns + [found for found in self._elsewhere if found.column not in unknown.values()]

    def _near(self, title: str) -> dict[str, str]:
        slots = {name for template in self._templates.values() for name in template.slots}
        fr, en = near_title(title, slots, "fr"), near_title(title, slots, "en")
        return {"near_fr": f"vouliez-vous dire « {fr} » ? sinon, " if fr else "", "near_en": f"did you mean “{en}”? else " if en else ""}

    def _template(self, row: Row) -> Template:
        if row.template not in self._templates:
            try:
                self._templates[row.template] = self._open_template(row.template)
            except UnknownName:
                words = known_names(row.template, [template.name for template in find_templates(self._settings)])
                raise self._refused("unknown_template", row, "template", row.template, words) from None
            except VisualgenError as error:
                found = problem_of(error, row)
                raise _RowRefused(replace(found, column=row.titles.get("template"), value=row.template)) from error
        return self._templates[row.template]

    def _output(self, row: Row) -> tuple[Output, str]:
        if row.output not in OUTPUTS:
            raise self._refused("output", row, "output", row.output)
        kind, suffix = OUTPUTS[row.output]
        return Output(kind), suffix

    def _clip(self, row: Row, still: StillJob, kind: ClipType) -> ClipJob:
        try:
            sound = self._photos.sound(row.sound) if row.sound else None
            return clip_job((still,), ClipOutput(kind, threads=1), self._settings.limits, duration_s=self._duration(row), sound=sound)
        except PhotoRefused as refused:
            raise self._refused(refused.code, row, "sound", row.sound, refused.words) from None
        except VisualgenError as error:
            found = problem_of(error, row)
            own = row.titles.get("sound") if isinstance(error, MediaError) else None
            raise _RowRefused(replace(found, column=own, value=row.sound) if own else found) from error

    def _duration(self, row: Row) -> float | None:
        if not row.clip_duration:
            return None
        match = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*(?:s|sec|secondes?|seconds?)?", row.clip_duration.strip().casefold())
        seconds = float(match[1].replace(",", ".")) if match else 0.0
        if not 0 < seconds <= self._settings.limits.clip_seconds:
            raise self._refused("clip_duration", row, "clip_duration", row.clip_duration)
        return seconds

    def _target(self, row: Row, ratio: str | None, template: Template, clip: ClipType | None) -> Target:
        try:
            if clip is not None:
                return clip_target(ratio, template, clip, self._settings.limits)
            return resolve_target(ratio, template, self._settings.limits)
        except UnknownName as error:
            near = near_placement(ratio or "")
            words = {"drawn": ", ".join(template.ratios), "near": near}
            refused = self._refused("ratio_near" if near else "ratio", row, "ratios", ratio or "", words)
            raise _RowRefused(replace(refused.problem, code="ratio")) from error
        except VisualgenError as error:
            raise _RowRefused(replace(problem_of(error, row), column=row.titles.get("ratios", "ratios"), value=ratio or "")) from error

    def _pages(self, row: Row, job: StillJob) -> int:
        try:
            return pages_of(job)
        except VisualgenError as error:
            raise _RowRefused(problem_of(error, row)) from error

    def _content(self, row: Row, template: Template, *, idea: bool) -> dict[str, Any]:
        """Return the row's words by the template's own slot names. What it leaves open is emptied: a post shows no sample words."""
        specs = {_key(name): spec for name, spec in template.slots.items()}
        focuses = {_key(name): text for name, text in row.focus.items()}
        raw: dict[str, Any] = {}
        for name, value in row.content.items():
            spec = specs.get(_key(name))
            if spec is None:
                title = row.titles.get(name, name)
                words = {"template": template.name}
                found = problem("slot_elsewhere", line=row.line, column=title, value=value, row=row.id, words=words, blocks=False)
                self._elsewhere.append(found)
            else:
                raw[spec.name] = self._value(row, name, value, spec, focuses.get(_key(name)))
        if not idea:
            raw |= {spec.name: "" for spec in self._emptied(template) if spec.name not in raw}
        return {name: self._settled(row, template, name, value) for name, value in raw.items()}

    def _emptied(self, template: Template) -> list[SlotSpec]:
        """Return the optional slots that are empty unless a row fills them: no default, no value of their own.

        In a single drawing without `template.toml` the drawn text is the default; there only a column's empty cell empties.
        """
        columns = {_key(name) for name in self._calendar.slots}
        single = OWN_RATIO in template.ratios
        open_slots = [spec for spec in template.slots.values() if not (spec.required or spec.default or spec.value)]
        return [spec for spec in open_slots if not single or _key(spec.name) in columns]

    def _settled(self, row: Row, template: Template, slot: str, value: Any) -> Any:
        """Return the slot's value with its photos read."""
        try:
            return settle_content({slot: value}, template.slots, self._photos.open)[slot]
        except PhotoRefused as refused:
            shown = value.get("src", value) if isinstance(value, Mapping) else value
            raise self._refused(refused.code, row, slot, shown, refused.words) from None
        except VisualgenError as error:
            if isinstance(error, MediaError):
                error.place.setdefault("slot", slot)
            raise _RowRefused(problem_of(error, row)) from error

    def _value(self, row: Row, name: str, value: Any, spec: SlotSpec, focus: str | None) -> Any:
        if spec.type == "list" and isinstance(value, str):
            try:
                return parse_list(value)
            except ValueError:
                raise self._refused("bad_list", row, name, value) from None
        if spec.type in ("image", "footage") and isinstance(value, str) and focus:
            return {"src": value, "focus": _focus(focus)}
        return value

    def _stem(self, row: Row) -> str:
        stem = file_stem(row)
        taken = next(n for n in range(1, len(self._stems) + 2) if (stem if n == 1 else f"{stem}-{n}") not in self._stems)
        stem = stem if taken == 1 else f"{stem}-{taken}"
        self._stems.add(stem)
        return stem

    def _refused(self, code: str, row: Row, field: str, value: object, words: Mapping[str, object] | None = None) -> _RowRefused:
        return _RowRefused(problem(code, line=row.line, column=row.titles.get(field, field), value=value, row=row.id, words=words))


def _ratio_name(asked: str | None, target: Target) -> str:
    """Return the ratio as files and sheets name it: `4x5`, a placement, or the drawing's own size in px."""
    if asked:
        return re.sub(r"(?<=\d)\s*[:×*/]\s*(?=\d)", "x", asked.strip().lower())
    return target.ratio if target.ratio != OWN_RATIO else "x".join(map(str, target.size_px))


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


def _focus(text: str) -> str:
    """Return a focal point as people write it ("50 %, 30 %", "0,5 ; 0,3") as fractions "x,y"; else unchanged."""
    split = re.split(r"\s*;\s*|\s+", text.strip()) if ";" in text else re.split(r"\s*,\s*", text.strip())
    numbers = [part.replace(",", ".").replace(" ", "") for part in split]
    if len(numbers) != 2 or not all(re.fullmatch(r"\d+(\.\d+)?%?", number) for number in numbers):
        return text
    return ",".join(str(float(number[:-1]) / 100) if number.endswith("%") else number for number in numbers)
