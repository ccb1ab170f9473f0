from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import multiprocessing
import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from tests.publish.pds import Pds
from tests.publish.samples import photo
from visualgen.accounts.model import Brand, Organisation
from visualgen.errors import ReconnectNeeded, SettingsError, UnknownName
from visualgen.publish.channel import Attempt, Connected, Surroundings
from visualgen.publish.connections import (
    ConnectedAccounts,
    check,
    connect,
    connections_of,
    disconnect,
    health_of,
    prolong_all,
    take_warnings,
)
from visualgen.publish.connections.here import accounts_of, media_allowed
from visualgen.publish.connections.keeping import KeptAccount
from visualgen.publish.connections.model import Connection
from visualgen.publish.discovery import channel_kind
from visualgen.publish.model import LaneHold
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database
from visualgen.store.vault import Vault

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
SECRET = f"whsec_{base64.b64encode(b'a-secret-of-the-receiver').decode()}"


@pytest.fixture
def brand_id(database: Database) -> str:
    with database.write() as session:
        organisation = Organisation(name="Levain", home=True, created_at=NOW)
        session.add(organisation)
        session.flush()
        brand = Brand(organisation_id=organisation.id, name="levain", title="Levain", created_at=NOW)
        session.add(brand)
    return brand.id


@pytest.fixture
def accounts(database: Database, service_settings: Settings) -> ConnectedAccounts:
    return ConnectedAccounts(database, Vault.open(service_settings), lambda: NOW)


def _at(accounts: ConnectedAccounts, now: dt.datetime) -> ConnectedAccounts:
    return dataclasses.replace(accounts, clock=lambda: now)


def test_a_folder_is_connected_opened_and_posted_to(accounts: ConnectedAccounts, brand_id: str, tmp_path: Path) -> None:
    assert accounts.lane(brand_id, "folder") is None
    health = connect(accounts, brand_id, "folder", {"folder": f" {tmp_path / 'out'} "})
    lane = accounts.lane(brand_id, "folder")
    assert (health.state, health.name, lane) == ("works", "out", f"folder:{health.id}")
    assert lane
    channel = accounts.open(lane)
    receipt = channel.submit(photo(), Attempt("k"))
    assert channel.find(photo(), Attempt("k")) == receipt
    assert (tmp_path / "out" / receipt.remote_id).is_dir()
    (known,) = connections_of(accounts, [brand_id])
    assert known.succeeded_at == NOW
    assert known.to_dict("fr")["state"] == "works"


def test_connecting_a_receiver_tells_what_became_of_the_test(accounts: ConnectedAccounts, brand_id: str) -> None:
    given = {"url": "http://127.0.0.1:9/in", "secret": SECRET}
    health = connect(accounts, brand_id, "webhook", given)
    assert (health.state, health.fr.startswith("Webhook · 127.0.0.1 : pas de réponse")) == ("works", True)
    checked = check(accounts, health)
    assert (checked.state, "not now" in checked.en, checked.checked_at) == ("works", True, NOW)
    with accounts.database.read() as session:
        assert session.scalars(select(Connection)).one().lost == ""


def test_secrets_are_sealed(accounts: ConnectedAccounts, brand_id: str, service_settings: Settings) -> None:
    connect(accounts, brand_id, "webhook", {"url": "http://127.0.0.1:9/in", "secret": SECRET})
    with accounts.database.read() as session:
        row = session.execute(text("SELECT * FROM connections")).mappings().one()
    assert SECRET not in str(dict(row))
    assert "secret" not in str(row["settings"])
    assert KeptAccount(accounts.database, accounts.vault, accounts.clock, row["id"]).secrets() == {"secret": SECRET}
    assert (service_settings.data_folder() / "secret").stat().st_mode & 0o777 == 0o600


def test_keys_are_replaced_without_an_interruption(accounts: ConnectedAccounts, brand_id: str) -> None:
    first, second = "a" * 32, "b" * 32
    connect(dataclasses.replace(accounts, vault=Vault((first,))), brand_id, "webhook", {"url": "http://127.0.0.1:9/", "secret": SECRET})
    with accounts.database.read() as session:
        identifier = session.scalars(select(Connection.id)).one()
    both = KeptAccount(accounts.database, Vault((second, first)), accounts.clock, identifier)
    assert both.secrets() == {"secret": SECRET}
    both.renew({"secret": SECRET}, lambda old: {**old, "more": "1"})
    assert KeptAccount(accounts.database, Vault((second,)), accounts.clock, identifier).secrets()["more"] == "1"
    with pytest.raises(SettingsError, match="another secret"):
        KeptAccount(accounts.database, Vault((first,)), accounts.clock, identifier).secrets()


