"""`visualgen publish`: send what is due, and say that a backup was restored."""

from __future__ import annotations

import json
import signal
import threading
from typing import Annotated

import typer

from visualgen.cli.desk_here import desk_here
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from

app = typer.Typer(no_args_is_help=True)


@app.command()
def run(
    loop: Annotated[bool, typer.Option("--loop", help="Go on until Ctrl-C, instead of once.")] = False,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send every post that is due, each at most once; `serve` and `worker` do the same all the time."""
    from visualgen.publish.here import publisher_of
    from visualgen.publish.watching import check_upcoming

    settings = settings_from(templates, kits, lang)
    with desk_here(settings) as here:
        publisher = publisher_of(here.desk)
        if loop:
            from visualgen.publish.watching import PublishLoop

            ending = threading.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: ending.set())
            running = PublishLoop(here.desk)
            running.start()
            while not ending.wait(0.5):
                pass
            running.stop()
            return
        lapsed = check_upcoming(here.desk)
        handled = publisher.run_due()
    if as_json:
        typer.echo(json.dumps({"steps": handled, "lapsed": lapsed}))
    elif settings.language == "fr":
        sent = f"{handled} envoi{'s' if handled > 1 else ''} ou vérification{'s' if handled > 1 else ''}"
        again = f", {len(lapsed)} validation{'s' if len(lapsed) > 1 else ''} à refaire" if lapsed else ""
        typer.echo(sent + again)
    else:
        typer.echo(f"{handled} sent or looked at" + (f", {len(lapsed)} approvals to be given again" if lapsed else ""))


@app.command()
def restored(kits: KitsOption = None, as_json: JsonOption = False) -> None:
    """Say that the database was restored from a backup: what was due by now is looked for on its network before it is sent."""
    from visualgen.publish.restore import restored as mark

    with desk_here(settings_from(kits=kits)) as here:
        doubtful = mark(here.desk.database, here.desk.clock())
    typer.echo(json.dumps({"doubtful": doubtful}) if as_json else str(doubtful))
