"""`visualgen key`: make, list and revoke the keys that programs bring."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from visualgen.cli.options import JsonOption, settings_from

app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    brand: Annotated[str | None, typer.Option("--brand", help="The brand it is for; without it all of them.")] = None,
    scope: Annotated[list[str] | None, typer.Option("--scope", help="What it may do (read, render, upload…); several times.")] = None,
    name: Annotated[str, typer.Option("--name", help="What it is for, to know it again.")] = "",
    rate: Annotated[float | None, typer.Option("--rate", min=0.1, help="How many requests a second it may make.")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", help="Whose key; without it this machine's own.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print a new key. It is shown this once: only its SHA-256 is kept."""
    from visualgen.accounts import service
    from visualgen.cli.accounts_here import accounts_here

    with accounts_here(settings_from(), organisation) as here:
        row, secret = service.create_key(
            here.database, here.organisation_id, here.now, brand=brand, scopes=scope or ["render"], name=name, rate=rate
        )
    if as_json:
        typer.echo(json.dumps({"id": row.id, "key": secret, "brand": brand, "scopes": row.scopes}))
    else:
        typer.echo(secret)


@app.command(name="list")
def list_(
    organisation: Annotated[str | None, typer.Option("--organisation", help="Whose keys; without it this machine's own.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the keys: their beginnings, brands, scopes, last use."""
    from visualgen.accounts import repository
    from visualgen.cli.accounts_here import accounts_here

    with accounts_here(settings_from(), organisation) as here, here.database.read() as session:
        brands = {brand.id: brand.name for brand in repository.brands_of(session, here.organisation_id)}
        keys: list[dict[str, Any]] = [
            {
                "id": key.id,
                "shown": key.shown + "…",
                "name": key.name,
                "brand": brands.get(key.brand_id or ""),
                "scopes": key.scopes,
                "created": key.created_at.isoformat(timespec="minutes"),
                "used": key.used_at.isoformat(timespec="minutes") if key.used_at else None,
                "revoked": key.revoked_at.isoformat(timespec="minutes") if key.revoked_at else None,
            }
            for key in repository.keys_of(session, here.organisation_id)
        ]
    if as_json:
        typer.echo(json.dumps({"keys": keys}, ensure_ascii=False))
        return
    for key in keys:
        state = "revoked" if key["revoked"] else f"used {key['used']}" if key["used"] else "never used"
        typer.echo(
            f"{key['id']}  {key['shown']}  {key['brand'] or 'all brands'}  {','.join(key['scopes'])}  {state}  {key['name']}".rstrip()
        )


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="Its id, as the list gives it.")],
    organisation: Annotated[str | None, typer.Option("--organisation", help="Whose key; without it this machine's own.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key useless, within five seconds everywhere."""
    from visualgen.accounts import service
    from visualgen.cli.accounts_here import accounts_here

    with accounts_here(settings_from(), organisation) as here:
        row = service.revoke_key(here.database, here.organisation_id, key, here.now)
    typer.echo(json.dumps({"id": row.id, "revoked": True}) if as_json else f"{row.shown}… is revoked.")
