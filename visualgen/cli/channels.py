"""`visualgen channels`: the accounts posts go out by: list, connect, check, disconnect."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from visualgen.cli.options import JsonOption, LanguageOption, settings_from

if TYPE_CHECKING:
    from visualgen.publish.channel import ChannelKind
    from visualgen.publish.connections import ConnectedAccounts, Health

app = typer.Typer(no_args_is_help=True)
_COLON = {"fr": " : ", "en": ": "}
KitOption = Annotated[str | None, typer.Option("--kit", metavar="KIT", help="The brand: the name of its kit; without it all of them.")]
AccountOption = Annotated[
    str, typer.Option("--as", metavar="NAME", help="Which of several accounts on that network: `lyon` for instagram:lyon.")
]
NEEDS_A_PERSON = 1


@app.command(name="list")
def list_(kit: KitOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """List the connected accounts and how they are, and what can be connected.

    Exit codes: 0 fine, 2 wrong input.
    """
    from visualgen.publish.connections import connections_of
    from visualgen.publish.discovery import channel_kind, channel_names

    settings = settings_from(language=language)
    with _accounts() as (accounts, brands):
        found = connections_of(accounts, _chosen(brands, kit))
    if as_json:
        kinds = [_facts(channel_kind(name), settings.language) for name in channel_names()]
        names = {identifier: name for name, identifier in brands.items()}
        rows = [{"kit": names[health.brand_id], **health.to_dict(settings.language)} for health in found]
        typer.echo(json.dumps({"accounts": rows, "channels": kinds}, ensure_ascii=False, indent=2))
        return
    _show(found, brands, settings.language)
    typer.echo(("À connecter : " if settings.language == "fr" else "To connect: ") + ", ".join(channel_names()))


@app.command()
def connect(
    network: Annotated[str, typer.Argument(help="Which network: folder, email, bluesky…")],
    kit: Annotated[str, typer.Option("--kit", metavar="KIT", help="The brand: the name of its kit.")],
    account: AccountOption = "",
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Something it asks for that is no secret; several times.")
    ] = None,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read what it asks for from standard input, NAME=VALUE a line; ask nothing.")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Connect a brand's account, or connect it again. What is missing is asked for; secrets are never shown.

    Exit codes: 0 connected, 2 the network does not let us in, or wrong input.
    """
    from visualgen.publish.connections import connect as connect_account
    from visualgen.publish.discovery import channel_kind

    chosen = settings_from(language=language).language
    kind = channel_kind(network)
    given = _pairs(kind, setting or [], secrets=False)
    if stdin:
        given |= _pairs(kind, [line for line in sys.stdin.read().splitlines() if line.strip()], secrets=True)
    with _accounts() as (accounts, brands):
        (brand_id,) = _chosen(brands, kit)
        if not stdin:
            given |= _asked(kind, given, chosen)
            given |= _let_in(kind, given, accounts, chosen)
        health = connect_account(accounts, brand_id, network, given, account=account)
    if as_json:
        typer.echo(json.dumps({"kit": kit, **health.to_dict(chosen)}, ensure_ascii=False))
    else:
        _show([health], brands, chosen)
        if kind.ping is not None and not health.en:
            typer.echo(f"{'':6}→ " + ("l’événement d’essai signé est accepté" if chosen == "fr" else "the signed test event was taken"))


