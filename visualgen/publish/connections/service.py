"""Connecting, checking and ending a brand's accounts, and warning in time before one dies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from visualgen.calendar.columns import fold
from visualgen.errors import ChannelBusy, ChannelError, ReconnectNeeded, SettingsError, UnknownName
from visualgen.publish import repository as ledger
from visualgen.publish.channel import Account, ChannelKind, Connected, Surroundings, Unstored
from visualgen.publish.connections.accounts import ConnectedAccounts, note
from visualgen.publish.connections.health import AHEAD, Health, health_of
from visualgen.publish.connections.keeping import KeptAccount, seal
from visualgen.publish.connections.model import Connection
from visualgen.publish.discovery import channel_kind
from visualgen.store.turns import in_turn

ACCOUNT_CHARS = 24


def connect(accounts: ConnectedAccounts, brand_id: str, network: str, given: Mapping[str, str], *, account: str = "") -> Health:
    """Connect the brand's account, or connect it again, with what a person gave; the network is asked before anything is kept.

    `account` names it where the brand has several on that network. Raises `UnknownName` for a network or a field that is not there,
    `SettingsError` for a name that cannot be written in a calendar, `ReconnectNeeded` for a field that is missing, and a `ChannelError`.
    """
    kind = channel_kind(network)
    account = account_name(account)
    settings, secrets = _sorted(kind, given)
    kept = kind.connect(settings, secrets, accounts.outside)
    doubt = _pinged(kind, Unstored(kept.settings, kept.secrets), accounts.outside)
    now = accounts.clock()
    with accounts.database.write() as session:
        row = _row(session, brand_id, network, account, now)
        row.name, row.settings, row.sealed = kept.name, dict(kept.settings), seal(accounts.vault, kept.secrets)
        row.version, row.valid_until, row.lost, row.warned = row.version + 1, kept.valid_until, "", ""
        row.renewing_by = row.renewing_until = None
        row.checked_at = row.updated_at = now
        session.flush()
        ledger.free(session, f"{network}:{row.id}")
        health = health_of(row, now)
    return _said(health, doubt) if doubt is not None else health


def account_name(text: str) -> str:
    """Return an account's name as calendars write it (`Lyon Croix-Rousse` → `lyon_croix_rousse`); "" stays. Raises `SettingsError`."""
    name = fold(text).replace(" ", "_")
    if text.strip() and not 0 < len(name) <= ACCOUNT_CHARS:
        raise SettingsError(f"{text[:60]!r} cannot name an account", mend=f"letters and digits, {ACCOUNT_CHARS} at most: lyon")
    return name


def connections_of(accounts: ConnectedAccounts, brand_ids: Sequence[str]) -> list[Health]:
    """Return the health of these brands' accounts, as it is known."""
    with accounts.database.read() as session:
        rows = session.scalars(select(Connection).where(Connection.brand_id.in_(brand_ids)).order_by(Connection.id)).all()
    return [health_of(row, accounts.clock()) for row in rows]


def check(accounts: ConnectedAccounts, health: Health) -> Health:
    """Ask the network about one account, prolong its permission where it dies soon, and return how it is now. Raises no `ChannelError`."""
    lane = f"{health.network}:{health.id}"
    doubt: ChannelError | None = None
    try:
        _prolong(accounts, health)
        accounts.open(lane).limits()
        account = KeptAccount(accounts.database, accounts.vault, accounts.clock, health.id)
        doubt = _pinged(channel_kind(health.network), account, accounts.outside)
    except ChannelBusy as error:
        doubt = error
    except ChannelError as error:
        note(accounts.database, health.id, accounts.clock(), lost=error.message)
    now = accounts.clock()
    with accounts.database.write() as session:
        session.execute(update(Connection).where(Connection.id == health.id).values(checked_at=now))
        row = session.get(Connection, health.id)
    if row is None:  # forgotten meanwhile
        return health
    found = health_of(row, now)
    return _said(found, doubt) if doubt is not None else found


