from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from visualgen.errors import SettingsError
from visualgen.settings import Settings
from visualgen.store.vault import Vault, own_file

OLD, NEW = "o" * 40, "n" * 40


def test_the_secret_is_made_once_for_its_owners_eyes(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        vaults = list(threads.map(lambda _: Vault.open(settings), range(8)))
    assert len({vault.secrets for vault in vaults}) == 1
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert vaults[0].secrets[0] not in repr(vaults[0])


def test_a_signature_is_for_one_message_and_one_purpose() -> None:
    vault = Vault((NEW,))
    signature = vault.sign("image", "a=1")
    assert vault.signed("image", "a=1", signature)
    assert not vault.signed("image", "a=2", signature)
    assert not vault.signed("link", "a=1", signature)
    for nonsense in ("", "é", signature[:-1], "\ud800"):
        assert not vault.signed("image", "a=1", nonsense)


def test_a_secret_can_be_replaced() -> None:
    before, both, after = Vault((OLD,)), Vault((NEW, OLD)), Vault((NEW,))
    signature, sealed = before.sign("image", "a"), before.seal("token", "geheim é")
    assert both.signed("image", "a", signature)
    assert both.unseal("token", sealed) == "geheim é"
    assert after.unseal("token", both.seal("token", "x")) == "x"
    assert not after.signed("image", "a", signature)
    with pytest.raises(SettingsError, match="another secret"):
        after.unseal("token", sealed)
    with pytest.raises(SettingsError):
        before.unseal("another purpose", sealed)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read or written"):
        own_file(tmp_path / "nowhere" / "secret", lambda: "x")
