"""An agency's brand with several accounts on one network: each its own words, queue and fate."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import inspect, text

from tests.publish.test_desk import NOW, ROW, Shop
from visualgen.errors import SettingsError
from visualgen.posts import repository
from visualgen.publish import scheduling
from visualgen.publish.connections import ConnectedAccounts, connect, connections_of, disconnect
from visualgen.settings import Settings
from visualgen.store import migrate
from visualgen.store.database import Database
from visualgen.store.vault import Vault


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    """A shop whose desk knows connected accounts: folders, which take posts as any account does."""
    shop = Shop(database, tmp_path)
    accounts = ConnectedAccounts(database, Vault.open(shop.desk.settings), shop.clock)
    shop.desk = dataclasses.replace(shop.desk, lanes=replace(shop.desk.lanes, connections=accounts))
    return shop


def accounts_of(shop: Shop) -> ConnectedAccounts:
    accounts = shop.desk.lanes.connections
    assert isinstance(accounts, ConnectedAccounts)
    return accounts


def test_each_account_gets_the_post_with_its_own_words(shop: Shop, tmp_path: Path) -> None:
    accounts = accounts_of(shop)
    for account in ("", "Lyon", "Paris 9e"):
        connect(accounts, shop.brand_id, "folder", {"folder": str(tmp_path / f"out{account}")}, account=account)
    row = replace(
        ROW,
        channels=("folder", "folder:lyon", "folder:paris_9e"),
        captions={"folder": "À tous", "folder:lyon": "À {{ account }}, sur {{ channel }}"},
    )
    post = shop.ready(row)
    assert shop.ledger(post) == {"folder": "scheduled", "folder:lyon": "scheduled", "folder:paris_9e": "scheduled"}
    shop.clock.now = dt.datetime(2026, 12, 3, 8, 30, tzinfo=dt.UTC)
    shop.publish()
    assert set(shop.ledger(post).values()) == {"sent"}
    said = {}
    for folder in ("out", "outLyon", "outParis 9e"):
        (package,) = [path for path in (tmp_path / folder).iterdir() if not path.name.startswith(".")]
        said[folder] = (package / "caption.txt").read_text().splitlines()[0]
        assert (package / "01.jpg").is_file()
    assert said == {"out": "À tous", "outLyon": "À lyon, sur folder", "outParis 9e": "À tous"}
    with shop.desk.database.read() as session:
        media = repository.media(session, repository.post(session, post, (shop.brand_id,)))
    assert len({item.blob for item in media}) == 1, "one picture, drawn once"


def test_one_that_is_gone_holds_up_no_other(shop: Shop, tmp_path: Path) -> None:
    accounts = accounts_of(shop)
    for account in ("lyon", "paris"):
        connect(accounts, shop.brand_id, "folder", {"folder": str(tmp_path / account)}, account=account)
    post = shop.ready(replace(ROW, channels=("folder:lyon", "folder:paris")))
    gone = next(health for health in connections_of(accounts, [shop.brand_id]) if health.channel == "folder:lyon")
    disconnect(accounts, gone.id)
    shop.clock.now = dt.datetime(2026, 12, 3, 8, 30, tzinfo=dt.UTC)
    shop.publish()
    assert shop.ledger(post)["folder:paris"] == "sent"
    assert shop.ledger(post)["folder:lyon"] != "sent"


def test_an_account_that_is_not_connected_goes_to_the_folder_and_is_told(shop: Shop) -> None:
    post = shop.ready(replace(ROW, channels=("instagram", "instagram:lyn"), captions={}))
    assert shop.ledger(post) == {"folder": "scheduled"}
    (judged,) = scheduling.judge(shop.desk, shop.actor, post)
    assert judged.destination.networks == ("instagram", "instagram:lyn")
    assert "account_unknown" in [finding.code for finding in judged.findings]


def test_connecting_again_is_the_same_account(shop: Shop, tmp_path: Path) -> None:
    accounts = accounts_of(shop)
    first = connect(accounts, shop.brand_id, "folder", {"folder": str(tmp_path / "a")}, account="Lyon")
    again = connect(accounts, shop.brand_id, "folder", {"folder": str(tmp_path / "b")}, account="lyon")
    assert (again.id, again.channel, again.name) == (first.id, "folder:lyon", "b")
    for name in ("!!!", "un nom qui n’en finit vraiment pas"):
        with pytest.raises(SettingsError, match="cannot name an account"):
            connect(accounts, shop.brand_id, "folder", {"folder": str(tmp_path / "a")}, account=name)


def test_two_who_connect_at_once_connect_one_account(shop: Shop, tmp_path: Path) -> None:
    accounts, start = accounts_of(shop), Barrier(4)

    def go(number: int) -> str:
        start.wait(60)
        return connect(accounts, shop.brand_id, "folder", {"folder": str(tmp_path / str(number))}, account="lyon").id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(go, range(4)))) == 1
    assert len(connections_of(accounts, [shop.brand_id])) == 1


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield a database before accounts had names, with one account."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/old.sqlite3"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
    database = Database.connect(Settings(database_url=url))
    migrate.upgrade(database, "0008_media_sources")
    with database.engine.begin() as connection:
        at = "2026-11-28 12:00:00"
        connection.execute(text("INSERT INTO organisations (id, name, home, created_at) VALUES ('o', 'Levain', true, :at)"), {"at": at})
        brand = (
            "INSERT INTO brands (id, organisation_id, name, title, folder_kit, created_at) VALUES ('b', 'o', 'levain', 'Levain', true, :at)"
        )
        connection.execute(text(brand), {"at": at})
        connection.execute(text(_ROW.format(columns="", values="")), {"id": "first", "network": "instagram", "at": at})
    yield database
    database.close()


_ROW = """INSERT INTO connections (id, brand_id, network{columns}, name, settings, sealed, version, lost, warned, created_at, updated_at)
VALUES (:id, 'b', :network{values}, 'n', '{{}}', 's', 1, '', '', :at, :at)"""


def test_accounts_before_names_become_the_default_and_survive_the_way_back(old: Database) -> None:
    migrate.upgrade(old)
    accounts = ConnectedAccounts(old, Vault(("k" * 32,)), lambda: NOW)
    assert accounts.lane("b", "instagram") == "instagram:first"
    named = text(_ROW.format(columns=", account", values=", :account"))
    with old.engine.begin() as connection:
        for identifier, network, account in (("2", "instagram", "lyon"), ("3", "facebook", "lyon"), ("4", "facebook", "paris")):
            connection.execute(named, {"id": identifier, "network": network, "account": account, "at": "2026-11-28 12:00:00"})
    assert accounts.lane("b", "instagram:lyon") == "instagram:2"
    migrate.downgrade(old, "0008_media_sources")
    assert "account" not in {column["name"] for column in inspect(old.engine).get_columns("connections")}
    with old.engine.connect() as connection:
        kept = connection.execute(text("SELECT id FROM connections ORDER BY id")).scalars().all()
    assert kept == ["3", "first"], "the default account, and the first named where there was none"
    migrate.upgrade(old)
    assert accounts.lane("b", "facebook") == "facebook:3"


def test_a_connected_folder_takes_what_no_account_takes(shop: Shop, tmp_path: Path) -> None:
    """One package, with the words of the network nobody connected: in the brand's own folder, not beside it in the outbox."""
    connect(accounts_of(shop), shop.brand_id, "folder", {"folder": str(tmp_path / "own")})
    post = shop.ready(replace(ROW, channels=("folder", "instagram"), captions={"instagram": "Pour Instagram"}))
    assert shop.ledger(post) == {"folder": "scheduled"}
    shop.clock.now = dt.datetime(2026, 12, 3, 8, 30, tzinfo=dt.UTC)
    shop.publish()
    assert shop.ledger(post) == {"folder": "sent"}
    (package,) = [path for path in (tmp_path / "own").iterdir() if not path.name.startswith(".")]
    assert "Pour Instagram" in (package / "caption.txt").read_text() + (package / "index.html").read_text()
