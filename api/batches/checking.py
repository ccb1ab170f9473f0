"""A calendar is looked over before it becomes a job: one of which nothing could be made is refused at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from api.errors import NothingToMake
from api.service import Service
from visualgen.calendar.messages import failure, known_names, problem
from visualgen.calendar.model import DateOrder, Problem, Row
from visualgen.calendar.reading import parse_calendar
from visualgen.errors import DatesUnclear, InputError, UnknownName
from visualgen.template.target import resolve_target
from visualgen.workers.kinds.batch import inside, plain_name

CHECK_SECONDS = 30.0
LOOKED_UP = 200
"""How many templates and ratios are looked up, at the most, until some that can be used are found."""
TOLD = 50
"""How many rows' problems are told."""
_DATES = {"fr": "dites-le par le champ `dates` : dmy (jour d’abord) ou mdy", "en": "say it in the field `dates`: dmy (day first) or mdy"}


@dataclass(frozen=True, slots=True)
class Order:
    """What goes with a calendar: whose it is, its file's name, and what is said for all rows."""

    brand_id: str
    name: str
    kit: str
    ratios: Sequence[str]
    dates: DateOrder | None
    language: str


def look_over(here: Service, order: Order, data: bytes, photos: Collection[str] = ()) -> None:
    """Raise `InputError` for an order of which nothing could be made; a row that is wrong among others is told by the job. Blocks.

    The file is read in a render process, within its time and memory: it may be hostile.
    """
    here.library.kit(order.kit, order.brand_id)
    for photo in photos:
        inside(photo)
    path, language = Path(plain_name(order.name)), order.language
    read = partial(parse_calendar, dates=order.dates, language=language)
    try:
        calendar = here.desk.pool.submit(read, data, path, timeout_s=CHECK_SECONDS).result()
    except DatesUnclear as unclear:
        raise DatesUnclear(unclear.message, mend=_DATES[language], **unclear.place) from None
    if calendar.broken and not calendar.rows:
        raise _refused(path, calendar.broken, language)
    if not calendar.rows:
        raise failure("empty", path, language)
    _require_one(here, order, calendar.rows, path)


def _require_one(here: Service, order: Order, rows: Sequence[Row], path: Path) -> None:
    """Raise unless some row has nothing to draw, or a template and ratios that can be used."""
    asked = {(row.template, tuple(order.ratios) or row.ratios): row for row in reversed(rows)}
    unknown: list[Problem] = []
    first: InputError | None = None
    for (template, wanted), row in list(reversed(asked.items()))[:LOOKED_UP]:
        if not template:
            return
        try:
            found = here.library.template(template, order.brand_id)
        except UnknownName:
            words = known_names(template, here.library.template_names(order.brand_id))
            title = row.titles.get("template", "template")
            unknown.append(problem("unknown_template", line=row.line, column=title, value=template, row=row.id, words=words))
            continue
        except InputError as error:
            first = first or error
            continue
        try:
            for ratio in wanted:
                resolve_target(ratio, found, here.settings.limits)
        except InputError as error:
            error.place.setdefault("template", template)
            first = first or error
            continue
        return
    if first is not None:
        raise first
    if len(asked) <= LOOKED_UP:
        raise _refused(path, unknown, order.language)


def _refused(path: Path, found: Sequence[Problem], language: str) -> NothingToMake:
    first, told = found[0], [each.to_dict(language) for each in found[:TOLD]]
    names = ("code", "line", "column", "value", "message", "mend")
    errors = tuple({name: str(each[name]) for name in names if each[name] not in (None, "")} for each in told)
    place = {"file": path.name, "line": first.line, "column": first.column, "value": first.value or None}
    return NothingToMake(first.message[language], mend=first.mend[language], errors=errors, **place)
