"""`visualgen account`: the people who may sign in."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from visualgen.cli.options import JsonOption, settings_from

app = typer.Typer(no_args_is_help=True)
UrlOption = Annotated[
    str, typer.Option("--url", help="Where the service is reached, for the link; VISUALGEN_PUBLIC_URL, if it is set, goes before.")
]
LOCAL_URL = "http://127.0.0.1:8000"


@app.command()
def create(
    email: Annotated[str, typer.Argument(help="Their e-mail address: the name they sign in by.")],
    role: Annotated[str, typer.Option("--role", help="owner, editor, approver or reader.")] = "editor",
    name: Annotated[str, typer.Option("--name", help="Their name.")] = "",
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Their organisation, made if it is new; without it this machine's own.")
    ] = None,
    url: UrlOption = LOCAL_URL,
    as_json: JsonOption = False,
) -> None:
    """Make an account and print a link that signs its owner in once."""
    from visualgen.accounts import service
    from visualgen.accounts.signing_in import create_link
    from visualgen.cli.accounts_here import accounts_here

    settings = settings_from()
    with accounts_here(settings, None) as here:
        person = service.create_person(here.database, email, here.now, organisation=organisation, role=role, name=name)
        address = f"{settings.public_url or url}/sign-in/{create_link(here.database, person.id, here.now)}"
    typer.echo(json.dumps({"id": person.id, "email": person.email, "link": address}) if as_json else address)


@app.command()
def link(
    email: Annotated[str, typer.Argument(help="Whose.")],
    url: UrlOption = LOCAL_URL,
    as_json: JsonOption = False,
) -> None:
    """Print a link that signs someone in once, within a day: for a first time, or a forgotten password."""
    from visualgen.accounts import repository
    from visualgen.accounts.signing_in import create_link
    from visualgen.cli.accounts_here import accounts_here
    from visualgen.errors import UnknownName

    settings = settings_from()
    with accounts_here(settings, None) as here:
        with here.database.read() as session:
            person = repository.person_by_email(session, email.strip().lower())
        if person is None:
            raise UnknownName(f"nobody has the address {email!r}", mend="see: visualgen account list")
        address = f"{settings.public_url or url}/sign-in/{create_link(here.database, person.id, here.now)}"
    typer.echo(json.dumps({"email": person.email, "link": address}) if as_json else address)


@app.command(name="list")
def list_(as_json: JsonOption = False) -> None:
    """List who may sign in."""
    from visualgen.accounts import repository
    from visualgen.cli.accounts_here import accounts_here

    with accounts_here(settings_from(), None) as here, here.database.read() as session:
        names = repository.organisation_names(session)
        people = [
            {
                "id": person.id,
                "email": person.email,
                "name": person.name,
                "role": person.role,
                "organisation": names[person.organisation_id],
            }
            for person in repository.people_of(session)
        ]
    if as_json:
        typer.echo(json.dumps({"people": people}, ensure_ascii=False))
        return
    for person in people:
        typer.echo(f"{person['email']}  {person['role']}  {person['organisation']}  {person['name']}".rstrip())