@app.command()
def check(kit: KitOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Ask each network whether it still knows us, and what it still takes.

    Exit codes: 0 all work, 1 an account needs a person, 2 wrong input.
    """
    from visualgen.publish.connections import check as check_account
    from visualgen.publish.connections import connections_of

    chosen = settings_from(language=language).language
    with _accounts() as (accounts, brands):
        found = [check_account(accounts, health) for health in connections_of(accounts, _chosen(brands, kit))]
    if as_json:
        names = {identifier: name for name, identifier in brands.items()}
        rows = [{"kit": names[health.brand_id], **health.to_dict(chosen)} for health in found]
        typer.echo(json.dumps({"accounts": rows}, ensure_ascii=False, indent=2))
    else:
        _show(found, brands, chosen)
    if any(health.state != "works" for health in found):
        raise typer.Exit(NEEDS_A_PERSON)


@app.command()
def disconnect(
    network: Annotated[str, typer.Argument(help="Which network.")],
    kit: Annotated[str, typer.Option("--kit", metavar="KIT", help="The brand: the name of its kit.")],
    account: AccountOption = "",
    as_json: JsonOption = False,
) -> None:
    """Forget a brand's account and its secrets; posts for that network go to the folder from then on."""
    from visualgen.errors import UnknownName
    from visualgen.publish.connections import account_name, connections_of
    from visualgen.publish.connections import disconnect as forget

    with _accounts() as (accounts, brands):
        known = {health.channel: health for health in connections_of(accounts, _chosen(brands, kit))}
        name = account_name(account)
        channel = f"{network}:{name}" if name else network
        if channel not in known:
            raise UnknownName(f"{kit} has no account {channel!r}", mend=f"connected: {', '.join(sorted(known)) or 'none'}")
        forget(accounts, known[channel].id)
    facts = {"kit": kit, "network": network, "channel": channel, "disconnected": True}
    typer.echo(json.dumps(facts) if as_json else f"{channel}: disconnected")


@contextmanager
def _accounts() -> Iterator[tuple[ConnectedAccounts, dict[str, str]]]:
    """Yield the accounts of the settings' database and the brands' ids by name."""
    from visualgen.accounts import repository
    from visualgen.cli.accounts_here import accounts_here
    from visualgen.publish.connections.here import accounts_of

    settings = settings_from()
    with accounts_here(settings, None) as here:
        with here.database.read() as session:
            brands = {brand.name: brand.id for brand in repository.brands_of(session, here.organisation_id)}
        yield accounts_of(here.database, settings), brands


def _chosen(brands: dict[str, str], kit: str | None) -> list[str]:
    from visualgen.errors import UnknownName

    if kit is None:
        return list(brands.values())
    name = kit.partition(":")[0]
    if name not in brands:
        raise UnknownName(f"there is no brand {kit!r}", mend=f"known: {', '.join(sorted(brands)) or 'none'}", kit=kit)
    return [brands[name]]


def _pairs(kind: ChannelKind, words: list[str], *, secrets: bool) -> dict[str, str]:
    """Return NAME=VALUE words as a mapping. A secret does not belong on a command line: other people's programs can read it there."""
    from visualgen.errors import SettingsError

    hidden = {field.name for field in kind.fields if field.secret}
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise SettingsError("a setting has no =", mend="write NAME=VALUE")
        if name in hidden and not secrets:
            raise SettingsError(f"{name} is a secret", mend="leave it out and it is asked for, or give it with --stdin")
        found[name.strip()] = value
    return found


def _asked(kind: ChannelKind, given: dict[str, str], language: str) -> dict[str, str]:
    answers = {}
    for field in kind.fields:
        known = field.name in given or (kind.sign_in is not None and field.name in kind.sign_in.gives)
        if known or not (field.needed or field.secret):
            continue
        question = field.fr if language == "fr" else field.en
        default = None if field.needed else ""
        suffix = _COLON[language]
        answer = typer.prompt(question, hide_input=field.secret, default=default, show_default=False, prompt_suffix=suffix, err=True)
        answers[field.name] = str(answer)
    return answers


def _let_in(kind: ChannelKind, given: dict[str, str], accounts: ConnectedAccounts, language: str) -> dict[str, str]:
    """Send the person to the network's page, and return the secrets that what they bring back is worth."""
    if kind.sign_in is None or set(given) >= kind.sign_in.gives:
        return {}
    url, kept = kind.sign_in.begin(given, accounts.outside)
    typer.echo(
        ("Ouvrez cette adresse et acceptez :" if language == "fr" else "Open this address and let visualgen in:") + f"\n{url}", err=True
    )
    question = "Ce qui revient (le code, ou toute l’adresse)" if language == "fr" else "What came back (the code, or the whole address)"
    answer = typer.prompt(question, hide_input=True, prompt_suffix=_COLON[language], err=True)
    return kind.sign_in.finish(str(answer), kept, given, accounts.outside)


def _facts(kind: ChannelKind, language: str) -> dict[str, object]:
    can = kind.capabilities
    asks = [
        {"name": field.name, "label": field.fr if language == "fr" else field.en, "secret": field.secret, "needed": field.needed}
        for field in kind.fields
    ]
    return {"name": kind.name, "title": kind.title, "kinds": sorted(can.kinds), "repeats": can.repeats, "asks": asks}


def _show(found: list[Health], brands: dict[str, str], language: str) -> None:
    names = {identifier: name for name, identifier in brands.items()}
    signs = {"works": "ok", "dies_soon": "soon", "lost": "lost"}
    for health in found:
        until = f"  → {health.valid_until:%Y-%m-%d}" if health.valid_until else ""
        left = f"  {health.posts_left} left" if health.posts_left is not None else ""
        typer.echo(f"{signs[health.state]:6}{names[health.brand_id]:14}{health.channel:18}{health.name}{until}{left}")
        message = health.fr if language == "fr" else health.en
        if message:
            typer.echo(f"{'':6}→ {message}")
