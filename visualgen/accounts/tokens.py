"""Secrets: how they are made, what is kept of them, and how passwords are checked."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from visualgen.errors import InputError

KEY_PREFIX = "vg_"
SHOWN_CHARS = 9
MIN_PASSWORD_CHARS = 10
MAX_PASSWORD_CHARS = 256

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("no password has this hash")


def new_key() -> str:
    """Return a fresh API key: a prefix that scanners know, and 256 bits of chance."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def new_token() -> str:
    """Return a fresh secret for a session or a sign-in link: 256 bits of chance."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a key or token: its SHA-256 in hexadecimals. It has too much chance in it to be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """Return what is kept of a password: its argon2id hash with salt and costs. Raises `InputError` for one too short or long."""
    if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
        raise InputError(
            f"the password has {len(password)} characters", mend=f"choose one of {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS}, a few words"
        )
    return _hasher.hash(password)


def password_fits(password: str, kept: str | None) -> bool:
    """Return whether `kept` is this password's hash. Where there is none it takes as long, so that no name is guessed by time."""
    try:
        return _hasher.verify(kept or _NOBODY, password[: MAX_PASSWORD_CHARS + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