def _pinged(kind: ChannelKind, account: Account, outside: Surroundings) -> ChannelError | None:
    """Send the channel's test, where it has one, and return why it did not get through; the account may be right all the same.

    Raises `ReconnectNeeded` where the network does not know the account.
    """
    if kind.ping is None:
        return None
    try:
        kind.ping(account, outside)
    except ReconnectNeeded:
        raise
    except ChannelError as error:
        return error
    return None


def prolong_all(accounts: ConnectedAccounts) -> None:
    """Prolong every permission that dies within a week, where its network can; what fails shows in the account's health."""
    now = accounts.clock()
    with accounts.database.read() as session:
        rows = session.scalars(select(Connection).where(Connection.valid_until < now + AHEAD, Connection.lost == "")).all()
    for row in rows:
        try:
            _prolong(accounts, health_of(row, now))
        except ReconnectNeeded as error:
            note(accounts.database, row.id, now, lost=error.message)
        except ChannelError:
            continue


def take_warnings(accounts: ConnectedAccounts) -> list[Health]:
    """Return the accounts a person must hear of now and has not yet heard of: once when one dies within a week, once when it is lost."""
    now = accounts.clock()
    found = []
    with accounts.database.write() as session:
        for row in session.scalars(select(Connection).order_by(Connection.id).with_for_update()):
            health = health_of(row, now)
            if health.state == "works":
                row.warned = ""
            elif row.warned != health.state:
                row.warned = health.state
                found.append(health)
    return found


def disconnect(accounts: ConnectedAccounts, identifier: str) -> None:
    """Forget an account and its secrets."""
    with accounts.database.write() as session:
        session.execute(delete(Connection).where(Connection.id == identifier))


def _row(session: Session, brand_id: str, network: str, account: str, now: dt.datetime) -> Connection:
    """Return the account's row, new where it is not there yet."""
    in_turn(session, "connection", brand_id, network, account)
    named = (Connection.brand_id == brand_id, Connection.network == network, Connection.account == account)
    row = session.scalar(select(Connection).where(*named).with_for_update())
    if row is None:
        row = Connection(
            brand_id=brand_id, network=network, account=account, name="", settings={}, sealed="", version=0, created_at=now, updated_at=now
        )
        session.add(row)
    return row


def _prolong(accounts: ConnectedAccounts, health: Health) -> None:
    """Exchange a permission that dies within a week for a fresh one, under the account's lock."""
    prolong = channel_kind(health.network).prolong
    now = accounts.clock()
    if prolong is None or health.valid_until is None or not now < health.valid_until <= now + AHEAD:
        return
    account = KeptAccount(accounts.database, accounts.vault, accounts.clock, health.id)
    made: list[Connected] = []

    def exchange(secrets: Mapping[str, str]) -> Mapping[str, str]:
        made.append(prolong(account.settings, secrets, accounts.outside))
        return made[0].secrets

    account.renew(account.secrets(), exchange)
    for fresh in made:
        note(accounts.database, health.id, now, valid_until=fresh.valid_until, warned="")


def _sorted(kind: ChannelKind, given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what was given as settings and secrets; raises for what is unknown or missing."""
    known = {field.name: field for field in kind.fields}
    for name in given:
        if name not in known:
            raise UnknownName(f"{kind.title} asks for no {name!r}", mend=f"it asks for: {', '.join(known)}", field=name)
    words = {name: value.strip() for name, value in given.items() if value.strip()}
    for field in kind.fields:
        if field.needed and field.name not in words:
            raise ReconnectNeeded(f"{field.name} is missing", mend=f"give {field.name}: {field.en}", network=kind.title)
    settings = {name: value for name, value in words.items() if not known[name].secret}
    return settings, {name: value for name, value in words.items() if known[name].secret}


def _said(health: Health, error: ChannelError) -> Health:
    """Return the health with what kept us from asking; the account itself is as it was."""
    if health.state != "works":
        return health
    name = f"{health.title} · {health.name}"
    if isinstance(error, ChannelBusy):
        fr, en = f"{name} : pas de réponse pour l’instant ({error.message})", f"{name}: not now ({error.message})"
    else:
        fr = f"{name} : l’essai n’a pas été accepté ({error.message}) ; voyez ce qu’en dit le destinataire"
        en = f"{name}: the test was not taken ({error.message}); see what the receiver says of it"
    return replace(health, fr=fr, en=en)
