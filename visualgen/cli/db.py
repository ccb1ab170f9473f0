"""`visualgen db`: the database's schema, looked at and brought up to date; its sealed texts under a new secret."""

from __future__ import annotations

import json

import typer

from visualgen.cli.options import JsonOption, settings_from

app = typer.Typer(no_args_is_help=True)


@app.command()
def upgrade(as_json: JsonOption = False) -> None:
    """Bring the database's schema up to date. Back it up first; programs of the older version must be stopped."""
    from visualgen.store import migrate
    from visualgen.store.database import Database

    with Database.connect(settings_from()) as database, database.told():
        before = migrate.current(database)
        migrate.upgrade(database)
    after = migrate.heads()[-1]
    if as_json:
        typer.echo(json.dumps({"before": before, "after": after}))
    else:
        typer.echo(f"The database is at {after}." if before == after else f"The database went from {before or 'nothing'} to {after}.")


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Say at which revision the database is, and which one this version needs. Exit code 1 where they differ."""
    from visualgen.store import migrate
    from visualgen.store.database import Database

    with Database.connect(settings_from()) as database, database.told():
        found = migrate.current(database)
    wanted = migrate.heads()[-1]
    if as_json:
        typer.echo(json.dumps({"current": found, "needed": wanted, "ok": found == wanted}))
    else:
        typer.echo(f"{found or 'nothing'} (needed: {wanted})")
    if found != wanted:
        raise typer.Exit(1)


@app.command()
def reseal(as_json: JsonOption = False) -> None:
    """Seal stored tokens under the first secret of VISUALGEN_SECRET, so that the former one may be dropped."""
    from visualgen.store.database import Database
    from visualgen.store.resealing import reseal as sealed_anew
    from visualgen.store.vault import Vault

    settings = settings_from()
    with Database.open(settings) as database:
        number = sealed_anew(database, Vault.open(settings))
    if as_json:
        typer.echo(json.dumps({"sealed": number}))
    else:
        typer.echo(f"{number} stored token{'' if number == 1 else 's'} can be opened with the first secret alone.")
