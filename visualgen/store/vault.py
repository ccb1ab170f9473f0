"""The service's secret: what signs addresses and seals other people's tokens. From VISUALGEN_SECRET, else made once beside the database.

Several secrets may be given: the first signs and seals, all of them verify and open, so that a secret can be replaced
without an interruption.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from visualgen.errors import SettingsError
from visualgen.settings import Settings

FILE = "secret"


@dataclass(frozen=True, slots=True)
class Vault:
    """Signs and seals. Each purpose has its own key, derived from the secret, so that no signature means two things."""

    secrets: tuple[str, ...] = field(repr=False)

    @classmethod
    def open(cls, settings: Settings) -> Vault:
        """Return the vault of the settings' secrets, else of the one in the data folder (made at first use, for its owner's eyes only).

        Raises `SettingsError` where that file cannot be read or written.
        """
        return cls(settings.secrets or (_own_secret(settings.data_folder() / FILE),))

    def sign(self, purpose: str, message: str) -> str:
        """Return the signature of `message` for this purpose: 43 characters that may stand in an address."""
        return _sign(self.secrets[0], purpose, message)

    def signed(self, purpose: str, message: str, signature: str) -> bool:
        """Return whether the signature is one of ours for this purpose."""
        given = signature.encode("utf-8", "surrogatepass")
        return any(hmac.compare_digest(_sign(secret, purpose, message).encode(), given) for secret in self.secrets)

    def keys(self, purpose: str) -> tuple[str, ...]:
        """Return keys for one purpose that may be handed out, as text for an address: the one in force, then those of former secrets."""
        return tuple(base64.urlsafe_b64encode(_derive(secret, f"key {purpose}")).decode("ascii").rstrip("=") for secret in self.secrets)

    def seal(self, purpose: str, text: str) -> str:
        """Return `text` encrypted, to be stored."""
        return self._fernet(purpose).encrypt(text.encode()).decode("ascii")

    def unseal(self, purpose: str, sealed: str) -> str:
        """Return what was sealed for this purpose. Raises `SettingsError` where the secret it was sealed with is gone."""
        try:
            return self._fernet(purpose).decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SettingsError(
                "a stored token was sealed with another secret", mend="add the former secret to VISUALGEN_SECRET, after a comma"
            ) from None

    def reseal(self, purpose: str, sealed: str) -> str:
        """Return the same sealed under the first secret alone. Raises `SettingsError` where the secret it was sealed with is gone."""
        return self.seal(purpose, self.unseal(purpose, sealed))

    def _fernet(self, purpose: str) -> MultiFernet:
        return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(secret, f"seal {purpose}"))) for secret in self.secrets])


def _derive(secret: str, purpose: str) -> bytes:
    """Return 32 bytes for one purpose (the extract-and-expand of RFC 5869 with one block; our secrets are uniform already)."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def _sign(secret: str, purpose: str, message: str) -> str:
    key = _derive(secret, f"sign {purpose}")
    mac = hmac.new(key, message.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode("ascii").rstrip("=")


def _own_secret(path: Path) -> str:
    return own_file(path, lambda: secrets.token_hex(32))


def own_file(path: Path, make: Callable[[], str]) -> str:
    """Return the text of a file that only its owner may read, written with `make()` where it is not there. Two programs may ask at once.

    Raises `SettingsError` where it cannot be read or written.
    """
    try:
        if not path.exists():
            fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(make())
            try:
                with suppress(FileExistsError):  # another program was first: its text is the one
                    path.hardlink_to(fresh)
            finally:
                fresh.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read or written ({error.strerror or error})", mend="set VISUALGEN_DATA, or VISUALGEN_SECRET"
        ) from None
