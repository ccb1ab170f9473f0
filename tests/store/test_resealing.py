from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.store.filling import fill
from visualgen.cli.main import run
from visualgen.errors import SettingsError
from visualgen.publish.connections.model import Connection
from visualgen.settings import Settings
from visualgen.store.database import Database
from visualgen.store.domains import load_models
from visualgen.store.resealing import reseal, sealed_columns
from visualgen.store.vault import Vault
from visualgen.webhooks.model import WebhookEndpoint

OLD, NEW = "o" * 40, "n" * 40


def _filled(database: Database, vault: Vault) -> None:
    """Write a row into every table, its sealed texts sealed by `vault`."""
    fill(database)
    with database.write() as session:
        for _, column, purpose in sealed_columns():
            session.execute(update(column.table).values({column.name: vault.seal(purpose, f"token of {purpose}")}))


def _opened(database: Database, vault: Vault) -> set[str]:
    with database.read() as session:
        return {vault.unseal(purpose, session.execute(select(column)).scalar_one()) for _, column, purpose in sealed_columns()}


def test_every_column_that_is_sealed_is_known() -> None:
    load_models()
    named = {column for _, column, _ in sealed_columns()}
    assert named == {Connection.__table__.c.sealed, WebhookEndpoint.__table__.c.secret}


def test_a_former_secret_can_be_dropped_afterwards(database: Database) -> None:
    _filled(database, Vault((OLD,)))
    with pytest.raises(SettingsError, match="another secret"):
        _opened(database, Vault((NEW,)))
    assert reseal(database, Vault((NEW, OLD))) == 2
    assert _opened(database, Vault((NEW,))) == {"token of connection", "token of webhook"}
    assert reseal(database, Vault((NEW,))) == 2


def test_all_or_none(database: Database) -> None:
    _filled(database, Vault((OLD,)))
    with database.write() as session:
        session.execute(update(WebhookEndpoint).values(secret=Vault(("x" * 40,)).seal("webhook", "of another service")))
    with pytest.raises(SettingsError, match="another secret"):
        reseal(database, Vault((NEW, OLD)))
    with database.read() as session:
        assert Vault((OLD,)).unseal("connection", session.scalars(select(Connection.sealed)).one()) == "token of connection"


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Database.open(Settings(data=tmp_path)) as database:
        _filled(database, Vault((OLD,)))
        monkeypatch.setenv("VISUALGEN_DATA", str(tmp_path))
        monkeypatch.setenv("VISUALGEN_SECRET", f"{NEW},{OLD}")
        with pytest.raises(SystemExit) as end:
            run(["db", "reseal", "--json"])
        assert not end.value.code
        assert json.loads(capsys.readouterr().out) == {"sealed": 2}
        assert _opened(database, Vault((NEW,)))
        monkeypatch.setenv("VISUALGEN_SECRET", OLD)
        with pytest.raises(SystemExit) as end:
            run(["db", "reseal"])
        assert end.value.code == 2
        assert "after a comma" in capsys.readouterr().err
