"""`visualgen backup`: the database and the blobs in one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from visualgen.cli.options import JsonOption, settings_from

EXIT_LOST = 1


def backup(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write: backup.zip.")],
    as_json: JsonOption = False,
) -> None:
    """Write the database and the blobs into one file, and read it back. The service may go on meanwhile.

    Exit codes: 0 fine, 1 some blobs are lost and so not in it, 2 it could not be written.
    """
    from visualgen.cli.counting import counting
    from visualgen.store.backup import write_backup
    from visualgen.store.blobs import Blobs
    from visualgen.store.clock import utc_now
    from visualgen.store.database import Database

    settings = settings_from()
    with Database.open(settings) as database, counting("blobs") as told:
        made = write_backup(database, Blobs.open(settings, database), out, now=utc_now(), told=told)
    rows = sum(made.rows.values())
    if as_json:
        facts = {"file": str(out), "revision": made.revision, "rows": rows, "blobs": made.blobs, "lost": list(made.lost)}
        typer.echo(json.dumps({**facts, "bytes": made.weight_bytes}))
    else:
        typer.echo(f"{out}: {rows:,} rows, {made.blobs:,} blobs, {made.weight_bytes:,} bytes, read back and whole.")
        typer.echo("The service's secret is not in it: keep VISUALGEN_SECRET, or the data folder's file `secret`, elsewhere.")
        for blob in made.lost:
            typer.echo(f"  lost: {blob}")
    if made.lost:
        raise typer.Exit(EXIT_LOST)
