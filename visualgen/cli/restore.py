"""`visualgen restore`: a backup goes into an empty database and its store of blobs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from visualgen.cli.options import JsonOption, settings_from


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    as_json: JsonOption = False,
) -> None:
    """Restore a backup into the empty database and the blobs of the settings, of whatever kind they are.

    A backup of SQLite goes into PostgreSQL and the other way round, one of a folder to S3: that is how a service moves. Posts that
    may have been sent since it was made are asked about before they are sent.
    """
    from visualgen.cli.counting import counting
    from visualgen.publish.restore import restored
    from visualgen.store.blobs import open_store
    from visualgen.store.clock import utc_now
    from visualgen.store.database import Database
    from visualgen.store.restore import restore_backup

    settings = settings_from()
    with Database.connect(settings) as database, database.told(), counting("blobs") as told:
        made = restore_backup(file, database, open_store(settings), told=told)
        doubtful = restored(database, utc_now())
    rows = sum(made.rows.values())
    if as_json:
        typer.echo(json.dumps({"file": str(file), "revision": made.revision, "rows": rows, "blobs": made.blobs, "doubtful": doubtful}))
    else:
        typer.echo(f"{rows:,} rows and {made.blobs:,} blobs are restored. Give the service the secret it had, then start it.")
        if doubtful:
            typer.echo(f"{doubtful} posts may have been sent since: the networks are asked, or a person, before they are sent.")
