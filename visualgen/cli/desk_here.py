"""The desk as commands use it: this machine's organisation and brands made, the person at the keyboard as who acts."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from visualgen.accounts import repository
from visualgen.cli.accounts_here import accounts_here
from visualgen.errors import ScheduleError, UnknownName
from visualgen.publish.desk import Actor, Desk
from visualgen.publish.here import desk_of
from visualgen.settings import Settings

KitOption = Annotated[str, typer.Option("--kit", metavar="KIT", help="The brand: the name of its kit.")]
OutboxHelp = "Where ready-to-post packages go."


@dataclass(frozen=True, slots=True)
class DeskHere:
    """An open desk, who acts, and the brands by name."""

    desk: Desk
    actor: Actor
    brands: dict[str, str]

    def brand(self, kit: str) -> str:
        """Return the id of the brand whose kit has that name. Raises `UnknownName`."""
        name = kit.partition(":")[0].rstrip("/").rpartition("/")[2]
        if name not in self.brands:
            known = ", ".join(sorted(self.brands))
            mend_fr = f"marques connues : {known or 'aucune'}"
            fr = (f"il n’y a pas de marque « {kit} »", mend_fr)
            raise UnknownName(f"there is no brand {kit!r}", mend=f"known: {known or 'none'}", kit=kit).french(*fr)
        return self.brands[name]


@contextmanager
def desk_here(settings: Settings) -> Iterator[DeskHere]:
    """Yield the desk of `settings`. Raises `SettingsError`."""
    with accounts_here(settings, None) as here:
        with here.database.read() as session:
            brands = {brand.name: brand.id for brand in repository.brands_of(session, here.organisation_id)}
        desk = desk_of(here.database, settings)
        yield DeskHere(desk, Actor(_me(), tuple(brands.values())), brands)


def day(text: str) -> dt.date:
    """Return the day a person wrote, ISO. Raises `ScheduleError`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ScheduleError(f"{text!r} is not a day", mend="write it as 2026-12-03").french(
            f"« {text} » n’est pas un jour", "écrivez-le ainsi : 2026-12-03"
        ) from None


def hour(text: str) -> dt.time:
    """Return the hour a person wrote: 09:30, 9h30. Raises `ScheduleError`."""
    from visualgen.calendar.dates import read_time

    found = read_time(text)
    if found is None:
        raise ScheduleError(f"{text!r} is not an hour", mend="write it as 09:30 or 9h30").french(
            f"« {text} » n’est pas une heure", "écrivez-la ainsi : 9h30"
        )
    return found


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "cli"
