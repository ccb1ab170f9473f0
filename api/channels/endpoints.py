"""`/v1/channels`: what posts can go to; `/v1/channel-accounts`: list, connect, check and forget a brand's accounts."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Response
from sqlalchemy import select

from api.auth import needs
from api.channels.schemas import (
    Channel,
    ChannelAccount,
    ChannelAccountList,
    ChannelField,
    ChannelList,
    ConnectRequest,
    SignInPage,
    SignInRequest,
)
from api.contract import problems
from api.dependencies import CallerHere, LanguageHere, ServiceHere
from api.ids import IdPath
from api.once import OnceRoute
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotAllowed, NotFound, ReconnectNeeded, SettingsError
from visualgen.publish import connections
from visualgen.publish.channel import ChannelKind
from visualgen.publish.connections import ConnectedAccounts, Health
from visualgen.publish.connections.here import accounts_of
from visualgen.publish.connections.model import Connection
from visualgen.publish.discovery import channel_kind, channel_names

router = APIRouter(prefix="/v1", tags=["channels"], route_class=OnceRoute)
Admin = Annotated[Caller, needs(Scope.ADMIN)]
Answer = TypeVar("Answer")
PURPOSE = "sign-in"


@router.get("/channels", summary="List channels")
async def list_channels(caller: CallerHere, language: LanguageHere) -> ChannelList:
    """Return the networks that posts can go to, and what each asks for."""

    def read() -> ChannelList:
        return ChannelList(channels=[_channel(channel_kind(name), language) for name in channel_names()])

    return await run_sync(read)


@router.get("/channel-accounts", summary="List connected accounts", responses=problems(422))
async def list_channel_accounts(
    caller: CallerHere,
    here: ServiceHere,
    language: LanguageHere,
    brand: Annotated[str | None, Query(max_length=100, description="Only this brand's.")] = None,
) -> ChannelAccountList:
    """Return the accounts of the caller's brands and how they are, as it is known. Asks no network."""
    brands = (caller.brand_id(brand),) if brand else caller.brand_ids

    def read(accounts: ConnectedAccounts) -> ChannelAccountList:
        return ChannelAccountList(accounts=[_shown(health, caller, language) for health in connections.connections_of(accounts, brands)])

    return await _with(here, read)


@router.post("/channel-accounts/sign-in", summary="Begin a sign-in", responses=problems(403, 409, 413, 422, 424))
async def begin_sign_in(body: SignInRequest, caller: Admin, here: ServiceHere) -> SignInPage:
    """Return the page on which a person lets visualgen in; what they come back with goes into POST /v1/channel-accounts."""
    kind = _connectable(body.network)

    def begin(accounts: ConnectedAccounts) -> SignInPage:
        if kind.sign_in is None:
            raise NotAllowed(f"{kind.title} has no page for that", mend="give its fields with POST /v1/channel-accounts")
        needed = [field.name for field in kind.fields if field.needed and field.name not in kind.sign_in.gives]
        missing = [name for name in needed if not body.fields.get(name)]
        if missing:
            raise ReconnectNeeded(f"{missing[0]} is missing", mend=f"give {', '.join(missing)}", network=kind.title)
        url, kept = kind.sign_in.begin(body.fields, accounts.outside)
        return SignInPage(url=url, state=here.vault.seal(PURPOSE, json.dumps(kept)))

    return await _with(here, begin)


@router.post("/channel-accounts", summary="Connect an account", status_code=201, responses=problems(403, 409, 413, 422, 424))
async def connect_account(body: ConnectRequest, caller: Admin, here: ServiceHere, language: LanguageHere) -> ChannelAccount:
    """Connect a brand's account, or connect it again. The network is asked before anything is kept."""
    brand_id = caller.brand_id(body.brand)
    kind = _connectable(body.network)

    def connect(accounts: ConnectedAccounts) -> ChannelAccount:
        given = dict(body.fields)
        if body.answer and kind.sign_in is not None:
            given |= kind.sign_in.finish(body.answer, _kept(here, body.state, kind), given, accounts.outside)
        return _shown(connections.connect(accounts, brand_id, kind.name, given, account=body.account), caller, language)

    return await _with(here, connect)


@router.post("/channel-accounts/{account}/check", summary="Check an account", responses=problems(404, 422))
async def check_account(account: IdPath, caller: Admin, here: ServiceHere, language: LanguageHere) -> ChannelAccount:
    """Ask the network whether it still knows the account, and prolong its permission where it dies soon."""
    return await _with(here, lambda accounts: _shown(connections.check(accounts, _theirs(accounts, caller, account)), caller, language))


@router.delete("/channel-accounts/{account}", summary="Forget an account", status_code=204, responses=problems(404, 422))
async def forget_account(account: IdPath, caller: Admin, here: ServiceHere) -> Response:
    """Forget an account and its secrets; posts for that network become packages in the folder."""
    await _with(here, lambda accounts: connections.disconnect(accounts, _theirs(accounts, caller, account).id))
    return Response(status_code=204)


async def _with(here: Service, work: Callable[[ConnectedAccounts], Answer]) -> Answer:
    """Run `work` in a thread, on the service's accounts: addresses that a caller gave are called as strangers' are."""
    accounts = dataclasses.replace(accounts_of(here.database, here.settings, here.clock), transport=here.transport)
    return await run_sync(work, accounts)


def _connectable(name: str) -> ChannelKind:
    kind = channel_kind(name)
    if not kind.capabilities.account:
        raise NotAllowed(f"{kind.title} writes on the server's own disk", mend="its operator connects it: visualgen channels connect")
    return kind


def _theirs(accounts: ConnectedAccounts, caller: Caller, identifier: str) -> Health:
    with accounts.database.read() as session:
        row = session.scalar(select(Connection).where(Connection.id == identifier, Connection.brand_id.in_(caller.brand_ids)))
    if row is None:
        raise NotFound("there is no such account", mend="see the list of accounts")
    return connections.health_of(row, accounts.clock())


def _kept(here: Service, state: str, kind: ChannelKind) -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(here.vault.unseal(PURPOSE, state))
    except SettingsError:
        raise ReconnectNeeded("this state is none of ours", mend="begin the sign-in again", network=kind.title) from None
    return kept


def _shown(health: Health, caller: Caller, language: str) -> ChannelAccount:
    return ChannelAccount(brand=caller.brand_name(health.brand_id), **health.to_dict(language))


def _channel(kind: ChannelKind, language: str) -> Channel:
    fields: list[dict[str, Any]] = [
        {"name": field.name, "label": field.fr if language == "fr" else field.en, "secret": field.secret, "needed": field.needed}
        for field in kind.fields
    ]
    can = kind.capabilities
    return Channel(
        name=kind.name,
        title=kind.title,
        kinds=sorted(can.kinds),
        repeats=can.repeats,
        connectable=can.account,
        signs_in=kind.sign_in is not None,
        fields=[ChannelField(**field) for field in fields],
    )