@pytest.mark.parametrize(
    ("network", "given", "error", "words"),
    [
        ("webhook", {"url": "http://127.0.0.1:9/", "secret": "%"}, ReconnectNeeded, "cannot sign"),
        ("webhook", {"secret": SECRET}, ReconnectNeeded, "url is missing"),
        ("webhook", {"url": "x", "secret": SECRET, "colour": "red"}, UnknownName, "asks for no 'colour'"),
        ("pigeon", {}, UnknownName, "no channel is called"),
    ],
)
def test_what_cannot_be_connected_is_not_kept(
    accounts: ConnectedAccounts, brand_id: str, network: str, given: dict[str, str], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        connect(accounts, brand_id, network, given)
    assert SECRET not in str(caught.value)
    assert connections_of(accounts, [brand_id]) == []


def test_connecting_again_opens_the_lane(accounts: ConnectedAccounts, brand_id: str, tmp_path: Path) -> None:
    health = connect(accounts, brand_id, "folder", {"folder": str(tmp_path)})
    lane = f"folder:{health.id}"
    with accounts.database.write() as session:
        session.add(LaneHold(lane=lane, until=NOW + dt.timedelta(days=1), reason="reconnect", note=""))
        session.execute(update(Connection).values(lost="token revoked"))
    assert connections_of(accounts, [brand_id])[0].state == "lost"
    again = connect(accounts, brand_id, "folder", {"folder": str(tmp_path / "new")})
    assert (again.id, again.state, again.name) == (health.id, "works", "new")
    with accounts.database.read() as session:
        assert session.get(LaneHold, lane) is None


def test_a_person_is_warned_a_week_before_and_at_once(accounts: ConnectedAccounts, brand_id: str, tmp_path: Path) -> None:
    connect(accounts, brand_id, "folder", {"folder": str(tmp_path)})
    with accounts.database.write() as session:
        session.execute(update(Connection).values(valid_until=NOW + dt.timedelta(days=20)))
    assert take_warnings(accounts) == []
    soon = _at(accounts, NOW + dt.timedelta(days=14))
    (warning,) = take_warnings(soon)
    assert (warning.state, "6 jours" in warning.fr, "6 days" in warning.en) == ("dies_soon", True, True)
    assert take_warnings(soon) == []
    dead = _at(accounts, NOW + dt.timedelta(days=20))
    (warning,) = take_warnings(dead)
    assert (warning.state, "reconnectez" in warning.fr, "connect this account again" in warning.en) == ("lost", True, True)
    assert take_warnings(dead) == []
    connect(dead, brand_id, "folder", {"folder": str(tmp_path)})
    assert take_warnings(dead) == []


def test_a_channel_that_is_refused_tells_its_account_at_once(accounts: ConnectedAccounts, brand_id: str, pds: Pds) -> None:
    person = pds.person()
    given = {**person.settings, "app_password": person.secrets["app_password"]}
    live = _at(accounts, utc_now())
    health = connect(live, brand_id, "bluesky", given)
    assert (health.state, health.name) == ("works", person.handle)
    assert check(live, health).state == "works"
    account = KeptAccount(live.database, live.vault, live.clock, health.id)
    account.renew(account.secrets(), lambda old: {**old, "access": "x", "refresh": "x", "app_password": "revoked-there"})
    with pytest.raises(ReconnectNeeded):
        live.open(f"bluesky:{health.id}").submit(photo(), Attempt("k"))
    (known,) = take_warnings(live)
    assert known.state == "lost"
    assert "revoked-there" not in known.fr + known.en
    assert check(live, health).state == "lost"
    connect(live, brand_id, "bluesky", given)
    assert check(live, health).state == "works"
    assert live.open(f"bluesky:{health.id}").submit(photo(), Attempt("k")).remote_id


def test_a_permission_is_prolonged_before_it_dies(accounts: ConnectedAccounts, brand_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def prolong(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
        calls.append(dict(secrets))
        return Connected("x", settings, {"secret": "fresh"}, outside.now() + dt.timedelta(days=60))

    kind = dataclasses.replace(channel_kind("webhook"), prolong=prolong)
    monkeypatch.setattr("visualgen.publish.connections.service.channel_kind", lambda name: kind)
    health = connect(accounts, brand_id, "webhook", {"url": "http://127.0.0.1:9/", "secret": SECRET})
    with accounts.database.write() as session:
        session.execute(update(Connection).values(valid_until=NOW + dt.timedelta(days=30)))
    prolong_all(accounts)
    assert calls == []
    prolong_all(_at(accounts, NOW + dt.timedelta(days=25)))
    prolong_all(_at(accounts, NOW + dt.timedelta(days=25)))
    assert calls == [{"secret": SECRET}]
    (known,) = connections_of(accounts, [brand_id])
    assert known.valid_until == NOW + dt.timedelta(days=85)
    assert KeptAccount(accounts.database, accounts.vault, accounts.clock, health.id).secrets() == {"secret": "fresh"}


def _renew_in_process(settings: Settings, identifier: str, log: Path, start: float) -> None:
    database = Database.connect(settings)
    account = KeptAccount(database, Vault.open(settings), utc_now, identifier)
    stale = {"secret": SECRET}

    def exchange(old: Mapping[str, str]) -> Mapping[str, str]:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0.3)
        return {**old, "round": "2"}

    time.sleep(max(0.0, start - time.time()))
    assert account.renew(stale, exchange)["round"] == "2"
    database.close()


def test_two_processes_renew_at_once_and_it_is_done_once(
    accounts: ConnectedAccounts, brand_id: str, service_settings: Settings, tmp_path: Path
) -> None:
    health = connect(accounts, brand_id, "webhook", {"url": "http://127.0.0.1:9/", "secret": SECRET})
    log, start = tmp_path / "log", time.time() + 3.0
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_renew_in_process, args=(service_settings, health.id, log, start)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert len(log.read_text().splitlines()) == 1


def test_a_process_killed_while_it_renewed_does_not_lock_the_account(accounts: ConnectedAccounts, brand_id: str) -> None:
    health = connect(accounts, brand_id, "webhook", {"url": "http://127.0.0.1:9/", "secret": SECRET})
    with accounts.database.write() as session:
        session.execute(update(Connection).values(renewing_by="x", renewing_until=NOW - dt.timedelta(seconds=1)))
    account = KeptAccount(accounts.database, accounts.vault, accounts.clock, health.id)
    with pytest.raises(ZeroDivisionError):
        account.renew(account.secrets(), lambda old: {**old, "n": str(1 // 0)})
    assert account.renew(account.secrets(), lambda old: {**old, "n": "1"})["n"] == "1"


def test_an_account_that_is_gone(accounts: ConnectedAccounts, brand_id: str, tmp_path: Path) -> None:
    health = connect(accounts, brand_id, "folder", {"folder": str(tmp_path)})
    disconnect(accounts, health.id)
    assert accounts.lane(brand_id, "folder") is None
    with pytest.raises(ReconnectNeeded, match="not connected any more"):
        accounts.open(f"folder:{health.id}")


def test_media_have_signed_addresses_that_run_out(database: Database, service_settings: Settings) -> None:
    settings = dataclasses.replace(service_settings, public_url="https://visuals.example.org")
    accounts = accounts_of(database, settings, lambda: NOW)
    assert accounts.public_url
    assert accounts.transport
    assert accounts.transport() is not accounts.transport()
    url = accounts.public_url(photo().media[0])
    address, _, query = url.partition("?")
    until, signature = (part.partition("=")[2] for part in query.split("&"))
    name = address.rpartition("/")[2]
    assert address == f"https://visuals.example.org/media/{photo().media[0].blob}.jpg"
    vault, now_s = Vault.open(settings), NOW.timestamp()
    assert media_allowed(vault, name, until, signature, now_s)
    assert not media_allowed(vault, name, until, signature, now_s + 48 * 3600)
    assert not media_allowed(vault, "0" + name[1:], until, signature, now_s)
    assert not media_allowed(vault, name, str(int(until) + 1), signature, now_s)
    assert accounts_of(database, service_settings).public_url is None


def test_health_has_no_words_while_it_works(accounts: ConnectedAccounts, brand_id: str, tmp_path: Path) -> None:
    health = connect(accounts, brand_id, "folder", {"folder": str(tmp_path)})
    with accounts.database.read() as session:
        row = session.get_one(Connection, health.id)
    assert (health_of(row, NOW).fr, health_of(row, NOW).en) == ("", "")
