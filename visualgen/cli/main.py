"""The command `visualgen`: its sub-commands, imported only when they are called, and what an error looks like.

Exit codes: 0 fine; 1 some rows failed; 2 wrong input, or a part is missing; 70 a bug; 130 interrupted.
"""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn

import typer

from visualgen import __version__
from visualgen.cli.watchdog import MEND, run_within
from visualgen.errors import LimitExceeded, VisualgenError
from visualgen.settings import Limits, debug_wanted, spoken

EXIT_INPUT = 2
EXIT_BUG = 70


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command: module `visualgen.cli.<name>` with an `app` (a group) or a function of the same name.

    `bounded`: it works on untrusted files in this process, so it runs under the watchdog, for the `seconds` that `Limits` allows, but
    for the sub-commands `unbounded`: those run long and leave files to the render pool. Those that are `slow` have a clip's time.
    """

    name: str
    help: str
    group: bool = False
    bounded: bool = False
    unbounded: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    seconds: Literal["render_seconds", "clip_render_seconds"] = "render_seconds"


COMMANDS = (
    Command("demo", "Render the sample brand's month: 30 posts in three ratios, with a contact sheet."),
    Command("render", "Combine a template, a kit and words into one picture (or its pages).", bounded=True),
    Command("clip", "Combine templates, a kit and words into a clip that moves.", bounded=True, seconds="clip_render_seconds"),
    Command("batch", "Render a calendar: one row a post, only what changed."),
    Command(
        "template",
        "Start, import, check, watch and list templates, and see them all on a wall.",
        group=True,
        bounded=True,
        unbounded=("import", "wall", "watch"),
        slow=("strip",),
    ),
    Command(
        "kit", "Import, check and compare brand kits, and see them on one sheet.", group=True, bounded=True, unbounded=("diff", "import")
    ),
    Command("charter", "Hold captions, alt texts and words against the kit's charter, and mend what is safe.", group=True),
    Command("preflight", "Look a calendar or a template over before anything leaves, and mend what a machine can mend."),
    Command("formats", "What each network and ad slot accepts, with the page and the day it was read.", group=True),
    Command("calendar", "Bring calendars in and out, see what a file would change, and apply it.", group=True),
    Command("posts", "Look at posts, approve, schedule, move and cancel them, and decide what the machine cannot.", group=True),
    Command("publish", "Send what is due, each post at most once.", group=True),
    Command("serve", "Answer the API: one call, one post."),
    Command("key", "Make, list and revoke the keys that programs bring.", group=True),
    Command("account", "The people who may sign in.", group=True),
    Command("worker", "Carry out the jobs of the service; on PostgreSQL as many as you like, on any machine."),
    Command("backup", "Write the database and the blobs into one file, and read it back."),
    Command("restore", "Restore a backup into an empty database, of whatever kind."),
    Command("db", "Look at the database's schema, and bring it up to date.", group=True),
    Command("channels", "Connect the accounts posts go out by, and see how they are.", group=True),
    Command("doctor", "Check every part visualgen needs, and say what to do."),
)


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; always ends in `SystemExit` with a documented code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = next((command for command in COMMANDS if command.name in words[:1]), None)
    if command is None or not command.bounded or (words[1:2] and words[1] in command.unbounded):
        raise SystemExit(_answer(words))
    limits = Limits()
    seconds = "clip_render_seconds" if words[1:2] and words[1] in command.slow else command.seconds
    try:
        code = run_within(getattr(limits, seconds), limits.render_memory_bytes, lambda: _answer(words))
    except LimitExceeded as error:
        code = _report(error, words)
    raise SystemExit(code)


def _answer(words: list[str]) -> int:
    """Carry the words out and return the exit code; errors have been told."""
    try:
        build(words)(args=words, prog_name="visualgen")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except VisualgenError as error:
        return _report(error, words)
    except MemoryError:
        return _report(LimitExceeded("the work needed too much memory", mend=MEND), words)
    except Exception as error:  # the last door: a person gets a sentence, not a traceback
        if debug_wanted():
            raise
        from visualgen.doctor import missing_part
        from visualgen.store.outages import outage

        known = missing_part(error) or outage(error)
        if known:
            return _report(known, words)
        what = f"{type(error).__name__}: {error}"
        text = f"This is a bug in visualgen {__version__}: {what}\nVISUALGEN_DEBUG=1 shows where. Please report it with the command."
        return _tell({"code": "bug", "message": what}, text, words, EXIT_BUG)
    return 0


def build(words: Collection[str]) -> typer.Typer:
    """Return the root command. Sub-commands named in `words` are imported; of the others only the help line is there."""
    root = typer.Typer(
        name="visualgen",
        help="Brand kits and SVG templates become finished pictures.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    root.callback()(_root)
    for command in COMMANDS:
        if command.name not in words:
            root.command(command.name, help=command.help)(_not_imported)
            continue
        module = importlib.import_module(f"visualgen.cli.{command.name}")
        if command.group:
            root.add_typer(module.app, name=command.name, help=command.help)
        else:
            root.command(command.name)(getattr(module, command.name))
    return root


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"visualgen {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Brand kits and SVG templates become finished pictures."""


def _not_imported() -> None:
    """Stand for a sub-command that was not asked for."""


def _report(error: VisualgenError, words: Collection[str]) -> int:
    place = {key: value if isinstance(value, int | float | str) else str(value) for key, value in error.place.items()}
    language = spoken(option_of(words, "--lang"))
    message, mend = error.words(language)
    facts = {"code": error.code, "message": message, "mend": mend, "place": place}
    prefix = "Erreur : " if language == "fr" and error.fr else "Error: "
    return _tell(facts, prefix + error.told(language), words, EXIT_INPUT)


def option_of(words: Collection[str], name: str) -> str | None:
    """Return the value an option was given, as `--lang fr` or `--lang=fr`; None where it was not."""
    listed = list(words)
    given = [word.partition("=")[2] for word in listed if word.startswith(f"{name}=")]
    given += [value for word, value in itertools.pairwise(listed) if word == name]
    return given[-1] if given else None


def _tell(facts: dict[str, Any], text: str, words: Collection[str], code: int) -> int:
    if "--json" in words:
        typer.echo(json.dumps({"error": facts}, ensure_ascii=False))
    else:
        typer.echo(text, err=True)
    return code
